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
finish
