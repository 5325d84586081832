#!/usr/bin/env bash
# Acceptance of the Nomad driver by a real Nomad: starts a server and a client on loopback, runs jobs, kills what can be killed, and looks.
#
#   tests/nomad/acceptance.sh                  every scenario, about ten minutes
#   tests/nomad/acceptance.sh exec 'stop*'     those whose names match; --list names them
#
# Wants root, crun, a JDK of at least 17, and `nomad` 1.1 or newer on PATH or in DROVER_NOMAD; builds nothing (./build.sh does). The last line is "N passed, N failed".
# Everything is in a directory of its own, which is removed afterwards; KEEP=1 leaves it, with the logs of the agents.
# shellcheck disable=SC2034,SC2154 # names are shared with the files that are read here
set -uo pipefail
# The last part of a pipeline is this shell: what a scenario finds out there stays, and a failure there ends it.
shopt -s lastpipe
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
bin=$here/../../artifacts/bin
drover=$bin/drover nomad=${DROVER_NOMAD:-nomad} ports=''
for file in harness lifecycle refusals faults; do
    # shellcheck source=/dev/null # one of the files beside this one
    . "$here/$file.sh"
done
mapfile -t scenarios < <(sed -n 's/^scenario_\([a-z_]*\)().*/\1/p' "$here"/{lifecycle,refusals,faults}.sh)

if [[ ${1:-} == -h || ${1:-} == --help ]]; then
    sed -n '2,8s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"
    exit 0
elif [[ ${1:-} == --list ]]; then
    for name in "${scenarios[@]}"; do printf '%-32s %s\n' "$name" "$(grep -h -B 1 "^scenario_$name()" "$here"/*.sh | sed -n 's/^# //p')"; done
    exit 0
fi

say() { printf 'acceptance: %s\n' "$*"; }
give_up() {
    say "$*" >&2
    exit 2
}
((EUID == 0)) || give_up "containers need root: run it as root"
nomad=$(command -v "$nomad") || give_up "there is no '${DROVER_NOMAD:-nomad}': install Nomad 1.1 or newer, or name it in DROVER_NOMAD"
for needed in crun javac jar pgrep script; do command -v "$needed" >/dev/null || give_up "$needed is missing"; done
[[ -x $bin/nomad-driver-milo && -x $bin/drover ]] || give_up "there is no artifacts/bin/nomad-driver-milo: run ./build.sh"

work=$(mktemp -d /tmp/drover-nomad.XXXXXX)
chmod 755 "$work"
passed=0 failed=0

# shellcheck disable=SC2317 # runs at the end
clean_up() {
    local id directory
    stop_agent client
    stop_agent server
    [[ -s $work/files.pid ]] && kill "$(cat "$work/files.pid")" 2>/dev/null
    for directory in $(containers); do
        id=${directory##*/}
        crun --root "$work/state/nomad/crun" delete --force "$id" 2>/dev/null
    done
    pgrep -f "^$work/" | while read -r id; do kill -KILL "$id"; done
    # Secrets are mounted; the deepest first.
    awk -v work="$work/" 'index($2, work) == 1 { print $2 }' /proc/mounts | sort -r | while read -r directory; do umount -l "$directory"; done
    if [[ -n ${KEEP:-} ]]; then say "kept: $work"; else rm -rf "$work"; fi
}
trap clean_up EXIT
trap 'exit 130' INT TERM

mkdir -p "$work"/{plugins,volume,files,classes,failures}
chmod 777 "$work/volume"
ln -s "$(realpath "$bin/nomad-driver-milo")" "$work/plugins/milo"
ln -s "$(command -v crun)" "$work/crun"

# --- JARs -------------------------------------------------------------------------------------------------------------

# patched NAME OFFSET BYTES: probe.jar's class with other bytes, as a JAR.
patched() {
    mkdir -p "$work/$1"
    cp "$work/classes/Probe.class" "$work/$1/Probe.class"
    printf "$3" | dd of="$work/$1/Probe.class" bs=1 seek="$2" conv=notrunc status=none
    jar --create --file "$work/files/$1.jar" --main-class Probe -C "$work/$1" Probe.class
}
javac --release 17 -d "$work/classes" "$here/Probe.java" || give_up "Probe.java could not be compiled"
jar --create --file "$work/files/probe.jar" --main-class Probe -C "$work/classes" Probe.class
jar --create --file "$work/files/nomain.jar" -C "$work/classes" Probe.class
jar --create --file "$work/files/othermain.jar" --main-class Absent -C "$work/classes" Probe.class
jar --create --no-manifest --file "$work/files/nomanifest.jar" -C "$work/classes" Probe.class
head -c 900 "$work/files/probe.jar" >"$work/files/cut.jar"
echo "no JAR" >"$work/files/text.jar"
patched toonew 7 '\217'
patched noclass 0 'x'

# --- agents -----------------------------------------------------------------------------------------------------------

write_configurations
java -cp "$work/classes" Probe serve "$work/files" "$files_port" >"$work/files.log" 2>&1 </dev/null &
echo $! >"$work/files.pid"
until_true 30 "the file server" grep -q serving "$work/files.log"
export NOMAD_ADDR=http://127.0.0.1:$http
unset DROVER_SHIM DROVER_STATE NOMAD_TOKEN NOMAD_NAMESPACE NOMAD_REGION
say "$("$nomad" version), $(crun --version | head -n 1), $("$bin/nomad-driver-milo" --version)"
start_agent server
until_true 60 "a leader" has_leader
start_client

# --- scenarios --------------------------------------------------------------------------------------------------------

for name in "${scenarios[@]}"; do
    wanted=$((!$#))
    # shellcheck disable=SC2053 # patterns
    for pattern; do [[ $name == $pattern ]] && wanted=1; done
    ((wanted)) || continue
    began=$SECONDS
    if ("scenario_$name") >"$work/output" 2>&1; then
        passed=$((passed + 1))
        say "$name: passed in $((SECONDS - began)) s"
    else
        failed=$((failed + 1))
        say "$name: FAILED after $((SECONDS - began)) s"
        sed 's/^/    /' "$work/output"
        mv "$work/output" "$work/failures/$name"
        # What a broken scenario did to the agents is not the next one's affair.
        node_is_ready || { stop_agent client && rm -f "$work/crun" && ln -s "$(command -v crun)" "$work/crun" && start_client; }
    fi
    mapfile -t jobs < <(find "$work" -maxdepth 1 -name '*.nomad' -printf '%f\n' | sed 's/\.nomad$//')
    purge "${jobs[@]}"
done

# --- what is left ------------------------------------------------------------------------------------------------------

left_nothing() {
    "$nomad" system gc
    no_container_is_left
}
if (until_true 60 "containers to be gone" left_nothing); then
    passed=$((passed + 1))
    say "nothing is left: passed"
else
    failed=$((failed + 1))
    say "nothing is left: FAILED: $(containers)"
fi
printf '%d passed, %d failed\n' "$passed" "$failed"
exit $((failed > 0))
