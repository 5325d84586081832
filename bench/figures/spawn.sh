# shellcheck shell=bash disable=SC2154 # compare.sh sets what is used here
# /bin/true, started and waited for, one after the other.

spawn_c() { sample spawn-c "$(timeout -k 5 60 "$peers/spawn" "$(scaled 2000)" /bin/true)"; }
spawn_drover() { sample spawn-drover "$(timeout -k 5 60 "$bench" spawn "$(scaled 2000)")"; }
spawn_drover_jit() { sample spawn-drover-jit "$(timeout -k 5 60 "$bench_jit" spawn "$(scaled 2000)")"; }
spawn_process() { sample spawn-process "$(timeout -k 5 60 "$process" spawn "$(scaled 2000)")"; }
spawn_process_jit() { sample spawn-process-jit "$(timeout -k 5 60 "$process_jit" spawn "$(scaled 2000)")"; }

# Microseconds of each: spawn_shell SHELL.
spawn_shell() {
    local begin=$EPOCHREALTIME count
    count=$(scaled 2000)
    # shellcheck disable=SC2016 # for the shell that is measured
    timeout -k 5 60 "$1" -c 'i=0; while [ "$i" -lt "$1" ]; do /bin/true; i=$((i + 1)); done' "$1" "$count"
    sample "spawn-$1" "$(awk -v ms="$(since "$begin")" -v n="$count" 'BEGIN { printf "%.3f", ms * 1000 / n }')"
}
spawn_bash() { spawn_shell bash; }
spawn_dash() { spawn_shell dash; }

figure_spawn() {
    local round
    while read -r round; do
        alternate "$round" spawn_c spawn_drover
        alternate "$round" spawn_process spawn_drover_jit
        alternate "$round" spawn_bash spawn_dash
        spawn_process_jit
    done < <(rounds 5)
    ratio_row "engine, native ÷ C" spawn-drover "posix_spawn+waitpid" spawn-c µs median 1.10
    ratio_row "engine, .NET runtime ÷ C" spawn-drover-jit "posix_spawn+waitpid" spawn-c µs median -
    ratio_row "÷ Process, native" spawn-drover "Process, native" spawn-process µs median -
    ratio_row "÷ Process, .NET runtime" spawn-drover-jit "Process, .NET runtime" spawn-process-jit µs median -
    ratio_row "÷ bash" spawn-drover "bash loop" spawn-bash µs median -
    ratio_row "÷ dash" spawn-drover "dash loop" spawn-dash µs median -
}
