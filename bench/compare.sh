#!/usr/bin/env bash
# Drover side by side with its peers, all in one run on this machine.
#
#   bench/compare.sh                 every figure
#   bench/compare.sh spawn log       only these
#   bench/compare.sh --list          their names
#   bench/compare.sh --quick         a tenth of the work, to try the script; the numbers mean little and are not kept
#   bench/compare.sh --check         ends with status 1 when a limit is missed
#
# Takes about ten minutes on an idle machine, never begins anything after fifteen, and leaves only its report: a table here and in
# bench/results/<date>.md, with every sample in bench/results/<date>.json. Ends with status 0 whatever the numbers, with 2 when a
# figure could not be measured. As root it installs the peers with apt; otherwise it prints the one command that does.
#
# A ratio is ours ÷ the peer's, taken round by round: within a round both run one after the other, in turns first.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 2
export LC_ALL=C DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

FIGURES=(spawn capture many log memory latency thousand startup search shell serve nomad)
# Debian packages of the peers and tools, as package:command.
PACKAGES=(gcc:gcc libc6-dev: bash:bash dash:dash supervisor:supervisord conmon:conmon hyperfine:hyperfine)
# Seconds after which no further round is begun.
BUDGET=900

say() { printf 'bench: %s\n' "$*" >&2; }
fail() {
    printf 'bench: error: %s\n' "$*" >&2
    exit 2
}

check=no quick=no wanted=()
for argument in "$@"; do
    case $argument in
        --check) check=yes ;;
        --quick) quick=yes ;;
        --list)
            printf '%s\n' "${FIGURES[@]}"
            exit 0
            ;;
        -h | --help)
            sed -n '2,14s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"
            exit 0
            ;;
        *)
            [[ " ${FIGURES[*]} " == *" $argument "* ]] || fail "there is no figure '$argument'; there are: ${FIGURES[*]}"
            wanted+=("$argument")
            ;;
    esac
