. "${0%/*}/check.sh"

# Errors of regular built-ins are told from their ordinary failures
check 'getopts cannot assign' error "$(readonly ro; set -- -a; getopts a ro 2>/dev/null; [ $? -gt 1 ] && echo error)"
check 'umask takes no option -w' 'failed 0022' "$(umask 0022; umask -w 2>/dev/null || echo "failed $(umask)")"
check 'umask -w behind --' 0222 "$(umask 0; umask -- -w; umask)"
check 'printf %c of nothing' 1 "$(printf %c '' | wc -c | tr -d ' ')"

# What command takes from special built-ins
check 'syntax error of eval under command' 'alive yes' "$(command eval 'echo $(' 2>/dev/null; [ $? -gt 0 ] && echo alive yes)"
check 'a program that command exec cannot become' 127 "$( (command exec ./no_such_program; echo alive) 2>/dev/null; echo $?)"

# A backslash alone makes no pattern
mkdir glob && : >'glob/a*c' && cd glob
check 'backslash from an expansion' 'a\*c' "$(p='a\*c'; printf '%s\n' $p)"
cd ..
check 'getopts without operands' '1 2' "$(OPTIND=4; set --; while getopts hc: o; do :; done; printf '%s ' $OPTIND; set -- -h; getopts hc: o; echo $OPTIND)"
check 'echo knows no hexadecimal escapes' '\x40 \u41' "$(echo '\x40 \u41')"


check 'built-ins that are there without PATH' '0 1 yes' "$(p=$PATH; PATH=/nonexistent; true; t=$?; false; f=$?; here=$(pwd) || here=; PATH=$p; echo $t $f ${here:+yes})"
finish
