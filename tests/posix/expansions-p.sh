. "${0%/*}/check.sh"

count() { echo $#; }
show() { for each; do printf '<%s>' "$each"; done; }

# Parameters
unset u; n=; v=value
check 'default of unset' word "${u-word}"
check 'default of empty, no colon' '' "${n-word}"
check 'default of empty, colon' word "${n:-word}"
check 'alternative of set' word "${v+word}"
check 'alternative of unset' '' "${u+word}"
check 'alternative of empty, colon' '' "${n:+word}"
: "${a=assigned}"
check 'assign' assigned "$a"
check 'length' 5 "${#v}"
check 'error status' 'not zero' "$( (: "${u?}") 2>/dev/null && echo zero || echo 'not zero')"
path=/usr/local/lib/x.tar.gz
check 'shortest prefix' usr/local/lib/x.tar.gz "${path#*/}"
check 'longest prefix' x.tar.gz "${path##*/}"
check 'shortest suffix' /usr/local/lib/x.tar "${path%.*}"
check 'longest suffix' /usr/local/lib/x "${path%%.*}"
check 'quoted pattern' 'a*b' "$(x='*a*b'; echo "${x#'*'}")"
check 'nested default' inner "${u:-${w:-inner}}"
check 'quotes in the operand' 'a  b' "${u:-"a  b"}"

# Fields
set -- 'a b' c ''
check 'quoted at' '<a b><c><>' "$(show "$@")"
check 'at with text around' '<xa b><c><y>' "$(show "x$@y")"
check 'quoted star' 'a b c ' "$*"
check 'unquoted at' 3 "$(count $@)"
set --
check 'quoted at of nothing' 0 "$(count "$@")"
check 'quoted star of nothing' 1 "$(count "$*")"
check 'empty quotes beside it' 1 "$(count ""$@)"
IFS=:
x=a::b:
check 'empty field between' '<a><><b>' "$(show $x)"
set -- 1 2 3
check 'star joins with the first of IFS' 1:2:3 "$*"
IFS=' :'
x=' a : b  c:'
check 'white space around a delimiter' '<a><b><c>' "$(show $x)"
IFS=
x='a b'
check 'no splitting' '<a b>' "$(show $x)"
unset IFS
x='  a   b  '
check 'default splitting' '<a><b>' "$(show $x)"
check 'quoted is not split' '<  a   b  >' "$(show "$x")"
check 'word of default is split' '<a><b>' "$(show ${u:-a b})"
check 'quoted word of default is not' '<a b>' "$(show ${u:-'a b'})"
check 'assignment is not split' 'a b' "$(y=${u:-a b}; echo "$y")"

# Commands and arithmetic
check 'newlines at the end' 'a

b' "$(printf 'a\n\nb\n\n\n')"
check 'backquotes' 'a b' "`echo a b`"
check 'nested' inner "$(echo $(echo $(echo inner)))"
check 'status' 3 "$(x=$(exit 3); echo $?)"
check 'precedence' 7 $((1 + 2 * 3))
check 'assignment' '5 5' "$((i = 5)) $i"
check 'short circuit' 0 "$(i=0; : $((0 && (i = 1))); echo $i)"
check 'ternary' 2 $((0 ? 1 : 2))
check 'bases' '8 255' "$((010)) $((0xff))"
check 'comparison' '1 0' "$((2 > 1)) $((2 <= 1))"

# Pathnames
touch a1 a2 b1 .hidden; mkdir d; touch d/x1
check 'star' '<a1><a2>' "$(show a*)"
check 'dot files are not matched' '<a1><a2><b1><d>' "$(show *)"
check 'question mark' '<a1><b1>' "$(show ?1)"
check 'bracket' '<a1><b1>' "$(show [ab]1)"
check 'negated bracket' '<b1>' "$(show [!a]1)"
check 'range' '<a1><b1>' "$(show [a-c]1)"
check 'class' '<a1><a2><b1>' "$(show [[:alpha:]][[:digit:]])"
check 'directories' '<d/x1>' "$(show */x?)"
check 'no match' '<z*>' "$(show z*)"
check 'quoted' '<*>' "$(show '*')"
check 'noglob' '<a*>' "$(set -f; show a*)"
HOME=/home/me
check 'tilde' /home/me/x "$(echo ~/x)"
check 'tilde behind a colon' /home/me:/home/me/b "$(p=~:~/b; echo "$p")"
check 'quoted tilde' '~' "$(echo '~')"
# Many names come in the order of their bytes
mkdir many && cd many
for i in 1 2 3 4 5 6 7 8 9; do for j in a B c D e-long-name-in-common-1 e-long-name-in-common-2 _ 10 2; do : >"name$j$i"; done; done
check 'many names' "$(ls | LC_ALL=C sort)" "$(printf '%s\n' *)"
cd ..
mkdir backslash
cd backslash
touch 'a*b' 'a\*b'
mkdir -p tmp/a
touch tmp/a/1
check 'a backslash of a value before a quoted star' 'a\*b' "$(v='a\'; printf '%s\n' $v\*b*)"
check 'a backslash of a value before a slash' './tmp/a/1 tmp/a/1 tmp\/a ./tmp\/n/*' "$(p='./tmp\/a/*' q='tmp/a\/*' r='tmp\/a' n='./tmp\/n/*'; echo $p $q "$(printf '%s\n' $r)" "$(printf '%s\n' $n)")"
cd ..
check 'all of two empty parameters' '[minus] [] [ ] [plus]' "$(set -- '' ''; IFS=; printf '[%s] ' "${*:-minus}" "${*:+plus}"; IFS=' '; printf '[%s]' "${*:-minus}" ; printf ' [%s]' "${*:+plus}")"
check 'no parameters in a quoted operand' '1 1 1 1 0 0 1 ' "$(n() { printf '%s ' $#; }; unset foo; x=1; set --; n "${foo-$@}"; n "${foo+$@}"; n "${x+$@}"; n "${1+$@}"; n ${foo-"$@"}; n "$@"; n "${foo-$@}$@"; echo)"
check 'a continued line in backquotes' 'ab ac' "`printf %s 'a\
b'` `printf %s a\
c`"

finish
