. "${0%/*}/check.sh"

# A built shell that is not called sh is told what it is to be.
case ${SH##*/} in sh) ;; *) SH="$SH sh" ;; esac

# Whatever recurs without end is told so and ends with a status, not with a signal
dies() { $SH "$@" >/dev/null 2>err; [ $? -lt 128 ] && [ -s err ] && [ "$(wc -c <err)" -lt 400 ] && echo told; }
echo '. ./again' >again
check 'dot script that reads itself' told "$(dies ./again)"
check 'function that calls itself' told "$(dies -c 'f() { f; }; f')"
check 'function that evaluates itself' told "$(dies -c 'f() { eval f; }; f')"
check 'expression of 100,000 parentheses' told "$(dies -c 'x="("; while [ ${#x} -lt 100000 ]; do x=$x$x; done; echo $(($x))')"

# A trap that sends its own signal goes on for ever, but does not fall over
check 'trap that sends its own signal' stopped "$($SH -c 'n=0; trap "n=\$((n + 1)); [ \$n -gt 20000 ] && { echo stopped; exit; }; kill -USR1 \$\$" USR1; kill -USR1 $$' 2>&1)"

# Few descriptors
check 'limit of 20 descriptors' 'a b 0' "$($SH -c 'ulimit -n 20; exec 3</dev/null 4<&3 5<&3; echo $(echo a | cat) $(cat <<E
b
E
) $(/bin/true; echo $?)' 2>&1)"
check 'limit of 10 descriptors' end "$($SH -c 'ulimit -n 10; /bin/true; echo x | cat; (echo y; /bin/true); z=$(/bin/echo z); echo >/dev/null; echo end' 2>/dev/null | tail -n 1)"
check 'no descriptor left' told "$(dies -c 'ulimit -n 12; i=3; while [ $i -lt 30 ]; do eval "exec $i</dev/null" || exit; i=$((i + 1)); done')"

# Patterns come from expansions, so the parser never sees how deep they are.
deep=$(printf '@(%.0s' {1..100000})a$(printf ')%.0s' {1..100000})
check 'deep patterns' "pattern: more than 500 extended patterns in each other 2" "$( ([[ a == $deep ]]; echo $?) 2>&1 | sed 's/.*: line [0-9]*: //' | tr '\n' ' ' | sed 's/ $//')"
check 'a long pattern' 'no' "$(case a in $deep) echo yes ;; *) echo no ;; esac)"

# caller, and the variables that tell where
outer() { inner "$@"; }
inner() { caller $1; }
check 'caller' "31 ${0##*/}" "$(outer | sed "s|${0%/*}/||")"
check 'caller n' "31 outer ${0##*/}" "$(outer 0 | sed "s|${0%/*}/||")"
check 'the next one' "35 main ${0##*/}" "$(outer 1 | sed "s|${0%/*}/||")"
check 'too far' 1 "$(outer 9; echo $?)"
where() { echo "${FUNCNAME[0]} ${FUNCNAME[1]} ${BASH_LINENO[0]} ${#BASH_SOURCE[@]}"; }
check 'FUNCNAME, BASH_LINENO, BASH_SOURCE' 'where main 38 2' "$(where)"

finish
