#!/bin/sh
# Installs what the browser tests need from Debian: Chromium and fonts for the scripts we offer.
# Running it again changes nothing. The service itself needs none of these packages.
set -eu

PACKAGES="chromium fonts-noto-core fonts-noto-ui-core redis-server"

if ! command -v apt-get >/dev/null 2>&1; then
    echo "This script is for Debian and its relatives (apt-get was not found)." >&2
    echo "Install Chromium as /usr/bin/chromium and the Noto fonts your own way, or run the tests without a browser:" >&2
    echo "  pytest -m 'not browser'" >&2
    exit 1
fi

missing=""
for package in $PACKAGES; do
    if ! dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q '^install ok installed$'; then
        missing="$missing $package"
    fi
done
if [ -z "$missing" ]; then
    echo "Nothing to do: $PACKAGES are installed."
    exit 0
fi
if [ "$(id -u)" -ne 0 ]; then
    echo "These packages are missing:$missing" >&2
    echo "Run this as root:  sudo $0" >&2
    exit 1
fi

export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
# shellcheck disable=SC2086  # the list is meant to be split
apt-get install -y -qq --no-install-recommends $missing
echo "Installed:$missing"
