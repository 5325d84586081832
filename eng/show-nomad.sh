#!/usr/bin/env bash
# Builds Drover and shows its Nomad driver with the sample JAR (samples/nomad/Hello.java). Where there is Nomad: a development agent with the driver and the
# sample job; its log and the job's output come here, and Ctrl-C ends it all. Where there is none: `drover nomad try`, which takes the same path without it.
#
#   ./start.sh --nomad
#
# Needs root, crun and a JDK; the driver's own checks say what is missing. What is made is in a directory of its own, which is removed at the end.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# How long to wait for the agent and for the job, in seconds.
PATIENCE=60

say() { printf 'start: %s\n' "$*"; }
fail() {
    printf 'start: error: %s\n' "$*" >&2
    exit 1
}

case ${1:-} in
    '') ;;
    -h | --help)
        sed -n '2,7s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"
        exit 0
        ;;
    *) fail "unknown argument '$1'; see ./start.sh --help" ;;
esac

((EUID == 0)) || fail "containers can be made by root alone. Run: sudo ./start.sh --nomad"
command -v javac >/dev/null && command -v jar >/dev/null || fail "a JDK is missing, which makes the sample JAR. Run: apt-get install -y --no-install-recommends openjdk-17-jdk-headless"
command -v crun >/dev/null || fail "crun is missing, which makes containers. Run: apt-get install -y --no-install-recommends crun"

say "building (the first time takes minutes, later seconds)"
./build.sh
drover=$PWD/artifacts/bin/drover
# The shim is the one built here.
unset DROVER_SHIM

own=$(mktemp -d "${TMPDIR:-/tmp}/drover-start.XXXXXX")
agent='' follower=''
clean_up() {
    trap - EXIT INT TERM HUP
    [[ -z $follower ]] || kill "$follower" 2>/dev/null || true
    # A development agent ends its jobs first.
    [[ -z $agent ]] || { kill "$agent" 2>/dev/null && wait "$agent" 2>/dev/null; } || true
    rm -rf "$own"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# The task runs as nobody, and comes as far as the JAR.
chmod 755 "$own"
mkdir "$own/classes" "$own/jars"
javac --release 17 -d "$own/classes" samples/nomad/Hello.java
jar --create --file "$own/jars/hello.jar" --main-class Hello -C "$own/classes" .
say "made hello.jar of samples/nomad/Hello.java"

if ! command -v nomad >/dev/null; then
    say "there is no nomad on PATH: the driver runs the JAR without it, as it would for an agent"
    printf '\n$ drover nomad try --jar hello.jar -- 3\n'
    status=0
    "$drover" nomad try --jar "$own/jars/hello.jar" -- 3 || status=$?
    printf '\n'
    say "the task ended with status $status. 'drover nomad try --help' shows what else it takes; docs/nomad.md how an agent gets the driver"
    exit "$status"
fi

say "$(nomad version | head -n 1)"
"$drover" nomad install --plugin-dir "$own/plugins"
sed "s|/opt/nomad/jars|$own/jars|" samples/nomad/agent.hcl >"$own/agent.hcl"
say "starting a development agent; its log is $own/agent.log"
nomad agent -dev -plugin-dir "$own/plugins" -config "$own/agent.hcl" >"$own/agent.log" 2>&1 &
agent=$!
export NOMAD_ADDR=http://127.0.0.1:4646
# await WHAT COMMAND...: until it succeeds.
await() {
    local what=$1 deadline=$((SECONDS + PATIENCE))
    shift
    until "$@" >/dev/null 2>&1; do
        kill -0 "$agent" 2>/dev/null || { cat "$own/agent.log" >&2 && fail "the agent ended"; }
        ((SECONDS < deadline)) || { tail -n 30 "$own/agent.log" >&2 && fail "$what did not come within $PATIENCE s"; }
        sleep 0.5
    done
}
healthy() { nomad node status -self -verbose | grep -qE '^milo +true +true'; }
await "a healthy driver" healthy
say "the node's driver milo is healthy; the board of the agent is $NOMAD_ADDR"
printf '\n$ nomad run samples/nomad/hello.nomad.hcl\n'
nomad run -detach samples/nomad/hello.nomad.hcl
allocation() { nomad job allocs -t '{{range .}}{{.ID}}{{end}}' hello | grep -E .; }
await "the allocation" allocation
id=$(allocation)
written() { nomad alloc logs "$id" hello | grep -q Hello; }
await "the first line" written
printf '\n$ nomad alloc logs -f %s\n' "${id%%-*}"
nomad alloc logs -f "$id" hello &
follower=$!
say "Ctrl-C ends the job and the agent"
wait "$agent"
