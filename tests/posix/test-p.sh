. "${0%/*}/check.sh"

# is EXPECTED EXPRESSION...: the status of test
is() {
    expected=$1
    shift
    test "$@" 2>/dev/null
    check "test $*" "$expected" $?
}

: >empty
echo text >file
mkdir directory
ln -s file link
ln -s nowhere dangling
mkfifo fifo
chmod 4755 file
chmod 2755 directory

is 0 -e file
is 1 -e nowhere
is 1 -e dangling
is 0 -f file
is 1 -f directory
is 0 -d directory
is 1 -d file
is 0 -h link
is 0 -L dangling
is 1 -L file
is 0 -p fifo
is 1 -p file
is 0 -s file
is 1 -s empty
is 0 -r file
is 0 -w file
is 0 -x directory
is 1 -x empty
is 0 -u file
is 1 -u empty
is 0 -g directory
is 1 -g empty
is 0 -c /dev/null
is 1 -b /dev/null
is 1 -S file
is 1 -t 0
is 1 -t 99

is 1 nowhere -nt file
is 0 file -ef link
is 1 file -ef empty
touch -t 200001010000 old
is 0 file -nt old
is 0 old -ot file
is 1 old -nt file

is 0 a = a
is 1 a = b
is 0 a != b
is 0 -n a
is 1 -n ''
is 0 -z ''
is 0 1 -eq 01
is 0 1 -ne 2
is 0 -1 -lt 1
is 1 2 -le 1
is 0 2 -gt 1
is 0 2 -ge 2

# By the number of operands (POSIX)
is 1
is 1 ''
is 0 -n
is 0 !
is 0 ! ''
is 1 ! a
is 1 ! a = a
is 0 '(' = '('
is 0 '(' a ')'
is 0 ! '(' '' ')'
is 1 a -a ''
is 0 a -o ''

# Four and more: ! and parentheses, -a, -o
is 0 a = a -a b = b
is 1 a = a -a b = c
is 0 a = b -o b = b
is 0 a = a -o b = c -a c = d
is 0 '(' a = b -o c = c ')' -a d
is 1 ! '(' a = a -a b = b ')'
is 0 -f file -a ! -d file
is 0 -n a -a -n b
is 0 ! '' -a a

# What is no expression
is 2 1 -eq a
is 2 a b
is 2 a b c
is 2 a = a b c d
check '[ wants its ]' 2 "$([ a = a 2>/dev/null; echo $?)"
check '[ ]' 1 "$([ ]; echo $?)"
check 'parentheses around an operator' '0 0 0 1 2' "$(test 0 -eq 0 -a '(' = ')'; printf '%s ' $?; test '(' = ')' -o x; printf '%s ' $?; test '(' '(' = ')' ')'; printf '%s ' $?; test ! '(' = ')' -a b; printf '%s ' $?; test '(' = '(' -a b 2>/dev/null; echo $?)"

finish
