. "${0%/*}/check.sh"

# Where dash or bash answer otherwise than POSIX says
check 'read from a closed descriptor' error "$(read x <&- 2>/dev/null; [ $? -gt 1 ] && echo error)"
check 'read into a read-only variable' error "$(readonly ro; echo a | { read ro; [ $? -gt 1 ] && echo error; } 2>/dev/null)"
check 'read into no name' error "$(echo a | { read 1x; [ $? -gt 1 ] && echo error; } 2>/dev/null)"
check 'special built-in in the text of a command' '' "$(set -o posix; command eval 'set -o no_such_option; echo alive' 2>/dev/null)"

# Characters of more than one byte
check 'first character' 'ö' "$(LC_ALL=C.UTF-8; x=äö; echo "${x#?}")"
check 'longest and shortest prefix' 'c äc' "$(LC_ALL=C.UTF-8; x=öbäc; echo "${x##*[!c]}" "${x#*b}")"

finish
