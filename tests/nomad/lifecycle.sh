# shellcheck shell=bash disable=SC2016,SC2154 # what is in single quotes is for the shell in the container; names are those of acceptance.sh and harness.sh
# Scenarios: what people do with jobs. Each is a function, run in a shell of its own; its comment is what is shown.

# the node has the driver, its versions and its JREs
scenario_node() {
    local attributes
    same "$(node_health)" "true: Healthy"
    attributes=$("$nomad" node status -self -verbose -address="http://127.0.0.1:$client_http" | grep '^driver\.milo')
    holds "$attributes" "driver.milo.version"
    holds "$attributes" "driver.milo.crun.version"
    holds "$attributes" "driver.milo.java.17 "
}

# a greeting task runs without Java
scenario_greeting() {
    { echo "$once" && task 'greeting = "Hello, milo"'; } | ended greeting batch
    same "$(client_status "$alloc")" complete
    same "$(out "$alloc")" "Hello, milo"
}

# a JAR comes by an artifact block; its exit code, both streams and its limits are right
scenario_jar() {
    { echo "$once" && MEMORY=256 task 'jar_path = "local/probe.jar"
java_version = "17"
args = ["say", "5"]' "artifact {
source = \"http://127.0.0.1:$files_port/probe.jar\"
}"; } | ended jar batch
    same "$(client_status "$alloc")" failed
    same "$(ends "$alloc")" "5/0/false "
    same "$(out "$alloc")" "java 17 as nobody in /local
heap below 200 MB: true"
    same "$(err "$alloc")" "to standard error"
}

# a template makes the program, and the environment is the job's
scenario_template() {
    { echo "$once" && task 'command = "/local/run.sh"' 'template {
data = "#!/bin/sh\necho made by a template for $COLOUR, $NOMAD_TASK_NAME, $NOMAD_ALLOC_INDEX, $HOME\n"
destination = "local/run.sh"
perms = "755"
}
env {
COLOUR = "green"
}'; } | ended template batch
    same "$(out "$alloc")" "made by a template for green, app, 0, /local"
    same "$(ends "$alloc")" "0/0/false "
}

# a class is run from a class path
scenario_class() {
    { echo "$once" && MEMORY=256 task 'class = "Probe"
class_path = "/local/probe.jar"
jvm_options = ["-Xmx32m"]
args = ["say", "0"]' "artifact {
source = \"http://127.0.0.1:$files_port/probe.jar\"
}"; } | ended class batch
    same "$(client_status "$alloc")" complete
    holds "$(out "$alloc")" "java "
}

# a job is placed by the driver's attributes
scenario_constraint() {
    { echo "$once" && script 'echo placed' '' 'constraint {
attribute = "${attr.driver.milo.java.17}"
operator = "is_set"
}'; } | ended placed batch
    same "$(client_status "$alloc")" complete
    { echo "$once" && script 'echo placed' '' 'constraint {
attribute = "${attr.driver.milo.java.3}"
operator = "is_set"
}'; } | job nowhere batch
    until_true 30 "the job to be blocked" blocked nowhere
    same "$(allocations nowhere)" ""
}
blocked() { [[ $("$nomad" job status "$1") == *"Constraint"*"java.3"* ]]; }

# output is seen while the task runs, on both streams
scenario_logs_live() {
    { echo "$once" && script 'echo first; echo warning >&2; until [ -e /local/go ]; do sleep 0.1; done; echo second; echo last >&2'; } | run live batch
    wait_running "$alloc"
    "$nomad" alloc logs -f "$alloc" >"$work/live.out" 2>/dev/null &
    local follower=$!
    "$nomad" alloc logs -f -stderr "$alloc" >"$work/live.err" 2>/dev/null &
    local errors=$!
    until_true 30 "the first line" grep -q first "$work/live.out"
    until_true 30 "the warning" grep -q warning "$work/live.err"
    is_running "$alloc" || fail "it does not run any more"
    touch "$(task_directory "$alloc")/local/go"
    wait_ended "$alloc"
    until_true 30 "the second line" grep -q second "$work/live.out"
    until_true 30 "the last line" grep -q last "$work/live.err"
    kill "$follower" "$errors" 2>/dev/null
    same "$(out "$alloc")" "first
second"
    same "$(err "$alloc")" "warning
last"
}
task_directory() { echo "$work/client/alloc/$1/app"; }

# twenty thousand lines at once are whole
scenario_logs_many() {
    { echo "$once" && script 'seq 20000; seq 20000 >&2'; } | ended many batch
    same "$(out "$alloc" | cksum)" "$(seq 20000 | cksum)" "standard output"
    same "$(err "$alloc" | cksum)" "$(seq 20000 | cksum)" "standard error"
}

