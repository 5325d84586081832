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
finish
