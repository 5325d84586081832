# shellcheck shell=bash disable=SC2154 # compare.sh sets what is used here
# The shell beside dash and bash, doing the same. Each script is run whole, start-up included.

# shell_script NAME ROUNDS TEXT: a script, and how often it is run for one sample.
declare -A shell_text
# shellcheck disable=SC2016 # for the shells that are measured
shell_text=(
    [start]=':'
    [spawn]='i=0; while [ $i -lt 1000 ]; do /bin/true; i=$((i + 1)); done'
    [substitution]='i=0; while [ $i -lt 1000 ]; do x=$(echo hi); i=$((i + 1)); done'
    [subshell]='i=0; while [ $i -lt 1000 ]; do ( : ); i=$((i + 1)); done'
    [arithmetic]='i=0; while [ $i -lt 1000000 ]; do i=$((i + 1)); done'
    [language]='fib() {
    if [ $1 -lt 2 ]; then r=$1; return; fi
    fib $(($1 - 1)); set -- $1 $r
    fib $(($1 - 2)); r=$(($2 + r))
}
fib 19
i=0
while [ $i -lt 25000 ]; do
    path=/usr/lib/part$i/name.tar.gz
    name=${path##*/}; base=${name%%.*}; kind=${path#"${path%.*}"}; length=${#path}
    case $path in *part1*) one=$((one + 1)) ;; *part[2-5]*gz) some=$((some + 1)) ;; *) rest=${rest:-0}$base$kind$length; rest= ;; esac
    i=$((i + 1))
done'
    [read]='while read -r line; do n=$((n + 1)); done < "$1/lines"'
    [glob]='cd "$1/many"; i=0; while [ $i -lt 10 ]; do set -- *; i=$((i + 1)); done'
    [bytes]='head -c 2147483648 /dev/zero | cat | cat > /dev/null'
    [pipeline]='eval "$(cat "$1/pipeline")"'
    [jobs]='i=0; while [ $i -lt 1000 ]; do /bin/true & i=$((i + 1)); done; wait'
)

# shell_run KEY SHELL: one sample in milliseconds.
shell_run() {
    local begin count=1 i
    [[ $1 != start ]] || count=50
    begin=$EPOCHREALTIME
    for ((i = 0; i < count; i++)); do timeout -k 5 60 "$2" -c "${shell_text[$1]}" sh "$work/shell"; done
    sample "shell-$1-${2##*/}" "$(awk -v ms="$(since "$begin")" -v n="$count" 'BEGIN { printf "%.3f", ms / n }')"
}

shell_prompt() { timeout -k 5 120 "$peers/prompt" "$(scaled 50)" "$work/fifo" "$peers/first" "$@"; }

# All three, each in turns first.
shell_round() {
    local key=$2
    case $(($1 % 3)) in
        0) shell_run "$key" "$shell_link" && shell_run "$key" dash && shell_run "$key" bash ;;
        1) shell_run "$key" dash && shell_run "$key" bash && shell_run "$key" "$shell_link" ;;
        *) shell_run "$key" bash && shell_run "$key" "$shell_link" && shell_run "$key" dash ;;
    esac
}

# shell_rows NAME KEY ROUNDS PEER LIMIT: the row with the limit, and the one beside the other peer.
shell_rows() {
    local round other=bash
    while read -r round; do shell_round "$round" "$2"; done < <(rounds "$3")
    [[ $4 == dash ]] || other=dash
    ratio_row "$1 ÷ $4" "shell-$2-sh" "$4" "shell-$2-$4" ms median "$5"
    ratio_row "$1 ÷ $other" "shell-$2-sh" "$other" "shell-$2-$other" ms median -
}

figure_shell() {
    local i
    shell_link=$work/shell/bin/sh
    mkdir -p "$work/shell/bin" "$work/shell/many"
    ln -s "$drover" "$shell_link"
    for ((i = 0; i < 100000; i++)); do echo "line $i of the file"; done >"$work/shell/lines"
    (cd "$work/shell/many" && for ((i = 0; i < 10000; i++)); do : >"file$i"; done)
    { printf 'echo x'; for ((i = 0; i < 199; i++)); do printf ' | cat'; done; echo ' > /dev/null'; } >"$work/shell/pipeline"
    shell_rows "start-up, -c :" start 9 bash 4
    shell_rows "1,000 x /bin/true" spawn 31 dash 1.0
    shell_rows "1,000 x \$(echo hi)" substitution 5 dash 0.1
    shell_rows "1,000 x ( : )" subshell 5 dash 0.2
    shell_rows "arithmetic loop to 1,000,000" arithmetic 3 dash 0.5
    shell_rows "recursive functions, string expansions, case" language 5 dash 1.0
    shell_rows "while read, 100,000 lines" read 3 bash 0.8
    shell_rows "10 x glob over 10,000 files" glob 7 dash 1.0
    shell_rows "2 GB through head | cat | cat" bytes 3 dash 1.03
    shell_rows "pipeline of 200 cat" pipeline 7 bash 1.0
    shell_rows "1,000 background jobs, wait" jobs 7 bash 1.0
    for i in $(shell_prompt "$shell_link" -i); do sample shell-prompt "$i"; done
    for i in $(shell_prompt bash --norc -i); do sample shell-prompt-bash "$i"; done
    if [[ -s $work/samples/shell-prompt ]]; then value_row "newline at the prompt to the first instruction" shell-prompt ms median 5; else not_measured shell "newline at the prompt to the first instruction" "it shows no prompt yet"; fi
    value_row "the same, bash" shell-prompt-bash ms median -
}
