#!/usr/bin/env bash
# Builds everything and runs every test.
#
#   ./test.sh                     all of it: build, static checks, every test project
#   ./test.sh Engine Runs         only tests/Drover.Engine.Tests and tests/Drover.Runs.Tests, without the static checks
#   ./test.sh --soak              the load tests at their full length (hours instead of minutes)
#   ./test.sh --nomad             builds, then nothing but the acceptance by a real Nomad (tests/nomad/acceptance.sh), which has to be installed
#   ./test.sh Engine -- -method '*pipeline*'   what follows -- goes to the test executables (xunit.v3 filters)
#
# The last line is "N passed, N failed, N skipped". A step that fails (build, format, an executable that does not start, a test
# project that dies or has nothing to run) counts as one failure. The exit status is 0 only without failures.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")" || exit 1

# Debian packages that the tests start programs from, as package:command, or package:/file for what is no program. Only the missing ones are installed.
PACKAGES=(dash:dash tmux:tmux less:less vim-tiny:vim.tiny hyperfine:hyperfine procps:ps python3-minimal:python3 shellcheck:shellcheck zsh:zsh fish:fish chromium:chromium postgresql:pg_ctlcluster
    crun:crun openjdk-17-jdk-headless:javac golang-go:go
    golang-github-hashicorp-go-plugin-dev:/usr/share/gocode/src/github.com/hashicorp/go-plugin golang-google-grpc-dev:/usr/share/gocode/src/google.golang.org/grpc
    golang-goprotobuf-dev:/usr/share/gocode/src/github.com/golang/protobuf golang-golang-x-net-dev:/usr/share/gocode/src/golang.org/x/net)
# Seconds until a test project that does not come back is ended.
PROJECT_SECONDS=900

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1 DOTNET_CLI_WORKLOAD_UPDATE_NOTIFY_DISABLE=true

# The executables under test are those of this directory, and their state goes where each test says.
unset DROVER_SHIM DROVER_STATE DROVER_SHELL DROVER_UNDER_TEST

passed=0 failed=0 skipped=0
say() { printf 'test: %s\n' "$*"; }
failure() {
    printf 'test: FAILED: %s\n' "$*"
    failed=$((failed + 1))
}
# Compiling by one server takes half the time. It must not outlive us: who waits for the end of our output would wait for it.
export UseSharedCompilation=true
trap 'dotnet build-server shutdown --vbcscompiler >/dev/null 2>&1' EXIT
finish() {
    say "$SECONDS s in all"
    printf '%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
    exit $((failed > 0))
}

wanted=() filters=()
while (($#)); do
    case $1 in
        --soak)
            export DROVER_SOAK=1
            PROJECT_SECONDS=$((8 * 3600))
            ;;
        -h | --help)
            sed -n '2,11s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"
            exit 0
            ;;
        --nomad)
            shift
            ./build.sh && tests/nomad/acceptance.sh "$@"
            exit
            ;;
        --)
            shift
            filters=("$@")
            break
            ;;
        -*)
            say "unknown option '$1'; see ./test.sh --help"
            exit 2
            ;;
        *) wanted+=("$1") ;;
    esac
    shift
done

# --- what will be done ------------------------------------------------------------------------------------------------

