. "${0%/*}/check.sh"

# Where dash or bash answer otherwise than POSIX says
check 'read from a closed descriptor' error "$(read x <&- 2>/dev/null; [ $? -gt 1 ] && echo error)"
check 'read into a read-only variable' error "$(readonly ro; echo a | { read ro; [ $? -gt 1 ] && echo error; } 2>/dev/null)"
check 'read into no name' error "$(echo a | { read 1x; [ $? -gt 1 ] && echo error; } 2>/dev/null)"
check 'special built-in in the text of a command' '' "$(set -o posix; command eval 'set -o no_such_option; echo alive' 2>/dev/null)"

# Characters of more than one byte
check 'first character' 'ö' "$(LC_ALL=C.UTF-8; x=äö; echo "${x#?}")"
check 'longest and shortest prefix' 'c äc' "$(LC_ALL=C.UTF-8; x=öbäc; echo "${x##*[!c]}" "${x#*b}")"

printf '#!/no/such/interpreter -x\n' >script && chmod +x script
check 'an interpreter that is missing' 'sh: line 1: ./script: its interpreter /no/such/interpreter was not found 127' "$(echo $("$SH" sh -c './script; echo $?' 2>&1))"
check 'exec of one' 'sh: line 1: ./script: its interpreter /no/such/interpreter was not found 127' "$(echo $("$SH" sh -c 'exec ./script' 2>&1; echo $?))"
check 'the trap of EXIT sees the variables of the function that an error ends' '[1]' "$("$SH" sh -c 'f() { local x=1; : ${nothing?bad}; echo no; }; trap '\''echo "[$x]"'\'' EXIT; f' 2>/dev/null)"
finish
