#!/bin/sh
# Chromium without the right to raise its threads' priority, which root has.
exec setpriv --bounding-set=-sys_nice --inh-caps=-sys_nice chromium "$@"
