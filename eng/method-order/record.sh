#!/usr/bin/env bash
# Writes src/Drover.Cli/method-order.txt anew: the methods that are used together, which the native compiler then puts side by side
# (docs/decisions/0029-method-order.md). The executable is built if it has to be. Without it nothing is wrong, only slower; run it after great changes to the shell.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

target=src/Drover.Cli/method-order.txt
./build.sh --only drover >&2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/files"
ln -s "$PWD/artifacts/bin/drover" "$work/sh"
cc -O2 -Wall -Wextra -o "$work/tracer" eng/method-order/tracer.c

# The symbols of methods: those of the section that the native compiler fills.
symbols=$(find artifacts/aot/bin/Drover.Cli -name drover.dbg | head -n 1)
fail() {
    echo "method-order: $*" >&2
    exit 1
}
[[ $symbols ]] || fail "no drover.dbg below artifacts/aot/bin/Drover.Cli"
read -r start size < <(readelf -SW "$symbols" 2>/dev/null | sed 's/\[ */[/' | awk '$2 == "__managedcode" { print $4, $6 }') || fail "$symbols has no section __managedcode"
nm -n --defined-only "$symbols" | awk -v low="$((16#$start))" -v high="$((16#$start + 16#$size))" '
    function number(hex, value, i) { value = 0; for (i = 1; i <= length(hex); i++) value = value * 16 + index("0123456789abcdef", substr(hex, i, 1)) - 1; return value }
    ($2 == "t" || $2 == "T") && number($1) >= low && number($1) < high { print $1, $3 }' >"$work/symbols"

record() { timeout 120 "$work/tracer" "$work/symbols" "$@" </dev/null 2>"$work/errors" || fail "$* failed: $(<"$work/errors")"; }
{
    record "$work/sh" eng/method-order/script.sh "$work/files"
    record "$work/sh" -c :
} | awk '!seen[$0]++' >"$work/order"
(($(wc -l <"$work/order") > 500)) || fail "only $(wc -l <"$work/order") methods were seen"
cp "$work/order" "$target"
echo "method-order: $(wc -l <"$target") methods in $target"
