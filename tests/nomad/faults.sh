# shellcheck shell=bash disable=SC2016,SC2154 # what is in single quotes is for the shell in the container; names are those of acceptance.sh and harness.sh
# Scenarios: parts that are killed, restarted, or go away. Tasks go on, their output is whole, their exit status the true one.

# ticking NAME: a service that counts, ten lines a second; $alloc is its allocation.
ticking() {
    { echo "$always" && script 'trap "echo bye; exit 0" TERM; i=0; while :; do i=$((i + 1)); echo $i; sleep 0.1; done'; } | run "$1" service
    wait_says "$alloc" 3
}

# counts ALLOC: its output must be the numbers from 1 on, none missing, none twice.
counts() {
    out "$1" | grep -v bye >"$work/count"
    cmp -s "$work/count" <(seq "$(wc -l <"$work/count")") || fail "lines are missing or twice: $(diff "$work/count" <(seq "$(wc -l <"$work/count")") | head -n 5)"
}

lines() { out "$1" | wc -l; }
more_than() { (($(lines "$1") > $2)); }
grows() { until_true 60 "more lines of $1" more_than "$1" "$(($(lines "$1") + 5))"; }

# waiting NAME CODE: a batch job that ends with the code once it may; $alloc is its allocation.
waiting() {
    { echo "$once" && script "echo up; until [ -e /local/go ]; do sleep 0.1; done; echo end; exit $2"; } | run "$1" batch
    wait_says "$alloc" up
}
let_end() {
    touch "$(task_directory "$1")/local/go"
    until_true 30 "the process to end" gone "$2"
}

# the plugin is killed: a new one takes the tasks over, nobody notices
scenario_plugin_killed() {
    local pid first
    ticking plugin
    first=$(task_pid "$alloc")
    for _ in 1 2 3; do
        pid=$(plugin_pid)
        kill -KILL "$pid"
        until_true 60 "a new plugin" other_plugin "$pid"
        grows "$alloc"
    done
    counts "$alloc"
    alive "$first" || fail "the task's process has ended"
    same "$(restarts "$alloc")" 0 "restarts"
    until_true 30 "exec to work again" exec_says "$alloc" hello
    "$nomad" job stop -detach plugin >/dev/null
    wait_ended "$alloc"
    same "$(ends "$alloc")" "0/0/false "
    holds "$(out "$alloc")" bye
}
other_plugin() { [[ -n $(plugin_pid) && $(plugin_pid) != "$1" ]]; }
exec_says() { [[ $("$nomad" alloc exec -t=false -i=false "$1" /bin/sh -c "echo $2; sleep 0.3" 2>/dev/null) == "$2" ]]; }

# the plugin is killed while a task ends: the exit code is the true one
scenario_plugin_killed_at_the_end() {
    waiting pluginend 7
    local pid
    pid=$(task_pid "$alloc")
    kill -KILL "$(plugin_pid)"
    let_end "$alloc" "$pid"
    wait_ended "$alloc"
    same "$(ends "$alloc")" "7/0/false "
    same "$(out "$alloc")" "up
end"
}

# the client's agent is killed and started again: tasks go on; one that ended meanwhile has its true exit code
scenario_agent_killed() {
    restart_agent killed
}

# the client's agent ends and is started again
scenario_agent_stopped() {
    restart_agent stopped
}

restart_agent() {
    local ticker first ender pid
    ticking "ticker$1"
    ticker=$alloc
    first=$(task_pid "$ticker")
    waiting "ender$1" 9
    ender=$alloc
    pid=$(task_pid "$ender")
    if [[ $1 == killed ]]; then
        kill -KILL "$(agent_pid client)"
        until_true 30 "the agent to be gone" gone "$(agent_pid client)"
    else
        stop_agent client
    fi
    let_end "$ender" "$pid"
    alive "$first" || fail "the task ended with its agent"
    start_client
    wait_ended "$ender"
    same "$(ends "$ender")" "9/0/false " "the exit code of the task that ended meanwhile"
    same "$(out "$ender")" "up
end"
    grows "$ticker"
    alive "$first" || fail "the task's process has ended"
    counts "$ticker"
    same "$(restarts "$ticker")" 0 "restarts"
    "$nomad" job stop -detach "ticker$1" >/dev/null
    wait_ended "$ticker"
    same "$(ends "$ticker")" "0/0/false "
    same "$(out "$ticker" | tail -n 1)" bye
}

# agent and plugin are killed at once, as when a node's memory runs out
scenario_both_killed() {
    local first
    ticking both
    first=$(task_pid "$alloc")
    kill -KILL "$(agent_pid client)" "$(plugin_pid)"
    until_true 30 "the agent to be gone" gone "$(agent_pid client)"
    start_client
    grows "$alloc"
    alive "$first" || fail "the task's process has ended"
    counts "$alloc"
    same "$(restarts "$alloc")" 0 "restarts"
}

