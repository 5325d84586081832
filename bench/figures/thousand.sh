# shellcheck shell=bash disable=SC2154 # compare.sh sets what is used here
# 1,000 durable runs alive at the same time: started, listed, stopped.

# Counts live runs without asking drover: shims that hold a directory of ours.
thousand_alive() { grep -lz "^$DROVER_STATE/" /proc/[0-9]*/cmdline 2>/dev/null | wc -l || true; }

# thousand_gone N: fails when one of them is still there.
thousand_check() {
    local alive
    alive=$(thousand_alive)
    ((alive == $1)) || {
        say "thousand: $alive runs are alive, not $1"
        return 1
    }
}

thousand_ps() {
    hyper --warmup 2 --runs 10 --export-csv "$work/ps.csv" "$drover ps"
    awk -F, 'NR == 2 { printf "%.3f\n", $4 * 1000 }' "$work/ps.csv" >"$work/samples/$1"
}

thousand_cli() {
    local begin=$EPOCHREALTIME i
    for ((i = 0; i < count; i++)); do "$drover" run -d -- sleep 600; done >/dev/null
    sample thousand-start "$(since "$begin")"
    thousand_check "$count"
    thousand_ps thousand-ps
    begin=$EPOCHREALTIME
    timeout -k 5 60 "$drover" stop --all >/dev/null
    sample thousand-stop "$(since "$begin")"
    thousand_check 0
    value_row "$count × drover run -d, one after the other" thousand-start ms median 12000
    value_row "drover ps with $count alive" thousand-ps ms median 150 "median of 10"
    value_row "drover stop --all of $count" thousand-stop ms median 5000
}

thousand_library() {
    sample thousand-library-start "$(timeout -k 5 60 "$bench" start "$count" sleep 600)"
    thousand_check "$count"
    sample thousand-library-stop "$(timeout -k 5 60 "$bench" stop)"
    thousand_check 0
    value_row "$count × RunStore.Start in one process" thousand-library-start ms median -
    value_row "stop of $count in one process" thousand-library-stop ms median -
}

figure_thousand() {
    local count
    count=$(scaled 1000)
    # Nothing of an earlier figure is to be listed.
    rm -rf "$DROVER_STATE"
    if has_verb stop; then thousand_cli; else not_measured thousand "drover run -d, ps, stop --all" "not built yet"; fi
    rm -rf "$DROVER_STATE"
    thousand_library
    rm -rf "$DROVER_STATE"
}
