# shellcheck shell=bash disable=SC2154 # compare.sh sets what is used here
# What holding one silent process costs: the proportional share (Pss of /proc/pid/smaps_rollup) of the holder.

# Pss in MB of each pid on standard input.
pss() {
    local pid
    while read -r pid; do awk '/^Pss:/ { printf "%.4f\n", $2 * 1024 / 1e6 }' "/proc/$pid/smaps_rollup"; done
}

# memory_wait NUMBER COMMAND…: waits until the command prints so many lines, at most 20 s.
memory_wait() {
    local wanted=$1 deadline=$((SECONDS + 20))
    shift
    until (($("$@" | wc -l) >= wanted)); do
        ((SECONDS < deadline)) || {
            say "memory: '$*' did not come to $wanted"
            return 1
        }
        sleep 0.2
    done
}

memory_drover() {
    timeout -k 5 60 "$bench" start "$count" sleep 600 >/dev/null
    memory_wait "$count" "$bench" list
    "$bench" list | cut -d' ' -f1 | pss >"$work/samples/memory-drover"
    timeout -k 5 60 "$bench" stop >/dev/null
    value_row "a shim, $count silent runs" memory-drover MB mean 1.5 "average"
}

memory_supervisord() {
    local supervisor=$work/supervisor pid
    mkdir -p "$supervisor"
    cat >"$supervisor/conf" <<-CONF
	[supervisord]
	nodaemon=true
	logfile=/dev/null
	logfile_maxbytes=0
	pidfile=$supervisor/pid
	childlogdir=$supervisor
	minfds=4096
	$( ((EUID != 0)) || echo 'user=root')
	[program:silent]
	command=sleep 600
	process_name=%(process_num)d
	numprocs=$count
	startsecs=0
	redirect_stderr=true
	CONF
    PATH=$PATH:/usr/sbin supervisord -c "$supervisor/conf" >/dev/null 2>&1 &
    pid=$!
    memory_wait "$count" memory_children "$pid"
    echo "$pid" | pss | awk -v n="$count" '{ printf "%.4f\n", $1 / n }' >"$work/samples/memory-supervisord"
    kill -TERM "$pid"
    wait "$pid" || true
    value_row "supervisord ÷ $count programs" memory-supervisord MB median - "one Python program for all: $(awk -v n="$count" '{ printf "%.1f", $1 * n }' "$work/samples/memory-supervisord") MB"
}

# The children of pid $1, one a line.
memory_children() { tr ' ' '\n' <"/proc/$1/task/$1/children" | sed '/^$/d'; }

memory_conmon() {
    local i directory=$work/conmon
    mkdir -p "$directory/bundle" "$directory/exits"
    # conmon wants an OCI runtime to make its container; ours starts a sleep, which conmon then holds as it would a container.
    for ((i = 0; i < count; i++)); do
        PATH=$PATH:/usr/sbin timeout 10 conmon --cid "bench$i" --cuuid "bench$i" --name "bench$i" --runtime "$PWD/bench/peers/oci-runtime.sh" --bundle "$directory/bundle" \
            --container-pidfile "$directory/$i.child" --conmon-pidfile "$directory/$i.pid" --exit-dir "$directory/exits" --log-path "k8s-file:$directory/$i.log" \
            --full-attach --log-level error </dev/null >/dev/null 2>&1
    done
    memory_wait "$count" memory_conmons
    memory_conmons | pss >"$work/samples/memory-conmon"
    for ((i = 0; i < count; i++)); do kill -TERM "$(<"$directory/$i.child")"; done
    value_row "conmon, $count" memory-conmon MB mean - "average; with a runtime that only starts sleep"
}

# The pids of those that hold a living child.
memory_conmons() {
    local i holder child
    for ((i = 0; i < count; i++)); do
        holder=$(cat "$work/conmon/$i.pid" 2>/dev/null) && child=$(cat "$work/conmon/$i.child" 2>/dev/null) || continue
        [[ $(memory_children "$holder" 2>/dev/null) != "$child" ]] || echo "$holder"
    done
}

figure_memory() {
    local count
    count=$(scaled 200)
    memory_drover
    memory_supervisord
    memory_conmon
}
