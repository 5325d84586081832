# shellcheck shell=bash disable=SC2154 # compare.sh sets what is used here
# From right before `drover run -d` is started to the first instruction of its command, by one clock (CLOCK_MONOTONIC).

latency_floor() { sample latency-floor "$(timeout -k 5 20 "$peers/launch" "$work/fifo" "$peers/first" "$work/fifo")"; }
latency_bash() { sample latency-bash "$(timeout -k 5 20 "$peers/launch" "$work/fifo" bash -c "$peers/first $work/fifo & :")"; }
latency_library() { sample latency-library "$(timeout -k 5 20 "$peers/launch" "$work/fifo" "$bench" start 1 "$peers/first" "$work/fifo")"; }
latency_drover() { sample latency-drover "$(timeout -k 5 20 "$peers/launch" "$work/fifo" "$drover" run -d -- "$peers/first" "$work/fifo")"; }

figure_latency() {
    local round
    while read -r round; do
        alternate "$round" latency_floor latency_library
        if has_verb run; then alternate "$round" latency_bash latency_drover; else latency_bash; fi
    done < <(rounds 50)
    if has_verb run; then value_row "drover run -d to the first instruction" latency-drover ms median 12; else not_measured latency "drover run -d" "not built yet"; fi
    value_row "a program with RunStore.Start" latency-library ms median -
    value_row "bash -c 'command &', nothing kept" latency-bash ms median -
    value_row "posix_spawn alone" latency-floor ms median -
}