# programs are run inside: exit code, standard input, terminal, what is missing, a client that is killed
scenario_exec() {
    local status size
    { echo "$always" && script 'echo up; sleep 600'; } | run inside service
    wait_says "$alloc" up
    same "$("$nomad" alloc exec -t=false -i=false "$alloc" /bin/sh -c 'id -u; sleep 0.3')" 65534
    "$nomad" alloc exec -t=false -i=false "$alloc" /bin/sh -c 'sleep 0.3; exit 42' >/dev/null
    status=$?
    same "$status" 42 "the exit status"
    same "$(printf 'one\ntwo\n' | "$nomad" alloc exec -t=false -i=true "$alloc" /usr/bin/wc -l | tr -d ' ')" 2 "standard input"
    size=$(script_tty "stty cols 101 rows 33; $nomad alloc exec -t=true -i=true $alloc /bin/sh -c 'test -t 0 && stty size; sleep 0.3; exit 3'")
    status=$?
    holds "$size" "33 101" "the terminal's size"
    same "$status" 3 "the exit status with a terminal"
    if "$nomad" alloc exec -t=false -i=false "$alloc" /no/such/program >"$work/exec.out" 2>&1; then fail "a program that is not there could be run"; fi
    # An agent of 1.1 notices that its client has gone at the next output.
    "$nomad" alloc exec -t=false -i=false "$alloc" /bin/sh -c 'while :; do echo x; sleep 0.42424; done' >/dev/null 2>&1 &
    local client=$!
    until_true 30 "the program to run" a_process 'sleep 0.42424'
    kill -KILL "$client"
    until_true 30 "the program of a killed client to end" no_process "/bin/sh -c while :; do echo x; sleep 0.42424; done"
    is_running "$alloc" || fail "the task has ended"
}
a_process() { pgrep -f -x "$1" >/dev/null; }
no_process() { ! pgrep -f -x "$1" >/dev/null; }
# With a terminal of its own; util-linux has the program everywhere.
script_tty() { command script -qec "$1" /dev/null </dev/null 2>&1; }

# signals reach the program, and nonsense is refused
scenario_signal() {
    { echo "$always" && script 'trap "echo got hup" HUP; trap "echo got usr1" USR1; echo up; while :; do sleep 0.1; done'; } | run signals service
    wait_says "$alloc" up
    "$nomad" alloc signal -s SIGHUP "$alloc" >/dev/null || fail "SIGHUP was refused"
    wait_says "$alloc" "got hup"
    "$nomad" alloc signal -s USR1 "$alloc" app >/dev/null || fail "USR1 was refused"
    wait_says "$alloc" "got usr1"
    holds "$("$nomad" alloc signal -s SIGNONE "$alloc" 2>&1)" "is no signal"
    is_running "$alloc" || fail "the task has ended"
}

# a task is restarted by hand, in the same allocation, and its log goes on
scenario_restart() {
    { echo "$always" && script 'echo start $$; trap "echo bye; exit 0" TERM; while :; do sleep 0.1; done'; } | run again service
    wait_says "$alloc" start
    "$nomad" alloc restart "$alloc" >/dev/null || fail "restart was refused"
    until_true 60 "the second start" says_times "$alloc" start 2
    wait_running "$alloc"
    same "$(out "$alloc" | grep -c bye)" 1 "farewells"
    same "$(newest again)" "$alloc" "the allocation"
}
says_times() { [[ $(out "$1" | grep -c "$2") == "$3" ]]; }

# what a task uses is shown
scenario_stats() {
    { echo "$always" && MEMORY=128 script 'x=$(head -c 20000000 /dev/zero | tr "\\000" a); echo full; while :; do :; done'; } | run usage service
    wait_says "$alloc" full
    until_true 60 "statistics" has_usage "$alloc"
}
has_usage() {
    local text
    text=$("$nomad" alloc status -stats "$1")
    [[ $text == *"Memory Stats"* && $text == *"CPU Stats"* && $text =~ [2-9][0-9]\ MiB ]] && ! [[ $text =~ Percent[^0-9]+0\.00% ]]
}

# a stop runs the shutdown hooks of a JVM and waits for them
scenario_stop_hook() {
    { echo "$always" && MEMORY=256 task 'jar_path = "local/probe.jar"
args = ["wait"]' "artifact {
source = \"http://127.0.0.1:$files_port/probe.jar\"
}
kill_timeout = \"20s\""; } | run hook service
    wait_says "$alloc" ready
    "$nomad" job stop -detach hook >/dev/null
    wait_ended "$alloc"
    same "$(out "$alloc")" "ready
hook ran"
    same "$(ends "$alloc")" "143/0/false "
    same "$(client_status "$alloc")" complete
}

