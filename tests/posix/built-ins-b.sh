#!/usr/bin/env bash
. "${0%/*}/check.sh"

check 'read' 'abc
[ab
c]
a
3 y\
three
ab
0 fast' "$(echo abcdef | { read -n 3 x; echo $x; }; printf 'ab\ncd' | { read -N 4 x; echo "[$x]"; }; printf 'a:b:c' | { read -d : x; echo $x; }; read -r -a arr <<< 'x y\ z'; echo "${#arr[@]} ${arr[1]}"; read -u 3 y 3<<< three; echo $y; read x <<< 'a\b'; echo $x; read -t 5 z <<< fast; echo $? $z)"
check 'read -t' '142
1
0 y' "$(fresh; fresh; mkfifo p; exec 3<> p; read -t 0.05 x <&3; echo $?; read -t 0 <&3; echo $?; echo y >&3; read -t 5 x <&3; echo $? $x)"
check 'ERR' 'err 1
err 1
err 3
err 1
err 1
err 1' "$(trap 'echo err $?' ERR; false; true; f() { false; }; f; false || true; if false; then :; fi; ! true; (exit 3); false | true; true | false; set -E; f; trap - ERR; false)"
check 'DEBUG' 'dbg: x=1
dbg: echo $x
1
dbg: f
in
dbg: trap - DEBUG
end
dbg: f
dbg: f
dbg: echo in
in
dbg: trap - DEBUG
end' "$(trap 'echo "dbg: $BASH_COMMAND"' DEBUG; x=1; echo $x; f() { echo in; }; f; trap - DEBUG; echo end; set -T; trap 'echo "dbg: $BASH_COMMAND"' DEBUG; f; trap - DEBUG; echo end)"
check 'RETURN' 'src
ret
ret
gret
gret
trap -- '\''echo gret'\'' RETURN' "$(fresh; fresh; trap 'echo ret' RETURN; f() { :; }; f; echo 'echo src' > s; . ./s; set -T; f; trap - RETURN; g() { trap 'echo gret' RETURN; }; g; f; trap -p RETURN)"
check 'trap -p' 'trap -- '\''echo t'\'' SIGINT
trap -- '\''echo t'\'' SIGINT
trap -- '\''echo t'\'' SIGINT
trap -- '\'''\'' SIGUSR1' "$(trap 'echo t' INT; trap -p; trap -p INT; trap '' USR1; trap; trap - INT)"
check 'TIMEFORMAT' '0 %
real
user
sys' "$(fresh; fresh; TIMEFORMAT='%0R %%'; { time sleep 0; } 2>&1; TIMEFORMAT=; { time :; } 2>&1; { time -p :; } 2>&1 | cut -d' ' -f1)"
check 'type' 'builtin
file
keyword
function
/usr/bin/ls
1
builtin
file
cd
/usr/bin/ls
cd is a shell builtin
cd is a shell builtin' "$(type -t cd ls if f nosuch; f() { :; }; type -t f; type -p ls; type -P cd; echo $?; type -a -t echo | head -2; command -v cd ls; command -V cd; type cd)"
check 'hash' '0
/bin/true
1
1
1' "$(fresh; fresh; hash -p /bin/true foo; foo; echo $?; hash -t foo; hash -d foo; hash -t foo 2>/dev/null; echo $?; hash -r; hash ls; hash -l | grep -c ls; hash nosuchcmd 2>/dev/null; echo $?)"
check 'umask and ulimit' '0022
u=rwx,g=rx,o=rx
umask 0022
umask -S u=rwx,g=rx,o=rx
0077
0
0
8
unlimited' "$(umask 022; umask; umask -S; umask -p; umask -S -p; umask u=rwx,g=,o=; umask; ulimit -c 0; ulimit -c; ulimit -Sc; ulimit -p; ulimit -x)"
check 'exec' 'newname
-sh
127' "$(fresh; fresh; (exec -a newname sh -c 'echo $0'); (exec -c env); (exec -l sh -c 'echo $0'); (exec /nonexistent) 2>/dev/null; echo $?)"
check 'regular expressions' 'abc123 abc 123
0
0 2
1
0
0
0
0' "$([[ abc123 =~ ([a-z]+)([0-9]+) ]]; echo ${BASH_REMATCH[@]}; [[ 'a.c' =~ a\.c ]]; echo $?; r='^(a|b)+$'; [[ abab =~ $r ]]; echo $? ${#BASH_REMATCH[@]}; [[ abab =~ "$r" ]]; echo $?; [[ 'x]y' =~ []] ]]; echo $?; [[ 'a-b' =~ [a-] ]]; echo $?; [[ ab =~ ^a{1,2}b?$ ]]; echo $?; [[ 'a{' =~ a\{ ]]; echo $?)"
check 'regular expressions of POSIX' 'aaa
0
2[]
0
0
0
v1' "$([[ aaa =~ a*?b? ]]; echo "${BASH_REMATCH[0]}"; [[ "foo bar" =~ [[:space:]] ]]; echo $?; [[ abc =~ ^(x)?abc$ ]]; echo "${#BASH_REMATCH[@]}[${BASH_REMATCH[1]}]"; shopt -s nocasematch; [[ ABC =~ abc ]]; echo $?; [[ 'a\b' =~ [\\] ]]; echo $?; [[ ')' =~ \) ]]; echo $?; re='[[:alpha:]_][[:alnum:]_]*'; [[ " v1 " =~ $re ]]; echo ${BASH_REMATCH[0]})"
check 'printf quoting' 'a\ b it\'\''s '\'''\''
$'\''a\nb'\''
a\;b\|c\&d
\~x
\#c
a#
\{a\,b\}
x=y
\[z\]
a\ b' "$(printf '%q %q %q\n' 'a b' "it's" ''; printf '%q\n' $'a\nb' 'a;b|c&d' '~x' '#c' 'a#' '{a,b}' 'x=y' '[z]'; printf '%Q\n' 'a b')"
check 'printf times' '1970-01-01
01:00:00 UTC +0000' "$(printf '%(%Y-%m-%d)T\n' 0; TZ=UTC printf '%(%H:%M:%S %Z %z)T\n' 3600)"
check 'printf -v' 'a-b-
a	bA' "$(printf -v v '%s-' a b; echo $v; printf '%b\n' 'a\tb\0101')"
check 'echo' 'ab	c
d\te
x
-z
-- -n' "$(echo -n a; echo -e 'b\tc'; echo -E 'd\te'; echo -neE x; echo; echo -z; echo -- -n)"
check 'test operators' '0
1
0
0
0
0' "$(fresh; fresh; a=; test -v a; echo $?; [ -v nosuch ]; echo $?; touch -d '1 hour ago' o; touch n; [ n -nt o ]; echo $?; [ o -ot n ]; echo $?; ln o l; [ o -ef l ]; echo $?; [[ a < b && b > a ]]; echo $?)"
check 'sourcing' '2 one
0
2 p
1 x' "$(fresh; fresh; echo 'echo $# $1' > s; . ./s one two; source ./s; set -- p q; . ./s; PATH=.:$PATH; source s x)"
check 'case terminators' '1
2
3' "$(case a in a) echo 1;& b) echo 2;;& a*) echo 3;; *) echo 4; esac)"
check 'descriptors in variables' 'x
0
1
1' "$(fresh; fresh; exec {fd}>f; echo x >&$fd; exec {fd}>&-; cat f; [ $fd -ge 10 ]; echo $?; ls nofile &>> log; ls nofile |& wc -l; wc -l < log)"
check 'a directory is no script' '1' "$(fresh; mkdir d; . ./d 2>/dev/null; echo $?)"
check 'select' '2 b' "$(fresh; fresh; select x in a b; do echo "$REPLY $x"; break; done <<< 2 2>/dev/null)"
check 'inherit_errexit' '[yes]
[yes]' "$(set -e; y=$(false; echo yes); echo "[$y]"; shopt -s inherit_errexit; y=$(false; echo yes) || true; echo "[$y]")"
check 'lastpipe' '3
1 2 1' "$(shopt -s lastpipe; seq 3 | while read n; do last=$n; done; echo $last; false | (exit 2) | read z; echo ${PIPESTATUS[@]})"
enable -n echo
check 'enable -n' file "$(type -t echo)"
check 'a program in place of a built-in' hi "$(echo hi)"
enable -n >off
read -r line <off
check 'enable -n alone' 'enable -n echo' "$line"
enable echo
check enable builtin "$(type -t echo)"
enable no-such-built-in 2>/dev/null
check 'enable of what is none' 1 $?
(enable -n pwd)
check 'enable in a subshell' builtin "$(type -t pwd)"
case $(help true) in 'true: true'*) what=yes ;; esac
check help yes "$what"
help no-such-built-in >/dev/null 2>&1
check 'help for what is none' 1 $?
localset() { local -; set -f; case $- in *f*) inside=yes ;; esac; }
localset
case $- in *f*) outside=yes ;; *) outside=no ;; esac
check 'local -' yesno "$inside$outside"
exported() { echo "called with $1"; }
export -f exported
check 'export -f' 'called with x' "$(bash -c 'exported x')"
exported() { echo changed; }
check 'a changed function' changed "$(bash -c exported)"
export -nf exported
check 'export -nf' 127 "$(bash -c exported 2>/dev/null; echo $?)"
check 'what is no function is not executed' '' "$(env 'BASH_FUNC_bad%%=() { :; }; echo bad' bash -c : 2>/dev/null)"
logout 2>/dev/null
check 'logout of no login shell' 1 $?

