#!/usr/bin/env bash
. "${0%/*}/check.sh"

check 'PIPESTATUS' '1 0 3
0 1
1
1 0
1
0' "$(false | true | (exit 3); echo "${PIPESTATUS[@]}"; true; echo ${PIPESTATUS[0]} ${#PIPESTATUS[@]}; ! false; echo ${PIPESTATUS[@]}; { false | true; }; echo ${PIPESTATUS[*]}; [[ a == b ]]; echo $PIPESTATUS; f() { false | true; }; f; echo ${PIPESTATUS[@]})"
check 'indirection' 'val
q
p q r
w
two
abc1 abc2 abc1 abc2
dflt' "$(x=val; n=x; echo ${!n}; a=(p q r); n='a[1]'; echo ${!n}; n='a[@]'; echo "${!n}"; declare -A m=([k]=v [j]=w); n='m[j]'; echo ${!n}; set -- one two; n=2; echo ${!n}; abc1=1 abc2=2; echo ${!abc*} "${!abc@}"; n=none; echo "${!n:-dflt}")"
check 'transformations' ''\''it'\''\'\'''\''s a'\''
$'\''a\nb'\''
a	b
HELLO Hello Hello
hello
i declare -i n='\''5'\''
'\''1'\'' '\''b c'\'' declare -a a=([0]="1" [1]="b c") a
0 "1" 1 "b c"
'\''p q'\'' '\''r'\''' "$(x="it's a"; echo ${x@Q}; y=$'a\nb'; echo ${y@Q}; z='a\tb'; echo "${z@E}"; w=hello; echo ${w@U} ${w@u} ${w^}; v=HeLLo; echo ${v@L}; declare -i n=5; echo ${n@a} ${n@A}; a=(1 'b c'); echo "${a[@]@Q}" "${a[@]@A}" ${a@a}; echo "${a[@]@K}"; set -- 'p q' r; echo "${@@Q}")"
check 'references' '5
6 target
1 2 3 3 2
1 x 3 y
first first
out
[]
0
declare -n ra="arr"
x' "$(declare -n r=target; target=5; echo $r; r=6; echo $target ${!r}; arr=(1 2 3); declare -n ra=arr; echo "${ra[@]}" ${#ra[@]} ${ra[1]}; ra[1]=x; ra+=(y); echo "${arr[@]}"; declare -n e='arr[0]'; e=first; echo $e ${arr[0]}; f() { local -n o=$1; o=out; }; f res; echo $res; unset r; echo "[$target]"; [[ -R ra ]]; echo $?; declare -p ra; unset -n ra; echo ${arr[1]})"
check 'associative arrays' '1 2 3
5 1x
3
b c
d
e
12
z z
0
1' "$(declare -A m=([a]=1 [b c]=2 ["d"]=3); echo ${m[a]} "${m[b c]}" ${#m[@]}; m+=([e]=5); m[a]+=x; echo ${m[e]} ${m[a]}; unset 'm[a]'; echo ${#m[@]}; for k in "${!m[@]}"; do echo "$k"; done | sort; declare -A p=(x 1 y 2); echo ${p[x]}${p[y]}; k=q; m[$k]=z; echo ${m[q]} "${m[$k]}"; [[ -v m[q] ]]; echo $?; [[ -v m[zz] ]]; echo $?)"
check 'declarations with elements' 'q 5 1
unset 2 y
declare -ax a=([0]="1" [1]="2")
declare -ar b=([0]="x" [1]="y")' "$(export a=(1 2); readonly b=(x y); f() { local c=(p q) d=5; declare -a e=(1); echo ${c[1]} $d ${#e[@]}; }; f; echo ${c-unset} ${a[1]} ${b[1]}; declare -p a b)"
check 'attributes' '7
9
abc ABC
xyz
ex=1
0
declare -i i="9"
declare -l l="xyz"
declare -u u="ABC"
declare -r ro="1"
2 6
declare -ai ia=([0]="2" [1]="6")' "$(declare -i i=3+4; echo $i; i+=2; echo $i; declare -l l=ABC; declare -u u=abc; echo $l $u; l=XYZ; echo $l; declare -x ex=1; env | grep ^ex=; declare +x ex; env | grep -c ^ex=; declare -r ro=1; declare -p i l u ro; declare -ai ia=(1+1 2*3); echo ${ia[@]}; typeset -p ia)"
check 'scopes' '6
1 no
f
1' "$(f() { declare -g gg=1; declare ll=2; local -i li=2*3; echo $li; }; f; echo $gg ${ll-no}; declare -F f; declare -F nof; echo $?)"
check 'slices' '2 3 4 5 5 1 2 3 4 5
0 1 3 4 5 0 1 3 4 5 5
0 1 3 4 5 10
0 1 3 4 5
b c d c d
1Z
str str 1' "$(a=(0 1 2 3 4 5); echo ${a[@]:2:2} ${a[@]: -2} ${a[-1]} ${a[@]:1}; unset 'a[2]'; echo ${a[@]} ${!a[@]} ${#a[@]}; a[10]=x; echo ${!a[@]}; unset 'a[-1]'; echo ${!a[@]}; set -- a b c d; echo ${@:2:2} ${@: -1} ${*:3}; a[1]+=Z; echo ${a[1]}; x=str; echo ${x[0]} ${x[@]} ${#x[@]})"
check 'last argument' 'a b
b
z
q' "$(echo a b; echo $_; : x y z; echo "$_"; f() { :; }; f q; echo $_)"
check 'calls' 'f
g f
none' "$(f() { echo ${FUNCNAME[0]}; g; }; g() { echo ${FUNCNAME[0]} ${FUNCNAME[1]}; }; f; echo ${FUNCNAME[0]-none})"
check 'computed' 'ok
ok
ok
1 x86_64 linux-gnu
h
100
seeded' "$([ "$EPOCHSECONDS" -gt 1000 ] && echo ok; [[ $EPOCHREALTIME == *.* ]] && echo ok; [[ $SRANDOM =~ ^[0-9]+$ ]] && echo ok; echo $((UID == EUID)) $HOSTTYPE $OSTYPE; [ -n "$HOSTNAME" ] && echo h; SECONDS=100; echo $SECONDS; RANDOM=5; a=$RANDOM; RANDOM=5; [ $a = $RANDOM ] && echo seeded)"
check 'directories' 'd
3
3
d
1
2
1' "$(fresh; fresh; mkdir d e; pushd d >/dev/null; echo ${PWD##*/}; pushd ../e >/dev/null; echo ${#DIRSTACK[@]}; dirs | tr ' ' '\n' | wc -l; popd >/dev/null; echo ${PWD##*/}; popd >/dev/null; popd 2>/dev/null; echo $?; pushd d >/dev/null; pushd +1 >/dev/null; dirs -v | wc -l; dirs -c; dirs -p | wc -l)"
check 'mapfile' '3 c
[a
][b
][c
]b
0 5 6 7
3
cb 1 b
a' "$(fresh; fresh; printf 'a\nb\nc\n' > f; mapfile -t x < f; echo ${#x[@]} ${x[2]}; mapfile x < f; printf '[%s]' "${x[@]}"; readarray -t -n 1 -s 1 y < f; echo ${y[@]}; mapfile -t -O 5 y < f; echo ${!y[@]}; mapfile -d : -t z <<< 'p:q:r'; echo ${#z[@]}; mapfile -C 'echo cb' -c 2 -t w < f; mapfile -t < f; echo ${MAPFILE[0]})"
check 'replacement' 'a[b]c a&c <aa>b<cc> a&c
abc a&c' "$(fresh; fresh; x=abc; echo "${x/b/[&]}" "${x/b/\&}" "${x//[ac]/<&&>}" "${x/b/"&"}"; r='&'; echo ${x/b/$r} ${x/b/"$r"})"
check 'local variables' '[unset]
1
5
[outer]
1 2 3
1 2' "$(x=5; f() { local x; echo "[${x-unset}]"; x=1; local x; echo $x; }; f; echo $x; g() { local y=$1 z=$y; echo "[$z]"; }; y=outer; g in; a=(1 2); h() { local a=("${a[@]}" 3); echo ${a[@]}; }; h; k() { local a=(x); }; k; echo ${a[@]})"
check 'declare -p' 'declare -a a=([2]="two" [5]="five" [6]="six")
declare -a a=()
declare -a b
0
declare -A m
declare -A m=([x]="a\"b\$" )
declare -- s=$'\''t\tx'\''
declare -- e=""
declare -- ee' "$(a=([5]=five six [2]=two); declare -p a; a=(); declare -p a; declare -a b; declare -p b; echo ${#b[@]}; declare -A m; declare -p m; m[x]='a"b$'; declare -p m; s=$'t\tx'; declare -p s; declare -- e=; declare -p e; declare ee; declare -p ee)"
check 'unset elements' '1


