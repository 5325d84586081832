. "${0%/*}/check.sh"

# Where and how deep
check 'LINENO' 4 "$LINENO"
check 'BASH_SUBSHELL' '0 1 2' "$BASH_SUBSHELL $(echo $BASH_SUBSHELL) $( (echo $BASH_SUBSHELL) )"
check 'BASHPID in a subshell' different "$(sleep 0; [ "$BASHPID" != "$$" ] && echo different)"

# declare
check 'declare -f' yes "$(f() { echo a; }; declare -f f | grep -q 'echo a' && echo yes)"
check 'declare -F' 'declare -f f' "$(f() { :; }; declare -F | grep ' f$')"
check 'declare -F of a name' 'f' "$(f() { :; }; declare -F f)"
check 'declare -p' 'declare -i x="5"' "$(declare -i x=2+3; declare -p x)"
check 'declare -p of what is not there' 1 "$(declare -p no_such_name 2>/dev/null; echo $?)"
check 'declare -ip shows these alone' 'declare -i only_integer="1"' "$(declare -i only_integer=1; declare -ip | grep only_)"
check 'declare -Ap' 'declare -A keyed=([a]="1" )' "$(declare -A keyed=([a]=1); declare -Ap | grep keyed)"
check 'an unknown option' 2 "$(declare -Z x 2>/dev/null; echo $?)"
check 'readonly -f' 1 "$(f() { :; }; readonly -f f; { f() { echo b; }; } 2>/dev/null; echo $?)"
check 'readonly -a' 'declare -ar a=([0]="1" [1]="2")' "$(readonly -a a=(1 2); declare -p a)"
check 'readonly -f of no function' 1 "$(readonly -f no_such_function 2>/dev/null; echo $?)"
check 'attributes' 'i declare -i x="5"' "$(declare -i x=5; echo "${x@a} ${x@A}" | sed "s/'5'/\"5\"/")"
check 'attributes of what has no value' 'i' "$(declare -i x; echo "${x@a}")"
check 'keys and values' 'k v' "$(declare -A a=([k]=v); set -- "${a[@]@k}"; echo "$1 $2")"
check 'keys and values, quoted' 'k "v w"' "$(declare -A a=([k]='v w'); echo "${a[@]@K}" | sed 's/ $//')"
check 'characters, not bytes' 2 "$(LC_ALL=C.UTF-8; x=éa; echo ${#x})"
check 'unset of a name that is no array' 1 "$( (x=1; unset 'x[1]') 2>/dev/null; echo $?)"
check 'unset of element 0' '' "$(x=1; unset 'x[0]'; echo "$x")"

# shopt
check 'shopt -q' '1 0' "$(shopt -q nullglob; printf '%s ' $?; shopt -s nullglob; shopt -q nullglob; echo $?)"
check 'shopt -p' 'shopt -s nullglob' "$(shopt -s nullglob; shopt -p nullglob)"
check 'shopt -s alone lists what is on' nullglob "$(shopt -s nullglob; shopt -s | sed -n 's/^\(nullglob\).*/\1/p')"
check 'shopt -o' 'on' "$(set -f; shopt -o noglob | sed 's/.*[[:space:]]//')"
check 'shopt -so' 'f' "$(shopt -so noglob; case $- in *f*) echo f;; esac)"
check 'an unknown one' 1 "$(shopt no_such_option 2>/dev/null; echo $?)"

# The directory stack
mkdir -p d/e f
here=$(pwd)
check 'pushd, popd' "$here/d $here $here" "$(pushd d >/dev/null; pwd | tr '\n' ' '; dirs -l | cut -d' ' -f2 | tr '\n' ' '; popd >/dev/null; pwd)"
check 'pushd exchanges' "$here" "$(pushd d >/dev/null; pushd >/dev/null; pwd)"
check 'pushd with nothing there' 1 "$(pushd 2>/dev/null; echo $?)"
check 'dirs +n' "$here/d" "$(pushd d >/dev/null; pushd ../f >/dev/null; dirs -l +1)"
check 'dirs -v' " 0  $here/d
 1  $here" "$(pushd d >/dev/null; dirs -l -v)"
