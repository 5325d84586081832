. "${0%/*}/check.sh"
# Other shells say there what became of jobs.
exec 2>/dev/null

# $! and wait
(exit 3) &
wait $!
check 'wait for one' 3 $?
(exit 4) & a=$!
(exit 5) & b=$!
wait "$b" "$a"
check 'wait returns the status of the last one' 4 $?
wait
check 'wait for all' 0 $?
wait 99999999
check 'wait for a stranger' 127 $?
sleep 100 &
kill "$!"
wait "$!"
check 'killed' 143 $?
sleep 100 &
kill -s KILL "$!"
wait "$!"
check 'killed for sure' 137 $?
false | (exit 6) &
wait $!
check 'the last of a pipeline' 6 $?

# without job control
check 'standard input of the background is empty' '' "$(cat & wait)"
check 'interrupts are ignored in the background' 'on' "$("$SH" -c '"$SH" -c "kill -s INT \$\$; echo on" & wait')"
(
    exit 7 &
    wait $!
    check 'a subshell has jobs of its own' 7 $?
)

# kill -l
check 'signal of a status' TERM "$(kill -l 143)"
check 'signal of a number' HUP "$(kill -l 1)"
kill -s 0 $$
check 'signal 0' 0 $?
kill -0 $$
check 'signal 0 as an option' 0 $?

# job control, for which some shells want a terminal
set -m 2>/dev/null
case $- in
*m*) has_control=yes ;;
*) has_control=no ;;
esac
if [ "$has_control" = yes ]; then
sleep 100 &
check 'a job has a group of its own' "$!" "$(ps -o pgid= -p "$!" | tr -d ' ')"
case $(jobs) in
'[1]'*Running*'sleep 100'*) ;;
*) check 'jobs' Running "$(jobs)" ;;
esac
kill %1
wait %1
check 'job ids' 143 $?
sleep 100 | sleep 100 &
kill %%
wait %%
check 'the current job is a whole group' 143 $?
set +m
fi

# and-or lists
make() {
    echo "make $1"
    [ "$1" = clean ] && return "$clean"
    return "$build"
}
clean=0 build=0
check 'true and true' 'make clean
make build' "$(make clean && make build || echo 'Build failed')"
clean=0 build=1
check 'true and false' 'make clean
make build
Build failed' "$(make clean && make build || echo 'Build failed')"
clean=1 build=0
check 'false and true' 'make clean
Build failed' "$(make clean && make build || echo 'Build failed')"
clean=1 build=1
check 'false and false' 'make clean
Build failed' "$(make clean && make build || echo 'Build failed')"

finish
