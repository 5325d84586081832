# shellcheck shell=bash disable=SC2154 # compare.sh sets what is used here
# Sourced by compare.sh: samples, rows and tables. A row is one line of fields separated by \x1f:
# figure, name, ours, peer's name, peer's value, ratio min, median, max, what counts, limit, verdict, remark, our samples, the peer's samples.

SEPARATOR=$'\x1f'

# Whether a further round may begin.
has_time() { ((SECONDS - started < BUDGET)); }

# A count, or a tenth of it with --quick.
scaled() { if [[ $quick == yes ]]; then echo $((($1 + 9) / 10)); else echo "$1"; fi; }

# The numbers of the rounds, as long as there is time: rounds N, in a `while read` loop. The first is always there.
rounds() {
    local round
    for ((round = 1; round <= $1; round++)); do
        if ((round > 1)) && ! has_time; then return 0; fi
        echo "$round"
        [[ $quick == no ]] || return 0
    done
}

# Calls both functions, in turns first.
alternate() {
    if (($1 % 2)); then
        "$2"
        "$3"
    else
        "$3"
        "$2"
    fi
}

# Keeps a sample: sample NAME NUMBER.
sample() {
    [[ $2 =~ ^[0-9.]+$ ]] || {
        say "$1: '$2' is no number"
        return 1
    }
    echo "$2" >>"$work/samples/$1"
}

# Milliseconds since EPOCHREALTIME $1.
since() { awk -v a="$1" -v b="$EPOCHREALTIME" 'BEGIN { printf "%.3f", (b - a) * 1000 }'; }

# field NAME of lines name=value in $1.
field() { sed -n "s/^$2=//p" <<<"$1"; }

# Least, median and greatest of the numbers on standard input.
summary() { sort -g | awk '{ v[NR] = $1 } END { if (NR) print v[1], (NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2), v[NR] }'; }

short() { awk -v v="$1" 'BEGIN { printf (v >= 100 ? "%.0f" : v >= 10 ? "%.1f" : "%.2f"), v }'; }

joined() { paste -sd, "$work/samples/$1"; }

row() {
    local IFS=$SEPARATOR
    printf '%s\n' "$*" >>"$work/rows"
}

verdict() { if [[ $2 == - ]]; then echo ''; else awk -v v="$1" -v l="$2" 'BEGIN { print (v <= l ? "ok" : "MISSED") }'; fi; }

# A comparison: ratio_row NAME OURS PEER_LABEL PEER UNIT median|best LIMIT|- [REMARK]; OURS and PEER are names of samples, paired by round.
# "median" judges the median of the ratios, "best" the ratio of the two least samples.
ratio_row() {
    local name=$1 ours=$2 label=$3 peer=$4 unit=$5 kind=$6 limit=$7 remark=${8:-} least middle most judged ours_shown peer_shown
    local ours_least ours_middle peer_least peer_middle
    read -r least middle most < <(paste "$work/samples/$ours" "$work/samples/$peer" | awk 'NF == 2 { print $1 / $2 }' | summary)
    read -r ours_least ours_middle _ < <(summary <"$work/samples/$ours")
    read -r peer_least peer_middle _ < <(summary <"$work/samples/$peer")
    if [[ $kind == best ]]; then
        judged=$(awk -v a="$ours_least" -v b="$peer_least" 'BEGIN { print a / b }')
        ours_shown=$ours_least peer_shown=$peer_least
    else
        judged=$middle ours_shown=$ours_middle peer_shown=$peer_middle
    fi
    row "$figure" "$name" "$(short "$ours_shown") $unit" "$label" "$(short "$peer_shown") $unit" "$(short "$least")" "$(short "$middle")" "$(short "$most")" \
        "$(short "$judged")" "$([[ $limit == - ]] || echo "≤ $limit")" "$(verdict "$judged" "$limit")" "$remark" "$(joined "$ours")" "$(joined "$peer")"
}