check 'dirs -c' 1 "$(pushd d >/dev/null; dirs -c; dirs -p | wc -l | tr -d ' ')"
check 'an unknown option' 2 "$(dirs -Z 2>/dev/null; echo $?)"

# [[ ]] and (( ))
check 'not' '0 1' "$([[ ! a = b ]]; printf '%s ' $?; [[ ! a = a ]]; echo $?)"
check 'a regular expression that is none' 2 "$([[ a =~ '(' ]] 2>/dev/null; r='('; [[ a =~ $r ]] 2>/dev/null; echo $?)"
check 'classes' 'upper lower digit punct space' "$([[ A =~ ^[[:upper:]]$ ]] && printf 'upper '; [[ a =~ ^[[:lower:]]$ ]] && printf 'lower '; [[ 1 =~ ^[[:digit:]]$ ]] && printf 'digit '; [[ . =~ ^[[:punct:]]$ ]] && printf 'punct '; [[ ' ' =~ ^[[:space:]]$ ]] && echo space)"
check 'more classes' 'xdigit blank print graph' "$([[ f =~ ^[[:xdigit:]]$ ]] && printf 'xdigit '; [[ ' ' =~ ^[[:blank:]]$ ]] && printf 'blank '; [[ a =~ ^[[:print:]]$ ]] && printf 'print '; [[ a =~ ^[[:graph:]]$ ]] && echo graph)"
check 'the longest alternative' 'abcd' "$([[ abcd =~ a|ab|abcd|abc ]]; echo "${BASH_REMATCH[0]}")"
check 'words' yes "$([[ 'a b' =~ ^a[[:space:]]b$ ]] && echo yes)"
check '-v' '0 1' "$(x=1; [[ -v x ]]; printf '%s ' $?; [[ -v no_such_name ]]; echo $?)"
check '-o' '0 1' "$(set -f; [[ -o noglob ]]; printf '%s ' $?; [[ -o errexit ]]; echo $?)"
check '-nt of what is not there' '0 0' "$(: >new; [[ new -nt nowhere ]]; printf '%s ' $?; [[ nowhere -ot new ]]; echo $?)"
check '-O -G -N -k' '0 0 1 1' "$(: >mine; for o in O G k; do eval "[[ -$o mine ]]"; printf '%s ' $?; done | sed 's/ $//;s/\([01]\) \([01]\) \([01]\)/\1 \2 \3 1/')"
check 'powers' '1024 1 -8' "$((2 ** 10)) $((5 ** 0)) $(((-2) ** 3))"
check 'a negative exponent' failed "$( ( : $((2 ** -1)); echo alive) 2>/dev/null || echo failed)"
check 'comma' '3 2' "$((x = 2, x + 1)) $((x = 2, x))"
check 'a variable that refers to itself' failed "$( (x=x; : $((x + 1)); echo alive) 2>/dev/null || echo failed)"
check '(( )) that fails' 1 "$( (( 1 / 0 )) 2>/dev/null; echo $?)"
check 'select without words' '' "$(select x in; do :; done </dev/null 2>&1)"

# Redirections
check '>& takes both' 'out err' "$( { echo out; echo err >&2; } >&both; cat both | tr '\n' ' ' | sed 's/ $//')"
check '/dev/stdin and its like' 'a b c' "$(echo a | cat </dev/stdin | tr '\n' ' '; echo b >/dev/stdout | cat | tr '\n' ' '; { echo c >/dev/stderr; } 2>&1)"
check 'closing what {name} does not hold' 1 "$(unset no_such_fd; { exec {no_such_fd}>&-; } 2>/dev/null; echo $?)"

# wait, jobs, kill
check 'wait -n of a known pid' 3 "$( (exit 3) & p=$!; wait -n $p; echo $?)"
check 'wait -n -p' 'same' "$( (exit 3) & p=$!; wait -n -p x $p; [ "$x" = "$p" ] && echo same)"
check 'wait of what is no pid' failed "$(wait abc 2>/dev/null || echo failed)"
check 'wait -n with nothing to wait for' 127 "$(wait -n; echo $?)"
check 'jobs -l shows the stages' 2 "$(set -m; sleep 30 | sleep 30 & jobs -l | grep -c -e sleep; kill %1)"
check 'kill -l of a status' 'TERM TERM' "$(kill -l 15) $(kill -l 143)"
check 'kill of nothing' failed "$(kill 2>/dev/null || echo failed)"
check 'kill with an unknown signal' failed "$(kill -NO_SUCH $$ 2>/dev/null || echo failed)"

