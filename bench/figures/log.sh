# shellcheck shell=bash disable=SC2154 # compare.sh sets what is used here
# Output at full speed into a durable run's log, and into a file by cat. Same file system; what a round wrote is deleted and the
# disk is quiet before the next begins.

log_settle() {
    rm -f "$work/output"
    sync -f "$work"
}

log_cat() {
    local begin
    log_settle
    begin=$EPOCHREALTIME
    timeout -k 5 120 "$peers/writer" "$log_bytes" | cat >"$work/output"
    sample log-cat "$(since "$begin")"
    sync -d "$work/output"
    sample log-cat-synced "$(since "$begin")"
    (($(stat -c %s "$work/output") == log_bytes))
    log_settle
}

log_drover() {
    local result
    log_settle
    result=$(timeout -k 5 180 "$bench" log "$log_bytes" "$peers/writer" "$log_bytes")
    sample log-drover "$(field "$result" logged_ms)"
    sample log-drover-synced "$(field "$result" ended_ms)"
    log_settle
}

figure_log() {
    local round free log_bytes
    log_bytes=$(scaled 2000000000)
    free=$(df --output=avail -B1 "$work" | tail -n 1)
    if ((free < 2 * log_bytes)); then
        not_measured log "" "$work has only $((free / 1000000)) MB free; name another directory in TMPDIR"
        return
    fi
    [[ $(stat -f -c %T "$work") != tmpfs ]] || say "$work is in memory; a disk is meant: name another directory in TMPDIR"
    while read -r round; do alternate "$round" log_cat log_drover; done < <(rounds 6)
    ratio_row "$((log_bytes / 1000000)) MB into log and index ÷ cat > file" log-drover "producer | cat > file" log-cat ms best 1.25
    ratio_row "the same until it is on the disk (fsync)" log-drover-synced "cat, then sync -d file" log-cat-synced ms best -
}
