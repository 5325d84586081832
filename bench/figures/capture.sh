# shellcheck shell=bash disable=SC2154 # compare.sh sets what is used here
# /bin/echo, its output read to the end, one after the other.

capture_c() { sample capture-c "$(timeout -k 5 60 bash -c 'exec -a capture "$@"' _ "$peers/spawn" "$(scaled 2000)" /bin/echo hello world)"; }
capture_drover() { sample capture-drover "$(timeout -k 5 60 "$bench" capture "$(scaled 2000)")"; }
capture_process() { sample capture-process "$(timeout -k 5 60 "$process" capture "$(scaled 2000)")"; }
capture_drover_jit() { sample capture-drover-jit "$(timeout -k 5 60 "$bench_jit" capture "$(scaled 2000)")"; }
capture_process_jit() { sample capture-process-jit "$(timeout -k 5 60 "$process_jit" capture "$(scaled 2000)")"; }

figure_capture() {
    local round
    while read -r round; do
        alternate "$round" capture_process capture_drover
        capture_c
        alternate "$round" capture_process_jit capture_drover_jit
    done < <(rounds 5)
    ratio_row "engine ÷ Process, both native" capture-drover "Process, native" capture-process µs median 0.85
    ratio_row "engine, native ÷ C" capture-drover "posix_spawn+pipe" capture-c µs median -
    ratio_row "C ÷ Process, native" capture-c "Process, native" capture-process µs median -
    ratio_row "engine ÷ Process, both .NET runtime" capture-drover-jit "Process, .NET runtime" capture-process-jit µs median -
}