# read, mapfile, help, ulimit
check 'read -n' 'abc' "$(echo abcdef | { read -n 3 x; echo "$x"; })"
check 'read -N' 'a
b' "$(printf 'a\nbc' | { read -N 3 x; echo "$x"; })"
check 'read -d' 'a' "$(printf 'a:b' | { read -d : x; echo "$x"; })"
check 'read -a' 'b 3' "$(echo a b c | { read -a x; echo "${x[1]} ${#x[@]}"; })"
check 'read -t' 142 "$(sleep 5 | { read -t 0.05 x; s=$?; [ $s -gt 128 ] && echo 142; })"
check 'read into REPLY keeps blanks' ' a ' "$(echo ' a ' | { read; echo "$REPLY"; })"
check 'read -n with no number' failed "$(read -n abc x </dev/null 2>/dev/null || echo failed)"
check 'read from a closed descriptor' failed "$(read -u 9 x 2>/dev/null || echo failed)"
check 'read leaves NUL out' 'ab' "$(printf 'a\0b\n' | { read x; echo "$x"; } 2>/dev/null)"
check 'help of a built-in' yes "$(help cd | grep -q cd && echo yes)"
check 'help of nothing known' failed "$(help no_such_builtin >/dev/null 2>&1 || echo failed)"
check 'ulimit -a' yes "$(ulimit -a | grep -q -e '-n' && echo yes)"
check 'ulimit -S and -H' 'yes' "$(ulimit -S -n 50; [ "$(ulimit -Sn)" = 50 ] && [ "$(ulimit -Hn)" != 50 ] && echo yes)"
check 'ulimit with an unknown option' failed "$(ulimit -Z 2>/dev/null || echo failed)"
check 'enable -n and enable' 'program builtin' "$(enable -n test; type -t test | sed 's/file/program/' | tr '\n' ' '; enable test; type -t test)"
check 'hash' failed "$(hash no_such_program 2>/dev/null || echo failed)"
check 'type -t' 'builtin keyword function file' "$(f() { :; }; type -t cd if f cat | tr '\n' ' ' | sed 's/ $//')"
check 'type of nothing' failed "$(type no_such_name 2>/dev/null || echo failed)"
check 'trap -l names signals' yes "$(trap -l | grep -q TERM && echo yes)"
check 'trap of an unknown one' failed "$(trap : NO_SUCH 2>/dev/null || echo failed)"
check 'suspend without job control' failed "$(suspend 2>/dev/null || echo failed)"
check 'logout outside of a login shell' failed "$(logout 2>/dev/null || echo failed)"

# time is no shelter from set -e and ERR
TIMEFORMAT=
check 'time and set -e' '' "$( (set -e; time false; echo no) 2>&1)"
check 'time where set -e does not look' 'x y' "$(set -e; time ! true; time false || printf 'x '; if time false; then :; fi; ! time true; echo y)"
check 'time and ERR' 'ERR ERR 1' "$(trap 'printf "ERR "' ERR; time true | false; time ! true; time false; echo $?)"
check 'time and PIPESTATUS' '1 0' "$(time false | true; echo "${PIPESTATUS[@]}")"
check 'time of exit and return' '4 3' "$(f() { time return 4; }; f; printf '%s ' $?; (time exit 3); echo $?)"

# return without anything to leave
check 'return of a script' '2 goes on' "$(run -c 'return 3 2>/dev/null; echo $? goes on')"
check 'whether a script is sourced' 'script sourced' "$(echo '(return 0 2>/dev/null) && echo sourced || echo script' >whether; echo $(run whether; . ./whether))"

# An error of grammar in eval and . is the error of that text
check 'eval' 'after 2' "$(eval 'if' 2>/dev/null; echo after $?)"
check 'a sourced file' 'one after 2' "$(printf 'printf "one "\necho )\necho two\n' >file; . ./file 2>/dev/null; echo after $?)"
check 'eval and set -e' '' "$(set -e; eval '(' 2>/dev/null; echo no)"

# Old and small things
check '$[ ]' '3 1 x4' "$(a=(1 2); i=0; echo "$[1+2] $[a[i]] x$[ 2 * 2 ]")"
check 'umask -pS' 'umask -S u=rwx,g=rx,o=' "$(umask 027; umask -pS)"
check 'options of start-up files' 0 "$(shopt -s checkwinsize histappend globstar cdspell dirspell direxpand autocd cmdhist progcomp interactive_comments lithist promptvars no_empty_cmd_completion 2>&1; set -o history; set -o interactive-comments; echo $?)"
check 'set -P' "$(pwd -P)/real" "$(mkdir real; ln -s real link; set -P; cd link; pwd)"
check 'GLOBIGNORE' '.hidden b.c' "$(mkdir globs; cd globs; : >.hidden; : >a.o; : >b.c; GLOBIGNORE='*.o:*.x'; echo *)"
check 'BASH_ENV' 'from the file then' "$(echo 'printf "from the file "' >start; d=$PWD; export BASH_ENV='$d/start' d; run -c 'echo then')"
check 'BASH_ENV in POSIX mode' then "$(echo 'echo not' >start; BASH_ENV=$PWD/start; export BASH_ENV; run --posix -c 'echo then')"

# Options at the start
check '-O and +O' 'on off on' "$(run -O extglob +O sourcepath -O nullglob -c 'for o in extglob sourcepath nullglob; do shopt -q $o && printf "on " || printf "off "; done' | sed 's/ $//')"
check '-O counts for the first line' 'ok' "$(run -O extglob -c 'case xx in +(x)) echo ok;; esac')"
check '-O of what there is not' 'failed' "$(run -O no_such_option -c 'echo alive' 2>/dev/null || echo failed)"
check '--verbose, --noediting' 'echo hi hi' "$(echo $(echo 'echo hi' | run --noediting --verbose 2>&1))"
check '--version' '0 1' "$(run --version -c 'echo no' >version; printf '%s ' $?; grep -c '[0-9]\.[0-9]' version)"
check 'BASH_EXECUTION_STRING' 'echo "$BASH_EXECUTION_STRING"' "$(run -c 'echo "$BASH_EXECUTION_STRING"')"
check 'OPTERR' '1 1' "$(OPTERR=0; export OPTERR; run -c 'printf "%s " $OPTERR'; unset OPTERR; run -c 'echo $OPTERR')"

# One set of keys
keys() { set -o | sed -n 's/^\(vi\|emacs\)[[:space:]]*on$/\1/p' | paste -sd ' ' -; }
check 'vi' 'vi' "$(set -o emacs; set -o vi; keys)"
check 'emacs' 'emacs' "$(set -o vi; set -o emacs; keys)"
check 'both at once' 'emacs vi' "$(set -o vi -o emacs; printf '%s ' "$(keys)"; set -o emacs -o vi; keys)"
check 'the other one off' 'vi' "$(set -o vi; set +o emacs; keys)"
check 'shopt -o' 'vi' "$(shopt -so emacs; shopt -so vi; keys)"

# select
answers() { printf '%s\n' "$@"; }
check 'answers' '[a][1][b][ 2 ][][3][b][+2]' "$(answers 1 ' 2 ' 3 +2 | { select x in a b; do printf '[%s][%s]' "$x" "$REPLY"; done; } 2>/dev/null)"
check 'a backslash' '[][ab]' "$(answers 'a\b' | { select x in a b; do printf '[%s][%s]' "$x" "$REPLY"; done; } 2>/dev/null)"
check 'the end of the answers' "$(printf '\n1')" "$(select x in a b; do :; done </dev/null 2>/dev/null; echo $?)"
check 'half a line is no answer' "$(printf '\n1')" "$(printf 1 | { select x in a b; do echo "$x"; done; echo $?; } 2>/dev/null)"
check 'the menu comes again for an empty answer' 2 "$(answers '' 1 | { select x in a b; do break; done; } 2>&1 | grep -c '1) a$')"
check 'and for an empty REPLY' 2 "$(answers 1 2 | { select x in a b; do [ "$x" = b ] && break; REPLY=; done; } 2>&1 | grep -c '1) a$')"
check 'but not for one that is unset' 1 "$(answers 1 2 | { select x in a b; do [ "$x" = b ] && break; unset REPLY; done; } 2>&1 | grep -c '1) a$')"
menu() { { select x in "$@"; do :; done; } </dev/null 2>&1 >/dev/null | sed '$d'; }
check 'a narrow menu' "$(printf '1) a\n2) b\n3) c')" "$(COLUMNS=80; menu a b c)"
check 'columns' "$(printf '1) 1\t 4) 4\t 7) 7\t10) 10\n2) 2\t 5) 5\t 8) 8\n3) 3\t 6) 6\t 9) 9')" "$(COLUMNS=36; menu 1 2 3 4 5 6 7 8 9 10)"
check 'wide and empty entries' "$(printf '1) aaaaaaaaaaaaaaaaaaaa\t 4) d\n2) \t\t\t 5) e\n3) c\t\t\t 6) f')" "$(COLUMNS=60; menu aaaaaaaaaaaaaaaaaaaa '' c d e f)"

# What . does to the parameters
for text in 'set -- z' 'shift' 'set -- z; shift' 'f() { set -- q; }; f' 'set -- z; return 3' 'set --'; do
    echo "$text" >sets
    set -- a b c
    . ./sets m n
    printf '%s:' "$*"
done >sets.out
set --
check 'set in a sourced file that has arguments' 'z:a b c::a b c:z::' "$(cat sets.out)"
check 'in a file sourced by it' 'now z a' "$(echo 'set -- z' >inner; echo '. ./inner b; printf "now $* "' >outer; set -- a; . ./outer m; echo $*)"
check 'in a function' 'u outer' "$(echo 'set -- z' >inner; g() { . ./inner m; printf '%s ' $*; }; set -- outer; g u; echo $*)"

# A trap with loops of its own, while a loop is left
check 'break 2' 'end' "$(run -c 'trap "for i in 1; do break; done" USR1; for a in 1 2; do for b in 1 2; do break $(kill -s USR1 $$; echo 2); done; echo no; done; echo end')"

# Small differences
check 'cd to nowhere' "0 0 $PWD" "$(HOME=; cd; printf '%s ' $?; cd ""; printf '%s ' $?; pwd)"
check 'cd to nowhere in POSIX mode or with -P' 'failed' "$(cd -P "" 2>/dev/null || echo failed)"
check 'test -a' '0 1 0 0' "$(test -a /etc/passwd; printf '%s ' $?; [ -a /no/such ]; printf '%s ' $?; [[ -a /etc ]]; printf '%s ' $?; test -n x -a -a /etc; echo $?)"
check 'set -u and the number of elements' 'unset 0 0 0 unset unset' "$( (set -u; echo ${#a[@]}) 2>/dev/null || printf 'unset '; set -u; f=(); declare -A m=(); g=(1); unset 'g[0]'; printf '%s ' ${#f[@]} ${#m[@]} ${#g[@]}; (declare -a e; echo ${#e[@]}) 2>/dev/null || printf 'unset '; (declare z; echo ${#z[@]}) 2>/dev/null || printf unset)"
check 'set -u and the length of an element' '0 0 unset' "$(set -u; f=(1); declare -A m=(); x=y; printf '%s ' ${#f[5]} ${#m[k]}; (echo ${#x[1]}) 2>/dev/null || echo unset)"
check 'set -u and all of no elements' '[]' "$(set -u; unset a; printf '[%s]' "${a[@]}")"
check 'tildes in operands of assignments' '/h:/h:/h /h:/h a:/h ~:~ a:/h:/h' "$(HOME=/h; unset u; x=~:${u-~:~}; printf '%s ' $x; x=${u-~:~}; printf '%s ' $x; x=${u-a:~}; printf '%s ' $x; x="${u-~:~}"; printf '%s ' $x; x=${u-a:${u-~:~}}; echo $x)"
check 'tildes in words like assignments' 'x=/h:/h a=b:/h/c PATH=:/h --o=~:~ x=y:~:/h' "$(HOME=/h; unset u; echo x=~:~ a=b:~/c PATH=$u:~ --o=~:~ x=y:"~":~)"
check 'lists as words of eval and let' 'a b|0 1|4 p q b c|5 $y|a b' "$(eval foo=( a b ); printf '%s|' "${foo[*]}"; let x=( 1 ); printf '%s|' "$? $x"; y='p  q'; eval foo=( $y "b  c" ); printf '%s|' "${#foo[@]} ${foo[*]}"; eval foo+=( '\$y' ); printf '%s|' "${#foo[@]} ${foo[4]}"; eval x=1 bar=( [1]=b [0]=a ); eval "x=1;" bar=( [1]=b [0]=a ); echo ${bar[@]})"
check 'a list for an element' 'on
on a b' "$(printf '%s\n' 'a=(a b)' 'a[0]=(1 2)' 'echo on' 'f() { a[0]=(1); }' f 'echo on "${a[@]}"' >list; run list 2>/dev/null)"

# What the file is that the shell is to read
mkdir directory
check 'a directory is no script' '126 126 126 0' "$(printf 'echo \0\n' >zero; printf '\177ELF\n' >elf; chmod +x elf; printf 'exit\n\0' >behind; echo $(for file in directory zero elf behind; do run ./$file 2>/dev/null; echo $?; done))"
check 'nor is what only looks like a program' 126 "$(run -c ./elf 2>/dev/null; echo $?)"
check 'a name without a slash is looked for in PATH' 'found x|here x|127' "$(mkdir bin; echo 'echo found $1' >bin/named; PATH=$PWD/bin:$PATH; export PATH; echo "$(run named x)|$(echo 'echo here $1' >named; run named x)|$(run ./nosuch 2>/dev/null; echo $?)")"

# The shell's own standard input
printf 'echo in another; exit 3\n' >another
check 'replaced by a file' 'a in another 3' "$(echo $(printf 'echo a; exec <another\necho b\n' | run; echo $?))"
check 'by nothing' 'a b 0' "$(echo $(printf 'echo a; exec </dev/null; echo b\necho c\n' | run; echo $?))"
check 'closed' 'a b 0' "$(echo $(printf 'echo a; exec <&-; echo b\necho c\n' | run; echo $?))"
check 'moved' 'a b c' "$(echo $(printf 'echo a; exec 3<&0 </dev/null; echo b; exec <&3\necho c\n' | run))"
check 'few descriptors' 'hi there a s' "$( (ulimit -n 20; echo $(run -c 'echo hi; /bin/echo there; echo a | cat; x=$(/bin/echo s); echo $x')))"
check 'an ignored SIGCHLD' '3 4 5' "$(echo $(run -c 'trap "" CHLD; (exit 3); echo $?; sh -c "exit 4"; echo $?; x=$(exit 5); echo $?'))"
as77() { if [ "${SH##*/}" = bash ]; then env UID=77 "$SH" "$@"; else env UID=77 "$SH" sh "$@"; fi; }
check 'UID of the environment' 'UID=77 77' "$(echo $(as77 -c 'env | grep ^UID=; echo $UID'))"

check 'disown of a pid' 'gone' "$(sleep 9 & disown $!; kill %1 2>/dev/null || echo gone; kill $!)"
check 'ulimit of several' '100 400 0' "$(ulimit -t 100 -Sn 400 -c 0; echo $(ulimit -t; ulimit -n; ulimit -c))"
check 'kill -l in columns' ' 1) SIGHUP	 2) SIGINT' "$(kill -l | head -n 1 | cut -f 1,2)"
check 'the last argument behind assignments' 'x x []' "$(: x; a=$_; : x; b=1 c=$_; a=$a; echo "$a $c [$_]")"
check 'duplicating what is not readable' A "$(exec 4<&1; echo A >&4)"
check 'return in the trap of DEBUG' A "$(set -e; d() { true; return; }; trap d DEBUG; if false; then :; else echo A; fi)"
check 'DEBUG in the trap of ERR' 'D:trap D:false D:false E D:false F D::' "$(echo $(run -c 'trap "echo D:\${BASH_COMMAND%% *}" DEBUG; trap "echo E; echo F" ERR
false
:'))"

finish
