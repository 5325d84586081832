# What a script does all day, each thing twice: what is entered the second time is what counts. A phase begins at each SIGUSR2 (tracer.c).
# shellcheck shell=sh disable=SC2034,SC2086,SC2116,SC2005,SC2002 # it is the doing that counts

programs() {
    n=0
    while [ $n -lt 2 ]; do
        /bin/true
        n=$((n + 1))
    done
}

language() {
    add 1 2
    for word in one two; do
        case $word in
            o*) file=/usr/lib/$word.tar.gz ;;
            [t-z]?o | *.c) file=${word%o}.c ;;
            *) ;;
        esac
        name=${file##*/}
        base=${name%%.*}
        kind=${name#"$base"}
        length=${#kind}
        unset kind
        [ "$length" -gt 0 ] || continue
        text="$text${base:-none} $name"
        if [ -n "$text" ] && [ -d "$dir" ]; then :; else echo none; fi
    done
    while read -r first rest; do lines=$((lines + 1)); done <"$dir/lines"
    set -- "$dir"/*
    set -- a 'b c' "$@"
    shift
    IFS=: read -r first rest <<-END
	$1:$2
	END
    printf '%s %d\n' "$1" $# >/dev/null
    echo $text >&2 2>/dev/null
}

add() {
    [ $1 -gt 0 ] || return 0
    sum=$(($1 + $2))
}

captures() {
    x=$(echo hi)
    y=$(printf '%s\n' "$x" a)
    (
        cd /
        z=$x
    )
    { echo "$y"; } >"$dir/out"
}

pipelines() {
    cat "$dir/lines" | cat | cat >/dev/null
    out=$(cat "$dir/lines" | sort)
    echo a | while read -r line; do :; done
    /bin/true | /bin/false || status=$?
    ls "$dir" >/dev/null 2>&1
    v=1 env >/dev/null
}

background() {
    /bin/true &
    /bin/true &
    wait $!
    wait
    trap 'rm -f "$dir/out"' EXIT
    kill -0 $$
}

text='' lines=0 dir=$1
printf 'one\ntwo words\nthree\n' >"$dir/lines"
set -e
for part in programs language captures pipelines background; do
    $part
    kill -USR2 $$
    $part
done 2>/dev/null
