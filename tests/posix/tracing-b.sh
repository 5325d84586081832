#!/usr/bin/env bash
. "${0%/*}/check.sh"

# traced TEXT: what set -x shows of it, in one line
traced() { printf 'set -x\n%s\n' "$1" >text; run text 2>&1 | paste -sd '~' -; }

check 'assignments' '+ x=1~+ y='\''a b'\''~+ z=' "$(traced 'x=1 y="a b"; z=')"
check 'elements' '+ a=(1)~+ a[3]=x~+ a[3]+=y~+ a+=(5)' "$(traced 'a=(1); a[3]=x; a[3]+=y; a+=(5)')"
check 'a sum' '+ n+=1' "$(traced 'declare -i n=3; n+=1' | sed 's/^[^~]*~//')"
check 'arithmetic is evaluated once' '1' "$(i=0; { set -x; x=$((i++)); set +x; } 2>/dev/null; echo $i)"
check 'what needs quotes' "+ : a=b 'x&y' '\$z' '' 'it'\\''s' '[' a#b '#b'" "$(traced ': a=b "x&y" "\$z" "" "it'\''s" "[" a#b "#b"')"
check 'before a command' '+ a=1~+ b=2~+ :' "$(traced 'a=1 b=2 :')"
check 'declare' '+ f~+ local a=1 '\''b=x y'\''' "$(traced 'f() { local a=1 b="x y"; }; f')"
check 'double brackets' '+ [[ a == b ]]~+ [[ -n '\'''\'' ]]~+ [[ ! -e /no ]]~+ [[ x < y ]]~+ [[ a*b == *\b ]]~+ [[ 3 -eq 4 ]]' \
    "$(traced 'e=a; [[ $e == b && x ]]; [[ -n "" || ! -e /no ]]; [[ x < y ]]; [[ "a*b" == *"b" ]]; [[ 3 -eq 4 ]]' | sed 's/^+ e=a~//')"
check 'a regular expression' '+ [[ abc =~ b(c) ]]~+ : c' "$(traced '[[ abc =~ b(c) ]]; : ${BASH_REMATCH[1]}')"
check 'arithmetic commands' '+ (( 1+2 ))~+ (( i=0 ))~+ (( i<1 ))~+ :~+ (( i++ ))~+ (( i<1 ))' "$(traced '((1+2)); for ((i=0;i<1;i++)); do :; done' | sed 's/((  *1/(( 1/; s/2  *))/2 ))/')"
check 'for, case' '+ for i in 1 "2 3"~+ :~+ for i in 1 "2 3"~+ :~+ case $i in~+ :' "$(traced 'for i in 1 "2 3"; do :; done; case $i in 2*) :;; esac' | sed 's/case 2 3 in/case $i in/; s/case .2 3. in/case $i in/')"
check 'levels' '+ eval ": a"~++ : a~+++ echo 1~++ echo 1~+ x=1' "$(traced 'eval ": a"; x=$(echo $(echo 1))' | tr "'" '"')"
check 'another descriptor' '+ : a' "$(traced 'exec 5>file; BASH_XTRACEFD=5; : a' >/dev/null; grep ': a' file)"

# Traps about commands
cat >script <<'EOF'
trap 'echo "$BASH_COMMAND:$LINENO"' ERR
[[ a == b ]]
(( 0 ))
x=$(false)
( false )
true | false
f() {
    :
    return 3
}
f
EOF
check 'ERR' '[[ a == b ]]:2~(( 0 )):3~x=$(false):4~( false ):5~false:6~return 3:11' "$(run script | paste -sd '~' -)"
check 'DEBUG of a pipeline' 'echo a:1~tr a b:1~b~echo c:1~c' "$(run -c "trap 'echo \"\$BASH_COMMAND:\$LINENO\"' DEBUG; echo a | tr a b; echo c" | paste -sd '~' -)"
check 'declare -ft' 'f a' "$(run -c 'trap "printf \"%s \" \"\${FUNCNAME:-a}\"" RETURN; f() { :; }; f; declare -ft f; f; echo a')"

# Escapes in PS4
check 'octal and the user' "1$(id -un) : a" "$(run -c 'PS4="\061\u "; set -x; : a' 2>&1)"
check 'no marks for an editor' 'x : a' "$(run -c 'PS4="\[x\] "; set -x; : a' 2>&1)"
check 'a time' yes "$(run -c 'PS4="+\t "; set -x; : a' 2>&1 | grep -q '^+[0-9][0-9]:[0-9][0-9]:[0-9][0-9] : a$' && echo yes)"
check 'variables and substitutions' '~d4! : a' "$(run -c 'n=4; PS4='\''~$(echo d)$n\041 '\''; set -x; : a' 2>&1)"

finish
