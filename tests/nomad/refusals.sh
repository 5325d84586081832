# shellcheck shell=bash disable=SC2016,SC2154 # what is in single quotes is for the shell in the container; names are those of acceptance.sh and harness.sh
# Scenarios: jobs that can't run. What is wrong is to be read in `nomad alloc status`, in a sentence with what to do.

# refused NAME SENTENCE: runs the job whose group's tasks come from standard input; its events must have the sentence.
refused() {
    local sentence=$2
    { echo "$once" && cat; } | ended "$1" batch
    same "$(client_status "$alloc")" failed
    holds "$(events "$alloc")" "$sentence"
}

# jar_refused NAME FILE SENTENCE [CONFIG]: one whose JAR comes by an artifact block, as it is.
jar_refused() {
    task "jar_path = \"local/$2\"
java_version = \"17\"
${4:-}" "artifact {
source = \"http://127.0.0.1:$files_port/$2\"
options {
archive = \"false\"
}
}" | refused "$1" "$3"
}

# JARs that can't run
scenario_bad_jars() {
    jar_refused nomain nomain.jar 'names no Main-Class in its manifest. Build it as an executable JAR, or set class to the class to run.'
    jar_refused othermain othermain.jar 'names Absent as its Main-Class and does not contain it. Build it again with that class.'
    jar_refused nomanifest nomanifest.jar 'has no manifest. Build it with'
    jar_refused cut cut.jar 'is not a whole JAR ('
    jar_refused text text.jar 'is not a whole JAR ('
    jar_refused toonew toonew.jar 'is built for Java 99, and the JRE chosen on this node is 17.'
    jar_refused noclass noclass.jar 'is no class file. Build it again.'
}

# paths that lead nowhere, or out of the task's directories
scenario_bad_paths() {
    task 'jar_path = "local/absent.jar"' | refused absent 'jar_path "local/absent.jar" is not there. Check the destination of the artifact block; it is local/ unless it says otherwise.'
    task 'jar_path = "local/../../../../etc/passwd"' | refused outside 'leads out of local/. Name a file inside the task'
    task 'jar_path = "/etc/passwd"' | refused elsewhere 'is not in the task'
    task 'jar_path = "local"' | refused directory 'jar_path "local"'
}

# an artifact that can't be loaded never comes to the driver
scenario_bad_artifact() {
    task 'jar_path = "local/none.jar"' "artifact {
source = \"http://127.0.0.1:$files_port/none.jar\"
}" | refused noartifact 'Failed Artifact Download'
}

# configurations that can't be met
scenario_bad_config() {
    task 'comand = "/bin/true"' | refused unknownkey 'comand'
    task 'command = "/bin/true"
args = "one"' | refused wrongtype 'args'
    task 'command = "/bin/true"
jar_path = "local/x.jar"' | refused both 'The task says more than one thing to run.'
    task 'args = ["x"]' | refused nothing 'The task says nothing to run. Set one of jar_path'
    task 'class = "Probe"' | refused classalone 'class is set without jar_path or class_path: say where the class is.'
    task 'command = "/bin/true"
stop_signal = "SIGNONE"' | refused badsignal 'stop_signal "SIGNONE" is no signal.'
    task 'command = "/bin/true"
work_dir = "here"' | refused badwork 'work_dir "here" is no absolute path in the container'
    task 'command = "/bin/true"
pids_limit = 0' | refused badpids 'pids_limit is 0; it is a positive number.'
}

# users and programs that are not there
scenario_bad_node() {
    task 'command = "/bin/true"' 'user = "nobodyatall"' | refused nouser 'user "nobodyatall" can'
    task 'command = "/bin/true"' 'user = "root"' | refused root 'user "root" is not allowed on this node: it is root, and the operator has not set allow_root = true'
    task 'command = "/no/such/program"' | refused noprogram 'The container could not be created:'
    { echo "$once" && script 'id -un' '' 'user = "daemon"'; } | ended daemon batch
    same "$(out "$alloc")" daemon
    task 'jar_path = "local/probe.jar"
java_version = "3"' | refused nojava 'java_version "3" is not on this node; it has '
    task 'jar_path = "local/probe.jar"
jre = "/usr"' | refused nojre 'jre "/usr" is no JRE on this node'
}

