#!/bin/sh
# What Debian has to supply: Python's venv module, npm, Chromium for the browser tests, and what strips libraries
# for arm64. Installed if this is Debian and root; otherwise named.
set -eu

missing=
optional=
python3 -c 'import ensurepip, venv' 2>/dev/null || missing="$missing python3-venv"
command -v npm >/dev/null || missing="$missing npm"
command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null ||
  optional="$optional chromium"
command -v llvm-strip >/dev/null || command -v aarch64-linux-gnu-strip >/dev/null || [ "$(uname -m)" != x86_64 ] ||
  optional="$optional binutils-aarch64-linux-gnu"
[ -n "$missing$optional" ] || exit 0

root=
if [ "$(id -u)" != 0 ]; then root='sudo -n'; fi
if command -v apt-get >/dev/null && $root true 2>/dev/null; then
  echo "set-up:$missing$optional" >&2
  export DEBIAN_FRONTEND=noninteractive
  $root apt-get -qq update
  # shellcheck disable=SC2086 # a list
  $root apt-get -qq install --yes --no-install-recommends $missing $optional >/dev/null
elif [ -z "$missing" ]; then
  echo "set-up: some tests need more; as root: apt-get install --no-install-recommends$optional" >&2
else
  echo "set-up: install what is missing, as root: apt-get install --no-install-recommends$missing$optional" >&2
  exit 1
fi
