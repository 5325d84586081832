#!/usr/bin/env bash
# Builds the native executables into artifacts/bin. Nothing is done for an executable whose sources have not changed.
#
#   ./build.sh            the executables of a release
#   ./build.sh --tests    these, and the programs that the tests start (artifacts/test-programs)
#   ./build.sh --bench    these, and the programs of bench/compare.sh (artifacts/bench)
#   ./build.sh --only X   X and nothing else, such as drover or test-programs
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

# project:executable:greatest size in bytes (0: none)
EXECUTABLES=(
    src/Drover.Shim:drover-shim:4000000
    src/Drover.Cli:drover:0
    src/Drover.Server:drover-server:0
    src/Drover.Nomad:nomad-driver-milo:20000000
)
TEST_PROGRAMS=(
    tests/Drover.TestPrograms:test-programs:0
    tests/Drover.TestAsker:test-asker:0
    tests/Drover.TestForker:test-forker:0
)
BENCHMARKS=(
    bench/Drover.Benchmarks:drover-bench:0
    bench/Drover.ProcessPeer:process-peer:0
)

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1 DOTNET_CLI_WORKLOAD_UPDATE_NOTIFY_DISABLE=true

say() { printf 'build: %s\n' "$*"; }
fail() {
    printf 'build: error: %s\n' "$*" >&2
    exit 1
}

with_tests=no with_bench=no only=''
while (($#)); do
    case $1 in
        --tests) with_tests=yes ;;
        --bench) with_bench=yes ;;
        --only)
            (($# > 1)) || fail "--only needs the name of an executable; see ./build.sh --help"
            only=$2
            shift
            ;;
        -h | --help)
            sed -n '2,7s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"
            exit 0
            ;;
        *) fail "unknown argument '$1'; see ./build.sh --help" ;;
    esac
    shift
done
say "native executables into artifacts/bin"

# --- what the machine must have ---------------------------------------------------------------------------------------

sdk_version() {
    command -v dotnet >/dev/null || fail "the .NET 10 SDK is missing: 'dotnet' is not on PATH (https://dotnet.microsoft.com/download/dotnet/10.0)"
    # global.json asks for 10.0; dotnet fails when it has no such SDK, and then lists what it has.
    local version installed
    if ! version=$(dotnet --version 2>/dev/null) || [[ $version != 10.* ]]; then
        installed=$(dotnet --list-sdks 2>/dev/null | cut -d' ' -f1 | tr '\n' ' ')
        fail "the .NET 10 SDK is missing (https://dotnet.microsoft.com/download/dotnet/10.0); $(command -v dotnet) has: ${installed:-no SDK}"
    fi
    printf '%s' "$version"
}

