. "${0%/*}/check.sh"

# Integers
check 'decimal' '42 -7 0' "$(printf '%d %i %d' 42 -7 0)"
check 'octal and hexadecimal operands' '8 255' "$(printf '%d %d' 010 0xff)"
check 'a quote gives the number of the character' '65 97' "$(printf '%d %d' "'A" '"a')"
check 'unsigned, octal, hexadecimal' '42 52 2a 2A' "$(printf '%u %o %x %X' 42 42 42 42)"
check 'the prefix of #' '052 0x2a 0X2A 0' "$(printf '%#o %#x %#X %#x' 42 42 42 0)"
check 'octal zero' '0' "$(printf '%o' 0)"
check 'negative as unsigned' '18446744073709551615' "$(printf '%u' -1)"
check 'width' '[   42][42   ][00042]' "$(printf '[%5d][%-5d][%05d]' 42 42 42)"
check 'sign' '[+42][ 42][-42]' "$(printf '[%+d][% d][%+d]' 42 42 -42)"
check 'zeros stand behind the sign' '[-0042][+0042]' "$(printf '[%05d][%+05d]' -42 42)"
check 'precision' '[00042][  042][]' "$(printf '[%.5d][%5.3d][%.0d]' 42 42 0)"
check 'precision turns the flag 0 off' '[  042]' "$(printf '[%05.3d]' 42)"
check 'width of hexadecimal' '[0x002a][    2a]' "$(printf '[%#06x][%6x]' 42 42)"

# Text
check 'strings' '[  abc][abc  ][ab][   ab]' "$(printf '[%5s][%-5s][%.2s][%5.2s]' abc abc abc abc)"
check 'character' 'ab' "$(printf '%c%c' abc bcd)"
check 'percent' '100%' "$(printf '%d%%' 100)"
check 'the format is used again' 'a=1 b=2 c= ' "$(printf '%s=%s ' a 1 b 2 c)"
check 'missing operands are empty and zero' '[][0]' "$(printf '[%s][%d]')"
check 'escapes of the format' "$(printf 'a\tb\\c\101')" 'a	b\cA'
check 'escapes of %b' 'a	b\cA' "$(printf '%b' 'a\tb\\c\0101')"
check '\c of %b ends all' 'ab' "$(printf 'a%bc' 'b\cd'; printf '')"
check 'width of %b' '[    a]' "$(printf '[%5b]' a)"
check 'control characters' '7 8 12 13 11' "$(printf '\a\b\f\r\v' | od -An -tu1 | tr -s ' ' | sed 's/^ //; s/ $//')"

# What is wrong
check 'no number' '0 failed' "$(printf '%d ' abc 2>/dev/null || echo failed)"
check 'what a number begins with counts' '12 failed' "$(printf '%d ' 12abc 2>/dev/null || echo failed)"
check 'an unknown conversion' failed "$(printf '%y' 1 >/dev/null 2>&1 || echo failed)"
check 'a conversion without its letter' failed "$(printf 'a%' >/dev/null 2>&1 || echo failed)"
check 'the rest is written after an error' '0 5 ' "$(printf '%d ' abc 5 2>/dev/null)"
check 'without a format' failed "$( (printf) >/dev/null 2>&1 || echo failed)"
check 'an empty number' '0 0' "$(printf '%d ' ''; echo $?)"

finish
