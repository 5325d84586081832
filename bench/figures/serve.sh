# shellcheck shell=bash disable=SC2154 # compare.sh sets what is used here
# The task runner under load from a second process on loopback (bench/Drover.ServerLoad). The server is the native executable, its state is on the disk of $work.

# serve_start NAME [OPTION…]: starts a server with a state directory of its own; sets serve_pid and serve_url.
serve_start() {
    local name=$1 output=$work/$1.out deadline=$((SECONDS + 30))
    shift
    DROVER_CAPACITY=1000 WORKSPACE_PATH=$work "$PWD/artifacts/bin/drover-server" serve --port 0 --state "$work/$name" "$@" >"$output" 2>&1 </dev/null &
    serve_pid=$!
    until serve_url=$(sed -n 's/.*listening on \(http[^ ]*\).*/\1/p' "$output") && [[ $serve_url ]]; do
        ((SECONDS < deadline)) && kill -0 "$serve_pid" 2>/dev/null || {
            say "serve: the server did not start: $(cat "$output")"
            return 1
        }
        sleep 0.01
    done
}

# SIGTERM stops its runs with it.
serve_stop() {
    kill -TERM "$serve_pid" 2>/dev/null || true
    wait "$serve_pid" || true
}

serve_load() { timeout -k 5 300 "$load_program" "$@"; }

# Resident memory in MB: serve_memory RSS|HWM.
serve_memory() { awk -v name="Vm$1:" '$1 == name { printf "%.1f", $2 * 1024 / 1e6 }' "/proc/$serve_pid/status"; }

# Processor time in milliseconds so far.
serve_cpu() { awk -v tick="$(getconf CLK_TCK)" '{ sub(/.*\) /, ""); print ($12 + $13) * 1000 / tick }' "/proc/$serve_pid/stat"; }

# serve_percentiles SAMPLES RESULT NAME…: keeps the percentiles of a result as samples.
serve_percentiles() {
    local samples=$1 result=$2 name
    shift 2
    for name; do sample "$samples-$name" "$(field "$result" "$name")"; done
}

serve_quiet() { serve_percentiles serve-quiet "$(serve_load latency "$serve_url" 1 "$peers/emit" stamp "$(scaled 2000)" 100)" p50 p95; }

serve_node() {
    local port=$((20000 + RANDOM % 20000)) pid
    coproc PUMP { exec node bench/peers/pump.js "$port" "$peers/emit" stamp "$(scaled 2000)" 100; }
    pid=$PUMP_PID
    read -r -t 20 _ <&"${PUMP[0]}"
    serve_percentiles serve-node "$(serve_load latency "http://127.0.0.1:$port")" p50 p95
    kill "$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null || true
}

