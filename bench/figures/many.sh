# shellcheck shell=bash disable=SC2154 # compare.sh sets what is used here
# Many children alive at once under one engine with a thread for its loop; counted from /proc.

# many_row NAME PROGRAM VERB LIMIT|-: descriptors may grow by the same number with each half, and must be back afterwards.
many_row() {
    local name=$1 program=$2 verb=$3 limit=$4 count result verdict=''
    local threads before half all after children stopped alive
    count=$(scaled 1000)
    result=$(timeout -k 5 90 "$program" "$verb" "$count")
    threads=$(field "$result" threads) alive=$(field "$result" alive)
    before=$(field "$result" before) half=$(field "$result" half) all=$(field "$result" all)
    after=$(field "$result" after) children=$(field "$result" children) stopped=$(field "$result" stopped)
    local shown="$threads threads" remark="descriptors $before, $half with half of them, $all, "
    if [[ $stopped == 1 ]]; then
        remark+="$after afterwards; $children children left; started in $(short "$(field "$result" start_ms)") ms, stopped in $(short "$(field "$result" stop_ms)") ms"
    else
        remark+="and StopAllAsync had not ended after 30 s"
    fi
    if [[ $limit != - ]]; then
        verdict=ok
        # A descriptor or two come and go with the runtime: eight in all are let pass while children live, none afterwards.
        if [[ $stopped != 1 ]] || ((threads > limit || alive != count || children > 0 || after > before)) ||
            ((all - half > half - before + 8 || half - before > all - half + 8)); then
            verdict=MISSED
        fi
        limit="≤ $limit"
    else
        limit=''
    fi
    state_row "$name" "$shown" "$limit" "$verdict" "$remark"
}

figure_many() {
    local count
    count=$(scaled 1000)
    many_row "$count children, native" "$bench" many 8
    many_row "$count with captured output, native" "$bench" many-captured 8
    many_row "$count children, .NET runtime" "$bench_jit" many -
}
