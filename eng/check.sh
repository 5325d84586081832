#!/usr/bin/env bash
# What can be said of the sources without running them: their format, and the shell scripts. Changes nothing; ends with status 1 at any finding.
# The repair of a format finding is: dotnet format Drover.slnx
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

status=0
say() { printf 'check: %s\n' "$*"; }
finding() {
    printf 'check: error: %s\n' "$*" >&2
    status=1
}

say "shell scripts"
# Those of tests/posix are input for our shell: some are no valid sh on purpose.
mapfile -t scripts < <(find . \( -path ./tests/posix -o -name bin -o -name obj -o -name artifacts -o -name node_modules -o -name .git \) -prune -o -name '*.sh' -type f -print | sort)
for script in "${scripts[@]}" .ci/run; do
    read -r interpreter <"$script"
    case $interpreter in
        *bash*) bash -n "$script" || finding "$script: not valid bash" ;;
        *) sh -n "$script" || finding "$script: not valid sh" ;;
    esac
done
if command -v shellcheck >/dev/null; then
    shellcheck --severity=warning "${scripts[@]}" .ci/run || finding "shellcheck found something"
else
    say "shellcheck is not installed: scripts were only parsed"
fi

# What else "dotnet format" would look at, style and analyzers, fails the build (EnforceCodeStyleInBuild), and the order of usings a test (LayoutTests): loading the
# whole solution once more for that takes minutes.
say "dotnet format whitespace --verify-no-changes"
dotnet format whitespace --folder . --verify-no-changes --exclude artifacts web/node_modules -v q || finding "dotnet format would change files (run: dotnet format Drover.slnx)"
exit $status
