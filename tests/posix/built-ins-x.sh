. "${0%/*}/check.sh"

# Each built-in says what it is for
check 'help knows all of them' '' "$(enable | while read -r _ name; do
    help "$name" | grep -q -F -e "$name" || echo "$name"
    help -s "$name" >/dev/null 2>&1 || help "$name" >/dev/null || echo "$name: status"
done)"
check 'help lists all of them' '' "$(help >list; enable | while read -r _ name; do grep -q -F -e "$name" list || echo "$name"; done)"

# limit
check 'limit wants --' 2 "$(limit --timeout 5s true 2>/dev/null; echo $?)"
check 'limit of nothing known' 2 "$(limit --no-such-limit 5 -- true 2>/dev/null; echo $?)"
check 'limit of a program that is not there' 127 "$(limit --timeout 5s -- ./no_such_program 2>/dev/null; echo $?)"

# Many words of jobs
check 'jobs -l of a pipeline' 2 "$(set -m; sleep 30 | sleep 30 & jobs -l | grep -c sleep; kill %1)"
check 'jobs of one' failed "$(jobs %7 2>/dev/null || echo failed)"
check 'jobs -r and -s' '1 0' "$(set -m; sleep 30 & jobs -r | grep -c sleep | tr '\n' ' '; jobs -s | grep -c sleep; kill %1)"
check 'jobs by pid' 1 "$(sleep 30 & jobs $! >list; grep -c sleep list; kill $!)"
check 'disown of no job' failed "$(disown %7 2>/dev/null || echo failed)"
check 'bg without job control' failed "$(bg 2>/dev/null || echo failed)"
check 'fg without job control' failed "$(fg 2>/dev/null || echo failed)"
check 'wait -t with no number' failed "$(wait -t x 2>/dev/null || echo failed)"


check 'output of a trap that is set in the background' 'trapped' "$(trap 'echo trapped' EXIT >/dev/null & wait)"
finish
