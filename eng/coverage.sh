#!/usr/bin/env bash
# Measures the lines of the shell that its tests execute, in percent of each project; at most some minutes, and no part of test.sh.
#
#   eng/coverage.sh            Drover.Shell.Syntax, Drover.Shell and Drover.LineEditor; the reports are in artifacts/coverage
#   eng/coverage.sh -- -class '*Syntax*'    with filters of xunit.v3
#
# What runs in processes of its own, as all interactive tests and the scripts of the native shell, is not counted: only what the test programs execute themselves.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
filters=''
if [[ ${1-} == -- ]]; then
    shift
    printf -v filters '%q ' "$@"
fi
out=$PWD/artifacts/coverage merge=''
rm -rf "$out"
mkdir -p "$out"
dotnet restore eng/coverage/Coverage.csproj -v q
for project in Shell.Syntax LineEditor Shell; do
    dotnet build "tests/Drover.$project.Tests" -c Release -p:DroverLibraryFrameworks=net10.0 -v q -nologo -clp:NoSummary
    dotnet msbuild eng/coverage/Coverage.csproj -t:Measure -nologo -v m \
        -p:Tests="$PWD/tests/Drover.$project.Tests/bin/Release/net10.0/Drover.$project.Tests" \
        "-p:Assemblies=[Drover.Shell]*%2c[Drover.Shell.Syntax]*%2c[Drover.LineEditor]*" \
        -p:Report="$out/$project" -p:MergeWith="$merge" "-p:Filters=$filters"
    merge=$out/$project.json
done