# a task that takes too much memory is reported as such; a full heap is the JVM's own affair
scenario_out_of_memory() {
    { echo "$once" && MEMORY=32 script 'echo up; x=$(head -c 200000000 /dev/zero | tr "\\000" a); echo survived'; } | ended native batch
    same "$(ends "$alloc")" "137/9/true "
    holds "$(events "$alloc")" "Out of memory: the kernel ended the task, whose limit is 32 MB."
    lacks "$(out "$alloc")" survived
    { echo "$once" && MEMORY=128 task 'jar_path = "local/probe.jar"
args = ["heap"]' "artifact {
source = \"http://127.0.0.1:$files_port/probe.jar\"
}"; } | ended heap batch
    same "$(ends "$alloc")" "1/0/false "
    holds "$(err "$alloc")" "java.lang.OutOfMemoryError"
}

# volumes of the node are mounted, read-only when the job says so
scenario_volumes() {
    echo "from the node" >"$work/volume/word"
    {
        echo "$once"
        echo 'volume "data" {
type = "host"
source = "shared"
}'
        script 'cat /data/word; echo from the task > /data/answer; echo x > /fixed/no || echo refused; cat /fixed/word' '' 'volume_mount {
volume = "data"
destination = "/data"
}
volume_mount {
volume = "data"
destination = "/fixed"
read_only = true
}'
    } | ended volumes batch
    same "$(out "$alloc")" "from the node
refused
from the node"
    same "$(cat "$work/volume/answer")" "from the task"
}

# a template that changes sends its signal, and the task sees the new file
scenario_template_signal() {
    echo "value one" >"$work/source"
    { echo "$always" && script 'trap "cat /local/value" HUP; cat /local/value; while :; do sleep 0.1; done' '' "template {
data = \"{{ file \\\"$work/source\\\" }}\"
destination = \"local/value\"
change_mode = \"signal\"
change_signal = \"SIGHUP\"
splay = \"0s\"
}"; } | run changing service
    wait_says "$alloc" "value one"
    echo "value two" >"$work/source"
    wait_says "$alloc" "value two"
    same "$(restarts "$alloc")" 0 "restarts"
    same "$(client_status "$alloc")" running
}

# the network is the host's: a port is the task's, and loopback the node's
scenario_network() {
    {
        echo "$once"
        echo 'network {
port "web" {}
}'
        script "echo port \$NOMAD_PORT_web; echo \$(readlink /proc/self/ns/net); exec 3<>/dev/tcp/127.0.0.1/$files_port; echo connected" | sed 's:/bin/sh:/bin/bash:'
    } | ended network batch
    holds "$(out "$alloc")" "$(readlink /proc/self/ns/net)"
    holds "$(out "$alloc")" "connected"
    [[ $(out "$alloc") =~ port\ [0-9]{4,5} ]] || fail "it was told no port"
}

# the task is a stranger on the node: its own processes, no rights, nothing to write to
scenario_confinement() {
    { echo "$once" && script 'ls /proc | grep -c "^[0-9]"; grep CapEff /proc/self/status; grep NoNewPrivs /proc/self/status; touch /usr/x /etc/x /x /alloc/logs/x; ls -d /root/* '"$work"'; id -u'; } | ended confined batch
    holds "$(out "$alloc")" "CapEff:	0000000000000000"
    holds "$(out "$alloc")" "NoNewPrivs:	1"
    holds "$(out "$alloc")" "65534"
    (($(out "$alloc" | head -n 1) < 8)) || fail "it sees the node's processes"
    same "$(err "$alloc" | grep -c 'cannot touch')" 4
}
