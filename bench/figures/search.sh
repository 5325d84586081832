# shellcheck shell=bash disable=SC2154 # compare.sh sets what is used here
# Finding the end and a time in a log of 1 GB and 10 million records.

# search_time SAMPLES PREPARE|'' ARGUMENT…: 20 times drover logs with the arguments, in ms each; PREPARE runs before each.
search_time() {
    local samples=$1 prepare=$2 runs
    shift 2
    runs=$(scaled 20)
    if [[ -n $prepare ]]; then
        hyper --runs 5 --prepare "$prepare" --export-csv "$work/search.csv" "$drover logs $*"
    else
        hyper --warmup 3 --runs "$runs" --export-csv "$work/search.csv" "$drover logs $*"
    fi
    sample "$samples" "$(awk -F, 'NR == 2 { printf "%.3f", $4 * 1000 }' "$work/search.csv")"
}

# search_check FIRST ARGUMENT…: drover logs prints 100 lines, of which the first has the number FIRST.
search_check() {
    local first=$1 output
    shift
    output=$(timeout -k 5 60 "$drover" logs "$@")
    [[ $(wc -l <<<"$output") == 100 && ${output:0:10} == $(printf %010d "$first") ]] || {
        say "search: drover logs $* printed $(wc -l <<<"$output") lines, from '${output:0:10}' on"
        return 1
    }
}

figure_search() {
    local made id late middle middle_end records
    if ! has_verb logs; then
        not_measured search "logs --tail 100, --since" "not built yet"
        return
    fi
    records=$(scaled 10000000)
    say "search: making a log of $records records ..."
    made=$(timeout -k 5 120 "$bench" make-log "$records" 100)
    id=$(field "$made" id) late=$(field "$made" late) middle=$(field "$made" middle) middle_end=$(field "$made" middle_end)
    sample search-append "$(field "$made" append_ns)"
    search_check $((records - 100)) --tail 100 "$id"
    search_check $((records - 100)) --since "$late" "$id"
    search_check $((records / 2)) --since "$middle" --until "$middle_end" "$id"
    for _ in $(rounds 3); do
        search_time search-tail '' --tail 100 "$id"
        search_time search-since '' --since "$late" "$id"
        search_time search-range '' --since "$middle" --until "$middle_end" "$id"
    done
    value_row "logs --tail 100, $records records" search-tail ms median 30
    value_row "logs --since, the last 100 records" search-since ms median 30
    value_row "logs --since --until, 100 in the middle" search-range ms median 30
    if ((EUID == 0)) && [[ -w /proc/sys/vm/drop_caches ]]; then
        sync -f "$work"
        search_time search-tail-cold "sh -c 'echo 3 >/proc/sys/vm/drop_caches'" --tail 100 "$id"
        search_time search-since-cold "sh -c 'echo 3 >/proc/sys/vm/drop_caches'" --since "$late" "$id"
        value_row "logs --tail 100, nothing cached" search-tail-cold ms median - "drover itself comes from the disk, too"
        value_row "logs --since, nothing cached" search-since-cold ms median - "drover itself comes from the disk, too"
    else
        not_measured search "with nothing cached" "needs root to drop caches"
    fi
    value_row "append of one record of 100 bytes" search-append ns median -
}
