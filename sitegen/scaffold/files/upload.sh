#!/bin/sh
# Uploads what changed since the last upload, and removes what is gone.
#
#   sh upload.sh DESTINATION          HOST:/folder, s3://BUCKET/folder, or /folder
#   sh upload.sh --first DESTINATION  the first time, when nothing is there yet
#
# What changed is found by comparing output/.manifest with the one at the destination,
# by content and never by time, so this works in a fresh checkout too. Order matters to
# readers: new files first, then changed ones, then the search index's root, then
# removals; the manifest comes last, so that an upload that broke off is done again.
set -eu
export LC_ALL=C

first=no
if [ "${1:-}" = --first ]; then
  first=yes
  shift
fi
to=${1:?name a destination: HOST:/folder, s3://BUCKET/folder or /folder}
to=${to%/}
from=output
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

case $to in
s3://*) by=s3 ;;
*:*) by=rsync ;;
*) by=folder ;;
esac

fetch() { # FILE INTO
  case $by in
  s3) aws s3 cp --only-show-errors "$to/$1" "$2" ;;
  rsync) rsync "$to/$1" "$2" ;;
  folder) cp "$to/$1" "$2" ;;
  esac
}

send() { # a file with one path a line
  [ -s "$1" ] || return 0
  case $by in
  s3) while IFS= read -r path; do
    aws s3 cp --only-show-errors "$from/$path" "$to/$path" </dev/null
  done <"$1" ;;
  rsync) rsync -r --checksum --files-from="$1" "$from/" "$to/" ;;
  folder) while IFS= read -r path; do
    mkdir -p "$(dirname "$to/$path")"
    cp "$from/$path" "$to/$path.new"
    mv "$to/$path.new" "$to/$path"
  done <"$1" ;;
  esac
}

remove() { # a file with one path a line
  [ -s "$1" ] || return 0
  case $by in
  s3) while IFS= read -r path; do
    aws s3 rm --only-show-errors "$to/$path" </dev/null
  done <"$1" ;;
  rsync) rsync -r --delete-missing-args --files-from="$1" "$from/" "$to/" ;;
  folder) while IFS= read -r path; do
    rm -f "$to/$path"
  done <"$1" ;;
  esac
}

# A manifest has a line for each file: 64 digits of its SHA-256, two spaces, its path.
sort "$from/.manifest" >"$work/new"
if [ "$first" = yes ]; then
  : >"$work/old"
elif fetch .manifest "$work/fetched"; then
  sort "$work/fetched" >"$work/old"
else
  echo "$to: no .manifest could be read there; for the first upload: --first" >&2
  exit 1
fi
cut -c67- "$work/new" | sort >"$work/new.paths"
cut -c67- "$work/old" | sort >"$work/old.paths"
comm -13 "$work/old" "$work/new" | cut -c67- | sort >"$work/upload"
comm -23 "$work/upload" "$work/old.paths" >"$work/fresh"
comm -12 "$work/upload" "$work/old.paths" >"$work/changed"
comm -23 "$work/old.paths" "$work/new.paths" >"$work/gone"
grep -v '^search/data/' "$work/changed" >"$work/pages" || :
grep '^search/data/' "$work/changed" >"$work/search" || :
echo .manifest >"$work/last"

send "$work/fresh"
send "$work/pages"
send "$work/search"
remove "$work/gone"
send "$work/last"
count() { wc -l <"$1" | tr -d ' '; }
echo "$to: $(count "$work/fresh") new, $(count "$work/changed") changed," \
  "$(count "$work/gone") removed, of $(count "$work/new")"
