#!/bin/sh
# Times `docwright build` and `check` beside the floor (benches/floor.rs), alternately, on one corpus.
#
#   benches/compare.sh CORPUS [RUNS]
#
# The first build, outside the measurement, says how many files and bytes the floor is to write. Then, RUNS times
# (5 unless told): a build into an empty folder, one without colours, `floor all` into another, a check, `floor parse`. Prints medians of
# wall, user and system seconds and of the most memory held, and the ratios, which can be compared between machines
# while seconds cannot. System time of making files varies widely: look at user time first, and set TMPDIR to a folder in
# memory to leave the disk out.
#
# Memory needs GNU time (the package `time`); without it bash's `time` gives the seconds.
# DOCWRIGHT and FLOOR name binaries to be used in place of a release build of this folder.
set -eu

if [ $# -lt 1 ] || [ ! -d "$1" ]; then
    echo "usage: $0 CORPUS [RUNS]" >&2
    exit 2
fi
corpus=$(cd "$1" && pwd)
runs=${2:-5}
home=$(cd "$(dirname "$0")/.." && pwd)
docwright=${DOCWRIGHT:-}
floor=${FLOOR:-}
if [ -z "$docwright" ]; then
    (cd "$home" && cargo build --quiet --release)
    docwright=${CARGO_TARGET_DIR:-$home/target}/release/docwright
fi
if [ -z "$floor" ]; then
    floor=$(cd "$home" && cargo bench --no-run --bench floor 2>&1 | sed -n 's/.*Executable.*(\(.*\))$/\1/p')
    case $floor in /*) ;; *) floor=$home/$floor ;; esac
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

. "$home/benches/measure.sh"

row() {
    printf '%-12s %9s %9s %9s %12s\n' "$@"
}

medians() {
    row "$1" "$(median "$1" 1)" "$(median "$1" 2)" "$(median "$1" 3)" "$(median "$1" 4)"
}

# ratios TITLE OVER UNDER
ratios() {
    set -- "$1" $(for column in 1 2 3 4; do
        echo "$(median "$2" $column) $(median "$3" $column)" |
            awk '{ if ($1 == "-" || $2 + 0 == 0) print "-"; else printf "%.2f\n", $1 / $2 }'
    done)
    row "$@"
}

echo 'highlight: false' >"$work/plain.yml"
measure warm-up "$docwright" -C "$corpus" build -o "$work/site"
files=$(find "$work/site" -type f | wc -l)
bytes=$(find "$work/site" -type f -exec cat {} + | wc -c)

run=0
while [ "$run" -lt "$runs" ]; do
    run=$((run + 1))
    rm -rf "$work/site"
    measure build "$docwright" -C "$corpus" build -o "$work/site"
    rm -rf "$work/site"
    measure build-plain "$docwright" -C "$corpus" -c "$work/plain.yml" build -o "$work/site"
    rm -rf "$work/floor"
    measure floor-all "$floor" all "$corpus" "$work/floor" $files $bytes
    measure check "$docwright" -C "$corpus" check
    measure floor-parse "$floor" parse "$corpus"
done

echo "$corpus: $files files, $bytes bytes written, medians of $runs"
row '' wall user sys 'memory (KB)'
medians build
medians build-plain
medians floor-all
medians check
medians floor-parse
row '' '' '' '' ''
ratios 'build / all' build floor-all
ratios 'plain / all' build-plain floor-all
ratios 'check / parse' check floor-parse
