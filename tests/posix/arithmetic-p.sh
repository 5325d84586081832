. "${0%/*}/check.sh"

check 'sums and products' '7 -1 12 3 1' "$((3 + 4)) $((3 - 4)) $((3 * 4)) $((7 / 2)) $((7 % 2))"
check 'of negative numbers' '-3 -1' "$((-7 / 2)) $((-7 % 2))"
check 'precedence' '14 20 1' "$((2 + 3 * 4)) $(((2 + 3) * 4)) $((1 + 1 == 2))"
check 'comparisons' '1 0 1 0 1 0' "$((1 < 2)) $((2 < 1)) $((2 <= 2)) $((1 > 2)) $((2 >= 2)) $((1 != 1))"
check 'bits' '8 4 14 6 -6' "$((2 << 2)) $((17 >> 2)) $((10 | 6)) $((10 ^ 12)) $((~5))"
check 'and of bits' 8 "$((12 & 10))"
check 'logic' '1 0 1 0 0 1' "$((1 && 2)) $((1 && 0)) $((0 || 3)) $((0 || 0)) $((!3)) $((!0))"
check 'signs' '5 -5 5' "$((+5)) $((-5)) $((- -5))"
check 'the right side counts only if it is needed' '0 0 1 0' "$((0 && (x = 5))) ${x:-0} $((1 || (x = 5))) ${x:-0}"
check 'choice' '2 3 4' "$((1 ? 2 : 3)) $((0 ? 2 : 3)) $((0 ? 2 : 0 ? 3 : 4))"
check 'bases' '8 255 255' "$((010)) $((0xff)) $((0XFF))"
x=5
check 'variables' '6 6 5 0' "$((x + 1)) $(($x + 1)) $((x)) $((unset_one))"
check 'assignments' '7 9 3 12 4 1 8 2 2 3 6' "$((a = 7)) $((a += 2)) $((a -= 6)) $((a *= 4)) $((a /= 3)) $((a %= 3)) $((a <<= 3)) $((a >>= 2)) $((a &= 6)) $((a |= 3)) $((a ^= 5))"
a=7
check 'an assignment in arithmetic stays' '10 10' "$((a += 3)) $a"
: $((a = 1))
check 'and in the shell itself' 1 "$a"
check 'space' 3 "$(( 1
 + 2 ))"
check 'the largest number wraps' '-9223372036854775808' "$((9223372036854775807 + 1))"
check 'a substitution' 6 "$(($(echo 5) + 1))"

# Errors end a script, and say so
check 'division by zero' 'failed' "$( (: $((1 / 0)); echo alive) 2>/dev/null || echo failed)"
check 'remainder by zero' 'failed' "$( (: $((1 % 0)); echo alive) 2>/dev/null || echo failed)"
check 'what is no expression' 'failed' "$( (eval ': $((1 +))'; echo alive) 2>/dev/null || echo failed)"
check 'a variable that is no number' 'failed' "$( (x=1z; : $((x + 1)); echo alive) 2>/dev/null || echo failed)"


check 'parameters are expanded before anything is assigned' '3 6 12' "$(x=1; echo $(echo $(((x = 2) + $x)); x=5; echo $((x = $x + 1)); i=6; echo $(((i = i - 1) + (j = $i) + 1))))"

# Operators side by side are no nesting.
check 'sum of many numbers' '3000 -2998' "$(many=$(i=1; while [ $i -lt 3000 ]; do printf '1 - - '; i=$((i + 1)); done); echo $((${many}1)) $(($(printf '%s' "$many" | sed 's/- - /-/g')1)))"
check 'many alternatives' '1 0 7' "$(many=$(i=0; while [ $i -lt 2000 ]; do printf '0||'; i=$((i + 1)); done); x=7; echo $((${many}1)) $((${many}0)) $((1 || (${many}(x=0)) ? x : 0)))"
finish
