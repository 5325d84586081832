# shellcheck shell=bash disable=SC2154 # compare.sh sets what is used here
# The Nomad driver through its socket, as an agent uses it; crun run by hand and cat are the peers. Needs root and crun.

# nomad_samples OUTPUT NAME...: keeps the lines name=value of each name as samples nomad-NAME.
nomad_samples() {
    local output=$1 name value
    shift
    for name; do
        while read -r value; do sample "nomad-$name" "$value"; done < <(field "$output" "$name")
    done
}

nomad_bench() { timeout -k 5 240 "$nomad_bench" "$1" "$driver" "$work/nomad" "${@:2}"; }

figure_nomad() {
    local output count bytes driver=$PWD/artifacts/bin/nomad-driver-milo lost
    if ((EUID != 0)) || ! command -v crun >/dev/null; then
        not_measured nomad "" "needs root and crun"
        return
    fi
    mkdir -p "$work/nomad"
    # The tasks are nobody's, and come as far as their directories.
    chmod 755 "$work" "$work/nomad"
    sample nomad-size "$(awk -v b="$(stat -c %s "$driver")" 'BEGIN { print b / 1e6 }')"
    value_row "nomad-driver-milo" nomad-size MB median 20 "the executable"

    output=$(nomad_bench handshake "$(scaled 30)")
    nomad_samples "$output" handshake_ms exit_ms
    value_row "exec to handshake" nomad-handshake_ms ms median 60
    value_row "Shutdown to exit" nomad-exit_ms ms median 100

    output=$(nomad_bench start "$(scaled 30)" "$peers/first")
    nomad_samples "$output" start_ms run_ms beyond_ms answer_ms
    value_row "StartTask to the first instruction, beyond crun run" nomad-beyond_ms ms median 15 "round by round"
    ratio_row "the same ÷ crun run by hand of the same bundle" nomad-start_ms "crun run" nomad-run_ms ms median -
    value_row "StartTask to its answer" nomad-answer_ms ms median -

    count=$(scaled 100)
    output=$(nomad_bench tasks "$count" "$(scaled 20)")
    nomad_samples "$output" start_all_ms plugin_mb shim_mb cpu_percent recover_ms recover_calls_ms stop_all_ms
    value_row "plugin with $count tasks" nomad-plugin_mb MB median 60 "resident"
    value_row "shim of each of $count tasks" nomad-shim_mb MB mean 2 "average"
    value_row "plugin with $count tasks, statistics each second" nomad-cpu_percent "% of a core" median 3 "$(field "$output" samples_per_second) samples a second"
    value_row "$count tasks started at once" nomad-start_all_ms ms median -
    value_row "$count tasks recovered after kill -9, from the kill" nomad-recover_ms ms median 2000
    value_row "$count tasks stopped at once" nomad-stop_all_ms ms median -
    lost=$(field "$output" lost)
    state_row "tasks lost" "$lost" "0" "$([[ $lost == 0 ]] && echo ok || echo MISSED)"

    bytes=$(scaled 2000000000)
    output=$(nomad_bench forward "$bytes" "$peers/writer")
    nomad_samples "$output" forward_ms cat_ms
    ratio_row "$((bytes / 1000000)) MB through forward to a FIFO ÷ cat" nomad-forward_ms "producer | cat > fifo" nomad-cat_ms ms median -
    sample nomad-forward-limit "$(awk -v b="$bytes" -v ms="$(field "$output" forward_ms)" 'BEGIN { print ms / (b / 1e6) * 500 / 1000 }')"
    value_row "the same, time for 500 MB" nomad-forward-limit s median 1 "$(short "$(field "$output" forward_mb_per_s)") MB/s; cat $(short "$(field "$output" cat_mb_per_s)")"
}
