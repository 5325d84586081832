#!/usr/bin/env bash
# Which lines of the shell's projects their tests execute, in percent of each; about ten minutes on two processors, and no part of test.sh.
#
#   eng/coverage.sh            all tests of Shell.Syntax, LineEditor and Shell; figures on standard output, the rest in artifacts/coverage/report (uncovered.txt, lcov.info)
#   eng/coverage.sh --add      counts on top of the last measurement; with filters (below) a quick look at what one test adds
#   eng/coverage.sh --build    prepares only
#   eng/coverage.sh -- -class '*Syntax*'    with filters of xunit.v3
#
# Counted is what runs anywhere: in the test programs, and in the native drover that they start, its forked copies and those that a signal ends included (eng/coverage/Instrumenter.cs says how).
# A line counts when a statement begins on it. Generated sources do not count.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
ASSEMBLIES=Drover.Shell.Syntax,Drover.LineEditor,Drover.Shell
PROJECTS=(Shell.Syntax LineEditor Shell)
out=$PWD/artifacts/coverage
tool=$out/tool/coverage.dll

add=no only_builds=no filters=()
while (($#)); do
    case $1 in
        --add) add=yes ;;
        --build) only_builds=yes ;;
        --)
            shift
            filters=("$@")
            break
            ;;
        *)
            sed -n '2,10s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"
            exit 2
            ;;
    esac
    shift
done

instrumented() { [[ -x $out/bin/drover && -d $out/tests/Shell ]]; }

if [[ $add == no ]] || ! instrumented; then
    for executable in drover-shim test-programs test-forker; do ./build.sh --only "$executable"; done
    rm -rf "$out"
    mkdir -p "$out/hits" "$out/bin" "$out/tests"
    dotnet build eng/coverage/Coverage.csproj -c Release -o "$out/tool" -v q -nologo -clp:NoSummary
    echo "coverage: the native drover, with counters ..."
    dotnet publish src/Drover.Cli -c Release -v q -nologo -o "$out/publish" "-p:DroverAotFramework=$(cat "artifacts/aot-framework-$(dotnet --version)")" \
        "-p:CustomAfterMicrosoftCommonTargets=$PWD/eng/coverage/Instrumented.targets" "-p:DroverInstrumented=${ASSEMBLIES//,/%2c}" "-p:DroverInstrumentedOutput=$out/native-il" \
        "-p:DroverCoverageTool=$tool" "-p:DroverCoverageHits=$out/hits" "-p:NativeIntermediateOutputPath=$out/native/" "-p:NativeOutputPath=$out/native-bin/"
    cp "$out/publish/drover" artifacts/bin/drover-shim "$out/bin"
    for project in "${PROJECTS[@]}"; do
        dotnet build "tests/Drover.$project.Tests" -c Release -p:DroverLibraryFrameworks=net10.0 -v q -nologo -clp:NoSummary
        cp -r "tests/Drover.$project.Tests/bin/Release/net10.0" "$out/tests/$project"
        for assembly in ${ASSEMBLIES//,/ }; do
            [[ -f $out/tests/$project/$assembly.dll ]] || continue
            dotnet "$tool" instrument "tests/Drover.$project.Tests/bin/Release/net10.0/$assembly.dll" "$out/tests/$project" "$out/hits" "$project"
        done
    done
fi
[[ $only_builds == no ]] || exit 0

export DROVER_UNDER_TEST=$out/bin/drover DROVER_SHELL=$out/bin/drover
for project in "${PROJECTS[@]}"; do
    "$out/tests/$project/Drover.$project.Tests" -nologo -noColor "${filters[@]}" </dev/null >"$out/$project.out" 2>&1 || {
        grep -E '\[FAIL\]|^Unhandled|Errors:' "$out/$project.out" || tail -n 5 "$out/$project.out"
        echo "coverage: Drover.$project.Tests did not succeed; see $out/$project.out" >&2
    }
done
mkdir -p "$out/report"
dotnet "$tool" report "$out/hits" "$out/report" "$PWD"
