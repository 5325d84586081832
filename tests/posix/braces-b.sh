#!/usr/bin/env bash
. "${0%/*}/check.sh"

check 'alternatives' 'ac ad bc bd ac abc x1y x2y' "$(echo {a,b}{c,d} a{,b}c x{1..2}y)"
check 'sequences' '1 2 3 3 2 1 01 04 07 10 -2 -1 0 1 2 a c e z y x 1 2 3 4 5 6 7 8 9 10 5 3 1 -05 000 005' "$(echo {1..3} {3..1} {01..10..3} {-2..2} {a..e..2} {z..x} {1..10..0} {5..1..2} {-05..5..5})"
check 'not expanded' '{a} {} {a,b x{1..2 {1..a} {1..3} {a,b} {a,b} {a,b}' "$(echo {a} {} {a,b x{1..2 {1..a} {1..'3'} "{a,b}" '{a,b}' \{a,b})"
check 'nested' '{a} {b} a b c {a,b {a,c a{bce}f a{bde}f a} b} 1 2 x a..c d' "$(echo {{a,b}} {a,{b,c}} {a,{b,c} a{b{c,d}e}f {a,b}} {{1..2},x} {a..c,d})"
check 'quoted parts' '[a][x][x][a,b][c][a,b][c][x y][z]' "$(printf '[%s]' {,a} x{,} {a\,b,c} {"a,b",c} {'x y',z})"
check 'parameters' '1 2 1a 1b {1..3} 1}
{a,b}' "$(x=1; y=2; echo {$x,$y} ${x}{a,b} {$x..3} ${x:-{a,b}}; z={a,b}; echo "$z")"
check 'in arrays' '5 1 2 3 qx qy' "$(a=({1..3} q{x,y}); echo ${#a[@]} "${a[@]}")"
check 'set B' '{a,b}
a b' "$(set +B; echo {a,b}; set -B; echo {a,b})"
check 'tilde' '/h a /h/a /h/b' "$(HOME=/h; echo {~,a} ~/{a,b})"
check 'before patterns' 'ab ac bb' "$(fresh; fresh; touch ab ac bb; echo {a,b}*)"
finish