# a task that ignores its signal is killed when its time is up, with all of its processes
scenario_stop_kill() {
    { echo "$always" && script 'trap "" TERM; sleep 4343 & echo up; while :; do sleep 1; done' '' 'kill_timeout = "2s"'; } | run stubborn service
    wait_says "$alloc" up
    local began=$SECONDS
    "$nomad" job stop -detach stubborn >/dev/null
    wait_ended "$alloc"
    ((SECONDS - began >= 2)) || fail "it was killed before its time"
    same "$(ends "$alloc")" "137/9/false "
    no_process 'sleep 4343' || fail "a process of it is left"
}

# a job's kill_signal is the signal of a stop, and stop_signal that of the driver
scenario_stop_signal() {
    { echo "$always" && script 'trap "echo int; exit 0" INT; trap "echo usr2; exit 0" USR2; echo up; while :; do sleep 0.1; done' '' 'kill_signal = "SIGINT"'; } | run killsignal service
    wait_says "$alloc" up
    "$nomad" job stop -detach killsignal >/dev/null
    wait_ended "$alloc"
    same "$(out "$alloc")" "up
int"
    { echo "$always" && script 'trap "echo int; exit 0" INT; trap "echo usr2; exit 0" USR2; echo up; while :; do sleep 0.1; done' 'stop_signal = "SIGUSR2"'; } | run stopsignal service
    wait_says "$alloc" up
    "$nomad" job stop -detach stopsignal >/dev/null
    wait_ended "$alloc"
    same "$(out "$alloc")" "up
usr2"
}

# exit codes of batch jobs are the true ones, also of signals
scenario_exit_codes() {
    local code
    for code in 0 1 77 255; do
        { echo "$once" && script "exit $code"; } | ended "exit$code" batch
        same "$(ends "$alloc")" "$code/0/false "
    done
    same "$(client_status "$(newest exit0)")" complete
    same "$(client_status "$(newest exit77)")" failed
    { echo "$once" && script 'echo up; sleep 600'; } | run exitkill batch
    wait_says "$alloc" up
    kill -KILL "$(task_pid "$alloc")"
    wait_ended "$alloc"
    same "$(ends "$alloc")" "137/9/false "
}

# a service is restarted by its policy, and fails when that is used up
scenario_restart_policy() {
    { echo 'restart {
attempts = 2
interval = "10m"
delay = "1s"
mode = "fail"
}
reschedule {
attempts = 0
unlimited = false
}' && script 'echo try; exit 3'; } | run policy service
    until_true 90 "the policy to be used up" status_is "$alloc" failed
    same "$(out "$alloc" | grep -c try)" 3 "tries"
    holds "$(ends "$alloc")" "3/0/false "
    same "$(restarts "$alloc")" 2
}

# tasks of one group share alloc/, and a task before the others has ended first
scenario_group() {
    {
        echo "$once"
        task 'command = "/bin/sh"
args = ["-c", "sleep 1; echo from before > /alloc/data/word"]' 'lifecycle {
hook = "prestart"
sidecar = false
}' | sed 's/^task "app"/task "before"/'
        script 'cat /alloc/data/word'
    } | ended group batch
    same "$(out "$alloc" app)" "from before"
}

# an old version of a job gives way to the new one
scenario_update() {
    { echo "$always" && script 'echo one; sleep 600'; } | run update service
    local before
    before=$(newest update)
    wait_says "$before" one
    { echo "$always" && script 'echo two; sleep 600'; } | job update service
    until_true 60 "the new allocation" other_allocation update "$before"
    wait_says "$(newest update)" two
    wait_ended "$before"
}
other_allocation() { [[ $(newest "$1") != "$2" ]]; }

# what is dispatched arrives
scenario_dispatch() {
    { echo "$once" && script 'cat /local/what' '' 'dispatch_payload {
file = "what"
}'; } | job dispatch batch 'parameterized {
payload = "required"
}'
    local id
    id=$(echo "payload text" | "$nomad" job dispatch -detach dispatch - | sed -n 's/^Dispatched Job ID = //p')
    until_true 60 "an allocation" has_allocation "$id"
    wait_ended "$(newest "$id")"
    same "$(out "$(newest "$id")")" "payload text"
    purge "$id"
}

# fifty tasks at once: all run, all output is there
scenario_fifty() {
    { echo "count = 50
$once" && MEMORY=16 script 'echo number $NOMAD_ALLOC_INDEX; sleep 5; echo done; exit 0' '' 'logs {
max_files = 1
max_file_size = 1
}' | sed 's/cpu = 50/cpu = 20/'; } | job fifty batch
    until_true 180 "fifty allocations to complete" all_complete fifty 50
    local id number=0
    for id in $(allocations fifty); do
        same "$(out "$id")" "number $(of_alloc "$id" '{{.Name}}' | sed 's/.*\[\(.*\)\]/\1/')
done"
        number=$((number + 1))
    done
    same "$number" 50
}
all_complete() { [[ $(all_allocations "$1" '{{.ClientStatus}}' | grep -c complete) == "$2" ]]; }