def d7' "$(set -u; a=(1); echo ${a[0]}; echo "${b[@]}"; echo "${a[@]:5}"; declare -A m; echo "${m[x]-def}" "${a[7]:-d7}")"
check 'arithmetic on elements' '5 1 2
16
2 2
0 1 2 5
5
5' "$(a=(3 1 2); echo $((a[0]+a[2])) $((a[1]++)) ${a[1]}; let 'a[0]+=5' 'x=a[0]*2'; echo $x; i=1; echo ${a[i+1]} ${a[$i]}; ((a[5]=9)); echo ${!a[@]}; declare -A m=([k]=4); echo $((m[k]+1)); ((m[k]++)); echo ${m[k]})"
check 'elements as targets' 'hi
b
z' "$(printf -v "arr[2]" %s hi; echo ${arr[2]}; read -a w <<< 'a b c'; echo ${w[1]}; read 'arr[3]' <<< z; echo ${arr[3]})"
# IFS may hold characters of several bytes; others that share a byte with them do not split.
split=$(LC_ALL=C.UTF-8; IFS=é:; x=aébè:cé; set -- $x; printf '%s,' $# "$@")
check 'IFS of several bytes' '3,a,bè,c,' "$split"
check 'IFS of several bytes joins' 'aéb' "$(LC_ALL=C.UTF-8; IFS=éx; set -- a b; printf %s "$*")"
check 'read with IFS of several bytes' 'x|yéz' "$(LC_ALL=C.UTF-8; IFS=é; read a b <<<'xéyéz'; printf %s "$a|$b")"
check 'read drops the last separator' 'x|y' "$(LC_ALL=C.UTF-8; IFS=é; read a b <<<'xéyé'; printf %s "$a|$b")"
check 'prompt escapes' '/|2' "$(cd /; x='\w|$((1+1))'; echo "${x@P}")"
case :$SHELLOPTS: in *:braceexpand:*) on=yes ;; esac
check SHELLOPTS yes "$on"
shopt -s nullglob
case :$BASHOPTS: in *:nullglob:*) on=well ;; esac
shopt -u nullglob
check BASHOPTS well "$on"
[[ xyz =~ x|xy|xyz ]]
check 'the longest alternative' xyz "${BASH_REMATCH[0]}"
[[ 'say foobarbaz' =~ (foo|foobar)(bar|barbaz|z)? ]]
check 'the longest of all ways' foobarbaz "${BASH_REMATCH[0]}"
[[ xy =~ (x|xy$)$|x ]]
check 'the end is the end of the text' xy "${BASH_REMATCH[0]}"