done
((${#wanted[@]})) || wanted=("${FIGURES[@]}")
say "figures: ${wanted[*]}"

# --- what is compared -------------------------------------------------------------------------------------------------

install_missing() {
    local entry missing=()
    for entry in "${PACKAGES[@]}"; do
        if [[ -n ${entry#*:} ]]; then
            # supervisord and the like are in sbin on some systems.
            PATH=$PATH:/usr/sbin:/sbin command -v "${entry#*:}" >/dev/null || missing+=("${entry%:*}")
        else
            [[ -e /usr/include/stdio.h ]] || missing+=("${entry%:*}")
        fi
    done
    ((${#missing[@]})) || return 0
    local command="apt-get install -y --no-install-recommends ${missing[*]}"
    ((EUID == 0)) || fail "missing: ${missing[*]}. Run: sudo apt-get update && sudo $command"
    say "installing ${missing[*]}"
    export DEBIAN_FRONTEND=noninteractive
    # supervisor's package starts its service on a system with an init; we start our own.
    $command -qq >/dev/null 2>&1 || { apt-get update -qq >/dev/null && $command -qq >/dev/null; } || fail "apt-get could not install: ${missing[*]}"
}

install_missing
build_all() {
    ./build.sh --bench >&2 || fail "build.sh --bench failed"
    say "building the same for the ordinary runtime ..."
    local project
    for project in Drover.Benchmarks Drover.ProcessPeer Drover.ServerLoad Drover.NomadBench; do
        build_client "$project"
    done
}
build_only() { ./build.sh --only "$1" >&2 || fail "build.sh --only $1 failed"; }
build_client() {
    dotnet build "bench/$1" -c Release -p:DroverLibraryFrameworks=net10.0 -v q -nologo -clp:NoSummary >artifacts/bench/build.log 2>&1 || {
        cat artifacts/bench/build.log >&2
        fail "bench/$1 could not be built"
    }
}
mkdir -p artifacts/bench
# The shell alone, and the Nomad driver alone, need none of the other programs.
case ${wanted[*]} in
    shell) build_only drover ;;
    nomad)
        build_only drover-shim
        build_only nomad-driver-milo
        build_client Drover.NomadBench
        ;;
    *) build_all ;;
esac

# shellcheck disable=SC2034 # used by the figures
{
    drover=$PWD/artifacts/bin/drover
    bench=$PWD/artifacts/bench/drover-bench
    process=$PWD/artifacts/bench/process-peer
    bench_jit=$PWD/bench/Drover.Benchmarks/bin/Release/net10.0/drover-bench
    nomad_bench=$PWD/bench/Drover.NomadBench/bin/Release/net10.0/nomad-bench
    process_jit=$PWD/bench/Drover.ProcessPeer/bin/Release/net10.0/process-peer
    load_program=$PWD/bench/Drover.ServerLoad/bin/Release/net10.0/server-load
}

work=$(mktemp -d "${TMPDIR:-/var/tmp}/drover-bench.XXXXXX") || fail "no directory for the work"
mkdir "$work/samples" "$work/bin"
peers=$work/bin
export DROVER_STATE=$work/state DROVER_SHIM=$PWD/artifacts/bin/drover-shim
# Whatever is started from here on has this in its environment, and is found by it at the end.
export DROVER_BENCH=$work
unset XDG_STATE_HOME

measuring=''
# shellcheck disable=SC2317 # called by the trap
clean_up() {
    trap - EXIT INT TERM HUP
    local file
    # It must not start anything more.
    [[ -z $measuring ]] || {
        kill -KILL "$measuring"
        wait "$measuring"
    } 2>/dev/null
    [[ ! -d $DROVER_STATE ]] || timeout -k 5 60 "$bench" stop >/dev/null 2>&1
    for file in $(grep -lzx "DROVER_BENCH=$work" /proc/[0-9]*/environ 2>/dev/null); do
        file=${file#/proc/}
        kill -KILL "${file%/environ}" 2>/dev/null
    done
    wait
    rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

for peer in spawn writer launch prompt emit; do
    gcc -O2 -o "$peers/$peer" "bench/peers/$peer.c" || fail "bench/peers/$peer.c does not compile"
done
gcc -O2 -static -o "$peers/first" bench/peers/first.c || fail "bench/peers/first.c does not compile"

# 1,000 children with pipes, and supervisord with 200 programs.
(($(ulimit -n) >= 8192)) || ulimit -n 8192 2>/dev/null || ulimit -n "$(ulimit -Hn)"

# shellcheck source=bench/figures/rows.sh
. bench/figures/rows.sh
for figure in "${FIGURES[@]}"; do
    # shellcheck source=/dev/null
    . "bench/figures/$figure.sh"
done

# --- measuring --------------------------------------------------------------------------------------------------------

# Before the report is one of the changes.
commit=$(git describe --always --dirty 2>/dev/null || echo 'of this directory')
load=$(cut -d' ' -f1 /proc/loadavg)
processors=$(nproc)
started=$SECONDS
awk -v load="$load" -v n="$processors" 'BEGIN { exit !(load > n / 2) }' && say "the machine is not idle (load $load on $processors processors): expect noise"
broken=0
for figure in "${wanted[@]}"; do
    if ! has_time; then
        not_measured "$figure" "" "not begun: $BUDGET s were over"
        continue
    fi
    say "$figure ..."
    began=$SECONDS
    # In a subshell of its own, where an unexpected failure ends the figure and not the rest; waited for, so that a signal is not kept waiting.
    (
        set -e
        "figure_$figure"
    ) &
    measuring=$!
    wait "$measuring"
    status=$?
    measuring=''
    if ((status != 0)); then
        broken=$((broken + 1))
        not_measured "$figure" "" "the measurement failed (status $status)"
    fi
    say "$figure took $((SECONDS - began)) s"
done

# --- the report -------------------------------------------------------------------------------------------------------

if [[ $quick == yes ]]; then
    report=$work/report
else
    mkdir -p bench/results
    report=bench/results/$(date +%F)
    ((${#wanted[@]} == ${#FIGURES[@]})) || report+=-$(IFS=+ && echo "${wanted[*]}")
fi
{
    printf '# %s\n\n' "$(basename "$report")"
    printf 'Drover %s, native executables for %s. %s processors (%s), Linux %s, load %s at the start, %s s.\n' \
        "$commit" "$(cat artifacts/aot-framework-* | head -n 1)" \
        "$processors" "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)" "$(uname -r)" "$load" "$((SECONDS - started))"
    printf 'Peers: %s; supervisord %s; %s; .NET %s.\n\n' "$(bash --version | head -n 1 | sed 's/,//; s/(.*//; s/ *$//')" \
        "$(PATH=$PATH:/usr/sbin supervisord --version 2>/dev/null)" "$(PATH=$PATH:/usr/sbin conmon --version 2>/dev/null | head -n 1)" "$(dotnet --version)"
    markdown
} >"$report.md"
json >"$report.json"
table
[[ $quick == yes ]] || say "written to $report.md and .json"
((broken == 0)) || exit 2
[[ $check == no ]] || ! missed