# The Debian packages that are missing: a C compiler as linker driver, the C library's start files, ld and objcopy, and SQLite's library.
missing_packages() {
    local cc='' crt
    if command -v clang >/dev/null; then cc=clang; elif command -v gcc >/dev/null; then cc=gcc; else echo gcc; fi
    crt=$(${cc:-true} -print-file-name=crt1.o 2>/dev/null || true)
    [[ $crt == */* ]] || echo libc6-dev
    command -v ld >/dev/null && command -v objcopy >/dev/null || echo binutils
    local libraries
    libraries=$(PATH=$PATH:/sbin:/usr/sbin ldconfig -p 2>/dev/null || true)
    [[ $libraries == *libsqlite3.so.0* ]] || echo libsqlite3-0
}

install_missing() {
    local missing
    mapfile -t missing < <(missing_packages)
    ((${#missing[@]})) || return 0
    command -v apt-get >/dev/null || fail "missing, and this system has no apt-get: ${missing[*]} (names of Debian)"
    ((EUID == 0)) || fail "missing: ${missing[*]}. Run: sudo apt-get update && sudo apt-get install -y --no-install-recommends ${missing[*]}"
    say "installing ${missing[*]}"
    export DEBIAN_FRONTEND=noninteractive
    # A fresh image has no package lists, an old one has lists of packages that are gone: update only then.
    apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null 2>&1 && return 0
    apt-get update -qq >/dev/null || fail "apt-get update failed"
    apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null || fail "apt-get could not install: ${missing[*]}"
}

# --- which framework (docs/decisions/0002-target-frameworks.md) -------------------------------------------------------

# net10.0 where its native AOT pack restores, net9.0 where no source has it. The answer holds for one SDK; no answer is kept
# when the sources could not be asked.
aot_framework() {
    local sdk=$1 answer=artifacts/aot-framework-$1 probe=artifacts/aot/probe output
    if [[ -s $answer ]]; then
        cat "$answer"
        return
    fi
    rm -rf "$probe"
    mkdir -p "$probe"
    echo '<Project />' >"$probe/Directory.Build.props"
    echo '<Project />' >"$probe/Directory.Packages.props"
    cat >"$probe/probe.csproj" <<-'PROJECT'
	<Project Sdk="Microsoft.NET.Sdk">
	  <PropertyGroup>
	    <OutputType>Exe</OutputType>
	    <TargetFramework>net10.0</TargetFramework>
	    <RuntimeIdentifier>linux-x64</RuntimeIdentifier>
	    <PublishAot>true</PublishAot>
	    <NuGetAudit>false</NuGetAudit>
	  </PropertyGroup>
	</Project>
	PROJECT
    if output=$(dotnet restore "$probe/probe.csproj" -v q 2>&1); then
        echo net10.0 >"$answer"
    elif [[ $output =~ error\ NU110[123] ]]; then
        echo net9.0 >"$answer"
    else
        printf '%s\n' "$output" >&2
        fail "could not find out whether native AOT for .NET 10 restores (SDK $sdk)"
    fi
    cat "$answer"
}

# --- building ---------------------------------------------------------------------------------------------------------

# The folder of a project and of every project it references, one a line.
closure() {
    local project=$1 reference
    echo "$project"
    while read -r reference; do
        closure "$(realpath --relative-to=. "$project/$(dirname "$reference")")"
    done < <(sed -n 's/.*<ProjectReference Include="\([^"]*\)".*/\1/p' "$project"/*.csproj)
}

# A hash over everything that an executable is made of.
fingerprint() {
    local project=$1 folders files
    mapfile -t folders < <(closure "$project" | sort -u)
    # The server holds the board.
    if [[ $project == src/Drover.Server ]]; then folders+=(web/src web/public web/index.html web/package-lock.json web/vite.config.ts eng/Board.targets); fi
    mapfile -t files < <(find "${folders[@]}" -name bin -prune -o -name obj -prune -o -type f -print | sort)
    {
        echo "$sdk $framework"
        sha256sum build.sh global.json eng/*.props Directory.* "$(dirname "$project")"/Directory.* "${files[@]}" 2>/dev/null || true
    } | sha256sum | cut -d' ' -f1
}

megabytes() { awk -v bytes="$1" 'BEGIN { printf "%.2f MB", bytes / 1e6 }'; }

build() {
    local directory=$1 project executable limit stamp now size started took log=artifacts/aot/publish.log
    IFS=: read -r project executable limit <<<"$2"
    stamp=artifacts/aot/$executable.stamp
    now=$(fingerprint "$project")
    if [[ ! -x $directory/$executable || ! -f $stamp || $(<"$stamp") != "$now" ]]; then
        say "$executable: compiling $project for $framework ..."
        started=$SECONDS
        rm -f "$stamp"
        # 9: the lock below must not be inherited by a build server that outlives us.
        if ! dotnet publish "$project" -c Release -p:DroverAotFramework="$framework" -o "artifacts/aot/publish/$executable" -v q >"$log" 2>&1 9>&-; then
            cat "$log" >&2
            fail "$executable could not be built"
        fi
        # Replaced by a rename: a copy that is running keeps its own file.
        mkdir -p "$directory"
        cp "artifacts/aot/publish/$executable/$executable" "$directory/.$executable.new"
        mv "$directory/.$executable.new" "$directory/$executable"
        echo "$now" >"$stamp"
        took=" in $((SECONDS - started)) s"
    else
        took=", unchanged"
    fi
    size=$(stat -c %s "$directory/$executable")
    say "$executable: $(megabytes "$size"), $framework$took"
    ((limit == 0 || size <= limit)) || fail "$directory/$executable has $size bytes; at most $limit are allowed"
}

sdk=$(sdk_version)
install_missing
mkdir -p artifacts/aot
exec 9>artifacts/aot/lock
flock -n 9 || {
    say "waiting for another build in this directory"
    flock 9
}
[[ -s artifacts/aot-framework-$sdk ]] || say "asking the package sources for native AOT of .NET 10 ..."
framework=$(aot_framework "$sdk" 9>&-)
say ".NET SDK $sdk, native executables for $framework"
if [[ $only ]]; then
    built=no
    build_only() {
        local directory=$1 entry
        shift
        for entry in "$@"; do
            [[ $entry == *":$only:"* ]] || continue
            build "$directory" "$entry"
            built=yes
        done
    }
    build_only artifacts/bin "${EXECUTABLES[@]}"
    build_only artifacts/test-programs "${TEST_PROGRAMS[@]}"
    build_only artifacts/bench "${BENCHMARKS[@]}"
    [[ $built == yes ]] || fail "there is no executable '$only'"
    exit 0
fi
for entry in "${EXECUTABLES[@]}"; do build artifacts/bin "$entry"; done
if [[ $with_tests == yes ]]; then
    for entry in "${TEST_PROGRAMS[@]}"; do build artifacts/test-programs "$entry"; done
fi
if [[ $with_bench == yes ]]; then
    for entry in "${BENCHMARKS[@]}"; do build artifacts/bench "$entry"; done
fi
