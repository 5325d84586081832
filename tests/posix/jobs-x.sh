. "${0%/*}/check.sh"

# wait
(exit 3) & first=$!
wait -n -p which
check 'wait -n' "3 $first" "$? $which"
sleep 100 &
wait -t 0.01
check 'wait -t' 124 $?
kill $!
wait $!
check 'wait after wait -t' 143 $?
wait -p which 99999999 2>/dev/null
check 'wait -p without a process' '127 unset' "$? ${which-unset}"
(exit 4) & a=$!
while kill -0 "$a" 2>/dev/null; do :; done
jobs >/dev/null
wait "$a"
check 'a status that was shown is kept' 4 $?

# jobs in subshells
sleep 100 & b=$!
check 'jobs in a substitution' "$b" "$(jobs -p)"
check 'jobs in a pipeline' 1 "$(jobs | grep -c 'Running *sleep 100 &')"
check 'jobs -s' '' "$(jobs -s)"
case $(jobs --json) in
'[{"id":1,"state":"running","command":"sleep 100","current":true,'*) ;;
*) check 'jobs --json' 'an array' "$(jobs --json)" ;;
esac
disown
check 'disown' '' "$(jobs)"
kill "$b"

# stopped jobs
set -m
sleep 100 &
kill -s STOP %1
until [ -n "$(jobs -s)" ]; do :; done
check 'stopped' '[1] + Stopped (SIGSTOP) sleep 100' "$(jobs)"
bg >out
check 'bg' '[1] sleep 100 &' "$(cat out)"
check 'running again' '[1] + Running          sleep 100 &' "$(jobs)"
kill -s STOP %1
until [ -n "$(jobs -s)" ]; do :; done
kill %1
wait %1
check 'what ends a stopped job lets it go on' 143 $?
set +m
check 'no job control' 'no' "$(bg 2>/dev/null || echo no)"

# limit
check 'limit' 'b 0' "$(limit --timeout 1m -- echo a | tr a b) $?"
limit --timeout 200ms --grace 100ms -- sleep 1000 2>/dev/null
check 'limit --timeout' 124 $?
check 'limit as a stage' 'x' "$(echo x | limit --timeout 1m -- cat | cat)"
limit --timeout 1m -- sh -c 'kill -s KILL $$'
check 'limit and signals' 137 $?
limit --timeout 1m -- sh -c 'echo $$ >pid; : >started; sleep 100; :' &
until [ -e started ]; do sleep 0.01; done
kill $!
wait $!
check 'a signal to a limited job in the background ends all of it' '143 gone' "$? $(kill -0 $(cat pid) 2>/dev/null || echo gone)"

finish