# A value with a limit of its own: value_row NAME SAMPLES UNIT median|mean|best LIMIT|- [REMARK].
value_row() {
    local name=$1 samples=$2 unit=$3 kind=$4 limit=$5 remark=${6:-} least middle most judged
    read -r least middle most < <(summary <"$work/samples/$samples")
    case $kind in
        best) judged=$least ;;
        mean) judged=$(awk '{ sum += $1 } END { print sum / NR }' "$work/samples/$samples") ;;
        *) judged=$middle ;;
    esac
    row "$figure" "$name" "$(short "$judged") $unit" '' '' "$(short "$least")" "$(short "$middle")" "$(short "$most")" \
        "$(short "$judged")" "$([[ $limit == - ]] || echo "≤ $limit $unit")" "$(verdict "$judged" "$limit")" "$remark" "$(joined "$samples")" ''
}

# Something that holds or not: state_row NAME VALUE LIMIT ok|MISSED [REMARK].
state_row() { row "$figure" "$1" "$2" '' '' '' '' '' '' "$3" "$4" "${5:-}" '' ''; }

# not_measured FIGURE NAME WHY.
not_measured() { row "$1" "$2" '' '' '' '' '' '' '' '' 'not measured' "$3" '' ''; }

missed() { cut -d "$SEPARATOR" -f 11 "$work/rows" | grep -qx MISSED; }

# Runs hyperfine quietly; what it says is shown only when it fails.
hyper() {
    hyperfine -N "$@" >"$work/hyperfine.log" 2>&1 || {
        cat "$work/hyperfine.log" >&2
        return 1
    }
}

# Whether the command line has a verb yet.
has_verb() { [[ -n $(timeout 10 "$drover" "$1" --help 2>/dev/null) ]]; }

table() {
    awk -F "$SEPARATOR" '
        # printf counts bytes: the signs in limits and names are longer than they look.
        function pad(text, width,    plain) {
            plain = text
            gsub(/≤|÷|µ|×/, "x", plain)
            return text sprintf("%" (width > length(plain) ? width - length(plain) : 0) "s", "")
        }
        BEGIN { print pad("figure", 56) pad("drover", 13) pad("peer", 36) pad("min/median/max", 20) pad("limit", 12) "" }
        {
            peer = $5 == "" ? $4 : $4 " " $5
            spread = $6 == "" ? "" : $6 "/" $7 "/" $8
            print pad($1 ($2 == "" ? "" : ": " $2), 56) pad($3, 13) pad(peer, 36) pad(spread, 20) pad($10, 12) $11 ($12 == "" ? "" : ($11 == "" ? "" : "  ") "(" $12 ")")
        }' "$work/rows"
}

markdown() {
    echo '| figure | drover | peer | min / median / max | judged | limit | | remark |'
    echo '| --- | --- | --- | --- | --- | --- | --- | --- |'
    awk -F "$SEPARATOR" '{
        printf "| %s | %s | %s | %s | %s | %s | %s | %s |\n", $1 ($2 == "" ? "" : ": " $2), $3, $4 ($5 == "" ? "" : " " $5), ($6 == "" ? "" : $6 " / " $7 " / " $8), $9, $10,
            ($11 == "MISSED" ? "**MISSED**" : $11), $12 }' "$work/rows"
    printf '\nThe spread is of the ratios (ours ÷ the peer'\''s, round by round) where there is a peer, otherwise of the value itself.\n'
}

json() {
    awk -F "$SEPARATOR" -v date="$(date -u +%FT%TZ)" -v load="$load" -v processors="$processors" -v kernel="$(uname -r)" '
        function quoted(text) { gsub(/\\/, "\\\\", text); gsub(/"/, "\\\"", text); return "\"" text "\"" }
        BEGIN { printf "{\"date\":%s,\"load\":%s,\"processors\":%s,\"kernel\":%s,\"rows\":[", quoted(date), load, processors, quoted(kernel) }
        {
            printf "%s\n{\"figure\":%s,\"name\":%s,\"drover\":%s,\"peer\":%s,\"peerValue\":%s", (NR > 1 ? "," : ""), quoted($1), quoted($2), quoted($3), quoted($4), quoted($5)
            if ($6 != "") printf ",\"min\":%s,\"median\":%s,\"max\":%s,\"judged\":%s", $6, $7, $8, $9
            printf ",\"limit\":%s,\"verdict\":%s,\"remark\":%s,\"samples\":[%s],\"peerSamples\":[%s]}", quoted($10), quoted($11), quoted($12), $13, $14
        }
        END { print "\n]}" }' "$work/rows"
}
