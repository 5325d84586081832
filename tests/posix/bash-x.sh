#!/usr/bin/env bash
. "${0%/*}/check.sh"

check 'substring' cde "$(x=abcdef; echo "${x:2:3}")"
check 'substring from the end' ef "$(x=abcdef; echo "${x: -2}")"
check 'replace' 'axc axx' "$(x=abc; y=abb; echo "${x/b/x} ${y//b/x}")"
check 'case' 'Abc ABC abc' "$(x=abc; y=ABC; echo "${x^} ${x^^} ${y,,}")"
check 'arrays' '3 b a b c' "$(a=(a b c); echo "${#a[@]} ${a[1]} ${a[*]}")"
check 'array append' 'a b c' "$(a=(a); a+=(b c); echo "${a[@]}")"
check 'associative array' 'v k' "$(declare -A m; m[k]=v; echo "${m[k]} ${!m[@]}")"
check 'local' 'inner outer' "$(f() { local x=inner; printf '%s ' $x; }; x=outer; f; echo $x)"
check 'here-string' 'a b' "$(cat <<<'a b')"
check 'arithmetic command' '0 1' "$(echo $(((1 > 0)); echo $?; ((0)); echo $?))"
check 'arithmetic for' 012 "$(for ((i = 0; i < 3; i++)); do printf %d $i; done)"
check 'output and error' 'o e' "$({ echo o; echo e >&2; } &>both; echo $(cat both))"
check 'pipefail' 1 "$(set -o pipefail; false | true; echo $?)"
check 'file substitution' content "$(echo content >f; echo "$(<f)")"
check 'indirection' value "$(name=x; x=value; echo "${!name}")"
check 'dollar quotes' "$(printf 'a\tb')" $'a\tb'
check 'double brackets' '0 1 0 0' "$(x='a b'; echo $([[ $x == a* ]]; echo $?; [[ -z $x ]]; echo $?; [[ 2+1 -eq 3 && ( -n $x || -e no ) ]]; echo $?; [[ $x != "a*" ]]; echo $?))"
check 'regular expression' 'b2 2' "$([[ xab2y =~ [[:alpha:]]([0-9]) ]]; echo "${BASH_REMATCH[0]} ${BASH_REMATCH[1]}")"
check 'time' 'real user sys' "$(echo $( { time :; } 2>&1 | cut -f 1))"
check 'a function from the environment' 'from outside' "$(env 'BASH_FUNC_given%%=() { echo from outside; }' "$SH" sh -c given)"
check 'no more than a function' 127 "$(env 'BASH_FUNC_given%%=() { :; }; echo bad' "$SH" sh -c given 2>/dev/null; echo $?)"
check 'none of the environment in posix mode' 127 "$(env 'BASH_FUNC_given%%=() { :; }' "$SH" sh -o posix -c given 2>/dev/null; echo $?)"
check 'status of a process substitution that has ended' 3 "$(cat <(exit 3); wait $!; echo $?)"

finish
