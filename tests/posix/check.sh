# Sourced by the script tests: counts what is not as expected.
failures=0

# check WHAT EXPECTED ACTUAL
check() {
    if [ "$2" != "$3" ]; then
        failures=$((failures + 1))
        printf 'FAIL: %s\n  expected: [%s]\n  actual:   [%s]\n' "$1" "$2" "$3"
    fi
}

finish() {
    [ "$failures" -eq 0 ]
    exit
}

# Goes to a new directory.
fresh() {
    cd "$(mktemp -d ./XXXXXX)" || exit
}

# Starts the shell under test anew: bash, or drover by its command "sh".
run() {
    if [ "${SH##*/}" = bash ]; then "$SH" "$@"; else "$SH" sh "$@"; fi
}