# read counts characters
check 'read -n' 'éà' "$(LC_ALL=C.UTF-8; printf 'éàx\n' | { read -n 2 a; echo "$a"; })"
check 'read -n with a backslash' 'aé' "$(LC_ALL=C.UTF-8; printf 'a\\éb\n' | { read -n 2 a; echo "$a"; })"
check 'read -N' 'é
x' "$(LC_ALL=C.UTF-8; printf 'é\nxy' | { read -N 3 a; echo "$a"; })"
check 'read -n of bytes that are no characters' 'e9 c3 a9' "$(LC_ALL=C.UTF-8; printf '\351\303\251\n' | { read -n 2 a; printf %s "$a" | od -An -tx1 | xargs; })"
check 'read -n in another locale' 2 "$(LC_ALL=C; printf 'éa' | { read -n 2 a; echo ${#a}; })"
check 'TMOUT' '1 a' "$(TMOUT=1; read x < <(sleep 5); printf '%s ' "$(($? > 128))"; printf 'a\n' | { read x; echo "$x"; })"

# What is printed can be read again
check 'alias' "alias a='echo x' alias b='ls' alias a='echo x'" "$(alias a='echo x' b=ls; echo $(alias; alias a))"
check 'export -p' 'declare -x e="a b" declare -x e="a b" declare -x n' "$(export e='a b'; declare -x n; echo $(export -p | grep ' e='; export | grep ' e='; export -p | grep ' n$'))"
check 'readonly -p' 'declare -r r="x y"' "$(readonly r='x y'; readonly -p | grep ' r=')"
check 'export -pf' 'declare -fx f' "$(f() { :; }; g() { :; }; export -f f; export -pf | grep declare)"
check 'declare -t' 'declare -t x="1" t declare -tx y' "$(declare -t x=1; declare -tx y; echo $(declare -p x; echo ${x@a}; declare -p y))"
check 'declare -fx' 'from f' "$(f() { echo from f; }; declare -fx f; bash -c f)"

