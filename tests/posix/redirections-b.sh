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
