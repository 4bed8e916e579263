#!/bin/sh
# Fetch the Nu HTML checker for the tests of markup, into the folder that is named: a jar
# from npm, and the Java it needs from the system's packages. The tests that use it are
# skipped, and say so, where it can't be had; html5lib parses key pages in any case.
set -u
into="$1"
version=26.9.27
if [ -f "$into/node_modules/vnu-jar/build/dist/vnu.jar" ] && command -v java >/dev/null 2>&1
then exit 0; fi
if ! command -v java >/dev/null 2>&1 && command -v apt-get >/dev/null 2>&1; then
    sudo=""
    if [ "$(id -u)" -ne 0 ]; then sudo="sudo"; fi
    $sudo apt-get update -qq
    DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends \
        default-jre-headless >/dev/null
fi
if command -v npm >/dev/null 2>&1; then
    npm install --prefix "$into" --no-audit --no-fund --loglevel=error "vnu-jar@$version" \
        >/dev/null
fi
if [ ! -f "$into/node_modules/vnu-jar/build/dist/vnu.jar" ] || ! command -v java >/dev/null
then echo "tests: no Nu HTML checker; it needs npm and Java (default-jre-headless)" >&2; fi
exit 0
