. "${0%/*}/check.sh"

# ${name@P} expands a text as a prompt.
prompt() {
    text=$1
    printf '%s' "${text@P}"
}
check 'user and host' "$(id -un)@$(uname -n)" "$(prompt '\u@\H')"
check 'the host up to the dot' "$(uname -n | cut -d. -f1)" "$(prompt '\h')"
check 'the directory' "$(pwd)" "$(prompt '\w')"
check 'its last part' "$(basename "$(pwd)")" "$(prompt '\W')"
check 'home' '~ ~' "$(HOME=$(pwd); prompt '\w \W')"
check 'below home' '~/d d' "$(HOME=$(pwd); mkdir -p d; cd d; prompt '\w \W')"
check 'the sign of the user' "$([ "$(id -u)" = 0 ] && echo '#' || echo '$')" "$(prompt '\$')"
check 'jobs' 0 "$(prompt '\j')"
check 'octal, bell, escape, newline, return' "$(printf 'A\007\033\n\rx')" "$(prompt '\101\a\e\n\rx')"
check 'a backslash' '\' "$(prompt '\\')"
check 'what is not known stays' '\z' "$(prompt '\z')"
check 'times' '12:34 times' "$(prompt '\t \T \A' | grep -q '^[0-9][0-9]:[0-9][0-9]:[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9] [0-9][0-9]:[0-9][0-9]$' && echo '12:34 times')"
check 'twelve hours' yes "$(prompt '\@' | grep -q '^[01][0-9]:[0-9][0-9] [AP]M$' && echo yes)"
check 'the date' yes "$(prompt '\d' | grep -q '^[A-Z][a-z][a-z] [A-Z][a-z][a-z] [0-9 ][0-9]$' && echo yes)"
check 'a date of its own form' "$(date +%Y)" "$(prompt '\D{%Y}')"
check 'variables and substitutions' 'a b' "$(x=a; prompt '$x $(echo b)')"
check 'what a name holds is not executed' '$(echo x)' "$(mkdir '$(echo x)'; cd '$(echo x)'; prompt '\W')"

# PROMPT_DIRTRIM
trimmed() {
    PROMPT_DIRTRIM=$1 PWD=$2
    prompt '\w'
}
check 'the last names of a path' '.../doc .../share/doc /usr/share/doc' "$(trimmed 1 /usr/share/doc; printf ' '; trimmed 2 /usr/share/doc; printf ' '; trimmed 3 /usr/share/doc)"
check 'dots that would save nothing' '/abc/d /us/share/doc' "$(trimmed 2 /abc/d; printf ' '; trimmed 2 /us/share/doc)"
check 'below home' '~/.../c/d ~/abc/d ~/a ~' "$(HOME=/h; trimmed 2 /h/xy/a/c/d; printf ' '; trimmed 1 /h/abc/d; printf ' '; trimmed 1 /h/a; printf ' '; trimmed 1 /h)"
check 'no number' '/usr/share/doc /usr/share/doc / doc' "$(trimmed 0 /usr/share/doc; printf ' '; trimmed x /usr/share/doc; printf ' '; trimmed 1 /; printf ' '; PWD=/usr/share/doc; prompt '\W')"


check 'a backslash at the end' '\ x\ \' "$(PS1='\'; v='x\'; w='\\'; echo "${PS1@P} ${v@P} ${w@P}")"
finish
