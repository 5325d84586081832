#!/usr/bin/env bash
. "${0%/*}/check.sh"

check 'as arguments' 'a
b
c
same' "$(cat <(echo a; echo b) <(echo c); diff <(echo 1) <(echo 1) && echo same)"
check 'as input' 'in
got 1
got 2
p-q' "$(cat < <(echo in); while read x; do echo "got $x"; done < <(printf '1\n2\n'); read a b < <(echo p q); echo $a-$b)"
check 'as output' '[r]
[b]' "$(fresh; fresh; x=$(echo q > >(sed s/q/r/)); echo "[$x]"; y=$(tee >(tr a b) <<<a >/dev/null); echo "[$y]")"
check 'sourced' 'sourced 2' "$(. <(echo 'echo sourced $((1+1))'))"
check 'in functions and pipelines' 'A
inner
B
A
inner
B' "$(f() { cat "$1" <(echo inner); cat $2; }; f <(echo A) <(echo B); f <(echo A) <(echo B) | cat)"
check 'tested' 'e
p' "$([ -e <(:) ] && echo e; [ -p <(:) ] && echo p)"
check 'kept by exec' 'kept' "$(exec 3< <(echo kept); cat <&3)"
check 'writer is told' 'y' "$(head -n1 <(yes))"
# One that has ended before it is waited for has status -1 in bash now and then (bash-x.sh).
check 'status' '3' "$(: <(sleep 0.1; exit 3); wait $!; echo $?)"
check 'nested' 'deep' "$(cat <(cat <(cat <(echo deep))))"
check 'nothing is left open' 'ok' "$(n() { set -- /proc/$$/fd/*; echo $#; }; b=$(n); for i in 1 2 3 4 5 6 7 8 9; do read x < <(echo $i); done; cat <(:); a=$(n); [ $a -le $((b + 1)) ] && echo ok)"
check 'error output of an inner substitution' '[e
o
z]' "$(fresh; fresh; v=$( { x=$(echo e >&2; echo o); echo "$x"; echo z >&2; } 2>&1 ); echo "[$v]")"
# mapfile reads from one
check 'mapfile -t' 'b 2' "$(mapfile -t x < <(printf 'a\nb\n'); echo "${x[1]} ${#x[@]}")"
check 'mapfile -d, -n, -s, -O' '[5]=b' "$(unset x; mapfile -t -d : -n 1 -s 1 -O 5 x < <(printf 'a:b:c'); echo "[${!x[*]}]=${x[5]}")"
check 'opened for reading and writing it has no end' 142 "$(read -rt 0.05 <> <(:); echo $?)"
finish
