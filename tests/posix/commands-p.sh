. "${0%/*}/check.sh"

# Lists and pipelines
check 'and-or from left to right' 'b c' "$(echo $(false && echo a || echo b; true || echo x && echo c))"
check 'status of a pipeline' 1 "$(true | false; echo $?)"
check 'negation' '1 0' "$(echo $(! true; echo $?; ! false; echo $?))"
check 'not found in a pipeline' '127 end' "$(no_such_command_at_all 2>/dev/null; echo "$?" end)"
check 'others of the pipeline run' seen "$(no_such_command_at_all 2>/dev/null | echo seen)"
check 'three stages' 3 "$(printf 'c\na\nb\n' | sort | cat | wc -l | tr -d ' ')"
check 'compound stage' '2 a' "$({ echo a; echo b; } | { n=0; while read -r x; do n=$((n + 1)); [ $n = 1 ] && f=$x; done; echo "$n $f"; })"

# Compound commands
check 'while and break' '1 2 3' "$(i=0; o=; while :; do i=$((i + 1)); o="$o${o:+ }$i"; [ $i -ge 3 ] && break; done; echo "$o")"
check 'until' 3 "$(i=0; until [ $i = 3 ]; do i=$((i + 1)); done; echo $i)"
check 'continue 2' '1a 2a' "$(o=; for i in 1 2; do for j in a b; do o="$o${o:+ }$i$j"; continue 2; done; done; echo "$o")"
check 'for without in' 'x y' "$(set -- x y; o=; for i do o="$o${o:+ }$i"; done; echo "$o")"
check 'case' two "$(case b2 in a*) echo one ;; [bc]?) echo two ;; *) echo three ;; esac)"
check 'case with alternatives' yes "$(case b in a | b) echo yes ;; esac)"
check 'quoted case pattern' no "$(case ab in 'a*') echo yes ;; *) echo no ;; esac)"
check 'if status' 0 "$(if false; then :; fi; echo $?)"
check 'elif' b "$(if false; then echo a; elif true; then echo b; else echo c; fi)"

# Functions
f() { echo "$# $1"; return 7; }
check 'function' '2 x 7' "$(echo $(f x y; echo $?))"
check 'status and positional parameters' '2 x
7 outer' "$(set -- outer; f x y; echo "$? $1")"
r() { [ "$1" -le 0 ] || { printf %s "$1"; r $(($1 - 1)); }; }
check 'recursion' 54321 "$(r 5)"
g() { x=inner; }
check 'variables are global' inner "$(x=outer; g; echo $x)"
check 'redirection of a function' '' "$(h() { echo out; } >/dev/null; h)"

# Subshells
check 'subshell keeps its changes' outer "$(x=outer; (x=inner; cd /; set -f); echo $x)"
check 'directory' "$PWD" "$( (cd /); pwd)"
check 'status of a subshell' 5 "$( (exit 5); echo $?)"
check 'exit in a substitution' '3 on' "$(x=$(exit 3); echo $? on)"
check 'same process number' same "$( [ "$$" = "$(echo $$)" ] && echo same)"

# Redirections
echo one >file; echo two >>file
check 'append' 'one two' "$(echo $(cat file))"
check 'descriptor three' three "$(exec 3>out3; echo three >&3; exec 3>&-; cat out3)"
check 'order' 'err' "$( { echo err >&2; } 2>&1 >/dev/null)"
check 'closed output' 'not zero' "$( (echo x >&-) 2>/dev/null && echo zero || echo 'not zero')"
check 'noclobber' 'kept' "$(set -C; echo kept >nc; (echo lost >nc) 2>/dev/null; cat nc)"
check 'clobber' 'forced' "$(set -C; echo forced >|nc; cat nc)"
check 'missing file' 'not zero' "$(cat 2>/dev/null <no/such/file && echo zero || echo 'not zero')"
check 'here-document' 'a value $((1 + 1)) 2' "$(x=value; cat <<EOT
a $x \$((1 + 1)) $((1 + 1))
EOT
)"
check 'quoted here-document' '$x' "$(cat <<'EOT'
$x
EOT
)"
check 'stripped here-document' 'tab' "$(cat <<-EOT
		tab
	EOT
)"
check 'two here-documents' 'a b' "$(cat <<A; cat <<B | tr -d '\n'
a b
A
B
)"
big=$(i=0; while [ $i -lt 3000 ]; do echo 'a long line of a here-document'; i=$((i + 1)); done)
check 'a large here-document' "$big" "$(cat <<EOT
$big
EOT
)"

