#!/bin/sh
# Make sure a Chromium is on this machine for the browser tests.
# Test tools cannot download one here and elsewhere should not: the system's package is
# the one that gets security updates.
set -eu
for name in chromium chromium-browser google-chrome; do
    if command -v "$name" >/dev/null 2>&1; then exit 0; fi
done
if command -v apt-get >/dev/null 2>&1; then
    sudo=""
    if [ "$(id -u)" -ne 0 ]; then sudo="sudo"; fi
    $sudo apt-get update -qq
    DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends \
        chromium fonts-noto-core fonts-noto-color-emoji >/dev/null
    exit 0
fi
echo "tests: no Chromium found; install one with the system's package manager" >&2
exit 1
