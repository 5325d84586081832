#!/usr/bin/env bash
# Builds Drover and shows one real job end to end: a durable run packs and hashes these sources for about ten seconds. Half way its
# follower is killed with SIGKILL; the run goes on, is found again, and its answer is checked.
#
#   ./start.sh --runs
#
# Needs no root if a C compiler is installed (./build.sh says what is missing). The run is kept in a directory of its own that is
# removed at the end, or in DROVER_STATE if that is set, and is removed from there.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# About how long the job is to take, in milliseconds.
JOB_MS=10000

say() { printf '\nstart: %s\n' "$*"; }
fail() {
    printf '\nstart: error: %s\n' "$*" >&2
    exit 1
}
# Shows a command as one would type it, and runs it.
show() {
    printf '\n$ drover %s\n' "$*"
    "$drover" "$@"
}

case ${1:-} in
    '') ;;
    -h | --help)
        sed -n '2,8s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"
        exit 0
        ;;
    *) fail "unknown argument '$1'; see ./start.sh --help" ;;
esac

say "1 of 5: building (the first time takes minutes, later seconds)"
./build.sh
drover=$PWD/artifacts/bin/drover

# --- the job ----------------------------------------------------------------------------------------------------------

own=$(mktemp -d "${TMPDIR:-/tmp}/drover-start.XXXXXX")
name=pack
# In a state directory of somebody's there may be a "pack" already.
if [[ -n ${DROVER_STATE:-} ]]; then name=pack-$$; else export DROVER_STATE=$own/state; fi
# The shim is the one built here.
unset DROVER_SHIM

follower='' started=no
clean_up() {
    trap - EXIT INT TERM HUP
    [[ -z $follower ]] || kill "$follower" 2>/dev/null || true
    [[ $started == no ]] || "$drover" rm --force "$name" >/dev/null 2>&1 || true
    rm -rf "$own"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# The same bytes each time, whoever owns the files and whenever they were changed.
# shellcheck disable=SC2016 # for the shell of the job
PACK='tar c --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner --exclude=./artifacts --exclude=bin --exclude=obj --exclude=node_modules --exclude=.git . |
    gzip -9n | sha256sum'
say "2 of 5: packing the sources once, without Drover, for the answer"
expected=$(sh -c "$PACK")
begin=$EPOCHREALTIME
[[ $(sh -c "$PACK") == "$expected" ]] || fail "packing twice gave two answers: does something write into $PWD?"
took=$(((${EPOCHREALTIME/[.,]/} - ${begin/[.,]/}) / 1000))
expected=${expected%% *}
passes=$((JOB_MS / (took > 0 ? took : 1)))
((passes >= 4)) || passes=4
echo "sha256 ${expected:0:16}…, $took ms; the job does it $passes times"
# In a file, so that ps and tree show a short command.
cat >"$own/pack.sh" <<JOB
# pack.sh PASSES
i=0
while [ "\$i" -lt "\$1" ]; do
    i=\$((i + 1))
    hash=\$($PACK)
    echo "\$i \${hash%% *}"
    [ "\${hash%% *}" = $expected ] || exit 1
done
JOB

# --- followed, and followed again -------------------------------------------------------------------------------------

# follow LAST: follows the run from its first line, shows progress, and returns after line LAST. What it saw is in `seen`.
follow() {
    local last=$1 pass hash shown=0
    seen=0
    rm -f "$own/follow"
    mkfifo -m 600 "$own/follow"
    "$drover" logs -f "$name" >"$own/follow" &
    follower=$!
    exec 3<"$own/follow"
    while read -r -u 3 pass hash; do
        [[ $pass == $((seen + 1)) && $hash == "$expected" ]] || fail "line $((seen + 1)) of the run reads '$pass $hash'"
        seen=$pass
        progress
        ((seen < last)) || return 0
    done
}

# A line that changes on a terminal, a line for each tenth otherwise.
progress() {
    local tenths=$((seen * 10 / passes))
    if [[ -t 1 ]]; then
        printf '\r  pass %d of %d, %d %%  ' "$seen" "$passes" $((seen * 100 / passes))
    elif ((tenths > shown)); then
        printf '  pass %d of %d\n' "$seen" "$passes"
        shown=$tenths
    fi
}

say "3 of 5: the same as a durable run, followed"
started=yes
show run -d --name "$name" -- sh "$own/pack.sh" "$passes"
printf '\n$ drover logs -f %s\n' "$name"
follow $((passes / 2))
((seen == passes / 2)) || fail "drover logs -f ended after line $seen"

say "4 of 5: the follower (pid $follower) is killed with SIGKILL; the run does not mind, and is found again"
# In braces, because the shell says on standard error that it was killed.
{
    kill -KILL "$follower"
    wait "$follower" || true
} 2>/dev/null
follower=''
exec 3<&-
show ps
show tree "$name"
show stats "$name"
printf '\n$ drover logs -f %s\n' "$name"
follow "$passes"
exec 3<&-
wait "$follower" || fail "drover logs -f ended with status $?"
follower=''

say "5 of 5: how it ended"
status=0
show wait "$name" || status=$?
((status == 0)) || fail "the run ended with status $status: drover inspect $name"
((seen == passes)) || fail "the log has $seen lines instead of $passes"
show inspect "$name"
show tree "$name"
say "$passes of $passes passes gave the right answer, not a line is missing, and nothing of the run is left"

cat <<NEXT

Try next, with  export PATH=$PWD/artifacts/bin:\$PATH
  drover run -- make -j2                      in the foreground, as if run by hand
  drover run -d --name build -- ./build.sh    goes on without you: drover logs -f build, drover stop build
  drover run --timeout 10s -- sleep 60        stopped after ten seconds, with all that it started
  drover ps -a · drover --help                what is running or has ended, and the rest
NEXT
