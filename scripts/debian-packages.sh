#!/bin/sh
# What Debian has to supply: Python's venv module, npm, and Chromium for the browser tests. Installed if this is
# Debian and root; otherwise named.
set -eu

missing=
python3 -c 'import ensurepip, venv' 2>/dev/null || missing="$missing python3-venv"
command -v npm >/dev/null || missing="$missing npm"
command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null ||
  missing="$missing chromium"
[ -n "$missing" ] || exit 0

root=
if [ "$(id -u)" != 0 ]; then root='sudo -n'; fi
if command -v apt-get >/dev/null && $root true 2>/dev/null; then
  echo "set-up:$missing" >&2
  export DEBIAN_FRONTEND=noninteractive
  $root apt-get -qq update
  # shellcheck disable=SC2086 # a list
  $root apt-get -qq install --yes --no-install-recommends $missing >/dev/null
elif [ "$missing" = ' chromium' ]; then
  echo 'set-up: the browser tests need Chromium; as root: apt-get install chromium' >&2
else
  echo "set-up: install what is missing, as root: apt-get install --no-install-recommends$missing" >&2
  exit 1
fi
