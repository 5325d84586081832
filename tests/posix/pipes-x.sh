. "${0%/*}/check.sh"

# How much a pipe holds: F_GETPIPE_SZ of fcntl(2).
size='perl -e "print fcntl(STDIN, 1032, 0) + 0"'
check 'a pipeline in the foreground' 262144 "$(: | eval "$size")"
check 'the last pipe of eight stages' 262144 "$(: | : | : | : | : | : | : | eval "$size")"
check 'nine stages' 65536 "$(: | : | : | : | : | : | : | : | eval "$size")"
: | eval "$size" >out &
wait
check 'in the background' 65536 "$(cat out)"
head -c 1000000 /dev/zero | cat | wc -c >out
check 'nothing is lost' 1000000 "$(($(cat out)))"

finish