# Letters: whole characters in a UTF-8 locale, ASCII in any other, and bytes that are no character stay
check 'capitals' 'ÕÉ Éa ÜBUNG übung' "$(LC_ALL=C.UTF-8; x=õé y=éa z=Übung; echo "${x^^} ${y^} ${z@U} ${z,,}")"
check 'capitals by pattern' 'ÉÀè' "$(LC_ALL=C.UTF-8; x=éàè; echo "${x^^[éà]}")"
check 'capitals by attribute' '日本É éx éx' "$(LC_ALL=C.UTF-8; declare -u z=日本é; declare -l y=ÉX; declare -al a=(ÉX); echo "$z $y ${a[0]}")"
check 'the other case' 'aÉ aé éX' "$(LC_ALL=C.UTF-8; x=Aé; a=(Éx); echo "${x~~} ${x~} ${a[@]~~}")"
check 'bytes that are no characters' '101 351 102 303 211' "$(LC_ALL=C.UTF-8; x=$(printf 'a\351b\303\251'); printf %s "${x^^}" | od -An -to1 | xargs)"
check 'ASCII elsewhere' '101 303 251' "$(LC_ALL=C; x=aé; printf %s "${x^^}" | od -An -to1 | xargs)"

# Slices of an array go by index
check 'a sparse array' 'y z|z|y|y z||z|x y' "$(a=([0]=x [5]=y [9]=z); echo "${a[@]:5}|${a[@]: -1}|${a[@]:1:1}|${a[@]: -9}|${a[@]: -11}|${a[*]:9}|${a[@]:0:2}")"
check 'what is no array' 'abc|bc|c' "$(s=abc; echo "${s[@]:0}|${s[@]:1}|${s[@]: -1}")"