# a task is being stopped when its agent ends: it is stopped all the same, once
scenario_agent_stopped_while_task_ends() {
    local first
    { echo "$always" && script 'trap "echo ending; sleep 3; echo ended; exit 4" TERM; echo up; while :; do sleep 0.1; done' '' 'kill_timeout = "25s"'; } | run ending service
    wait_says "$alloc" up
    first=$(task_pid "$alloc")
    "$nomad" job stop -detach ending >/dev/null
    wait_says "$alloc" ending
    stop_agent client
    start_client
    wait_ended "$alloc"
    gone "$first" || fail "its process is left"
    # The client may not be connected yet, which has the log.
    until_true 30 "its whole output" says_just "$alloc" "up
ending
ended"
}

# the reader of the logs is killed: the task does not notice, and what is not in Nomad is in drover logs
scenario_logmon_killed() {
    local pid first at
    ticking reader
    first=$(task_pid "$alloc")
    pid=$(logmon_pid "$alloc")
    [[ -n $pid ]] || fail "no reader of the logs was found"
    kill -KILL "$pid"
    at=$(run_log "$alloc" | wc -l)
    until_true 30 "the task to go on" run_log_exceeds "$alloc" $((at + 20))
    alive "$first" || fail "the task's process has ended"
    "$nomad" alloc restart "$alloc" >/dev/null
    until_true 60 "the second start" starts_again "$alloc"
    grows "$alloc"
}
logmon_pid() {
    local pid
    find /proc/[0-9]*/fd -lname "$work/client/alloc/$1/alloc/logs/.app.stdout.fifo" 2>/dev/null | cut -d / -f 3 | sort -u | while read -r pid; do
        [[ $(tr '\0' ' ' <"/proc/$pid/cmdline") == *logmon* ]] && echo "$pid"
    done
}
run_log() { DROVER_STATE=$work/state "$drover" logs "$(run_id "$1")" 2>/dev/null; }
run_id() { grep -l -F "\"$1" "$work"/state/runs/*/spec.json | head -n 1 | xargs dirname | xargs basename; }
run_log_exceeds() { (($(run_log "$1" | wc -l) > $2)); }
starts_again() { says_times "$1" '^1$' 2; }

# the shim of a task is killed: the container does not live on, and the task is started anew
scenario_shim_killed() {
    local first shim
    ticking shim
    first=$(task_pid "$alloc")
    shim=$(sed -n 's/^PPid:\t//p' "/proc/$first/status")
    kill -KILL "$shim"
    until_true 30 "the process to end" gone "$first"
    until_true 60 "the task to be started again" restarted "$alloc" 1
    wait_running "$alloc"
}
restarted() { [[ $(restarts "$1") == "$2" ]]; }

# crun goes away and comes back: the node says so
scenario_crun_missing() {
    rm "$work/crun"
    until_true 60 "the node to be unhealthy" health_has "false: There is no $work/crun on this node. Install crun"
    ln -s "$(command -v crun)" "$work/crun"
    until_true 60 "the node to be healthy" health_has "true: Healthy"
}
health_has() { [[ $(node_health) == *"$1"* ]]; }

# a node is drained: its tasks are stopped in good order, and it takes new ones afterwards
scenario_drain() {
    local node
    ticking drained
    node=$("$nomad" node status -self -t '{{.ID}}' -address="http://127.0.0.1:$client_http")
    "$nomad" node drain -enable -yes -detach -deadline 20s "$node" >/dev/null || fail "the drain was refused"
    until_true 60 "the task to be moved away" is_ended "$alloc"
    same "$(out "$alloc" | tail -n 1)" bye
    "$nomad" node drain -disable -yes "$node" >/dev/null
    until_true 60 "a new allocation" other_allocation drained "$alloc"
    wait_running "$(newest drained)"
}

# a job is purged and collected: nothing is left of it on the node
scenario_collection() {
    local id
    ticking collected
    id=$alloc
    purge collected
    until_true 60 "its directory to be gone" collected "$id"
    [[ -z $(find "$work/state/nomad" -maxdepth 1 -name "milo-${id:0:8}-*") ]] || fail "its container's files are left"
    [[ -z $(grep -l -F "\"$id" "$work"/state/runs/*/spec.json 2>/dev/null) ]] || fail "its run is left"
    [[ -z $(find /sys/fs/cgroup -maxdepth 3 -name "milo-${id:0:8}-*" 2>/dev/null) ]] || fail "its control group is left"
}
collected() {
    "$nomad" system gc
    [[ ! -e $work/client/alloc/$1 ]]
}