projects=()
if ((${#wanted[@]})); then
    for name in "${wanted[@]}"; do
        if [[ -d tests/Drover.$name.Tests ]]; then
            projects+=("tests/Drover.$name.Tests")
        else
            failure "there is no tests/Drover.$name.Tests"
        fi
    done
    ((failed == 0)) || finish
else
    projects=(tests/*.Tests)
fi
missing=()
for package in "${PACKAGES[@]}"; do
    [[ -e ${package#*:} ]] || command -v "${package#*:}" >/dev/null || missing+=("${package%:*}")
done
say "builds the executables (build.sh installs a C linker and libsqlite3-0 if they are missing)"
((${#missing[@]})) && say "installs with apt: ${missing[*]}"
((${#wanted[@]})) || say "builds Drover.slnx with warnings as errors, and checks format and scripts"
say "runs: ${projects[*]#tests/}${DROVER_SOAK:+ (soak)}"

# --- build ------------------------------------------------------------------------------------------------------------

if ((${#missing[@]})); then
    export DEBIAN_FRONTEND=noninteractive
    if ((EUID != 0)); then
        failure "missing: ${missing[*]}. Run: sudo apt-get update && sudo apt-get install -y --no-install-recommends ${missing[*]}"
        finish
    fi
    # Without a cluster of its own: the tests start PostgreSQL in a directory of theirs.
    if [[ " ${missing[*]} " == *" postgresql "* && ! -e /etc/postgresql-common/createcluster.conf ]]; then
        mkdir -p /etc/postgresql-common
        echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.conf
    fi
    # Lists may be absent (a fresh image) or outdated: update only then.
    apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null 2>&1 ||
        { apt-get update -qq >/dev/null && apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null; } ||
        { failure "apt-get could not install: ${missing[*]}" && finish; }
fi

./build.sh --tests || {
    failure "build.sh"
    finish
}

started=$SECONDS
if ((${#wanted[@]})); then targets=("${projects[@]}"); else targets=(Drover.slnx); fi
for target in "${targets[@]}"; do
    say "building $target ..."
    dotnet build "$target" -c Release -v q -nologo -clp:NoSummary || failure "building $target"
done
((failed == 0)) || finish
say "built in $((SECONDS - started)) s"

if ((${#wanted[@]} == 0)); then
    started=$SECONDS
    eng/check.sh || failure "eng/check.sh"
    say "checked in $((SECONDS - started)) s"
fi

# An executable starts when the loader, the runtime and Main are reached; which arguments it knows is for its own tests.
for executable in artifacts/bin/*; do
    timeout -k 1 10 "$executable" --version >/dev/null 2>&1 </dev/null
    status=$?
    if ((status == 124 || status >= 126)); then failure "$executable --version ended with status $status: it does not start"; fi
done

# --- tests ------------------------------------------------------------------------------------------------------------

results=artifacts/test-results
rm -rf "$results"
mkdir -p "$results"

# The value of attribute $2 of the <assembly> element in report $1.
count() {
    local value
    value=$(sed -n "s/.*<assembly [^>]*[[:space:]]$2=\"\([0-9]*\)\".*/\1/p" "$1" | head -n 1)
    echo "${value:-0}"
}

run() {
    local project=$1 name executable report status total began=$SECONDS
    name=$(basename "$project")
    executable=$project/bin/Release/net10.0/$name
    report=$results/$name.xml
    if [[ -z $(find "$project" -name obj -prune -o -name bin -prune -o -name '*.cs' -print -quit) ]]; then
        say "$name: has no tests yet"
        return
    fi
    say "$name ..."
    timeout --foreground -k 10 "$PROJECT_SECONDS" "$executable" -nologo -noColor -longRunning 120 -xml "$report" "${filters[@]}" \
        </dev/null >"$results/$name.out" 2>&1
    status=$?
    if ((status == 124)); then failure "$name did not end within $PROJECT_SECONDS s"; fi
    if ! grep -q '<assembly ' "$report" 2>/dev/null; then
        tail -n 200 "$results/$name.out" | cut -c 1-400
        ((status == 124)) || failure "$name ended with status $status and without a report"
        return
    fi
    total=$(count "$report" total)
    local p f s e
    p=$(count "$report" passed) f=$(count "$report" failed) s=$(count "$report" skipped) e=$(count "$report" errors)
    if ((f + e > 0 || status != 0)); then
        cut -c 1-400 "$results/$name.out"
    elif ((s > 0)); then
        grep -E '\[SKIP\]' -A 1 "$results/$name.out" | grep -v '^--'
    fi
    passed=$((passed + p)) failed=$((failed + f + e)) skipped=$((skipped + s))
    if ((status != 0 && status != 124 && f + e == 0)); then failure "$name ended with status $status though no test failed"; fi
    if ((total == 0 && ${#filters[@]} == 0)); then failure "$name ran no test"; fi
    say "$name: $p passed, $((f + e)) failed, $s skipped in $((SECONDS - began)) s"
}

# The board's own tests, without a browser; those with one are in Drover.Server.Tests.
run_board() {
    local report=$results/board.json p f
    say "web ..."
    (cd web && node_modules/.bin/vitest run --reporter=json --outputFile="../$report") </dev/null >"$results/board.out" 2>&1
    local status=$?
    p=$(sed -n 's/.*"numPassedTests":\([0-9]*\).*/\1/p' "$report" 2>/dev/null) f=$(sed -n 's/.*"numFailedTests":\([0-9]*\).*/\1/p' "$report" 2>/dev/null)
    passed=$((passed + ${p:-0})) failed=$((failed + ${f:-0}))
    if ((status != 0)); then tail -n 100 "$results/board.out" | cut -c 1-400; fi
    if ((status != 0 && ${f:-0} == 0)); then failure "the tests of web/ ended with status $status"; fi
    say "web: ${p:-0} passed, ${f:-0} failed"
}

for project in "${projects[@]}"; do run "$project"; done
if ((${#wanted[@]} == 0 && ${#filters[@]} == 0)); then
    if [[ -x web/node_modules/.bin/vitest ]]; then run_board; else failure "the tests of web/ were not run: install Node 20.19 or later and build again"; fi
fi
((passed + failed + skipped > 0)) || failure "no test was run"
finish
