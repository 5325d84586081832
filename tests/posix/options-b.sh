. "${0%/*}/check.sh"

# What dash does otherwise.
here=$(pwd)
check 'set -u in arithmetic' failed "$( (set -u; echo "$((no_such_variable + 1))"; echo alive) >/dev/null 2>&1 || echo failed)"
check 'set -h' ok "$(set -h; f() { if cat /dev/null; then for i in 1; do (expr 1 : 1 >/dev/null); done; fi; while false; do date; done; case a in a) uname >/dev/null;; esac; }; f && echo ok)"
check 'cd - without a former directory' failed "$( (unset OLDPWD; cd -) 2>/dev/null || echo failed)"
check 'cd without HOME' failed "$( (unset HOME; cd) 2>/dev/null || echo failed)"
check 'unalias of nothing' failed "$(unalias 2>/dev/null || echo failed)"
check 'default of no parameters' 'none' "$(set --; echo "${*-none}")"
check 'alternative of none' '0' "$(set --; set -- "${@+some}"; echo $#)"
check 'error' failed "$( (set --; : "${*?message}"; echo alive) 2>/dev/null || echo failed)"
check 'they cannot be assigned to' failed "$( (set --; eval ': "${*=x}"'; echo alive) 2>/dev/null || echo failed)"
check 'a for that redirects to nowhere' '1 alive' "$(for i in 1; do :; done 2>/dev/null <no_such_file; printf '%s ' $?; echo alive)"

check 'set -t' 'a
b
c 0' "$(printf 'echo a\nset -t; echo b\necho c\n' | run; run -tc 'echo c $?
' )"
echo 'echo of BASH_ENV' >be
check 'set -p' 'privileged
of BASH_ENV
not' "$(BASH_ENV=./be run -pc 'case $- in *p*) echo privileged; esac'; BASH_ENV=./be run -c 'echo not')"
check 'set -v shows -c and eval' 'eval "echo a
echo b"
echo a
echo b
echo c
echo q' "$(run -vc 'eval "echo a
echo b"
echo c' 2>&1 >/dev/null; run -c 'set -v; eval "echo q"' 2>&1 >/dev/null)"

check 'set -u in arithmetic ends a script' 1 "$(printf 'set -u\nx=$((nope + 5))\necho alive\n' >u; run u 2>/dev/null; echo $?)"
check 'set -e ends it after what ends the line' '1 1' "$(printf 'set -e; readonly r=1\nr=2\necho alive\n' >e; printf 'set -e\necho "${x!}"\necho alive\n' >f; echo $(run e 2>/dev/null; echo $?; run f 2>/dev/null; echo $?))"
check 'status of a loop that break leaves so' '1 1' "$( (while :; do break 0; done; echo $?; for i in 1; do while :; do continue -1; done; done; echo $?) 2>/dev/null | xargs)"
check 'operands of break' 'in out 128' "$(echo $( (while :; do while :; do echo in; break 0; done; echo no; done; echo out; for i in 1 2; do break oops; echo no; done; echo no) 2>/dev/null; echo $?))"
check 'errors in arithmetic are not counted' '2' "$(echo $( (for i in {1..1100}; do echo 'y=1/0; ((y))'; done; echo 'y=x+1 x=1; echo $((y))') | run 2>/dev/null))"
check 'pipefail of jobs is what it was at the start' '42 3 4 0 5' "$(echo $(set -o pipefail; (exit 42) | : & wait $!; echo $?; (exit 3) | : & wait -n; echo $?; (exit 4) | : & set +o pipefail; wait $!; echo $?; (exit 5) | : & set -o pipefail; wait $!; echo $?; (exit 5) | :; echo $?))"
finish
