# shellcheck shell=bash disable=SC2034,SC2154 # names are shared with acceptance.sh and the scenarios
# What the scenarios of acceptance.sh stand on: two agents of Nomad on loopback, jobs, and what is asserted about them.
# Everything is below $work; each agent is ended by its pid.

fail() {
    printf 'FAILED: %s\n' "$*"
    exit 1
}

# until SECONDS WHAT COMMAND…: tries the command until it succeeds.
until_true() {
    local limit=$((SECONDS + $1)) what=$2
    shift 2
    until "$@"; do
        ((SECONDS < limit)) || fail "waited in vain for: $what"
        sleep 0.2
    done
}

same() { [[ $1 == "$2" ]] || fail "${3:-the texts differ}: expected '$2', got '$1'"; }
holds() { [[ $1 == *"$2"* ]] || fail "${3:-a text is missing}: expected '$2' in: $1"; }
lacks() { [[ $1 != *"$2"* ]] || fail "${3:-a text is there}: did not expect '$2' in: $1"; }
gone() { ! kill -0 "$1" 2>/dev/null; }
alive() { kill -0 "$1" 2>/dev/null; }

free_port() {
    local port
    while :; do
        port=$((RANDOM % 10000 + 30000))
        [[ " $ports " == *" $port "* ]] && continue
        (: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null || break
    done
    ports+=" $port"
    REPLY=$port
}

# --- agents -----------------------------------------------------------------------------------------------------------

write_configurations() {
    free_port && http=$REPLY && free_port && client_http=$REPLY && free_port && rpc=$REPLY && free_port && serf=$REPLY && free_port && client_rpc=$REPLY
    free_port && files_port=$REPLY
    cat >"$work/server.hcl" <<HCL
name = "acceptance-server"
data_dir = "$work/server"
bind_addr = "127.0.0.1"
disable_update_check = true
advertise {
  http = "127.0.0.1"
  rpc = "127.0.0.1"
  serf = "127.0.0.1"
}
ports {
  http = $http
  rpc = $rpc
  serf = $serf
}
server {
  enabled = true
  bootstrap_expect = 1
}
HCL
    cat >"$work/client.hcl" <<HCL
name = "acceptance-client"
data_dir = "$work/client"
plugin_dir = "$work/plugins"
bind_addr = "127.0.0.1"
disable_update_check = true
advertise {
  http = "127.0.0.1"
  rpc = "127.0.0.1"
  serf = "127.0.0.1"
}
log_level = "DEBUG"
ports {
  http = $client_http
  rpc = $client_rpc
}
client {
  enabled = true
  servers = ["127.0.0.1:$rpc"]
  network_interface = "lo"
  max_kill_timeout = "30s"
  gc_interval = "5s"
  # Beyond 50, as it is by default, a client removes an allocation with its logs as soon as it has ended.
  gc_max_allocs = 500
  options = {
    "fingerprint.denylist" = "env_aws,env_gce,env_azure,consul,vault"
    "driver.allowlist" = "milo"
  }
  template {
    disable_file_sandbox = true
  }
  host_volume "shared" {
    path = "$work/volume"
  }
}
telemetry {
  collection_interval = "1s"
  publish_allocation_metrics = true
}
plugin "milo" {
  config {
    state_dir = "$work/state"
    crun_path = "$work/crun"
    log_level = "debug"
  }
}
HCL
}

# start_agent NAME: starts it, out of reach of keys at the terminal, and leaves its pid in $work/NAME.pid.
start_agent() {
    setsid "$nomad" agent -config "$work/$1.hcl" >>"$work/$1.log" 2>&1 </dev/null &
    echo $! >"$work/$1.pid"
}

agent_pid() { cat "$work/$1.pid"; }

stop_agent() {
    local pid
    [[ -s $work/$1.pid ]] || return 0
    pid=$(agent_pid "$1")
    kill -TERM "$pid" 2>/dev/null
    for ((i = 0; i < 150; i++)); do
        gone "$pid" && break
        sleep 0.2
    done
    kill -KILL "$pid" 2>/dev/null
    rm -f "$work/$1.pid"
}

has_leader() { "$nomad" operator raft list-peers >/dev/null 2>&1; }
node_is_ready() { [[ $("$nomad" node status -self -t '{{.Status}} {{with index .Drivers "milo"}}{{.Healthy}}{{end}}' -address="http://127.0.0.1:$client_http" 2>/dev/null) == "ready true" ]]; }
node_health() { "$nomad" node status -self -address="http://127.0.0.1:$client_http" -t '{{with index .Drivers "milo"}}{{.Healthy}}: {{.HealthDescription}}{{end}}'; }

start_client() {
    start_agent client
    until_true 60 "the client to be ready with a healthy driver" node_is_ready
}

plugin_pid() { pgrep -f -x "$work/plugins/milo" | tail -n 1; }
plugin_is_there() { [[ -n $(plugin_pid) ]]; }

# --- jobs -------------------------------------------------------------------------------------------------------------

# A group whose tasks are tried once.
once='restart {
  attempts = 0
  mode = "fail"
}
reschedule {
  attempts = 0
  unlimited = false
}'