check 'no word of an empty array in an alternative' '0 0 1 2' "$(set -u; a=(); set -- "${a[@]+"${a[@]}"}"; n=$#; set -- "${a[@]:+x}"; m=$#; a=(1); set -- "${a[@]+"${a[@]}"}"; k=$#; a=(1 2); set -- "${a[@]+"${a[@]}"}"; echo $n $m $k $#)"
check 'text grows' '0 6000 abab 6000 6001
6001 6003 a 7' "$(x=; for ((i=0;i<3000;i++)); do x+=ab; [ $i = 0 ] && y=${#y}; done; z=$x; x+=c; echo $y ${#z} ${z:0:4} ${#z} ${#x}; f() { local x=a; x+=b; unset x; }; f; export x; n=$(x+=de; echo ${#x} $(printenv x | wc -c)); echo ${#x} ${n% *} ${x:0:1} $(declare -i n=3; n+=4; echo $n))"

# Quotes in the operand of an expansion in double quotes
unset q
y=z
tab=$(printf 'x\ty')
check "\$'…' in double quotes" "$tab|$tab|$tab" "${q:-$'x\ty'}|${y:+$'x\ty'}|${q:-${r:-$'x\ty'}}"
check "\$'…' as a value" "$tab" "$(: "${q:=$'x\ty'}"; echo "$q")"
check '$"…" in double quotes' 'a b' "${q:-$"a b"}"
check "a brace in '…'" "'}'|'a}b'" "${q:-'}'}|${q-'a}b'}"
check "expansions in '…'" "'z'|'a b'" "${q-'$y'}|${q-'"a b"'}"
check 'a brace behind a backslash' '}' "${q:-\}}"

# Keys in arithmetic
declare -A keys=([k]=7 ['a b']=8 [']']=9)
k=k
check 'quoted keys' '7 7 7 7 8 8' "$((keys['k'])) $((keys["k"])) $((keys[k])) $((keys[$k])) $((keys['a b'])) $((keys["a b"]))"
(( keys['k'] += 2, keys["z z"] = 4 ))
let "keys['a b']++"
check 'assignments to them' '9 4 9 4' "${keys[k]} ${keys[z z]} ${keys[a b]} ${#keys[@]}"
check 'a key that has quotes' 5 "$(declare -A h; h["it's"]=5; k="it's"; echo $((h[$k])))"
check 'no subscript of an indexed array' failed "$( (a=(1 2); echo $((a['x y']))) 2>/dev/null || echo failed)"
check 'an element of what is no array in arithmetic' '0 5 3' "$(x=5; echo $((x[1])) $((x[0])) $((x[2]=3)))"
check 'names with a prefix' 'pre_a pre_b pre_c pre_e pre_f' "$(pre_a=1 pre_b=(2 3); declare -A pre_c=([k]=v); declare pre_d; pre_e=(); pre_f[3]=1; echo ${!pre_*})"
check 'a reference to all elements' '1 2 3 3 3 3 x 2 3' "$(n() { printf '%s ' $#; }; a=(1 2 3); declare -n r='a[@]'; printf '%s ' "$r"; n "$r"; n $r; x=$r; n $x; a[0]=x; echo "${r}")"
check 'assigning by indirection' 'bar bar' "$(z=foo; : ${!z:=bar}; echo $foo ${!z=x})"
check 'attributes by indirection' "ix '3' a a declare -ix num='3'" "$(declare -ix num=3; arr=(1); n=num; printf '%s ' "${!n@a}" "${!n@Q}"; m=arr; printf '%s ' "${!m@a}"; m='arr[@]'; printf '%s ' "${!m@a}"; echo "${!n@A}")"
check 'adding to an empty number' 7 "$(a=; declare -i a; a+=7; echo $a)"
check 'attributes and default values' '7 7 ABC ABC abc 5' "$(unset k e u l; declare -i k e; declare -u u; declare -l l; echo ${k:=4+3} $k ${u:=abc} $u ${l:=ABC} ${e[1]:=2+3})"
check 'attributes and what is read' '2 4 5
2 6
A B' "$(x=5; declare -ia ra ma; read -a ra <<< '1+1 2+2 x'; echo ${ra[@]}; mapfile -t ma <<< $'1+1\n2*3'; echo ${ma[@]}; declare -au ua; read -a ua <<< 'a b'; echo ${ua[@]})"
check 'declare -c' 'declare -c c="Hello world"
declare -u d="XY"
declare -c d="Xy"
declare -- d="Xy"
Abc Def Ghi ac
declare -- e="aB"' "$(declare -c c; c=heLLo; c+=' wOrld'; declare -p c; declare -c d; declare -u d; d=xy; declare -p d; declare -c d; d=XY; declare -p d; declare +c d; declare -p d; declare -c f=(abc DEF); f+=(gHI); echo ${f[@]} ${f@a}; declare -cu e=aB; declare -p e)"


