#!/usr/bin/env bash
. "${0%/*}/check.sh"

check 'return leaves the function whatever its operand' '255
2
2
3
4
0' "$( { f() { return -1; echo not; }; f; echo $?; f() { return abc; echo not; }; f; echo $?; f() { return ''; echo not; }; f; echo $?; f() { return ' 3'; echo not; }; f; echo $?; f() { return +4; echo not; }; f; echo $?; f() { return 3000000000; echo not; }; f; echo $?; } 2>/dev/null)"
check 'exit takes any number' '255 5 2' "$( (exit -1); a=$?; (exit +5); b=$?; (exit abc) 2>/dev/null; echo $a $b $?)"
check 'an array is declared before what follows it' '2
2 3
v
1
2' "$(f() { local a=("$@") n=${#a[@]}; echo $n; }; f x y; declare -a b=(1 2 3) c=${b[1]} d=${#b[@]}; echo $c $d; declare -A m=([k]=v) n=${m[k]}; echo $n; f() { local IFS=. a=($1); echo ${#a[@]}; }; f 1.2.3; readonly r=(1 2) s=${#r[@]}; echo $s)"
check 'options hold behind an array' 'declare -rx s="2"' "$(declare -rx r=(1 2) s=${#r[@]}; declare -p s)"
check 'getopts goes on behind a function with its own' 'a
b' "$(log() { local OPTIND=1 o; while getopts v o; do :; done; }; set -- -ab; while getopts ab o; do echo $o; log -v; done)"
check 'unset uncovers what a local of a caller hid' 'b=val
outer
unset
0' "$(upvar() { unset -v "$1" && eval $1=\"\$2\"; }; g() { local "$1" && upvar $1 val; }; f() { local b; g b; echo "b=$b"; }; f
h() { unset v; echo "${v-unset}"; }; k() { local v=1; h; }; o() { local v=outer; k; }; o
v=0; f() { local v=1; unset v; echo "${v-unset}"; }; f; echo $v)"
check 'a reference that a loop sets' '1
2
10 20' "$(a=1 b=2; declare -n r; for r in a b; do echo "$r"; r=$((r*10)); done; echo $a $b)"
check 'command_not_found_handle' 'handled: nosuch a b
42
handled: other
0' "$(command_not_found_handle() { echo "handled: $*"; return 42; }; nosuch a b; echo $?; other | cat; echo $?)"
printf 'fn() { nosuch_in_fn; }\nnosuch_in_lib\n' >lib
check 'errors name the file they are in' './lib: line 2: 
./lib: line 1: ' "$( (. ./lib; fn) 2>&1 | sed 's/nosuch.*//')"
check 'a status can be waited for again' '3
3
1 2 3' "$( (exit 3) & p=$!; wait $p; echo $?; wait $p; echo $?; ps=; for i in 1 2 3; do (exit $i) & ps="$ps $!"; done; while wait -n; [ $? != 127 ]; do :; done; for p in $ps; do wait $p; ss="$ss $?"; done; echo $ss)"
check 'EXIT of a subshell that ends with a subshell' 'x
y
x
hidden' "$( (trap 'echo x' EXIT; (:) >/dev/null); (trap 'echo x' EXIT; (trap 'echo y' EXIT)); (trap 'echo hidden' EXIT; (exec true)) )"
check 'the last subshell of a subshell is one more' '4 5 3 3 5' "$(echo $( (:; (echo $BASH_SUBSHELL)); (:; (:; (sh -c :; echo $BASH_SUBSHELL))); (echo $BASH_SUBSHELL) | cat;
(echo $BASH_SUBSHELL) & wait; ( (:; (sh -c :; echo $BASH_SUBSHELL)) ) & wait))"
# What a process was started for has that process's output: nobody waits for its end.
last() { i=0; until [ -e stop ] || [ $((i += 1)) -gt 400 ]; do sleep 0.05; done; }
check 'the output of a list in the background is not held' 'subshell group function loop eval coproc' "$(echo $(p=$( (last; :) >/dev/null & echo $!); kill -0 $p && echo subshell
p=$( { last; :; } >/dev/null & echo $!); kill -0 $p && echo group
p=$(last >/dev/null & echo $!); kill -0 $p && echo function
p=$(while last && [ ! -e stop ]; do :; done >/dev/null & echo $!); kill -0 $p && echo loop
p=$(eval last >/dev/null & echo $!); kill -0 $p && echo eval
p=$(coproc { last; :; } >/dev/null; echo $COPROC_PID); kill -0 $p && echo coproc); : >stop)"
check 'whose traps write where it writes' 'outer whole' "$(echo $( ( { trap 'echo outer' EXIT; } >/dev/null; ); { trap 'echo lost' EXIT; } >/dev/null & wait; { trap 'echo whole' EXIT; sh -c :; } & wait))"
check 'blanks between the parentheses behind function' '1 2 3 4' "$(function f ( ) { echo 1; }; function g(	 ) ( echo 2 ); function h () { echo 3; }; function i ( echo 4 ); echo $(f; g; h; i))"
finish