serve_latency() {
    local round part limit
    serve_start latency
    while read -r round; do
        if command -v node >/dev/null; then alternate "$round" serve_node serve_quiet; else serve_quiet; fi
    done < <(rounds 3)
    for part in p50:1.5 p95:3; do
        limit=${part#*:} part=${part%:*}
        value_row "write → WebSocket frame, one quiet run, $part" "serve-quiet-$part" ms median "$limit"
        [[ ! -e $work/samples/serve-node-$part ]] || ratio_row "the same ÷ Node that holds the pipe itself, $part" "serve-quiet-$part" "Node, keeps nothing" "serve-node-$part" ms median -
    done
    serve_percentiles serve-busy "$(serve_load latency "$serve_url" 20 "$peers/emit" stamp "$(scaled 2000)" 100)" p95 p99
    value_row "the same, 20 live runs of 100 lines/s, p95" serve-busy-p95 ms median 10
    value_row "the same, 20 live runs of 100 lines/s, p99" serve-busy-p99 ms median 30
    serve_stop
}

# serve_watched NAME LIMIT_SECONDS|- LIMIT_MB|- EXPECTED_HASH RESULT GROWTH
serve_watched() {
    local name=$1 seconds=$2 megabytes=$3 expected=$4 result=$5 growth=$6 verdict=ok took
    took=$(field "$result" seconds)
    if [[ $(field "$result" different) != 1 || $(field "$result" hash) != "$expected" ]] || [[ $seconds != - && $(verdict "$took" "$seconds") != ok ]] ||
        [[ $megabytes != - && $(verdict "$growth" "$megabytes") != ok ]]; then verdict=MISSED; fi
    state_row "$name" "$(short "${took:-0}") s" "identical$([[ $seconds == - ]] || echo ", ≤ $seconds s, + $megabytes MB")" "$verdict" \
        "$(field "$result" viewers) viewers, $(field "$result" disconnects) disconnects, $(field "$result" different) different texts; the server grew by $growth MB"
}

serve_viewers() {
    local bytes lines before result run
    serve_start viewers
    bytes=$(scaled 100000000) lines=$(scaled 20000)
    # The code and the buffers of the first use are not growth.
    serve_load viewers "$serve_url" "$(serve_load start "$serve_url" 1 "$peers/emit" utf8 1000000)" 5 0 >/dev/null
    before=$(serve_memory RSS)
    echo 5 >"/proc/$serve_pid/clear_refs"
    run=$(serve_load start "$serve_url" 1 "$peers/emit" utf8 "$bytes")
    result=$(serve_load viewers "$serve_url" "$run" "$(scaled 50)" "$(scaled 5)") || true
    serve_watched "$((bytes / 1000000)) MB of UTF-8 to $(scaled 50) viewers, $(scaled 5) stall" 60 100 "$("$peers/emit" utf8 "$bytes" | sha256sum | cut -d' ' -f1)" "$result" \
        "$(awk -v a="$before" -v b="$(serve_memory HWM)" 'BEGIN { printf "%.1f", b - a }')"
    before=$(serve_memory RSS)
    echo 5 >"/proc/$serve_pid/clear_refs"
    run=$(serve_load start "$serve_url" 1 "$peers/emit" lines "$lines" 1000)
    result=$(serve_load churn "$serve_url" "$run" "$(scaled 500)" "$(scaled 1000)") || true
    serve_watched "$(scaled 500) viewers at 1,000 lines/s, $(scaled 1000) disconnects" - - "$("$peers/emit" lines "$lines" 1000000 | sha256sum | cut -d' ' -f1)" "$result" \
        "$(awk -v a="$before" -v b="$(serve_memory HWM)" 'BEGIN { printf "%.1f", b - a }')"
    serve_stop
}

serve_board() {
    local result count
    count=$(scaled 10000)
    serve_start board
    serve_load fill "$serve_url" "$count"
    serve_percentiles serve-board "$(serve_load read "$serve_url" /api/board "$(scaled 500)")" p95
    serve_percentiles serve-list "$(serve_load read "$serve_url" '/api/tasks?limit=50' "$(scaled 500)")" p95
    serve_percentiles serve-create "$(serve_load create "$serve_url" "$(scaled 500)")" p95
    value_row "the board, $count tasks, p95" serve-board-p95 ms median 10
    value_row "a page of tasks, $count tasks, p95" serve-list-p95 ms median 10
    value_row "create a task, $count tasks, p95" serve-create-p95 ms median 5
    result=$(serve_load page "$serve_url")
    field "$result" bytes | awk '{ print $1 / 1000 }' >"$work/samples/serve-page"
    value_row "first load of the board, compressed" serve-page KB median 150 "$(field "$result" files) files, without the terminal's"
    serve_stop
}

# From the start of the process to the first 200 of /readyz, on a fresh state directory each time.
serve_cold() {
    local round port began line
    while read -r round; do
        port=$((20000 + RANDOM % 20000))
        began=$EPOCHREALTIME
        "$PWD/artifacts/bin/drover-server" serve --port "$port" --state "$work/cold-$round" >"$work/cold.out" 2>&1 </dev/null &
        serve_pid=$!
        line=''
        until [[ $line == *' 200 '* ]]; do
            kill -0 "$serve_pid" 2>/dev/null || {
                say "serve: $(cat "$work/cold.out")"
                return 1
            }
            { exec 3<>"/dev/tcp/127.0.0.1/$port"; } 2>/dev/null || continue
            printf 'GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' >&3
            read -r line <&3 || true
            exec 3>&-
        done
        sample serve-cold "$(since "$began")"
        sleep 1
        sample serve-idle "$(serve_memory RSS)"
        serve_stop
    done < <(rounds 5)
    value_row "start to the first 200" serve-cold ms median 150
    value_row "resident memory, idle" serve-idle MB median 60
}

serve_monitoring() {
    local before seconds
    seconds=$(scaled 20)
    serve_start monitoring
    # shellcheck disable=SC2016 # for the shell of the run
    serve_load start "$serve_url" 20 /bin/sh -c 'sleep 300 & sleep 300 & wait' >/dev/null
    sleep 2
    before=$(serve_cpu)
    sleep "$seconds"
    awk -v a="$before" -v b="$(serve_cpu)" -v s="$seconds" 'BEGIN { printf "%.2f\n", (b - a) / s / 10 }' >"$work/samples/serve-monitoring"
    value_row "watching 20 silent runs of 3 processes" serve-monitoring "%" median 2 "of a core"
    serve_stop
}

figure_serve() {
    serve_cold
    serve_latency
    serve_monitoring
    serve_board
    serve_viewers
}
