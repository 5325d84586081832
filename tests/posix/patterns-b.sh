#!/usr/bin/env bash
. "${0%/*}/check.sh"

shopt -s extglob
check 'none of' 'a.h bar foo' "$(fresh; fresh; touch a.c a.h b.c foo bar; echo !(*.c))"
check 'groups' 'a.c b.c foo a.c b.c foo' "$(fresh; fresh; touch a.c a.h b.c foo bar; echo @(a|b).c *(fo|o) +([a-f]).c ?(foo))"
check 'in expansions' '--c--c abca' "$(x=abcabc; echo ${x//@(a|b)/-} ${x##+(a|b|c)} ${x%%@(bc)})"
check 'in case' 'yes
y2' "$(case foo in !(bar)) echo yes;; esac; case fooo in f+(o)) echo y2;; esac)"
check 'from a parameter' '0
1' "$(p='@(x|y)'; [[ y == $p ]]; echo $?; [[ abc == a!(b)c ]]; echo $?)"
check 'nested groups' '0' "$([[ ab12 == @(a|b)*(b|+([0-9])) ]]; echo $?)"
check 'nocasematch' '0
c
axc ayc
0' "$(shopt -s nocasematch; [[ ABC == abc ]]; echo $?; case FoO in foo) echo c;; esac; x=aBc; echo ${x/B/x} ${x/b/y}; [[ A == [a-b] ]]; echo $?)"
check 'globstar' 'a a/b a/b/c a/b/g a/f d d/h
a/ a/b/ a/b/c/ d/
a/ a/b a/b/c a/b/g a/f
a/b/g
a/ a/b/ a/b/c/
a a/b a/b/c a/b/g a/f d d/h' "$(fresh; fresh; mkdir -p a/b/c d; touch a/f a/b/g d/h .x; shopt -s globstar; echo **; echo **/; echo a/**; echo **/g; echo a/**/; echo **/*)"
check 'nullglob' 'ab
q*' "$(fresh; fresh; touch ab b; shopt -s nullglob; echo a* q*; shopt -u nullglob; echo q*)"
check 'dotglob' '.h v
v
.h' "$(fresh; fresh; touch .h v; shopt -s dotglob; echo *; shopt -u dotglob; echo *; echo .*)"
check 'nocaseglob' 'Foo bar' "$(fresh; fresh; shopt -s nocaseglob; touch Foo bar; echo f* B??)"
check 'shopt' 'shopt -u globstar
nullglob       	off
on' "$(shopt -p globstar; shopt nullglob; shopt -q -s globstar; shopt -q globstar && echo on)"
check 'a prefix that is not there' '2000 abc abc cxc cxcc' "$(x=$(printf %02000d); x=${x//0*1}; y=abc; echo ${#x} ${y#*z} ${y%%z*} ${y/+(a|b)/cx} ${y/?(a)@(b)/cxc})"
check 'globstar between names' 'b/a b/a/f
b/a b/a/f
b b/a b/a/f b/y.c
a/**/**
b b/a b/a/f b/y.c
b/a b/a/f
b/ b/a/ l/
x.c/**' "$(fresh; fresh; mkdir -p b/a; touch x.c b/y.c b/a/f; ln -s b l; shopt -s globstar; echo **/a/**; echo b/**/a/**; echo **/b/**; echo a/**/**; echo b*/**; echo **/b/**/a/**; echo **/; echo x.c/**)"
check 'leading dots in groups' '.foo .foo .a .a .b .foo .foofoo .foo
.a ab
.a ab
ab .b .foo .foofoo
ab
.a .a
.b .foo .foofoo .a .a ab .foo .foofoo' "$(fresh; fresh; touch .foo .foofoo .a .b ab; shopt -s extglob; echo @(.foo) *(bar).foo ?(x).a @(.*) +(.f)oo; echo @(.a|*); echo ?(.a|x)*; echo !(.a) .!(a); echo !(x); echo *(*(.a)) @(.[a]); echo .!(a) @(.[a]|.a) ?(.)a* +(.foo|foo))"
check 'a group that nothing closes' 'x([y y
y lit' "$(line='x([y' rest='*([y' p='*(x'; echo "${line##*([}" "${line##*[}"; echo "${rest#*([}" "$(case 'ab(x' in $p) echo glob;; esac; case '*(x' in $p) echo lit;; esac)")"
check 'braces and slashes in groups' 'c a/b b a/c a/b' "$(x=a/b; echo ${x/@(a\/b)/c} ${x/@(a|/)/c} ${x##@(a)/} ${x//@(b)/c} ${x/@(b|a/b)/c})"
check 'a backslash before what is quoted' 'lit lit2
a\*b' "$(fresh; fresh; v='a\'; case 'a\b' in $v"b") echo lit $(case 'a\b' in $v\b) echo lit2;; esac);; esac; touch 'a*b' 'a\*b'; echo $v"*"b*)"
check 'GLOBIGNORE with colons in brackets' 'B2.md a1.txt
a1.txt b.md
b.md
a1.txt' "$(fresh; fresh; touch a1.txt B2.md b.md; GLOBIGNORE='[[:lower:]].md'; echo *; GLOBIGNORE='B[:2]*:x'; echo *; GLOBIGNORE='a*:B[[:digit:]].md'; echo *; GLOBIGNORE='@(b:|B2|b).md:x'; echo *)"
finish
