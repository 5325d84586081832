# shellcheck shell=bash disable=SC2154 # compare.sh sets what is used here
# Start and end of a program that does nothing.

# startup_time SAMPLES COMMAND: the median of many, in ms.
startup_time() {
    hyper --warmup 3 --runs "$(scaled 100)" --export-csv "$work/startup.csv" "$2"
    sample "$1" "$(awk -F, 'NR == 2 { printf "%.5f", $4 * 1000 }' "$work/startup.csv")"
}
startup_bash() { startup_time startup-bash 'bash -c :'; }
startup_dash() { startup_time startup-dash 'dash -c :'; }
startup_version() { startup_time startup-version "$drover --version"; }
startup_sh() { startup_time startup-sh "$drover sh -c :"; }

figure_startup() {
    local round version=no shell=no
    [[ $("$drover" --version 2>/dev/null) == *[0-9].[0-9]* ]] && version=yes
    [[ $("$drover" sh -c 'echo here' 2>/dev/null) == here ]] && shell=yes
    while read -r round; do
        if [[ $version == yes ]]; then alternate "$round" startup_bash startup_version; else startup_bash; fi
        if [[ $shell == yes ]]; then alternate "$round" startup_dash startup_sh; else startup_dash; fi
    done < <(rounds 7)
    if [[ $version == yes ]]; then
        ratio_row "drover --version ÷ bash" startup-version "bash -c :" startup-bash ms median 5 "drover has $(short "$(awk -v b="$(stat -c %s "$drover")" 'BEGIN { print b / 1e6 }')") MB"
    else
        not_measured startup "drover --version" "not built yet"
    fi
    if [[ $shell == yes ]]; then
        ratio_row "drover sh -c : ÷ bash" startup-sh "bash -c :" startup-bash ms median 4
        ratio_row "drover sh -c : ÷ dash" startup-sh "dash -c :" startup-dash ms median -
    else
        not_measured startup "drover sh -c : ÷ bash, ≤ 4" "not built yet"
    fi
}
