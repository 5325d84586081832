#!/usr/bin/env bash
. "${0%/*}/check.sh"

# bash can't read "coproc program" within $( ).
program() { coproc cat; echo hi >&${COPROC[1]}; read x <&${COPROC[0]}; exec {COPROC[1]}>&-; wait $COPROC_PID; echo "$x $?"; }
check 'a program' 'hi 0' "$(program)"
end_of_input() { coproc tr a-z A-Z; echo abc >&${COPROC[1]}; eval "exec ${COPROC[1]}>&-"; cat <&${COPROC[0]}; }
check 'until the end of its input' ABC "$(end_of_input)"
lines() { coproc sed 's/^/x/'; printf 'a\nb\n' >&${COPROC[1]}; exec {COPROC[1]}>&-; mapfile -t l <&${COPROC[0]}; echo "${l[@]}"; }
check 'lines' 'xa xb' "$(lines)"
arguments() { coproc sh -c 'read x; echo "$x $1 $2"' name 'one two' three; echo got >&${COPROC[1]}; read x <&${COPROC[0]}; echo $x; }
check 'arguments' 'got one two three' "$(arguments)"
check 'a group with a name' '<a b> 3' "$(coproc W { read x; echo "<$x>"; exit 3; }; p=$W_PID; echo a b >&${W[1]}; read y <&${W[0]}; wait $p; echo "$y $?")"
check 'a subshell with a name' 'sub same' "$(coproc C (read x; echo sub); p=$C_PID; [ "$!" = "$p" ] && same=same; echo >&${C[1]}; read x <&${C[0]}; echo $x $same)"
# Those beside it live longer than it: with its ends they would keep it from ending before them.
beside() { coproc cat; sleep 5 >/dev/null & p=$!; { sleep 5; :; } >/dev/null & exec {COPROC[1]}>&-; cat <&${COPROC[0]}; kill $p && echo ended; }
check 'nothing beside it holds its ends' ended "$(beside 2>/dev/null)"
check 'a program has none' 'no
x' "$(coproc N { cat; }; n=${N[1]}; sh -c "echo >&$n" 2>/dev/null || echo no; sh -c 'cat >&1' <<<x; exec {N[1]}>&-)"
check 'a keyword' keyword "$(type -t coproc)"
check 'an element that holds a descriptor' k "$(a=(x y); exec {a[1]}>file; echo k >&${a[1]}; cat file)"
finish
