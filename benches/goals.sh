#!/bin/sh
# The goals of docs/dev/performance.md, side by side with Hugo in one run on the same pages.
#
#   HUGO=hugo benches/goals.sh [PAGES] [RUNS]
#
# Makes PAGES pages (10,000 unless told) for both (benches/pages.rs), then RUNS times (3 unless told), one side after the
# other: a build into an empty folder, one after no change, one after a paragraph more on one page; of docwright also one
# into an empty folder with the colours of the last build, one without colours beside `floor all`, and a check. Then both
# serve, and benches/edit.rs times the way from a write to the first answer that shows it. Prints medians of wall, user and
# system seconds, of the most memory held, and the ratios.
#
# DOCWRIGHT, MAKE, EDIT and FLOOR name binaries to be used in place of those of this folder.
# Memory needs GNU time. Without HUGO, or with an empty one, only docwright is measured. Set TMPDIR to a folder in memory to
# leave the disk out: 10,000 pages need 1 GB there.
set -eu

pages=${1:-10000}
runs=${2:-3}
home=$(cd "$(dirname "$0")/.." && pwd)
hugo=${HUGO:-}
cd "$home"
docwright=${DOCWRIGHT:-}
if [ -z "$docwright" ]; then
    cargo build --quiet --release
    docwright=${CARGO_TARGET_DIR:-$home/target}/release/docwright
fi
bench() {
    program=$(cargo bench --no-run --bench "$1" 2>&1 | sed -n 's/.*Executable.*(\(.*\))$/\1/p')
    case $program in /*) echo "$program" ;; *) echo "$home/$program" ;; esac
}
make=${MAKE:-$(bench pages)}
edit=${EDIT:-$(bench edit)}
floor=${FLOOR:-$(bench floor)}

work=$(mktemp -d)
# What a build keeps for the next one.
export XDG_CACHE_HOME="$work/cache"
served=
stop() {
    for id in $served; do kill "$id" 2>/dev/null || true; done
    served=
}
trap 'stop; rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

. "$home/benches/measure.sh"

row() {
    printf '%-26s %9s %9s %9s %9s\n' "$@"
}

medians() {
    if [ -f "$work/$1" ]; then
        row "$1" "$(median "$1" 1)" "$(median "$1" 2)" "$(median "$1" 3)" \
            "$(median "$1" 4 | awk '{ printf "%d MB", $1 / 1024 }')"
    fi
}

# ratio TITLE OVER UNDER
ratio() {
    if [ -f "$work/$2" ] && [ -f "$work/$3" ]; then
        row "$1" $(for column in 1 2 3 4; do
            echo "$(median "$2" $column) $(median "$3" $column)" | awk '{ if ($2 + 0 == 0) print "-"; else printf "%.3f\n", $1 / $2 }'
        done)
    fi
}

"$make" "$pages" "$work/d"
if [ -n "$hugo" ]; then "$make" "$pages" "$work/h" hugo; fi
echo 'highlight: false' >"$work/plain.yml"
page=area-00/topic-03/page-07
more() {
    printf '\nOne paragraph more: %s.\n' "$1" >>"$2"
}

run=0
while [ "$run" -lt "$runs" ]; do
    run=$((run + 1))
    rm -rf "$work/d/_site" "$work/cache"
    measure docwright-cold "$docwright" -C "$work/d" build
    if [ -n "$hugo" ]; then
        rm -rf "$work/h/public"
        measure hugo-cold "$hugo" --quiet -s "$work/h"
    fi
    measure docwright-nothing-changed "$docwright" -C "$work/d" build
    if [ -n "$hugo" ]; then measure hugo-nothing-changed "$hugo" --quiet -s "$work/h"; fi
    more "$run" "$work/d/$page.md"
    measure docwright-one-edit "$docwright" -C "$work/d" build
    if [ -n "$hugo" ]; then
        more "$run" "$work/h/content/$page.md"
        measure hugo-one-edit "$hugo" --quiet -s "$work/h"
    fi
    rm -rf "$work/d/_site"
    measure docwright-colours-kept "$docwright" -C "$work/d" build
    rm -rf "$work/plain"
    measure docwright-plain "$docwright" -C "$work/d" -c "$work/plain.yml" build -o "$work/plain"
    files=$(find "$work/plain" -type f | wc -l)
    bytes=$(find "$work/plain" -type f -exec cat {} + | wc -c)
    rm -rf "$work/plain" "$work/out"
    measure floor "$floor" all "$work/d" "$work/out" "$files" "$bytes"
    rm -rf "$work/out"
    measure docwright-check "$docwright" -C "$work/d" check
done
search=$(find "$work/d/_site/search" -type f -exec cat {} + | wc -c)

echo "$pages pages, medians of $runs; search index $((search / 1024)) KB"
row '' wall user sys memory
for name in docwright hugo; do
    for what in cold nothing-changed one-edit; do medians $name-$what; done
done
for name in docwright-colours-kept docwright-plain floor docwright-check; do medians $name; done
row ratios '' '' '' ''
ratio 'cold / Hugo' docwright-cold hugo-cold
ratio 'colours kept / Hugo' docwright-colours-kept hugo-cold
ratio 'nothing changed / cold' docwright-nothing-changed docwright-cold
ratio 'one edit / nothing changed' docwright-one-edit docwright-nothing-changed
ratio 'plain / floor' docwright-plain floor

# await FILE WORD: until a server says where it is.
await() {
    tries=0
    until grep -q "$2" "$1" 2>/dev/null; do
        tries=$((tries + 1))
        if [ "$tries" -gt 1200 ]; then
            echo "no server: $(tail -n 3 "$1")" >&2
            exit 3
        fi
        sleep 0.1
    done
}
"$docwright" -C "$work/d" serve --port 4871 >"$work/serve-d" 2>&1 &
served=$!
await "$work/serve-d" 'serving at'
sleep 2
echo "docwright serve: $("$edit" "$work/d/$page.md" "http://127.0.0.1:4871/$page.html" 11)"
grep VmHWM "/proc/$served/status" 2>/dev/null || true
stop
if [ -n "$hugo" ]; then
    "$hugo" server -s "$work/h" -p 4872 --baseURL http://127.0.0.1:4872/ >"$work/serve-h" 2>&1 &
    served=$!
    await "$work/serve-h" 'Web Server is available'
    sleep 2
    echo "hugo server: $("$edit" "$work/h/content/$page.md" "http://127.0.0.1:4872/$page.html" 11)"
    grep VmHWM "/proc/$served/status" 2>/dev/null || true
    stop
fi
