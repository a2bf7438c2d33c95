# Measures commands: for scripts that read this file. They set $work, a folder for what is measured.
#
# Memory needs GNU time (the package `time`); without it bash's `time` gives the seconds.

gnu_time=
for candidate in /usr/bin/time gtime; do
    if "$candidate" -q -f %M -o "$work/probe" true 2>/dev/null; then
        gnu_time=$candidate
        break
    fi
done

# measure NAME COMMAND...: adds a line "wall user sys memory" to the file NAME. Findings (exit 1) are no failure.
measure() {
    name=$1
    shift
    status=0
    if [ -n "$gnu_time" ]; then
        "$gnu_time" -q -f '%e %U %S %M' -o "$work/once" "$@" >"$work/log" 2>&1 || status=$?
    else
        bash -c 'TIMEFORMAT="%R %U %S -"; time "$@" >"$0" 2>&1' "$work/log" "$@" 2>"$work/once" || status=$?
    fi
    if [ "$status" -gt 1 ]; then
        echo "$name: exit $status" >&2
        tail -n 5 "$work/log" >&2
        exit 3
    fi
    cat "$work/once" >>"$work/$name"
}

# median NAME COLUMN
median() {
    cut -d ' ' -f "$2" "$work/$1" | sort -n | awk '{ all[NR] = $1 } END { print all[int((NR + 1) / 2)] }'
}
