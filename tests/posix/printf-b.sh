. "${0%/*}/check.sh"

# Real numbers
check 'fixed' '3.140000 -2.5 3' "$(printf '%f %.1f %.0f' 3.14 -2.5 3.2)"
check 'exponent' '1.234500e+03 1.2E-05 0e+00' "$(printf '%e %.1E %.0e' 1234.5 0.000012 0)"
check 'general' '1234.5 1e+10 1e-05 100000 0.0001' "$(printf '%g %g %g %g %g' 1234.5 10000000000 0.00001 100000 0.0001)"
check 'general with zeros kept' '1.50000 1.50000e+10' "$(printf '%#g %#g' 1.5 15000000000)"
check 'general in capitals' '1E+10' "$(printf '%G' 10000000000)"
check 'sign and width' '[+1.50][ 1.5][  001][1.0  ]' "$(printf '[%+.2f][% .1f][%5s][%-5.1f]' 1.5 1.5 001 1)"
check 'zeros' '[0001.5][-001.5]' "$(printf '[%06.1f][%06.1f]' 1.5 -1.5)"
check 'infinite and no number' '[  inf][-inf][nan][INF]' "$(printf '[%5f][%f][%f][%F]' inf -inf nan Infinity)"
check 'zeros do not fill what is no number' '[  inf]' "$(printf '[%05f]' inf)"
check 'a character as a real number' '65.0 0.0' "$(printf '%.1f %.1f' "'A" '')"
check 'a hexadecimal integer as a real number' '255.0' "$(printf '%.1f' 0xff)"
check 'no real number' '0.0 failed' "$(printf '%.1f ' abc 2>/dev/null || echo failed)"

# Width and precision as operands
check 'a width' '[   ab][ab   ]' "$(printf '[%*s][%*s]' 5 ab -5 ab)"
check 'a precision' '[ab][3.14]' "$(printf '[%.*s][%.*f]' 2 abc 2 3.14159)"

# Quoting and escapes
check '%q' "a\\ b '' \$'\\t'" "$(printf '%q %q %q' 'a b' '' '	')"
check 'of control characters' "\$'\\a\\b\\v\\f\\r\\E\\001\\'\\\\\\n'" "$(printf %q "$(printf '\a\b\v\f\r\33\1'\''\\\nx')" | sed "s/x'\$/'/")"
check 'hexadecimal escape' 'Aé' "$(printf '\x41\xc3\xa9')"
check 'characters by number' 'é €' "$(LC_ALL=C.UTF-8; printf '\u00e9 \u20ac')"
check '\x without digits' '\xg' "$(printf '\xg' 2>/dev/null)"
check '-v writes into a variable' '[ 5]' "$(printf -v x '%2d' 5; echo "[$x]")"
check '-v into an element' 'b 2' "$(a=(x y); printf -v 'a[1]' b; echo "${a[1]} ${#a[@]}")"

# Times
TZ=UTC0
export TZ
check 'date' '2001-09-09 01:46:40' "$(printf '%(%Y-%m-%d %H:%M:%S)T' 1000000000)"
check 'short forms' '2001-09-09 09/09/01 01:46:40 01:46' "$(printf '%(%F %D %T %R)T' 1000000000)"
check 'names' 'Sun Sunday Sep September Sep' "$(printf '%(%a %A %b %B %h)T' 1000000000)"
check 'numbers of the day and week' '252 0 7 36 36 36' "$(printf '%(%j %w %u %U %W %V)T' 1000000000)"
check 'years' '2001 01 20 2001 01' "$(printf '%(%Y %y %C %G %g)T' 1000000000)"
check 'hours' '01 01 AM am  1  1' "$(printf '%(%H %I %p %P %k %l)T' 1000000000)"
check 'the rest' '%  9/ 1000000000 +0000 01:46:40 AM' "$(printf '%(%% %e/%n%s %z %r)T' 1000000000 | tr '\n' ' ')"
check 'in words' 'Sun Sep  9 01:46:40 2001' "$(printf '%(%c)T' 1000000000)"
check 'now is later than that' yes "$(x=$(printf '%(%s)T' -1); [ "$x" -gt 1700000000 ] && echo yes)"
check 'the start of the shell is not later than now' yes "$(x=$(printf '%(%s)T' -2) y=$(printf '%(%s)T' -1); [ "$x" -le "$y" ] && echo yes)"

# Numbers that are too large: what is nearest, and it is said
clamped() { printf "$@" 2>>said; }
check 'signed' '9223372036854775807 9223372036854775807 -9223372036854775808 9223372036854775807' "$(clamped '%d %i %d %d' 9223372036854775808 18446744073709551616 -9223372036854775809 0xffffffffffffffff)"
check 'unsigned' '18446744073709551615 ffffffffffffffff 1777777777777777777777 18446744073709551615' "$(clamped '%u %x %o %u' 18446744073709551616 18446744073709551616 0x10000000000000000 -18446744073709551616)"
check 'each is said' 8 "$(wc -l <said)"
check 'unsigned, not too large' '18446744073709551615 9223372036854775808 ffffffffffffffff' "$(printf '%u %u %x' 18446744073709551615 9223372036854775808 -1)"
check 'the least and the greatest' '-9223372036854775808 9223372036854775807' "$(printf '%d %d' -9223372036854775808 9223372036854775807)"
check 'text behind it' '9223372036854775807 failed' "$(printf '%d ' 9223372036854775808x 2>/dev/null || echo failed)"
check 'a point without digits' '3.|3.e+00|3.00000|0.00000|0.00|-0.|3|inf' "$(printf '%#.0f|%#.0e|%#g|%#g|%#.3g|%#.0f|%.0f|%#f' 3 3 3 0 0 -0 3 inf)"

finish
