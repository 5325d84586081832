#!/usr/bin/env bash
# Builds Drover and starts the task runner on http://127.0.0.1:7180: a board in the browser, its queue and its API. Stays in the
# foreground; Ctrl-C stops it and every run that is live.
#
#   ./start.sh            the board, with your agent (AGENT_COMMAND, else claude) working in WORKSPACE_PATH (else here)
#   ./start.sh --demo     a board that fills itself with real work on these sources, done by a built-in demo agent
#   ./start.sh --runs     no server: one durable run end to end, its follower killed half way (eng/show-run.sh)
#   ./start.sh --nomad    no server: the Nomad driver with a sample JAR, in a development agent where there is Nomad (eng/show-nomad.sh)
#
# What follows goes to `drover serve`: ./start.sh --port 8080. Needs no root if a C compiler is installed (./build.sh says what is
# missing). The board is kept in DROVER_STATE (drover doctor shows where that is without it), that of the demo in artifacts/demo.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

say() { printf 'start: %s\n' "$*"; }

is_demo=no arguments=()
for argument; do
    case $argument in
        -h | --help)
            sed -n '2,11s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"
            exit 0
            ;;
        --runs) exec eng/show-run.sh ;;
        --nomad) exec eng/show-nomad.sh ;;
        --demo) is_demo=yes arguments+=("$argument") ;;
        *) arguments+=("$argument") ;;
    esac
done

say "building (the first time takes minutes, later seconds)"
./build.sh

export PATH=$PWD/artifacts/bin:$PATH
# The shim is the one built here.
unset DROVER_SHIM
if [[ $is_demo == yes ]]; then
    export WORKSPACE_PATH=$PWD DROVER_STATE=${DROVER_STATE:-$PWD/artifacts/demo}
    say "the demo agent works on these sources; the board is kept in $DROVER_STATE"
else
    # Quotes and arguments are the server's affair: the first word is enough for a hint.
    agent=${AGENT_COMMAND:-claude}
    [[ $agent == [\'\"]* ]] || command -v -- "${agent%% *}" >/dev/null ||
        say "there is no agent '${agent%% *}': set AGENT_COMMAND to yours, or see it work first with ./start.sh --demo"
fi
say "open the address below in a browser; Ctrl-C stops everything"
exec drover serve "${arguments[@]}"