check 'getopts with OPTERR=0' '? ? told' "$(OPTERR=0; set -- -x -a; { getopts a: o; printf '%s ' "$o"; getopts a: o; printf '%s ' "$o"; OPTERR=1 OPTIND=1; getopts a: o; } 2>err; if [ "$(grep -c . err)" = 1 ]; then echo told; fi)"
check 'assignments before export' '2 2 4 5 []' "$(v=2 export v; printf '%s ' "$v"; v=3 export w=4; printf '%s ' "$v" "$w"; x=5 readonly x; printf '%s ' "$x"; y=1 export z; echo "[$y]")"
check 'assignments that fail before a command' 'hi 0 f' "$(exec 2>/dev/null; r=1; readonly r; r=2 echo hi | tr '\n' ' '; r=2 env true; printf '%s ' $?; f() { echo f; }; r=2 f)"
check 'pwd where there is nothing' 'directory 1' "$(mkdir directory; cd directory; rmdir ../directory; echo $(pwd | sed 's,.*/,,'; pwd -P 2>/dev/null; echo $?))"
check "printf with '" '1234567    12 1234.50' "$(printf "%'d %'5d %'.2f" 1234567 12 1234.5)"

check 'jobs -x' 'none %1
same
[P] P a b
f P
143
0' "$(jobs -x echo none %1; set -m; sleep 100 & p=$!; [ "$(jobs -x echo %1)" = $p ] && echo same; jobs -x echo [%1] %% 'a b' | sed "s/$p/P/g; s/\[%1\]/[P]/"
f() { echo "f $*" | sed "s/$p/P/"; }; jobs -x f %sleep; jobs -x kill %1; wait $p 2>/dev/null; echo $?; jobs -x; echo $?)"
check 'errors stand where they belong' 'echo is a shell builtin
nosuch
if is a shell keyword' "$(type echo nosuch if 2>&1 | sed 's/.*nosuch.*/nosuch/')"
check 'trap with one operand resets, in either case' 'two' "$(echo $(trap 'echo no' exit; trap EXIT; trap 'echo no' INT; trap INT; trap; trap 'echo two' exit))"
check 'escapes of echo' '\1 \101 A @ A
A A A
\1 A' "$(echo -e '\1 \101 \0101 \x40 \u41'; printf '%b\n' '\101 \0101 \x41'; shopt -s xpg_echo; echo '\1' '\0101')"
check 'getopts behind the operands' 2 "$(OPTIND=4; set -- a; while getopts hc: o; do :; done; echo $OPTIND)"
check 'builtin --' 'x 0' "$(builtin -- echo x $(builtin --; echo $?))"
check 'popd --' 0 "$(mkdir -p popped; pushd popped >/dev/null; popd -- >/dev/null; echo $?)"
check 'tildes of the directory stack' '/b /a / /a /b / ~9 ~+9' "$(d=$PWD; cd /; pushd -n /a >/dev/null; pushd -n /b >/dev/null; echo ~1 ~2 ~+0 ~-0 ~-1 ~0 ~9 ~+9)"
finish