# A group whose tasks are started again and again.
always='restart {
  attempts = 1000
  interval = "24h"
  delay = "1s"
  mode = "delay"
}'

# task CONFIG [MORE]: a task named app with the inside of its config block, and what else it has.
task() {
    cat <<HCL
task "app" {
  driver = "milo"
  config {
$1
  }
  ${2:-}
  resources {
    cpu = 50
    memory = ${MEMORY:-64}
  }
}
HCL
}

# script TEXT [CONFIG] [MORE]: one that runs a shell script. A dollar before a brace would be Nomad's.
script() {
    task "command = \"/bin/sh\"
args = [\"-c\", <<SH
$1
SH
]
${2:-}" "${3:-}"
}

# job NAME TYPE [MORE]: submits a job with the group's inside from standard input.
job() {
    {
        printf 'job "%s" {\ndatacenters = ["dc1"]\ntype = "%s"\n%s\ngroup "group" {\n' "$1" "$2" "${3:-}"
        cat
        printf '}\n}\n'
    } >"$work/$1.nomad"
    submit "$1"
}

submit() { "$nomad" job run -detach "$work/$1.nomad" >/dev/null || fail "job $1 was not accepted"; }

# run NAME TYPE: submits as job does, waits for the first allocation and leaves its id in $alloc.
run() {
    job "$@"
    until_true 60 "an allocation of $1" has_allocation "$1"
    alloc=$(newest "$1")
}

# all_allocations JOB TEMPLATE: a line for each allocation of a job, the oldest first.
all_allocations() { "$nomad" alloc status -t "{{range .}}{{if eq .JobID \"$1\"}}{{.CreateIndex}} $2{{\"\\n\"}}{{end}}{{end}}" 2>/dev/null | sort -n | cut -d ' ' -f 2-; }
allocations() { all_allocations "$1" '{{.ID}}'; }
newest() { allocations "$1" | tail -n 1; }
has_allocation() { [[ -n $(newest "$1") ]]; }

of_alloc() { "$nomad" alloc status -t "$2" "$1" 2>/dev/null; }
client_status() { of_alloc "$1" '{{.ClientStatus}}'; }
task_state() { of_alloc "$1" '{{with index .TaskStates "app"}}{{.State}}{{end}}'; }
restarts() { of_alloc "$1" '{{with index .TaskStates "app"}}{{.Restarts}}{{end}}'; }
events() { of_alloc "$1" '{{with index .TaskStates "app"}}{{range .Events}}{{.Type}}: {{.DisplayMessage}}{{"\n"}}{{end}}{{end}}'; }
ends() { of_alloc "$1" '{{with index .TaskStates "app"}}{{range .Events}}{{if eq .Type "Terminated"}}{{index .Details "exit_code"}}/{{index .Details "signal"}}/{{index .Details "oom_killed"}} {{end}}{{end}}{{end}}'; }

is_running() { [[ $(task_state "$1") == running ]]; }
is_dead() { [[ $(task_state "$1") == dead ]]; }
is_ended() { [[ $(client_status "$1") =~ ^(complete|failed)$ ]]; }
status_is() { [[ $(client_status "$1") == "$2" ]]; }
wait_running() { until_true 60 "$1 to run" is_running "$1"; }
wait_ended() { until_true "${2:-60}" "$1 to end" is_ended "$1"; }
out() { "$nomad" alloc logs "$@" 2>/dev/null; }
err() { "$nomad" alloc logs -stderr "$@" 2>/dev/null; }
says() { [[ $(out "$1") == *"$2"* ]]; }
says_just() { [[ $(out "$1") == "$2" ]]; }
wait_says() { until_true 60 "$1 to say $2" says "$1" "$2"; }
has_event() { [[ $(events "$1") == *"$2"* ]]; }

purge() {
    local name
    for name; do
        "$nomad" job stop -purge -detach "$name" >/dev/null 2>&1
        rm -f "$work/$name.nomad"
    done
}

# The pid on this machine of the first process of a task's container.
task_pid() { cat "$work"/state/nomad/milo-"${1:0:8}"-*/pid 2>/dev/null | head -n 1; }

# ended NAME TYPE: runs a job to its end; $alloc is its allocation.
ended() {
    run "$@"
    wait_ended "$alloc"
}

containers() { find "$work/state/nomad" -maxdepth 1 -name 'milo-*' 2>/dev/null; }
no_container_is_left() { [[ -z $(containers) ]]; }