# Assignments
check 'before a program' 'v unset' "$(unset e; e=v sh -c 'printf "%s " $e'; echo ${e-unset})"
check 'before a special built-in' kept "$(e=kept :; echo $e)"
check 'readonly' 'not zero' "$( (readonly ro=1; ro=2) 2>/dev/null && echo zero || echo 'not zero')"

# set -e
check 'errexit' '' "$(set -e; false; echo on)"
check 'errexit in a condition' on "$(set -e; if false; then :; fi; false || :; ! true; echo on)"
check 'errexit in a function in a condition' on "$(set -e; t() { false; true; }; if t; then echo on; fi)"

# Built-ins
check 'read splits' 'a|b c' "$(echo ' a  b c ' | { read x y; echo "$x|$y"; })"
check 'read continues' 'a b' "$(printf 'a\\\n b\n' | { read x; echo "$x"; })"
check 'read -r' 'a\tb' "$(printf '%s\n' 'a\tb' | { read -r x; printf '%s\n' "$x"; })"
check 'read takes one line' 'first second' "$(printf 'first\nsecond\n' | { read x; echo "$x $(cat)"; })"
check 'shift' 'b c' "$(set -- a b c; shift; echo "$*")"
check 'getopts' 'a bX -rest' "$(set -- -a -b X -- -rest; while getopts ab: o; do printf '%s%s ' "$o" "${OPTARG-}"; done; shift $((OPTIND - 1)); echo "$1")"
check 'eval' 'a b' "$(x='echo a'; eval "$x" b)"
check 'dot' 'sourced 4' "$(echo 'echo sourced; return 4' >src; echo $(. ./src; echo $?))"
check 'printf' 'a 007 x%' "$(printf '%s %03d %c%%\n' a 7 xyz)"
check 'printf again' 'a-b-' "$(printf '%s-' a b)"
check 'umask' 0027 "$(umask 027; umask)"
check 'command -v' : "$(command -v :)"
check 'type' 0 "$(type cat >/dev/null; echo $?)"
check 'wait' '3 127' "$(sh -c 'exit 3' & wait $!; a=$?; wait 99999999 2>/dev/null; echo "$a $?")"
check 'trap EXIT' 'body bye' "$(echo $(trap 'echo bye' EXIT; echo body))"
check 'set --' '2 -x' "$(set -- -x y; echo "$# $1")"
check 'unset' unset "$(x=1; unset x; echo ${x-unset})"
check 'test' '0 1 0' "$(echo $([ a = a ]; echo $?; [ 1 -gt 2 ]; echo $?; [ -d . ] && [ ! -e nothing ]; echo $?))"
check 'pipeline behind a shared descriptor' 'a
b' "$("$SH" -c 'echo a 2>&1; { echo b; } | cat')"

# A file without #! is a script for a new shell
printf 'false; echo "after $0 $# $1 $(trap)"; f 2>/dev/null || echo "no f"; echo $- | tr -d -c efu; echo\n' >script
printf 'set -e; false; echo not\n' >sets
chmod +x script sets
check 'a script without an interpreter' 'after ./script 1 a |no f||ended|after ./script 1 b |no f||after 1 c |no f||' \
    "$( ( (f() { echo function; }; trap : EXIT INT; set -e; set -u; set -f; ./script a); ./sets || echo ended; ./script b | cat; (exec ./script c | sed 's/ [^ ]*script / /')) | tr '\n' '|')"

# Names of the script's own descriptors
check '/dev/stdout in a substitution' 'x=x' "$(x=$(echo x >/dev/stdout); echo "x=$x")"
check '/dev/stderr of a function' 'x=f' "$(f() { echo f >/dev/stderr; }; x=$(f 2>&1); echo "x=$x"; f 2>/dev/null)"
check '/dev/stdin of a group' 'text' "$({ read -r x </dev/stdin; echo "$x"; } <<F
text
F
)"
check '/dev/stdin of the shell' 'line' "$(echo line >file; exec <file; read -r x </dev/stdin; echo "$x")"
check '/dev/fd/3' 'line' "$(exec 3<file; read -r x </dev/fd/3; echo "$x")"

# The trap of EXIT in a function
check 'sees local variables' '[1]' "$(f() { local x=1; trap 'echo "[$x]"' EXIT; exit 3; }; f)"
check 'and runs once' 'end 3' "$(f() { exit 3; }; trap 'echo "end $?"' EXIT; f)"
check 'not for a subshell of it' 'sub 3 end' "$(echo $(f() { (exit 3); echo "sub $?"; }; trap 'echo end' EXIT; f))"

finish
