#!/usr/bin/env bash
# Builds everything with warnings as errors and runs every test. --long adds the soak tests.
# Arguments after that go to the test runner: ./test.sh --filter Gemm
set -euo pipefail
cd "$(dirname "$0")"

if ! command -v dotnet >/dev/null; then
    echo "test.sh: the .NET SDK is missing; install version 10 from https://dot.net (Debian: dotnet-sdk-10.0)." >&2
    exit 1
fi

if [ "${1:-}" = "--long" ]; then
    export DESCENT_LONG=1
    shift
fi

# install <package> <what for>: where there is Debian's installer; the tests themselves say what is missing elsewhere.
install() {
    command -v apt-get >/dev/null || return 0
    local sudo=""
    [ "$(id -u)" = 0 ] || sudo="sudo -n"
    { $sudo apt-get install -y -q "$1" || { $sudo apt-get update -q && $sudo apt-get install -y -q "$1"; }; } >/dev/null 2>&1 ||
        echo "test.sh: $1 is missing and could not be installed; $2 will fail. Install it: apt-get install $1" >&2
}

# JPEG files are decoded by the system's library; everything else runs without it.
if ! ldconfig -p 2>/dev/null | grep -q 'libturbojpeg\.so\.0'; then install libturbojpeg0 "the tests of JPEG files"; fi

# Arrays go to and fro between NumPy and Descent.
python=/usr/bin/python3
[ -x "$python" ] || python=python3
if ! "$python" -c 'import numpy' >/dev/null 2>&1; then install python3-numpy "the tests of interchange with NumPy"; fi

# Pages are built by Node.js and npm, and looked at in a browser.
if ! command -v node >/dev/null; then install nodejs "the tests of pages"; fi
if ! command -v npm >/dev/null; then install npm "the tests of pages"; fi
if ! command -v chromium >/dev/null; then install chromium "the tests in a browser"; fi

dotnet build Descent.slnx -c Release -v quiet -nologo
log=$(mktemp)
trap 'rm -f "$log"' EXIT
status=0
dotnet test tests/Descent.Tests -c Release --no-build --nologo "$@" 2>&1 | tee "$log" || status=$?

# "Passed!  - Failed: 0, Passed: 12, Skipped: 0, …" becomes "12 passed, 0 failed".
summary=$(sed -nE 's/.*Failed: +([0-9]+), Passed: +([0-9]+).*/\2 passed, \1 failed/p' "$log" | tail -n 1)
echo "${summary:-0 passed, 1 failed (the test run did not finish)}"
exit "$status"
