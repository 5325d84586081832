#!/usr/bin/env bash
. "${0%/*}/check.sh"

# The names of the script's descriptors
check 'source of the standard input' 'here text' "$(echo $(source /dev/stdin <<<'echo here'; source /dev/stdin < <(echo 'echo text')))"
check 'test of the standard input' '0 0 1 1 0' "$(echo $(echo >file; [ -f /dev/stdin ] <file; echo $?; exec <file; [ -f /dev/stdin ]; echo $?; [ -p /dev/stdin ]; echo $?; echo | { [ -f /dev/stdin ]; echo $?; [ -p /dev/stdin ]; echo $?; }))"
check 'the same file' 0 "$(echo >file; [[ file -ef /dev/stdin ]] <file; echo $?)"
check 'test of the outputs' '0 0' "$(echo $( { [ -f /dev/stdout ]; echo $? >&3; [ -f /dev/stderr ]; echo $? >&3; } 3>&1 >file 2>&1))"

# {name} stays open
check 'behind a built-in' 'x y' "$(echo $(: {a}>file; echo x >&$a; (exec {a}>&-); echo y >&$a; cat file))"
check 'behind a group' 'x' "$({ :; } {a}>file; echo x >&$a; cat file)"
check 'behind a function' 'x' "$(f() { :; }; f {a}>file; echo x >&$a; cat file)"
check 'behind a loop' 'x' "$(for i in 1; do :; done {a}>file; echo x >&$a; cat file)"
check 'behind a redirection that fails' 'x' "$(exec 2>/dev/null; : {a}>file >no/such/file; echo x >&$a; cat file)"
check 'for reading' 'here' "$(: {a}<<<here; cat <&$a)"
check 'what was moved comes back' 'x y' "$(echo $(exec 3>file; : {a}>&3-; echo x >&3; echo y >&$a; cat file))"
check 'of a program, which has a process' '[] x' "$(echo $(cat {a}</dev/null; echo "[$a]"; b=x; (:) {b}>file; echo $b))"
check 'of nothing' '[]' "$({a}>file; echo "[$a]")"
check 'of a constant' 1 "$(exec 2>/dev/null; readonly a=7; : {a}>file; echo $?)"

# What the caller left open
printf 'line\n' >line
check 'a program inherits a high number' line "$(run -c 'cat <&20' 20<line)"
check 'so does the shell' 'line end' "$(echo $(run -c 'read -r a <&70; echo "$a"; echo end >&90' 70<line 90>&1))"
check 'and a shell within' line "$(run -c "$(declare -f run); run -c 'cat <&99'" 99<line)"
check 'and lists of its own' 'line line line' "$(echo $(run -c '(cat <&20) | cat; (cat <&21); { cat <&22; } & wait' 20<line 21<line 22<line))"
check 'until it is closed' '1 0' "$(echo $(run -c 'ls /proc/self/fd | grep -c "^20$"; exec 20<&-; ls /proc/self/fd | grep -c "^20$"' 20<line))"
check 'or replaced' '0 line' "$(echo $(run -c 'exec 20</dev/null; cat <&20 | wc -l; exec 20<line; cat <&20' 20<line))"
check 'or the shell becomes another program' line "$(run -c 'exec cat <&20' 20<line)"
check 'and a free number is another' '0 line' "$(echo $(run -c 'exec {a}<line; echo $((a == 10)); cat <&$a' 10</dev/null))"
check 'a script gets a process substitution' 'one one 2' "$(echo 'cat $1; read -r a <$2; echo $a; . $3' >script; echo $(run script <(echo one) <(echo one) <(echo 'echo 2')))"
check 'and may be one' 'in a substitution' "$(run <(echo 'echo in a substitution'))"
check 'a script that is a descriptor' 'in a descriptor' "$(echo 'echo in a descriptor' >script; run /dev/fd/5 5<script)"

check 'a number that no descriptor can have' refused "$( (exec 1048576>file || :) 2>/dev/null; (eval 'exec 2147483648>file') >/dev/null 2>&1 || echo refused)"
# Sourced, because bash warns of the ends when it reads them.
cat <<'SCRIPT' >documents
x=$(cat <<EOF
hi
EOF)
y=$(cat <<-EOF; echo z
	hi
	EOF )
z="$(cat <<'EOF'
hi
EOF)q"
echo "[$x] [$y] [$z]"
cat <(cat <<EOF
hi
EOF)
(cat <<EOF
not here
EOF)
EOF
)
SCRIPT
check 'a here-document that ends where its substitution does' '[hi] [hi
z] [hiq]
hi
not here
EOF)' "$(. ./documents 2>/dev/null)"
finish