# Subscripts within strings
check 'key of unset, test, printf, read, declare and a reference' '[M]=x 0 x [L]=r [M]=w' "$(declare -A a=([K]=v [L]=w [M]=x); k=K l=L m=M; unset 'a[$k]' 'a["L"]'; echo $(for i in "${!a[@]}"; do echo "[$i]=${a[$i]}"; done
test -v 'a[$m]'; echo $?; r='a[$m]'; echo ${!r}; printf -v 'a[$m]' p; read 'a[$l]' <<<r; declare 'a[$m]=w'; for i in L M; do echo "[$i]=${a[$i]}"; done))"
check 'index' '3 z 1 2' "$(i=2; b=(1 2 3 4); echo $(unset 'b[$i+1]'; echo ${#b[@]}; printf -v 'b[$i]' z; n='b[$i]'; echo ${!n}; unset 'b[i]'; echo ${b[@]}))"
check 'elements in a string' '3 v 2 9 8 (1 2) 2' "$(echo $(declare -a "arr=(1 2 3)"; echo ${#arr[@]}; declare -A "m=([k]=v)"; echo ${m[k]}; v='1 2'; f() { local -a "q=($v)"; echo ${#q[@]}; }; f; declare "arr=(9 8)"; echo ${arr[@]}; declare "s=(1 2)"; echo "$s"; declare -ia n='(1 1+1)'; echo ${n[1]}))"
check 'a subscript counts once' '500 5050' "$(d=(0 0 0 0 0 0); for i in {1..500}; do ((d[RANDOM % 6]++)); done; echo $((d[0] + d[1] + d[2] + d[3] + d[4] + d[5])) $(loop='i<=100&&(s+=i,i++,loop)' s=0 i=0; echo $((a = loop, s))))"
check 'the subscript of an assignment comes last' '[2]=1 [3]=6' "$(i=1; a=(0 0 0 5); ((a[i] = i++)); i=3; ((a[i] += 1)); echo "[2]=${a[2]} [3]=${a[3]}")"
check 'PWD and OLDPWD are exported, PATH has a value' 'PWD=/ OLDPWD ok' "$(cd /; unset PWD; run() { if [ "${SH##*/}" = bash ]; then env -i "$SH" "$@"; else env -i "$SH" sh "$@"; fi; }; echo $(run -c 'env | grep ^PWD; cd /dev; env | grep -o ^OLDPWD; [ -n "$PATH" ] && echo ok'))"
check 'nobody is there' '[]' "$(unset PS1; run() { if [ "${SH##*/}" = bash ]; then "$SH" "$@"; else "$SH" sh "$@"; fi; }; run -c 'echo "[$PS1]"')"
finish
