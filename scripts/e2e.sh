#!/usr/bin/env bash
# Runs the end-to-end tests against the built release.
#
#   scripts/e2e.sh                       all, by two workers side by side, each with its own server
#   scripts/e2e.sh [playwright options]  what the options choose, by one
set -euo pipefail
. "$(dirname "$0")/lib.sh"

site_environment >/dev/null
LUOCHUI_CHROMIUM=$(chromium) || fail "There is no Chromium; scripts/system.sh test installs it."
export LUOCHUI_CHROMIUM
cd end2end

# npm runs with the system's Node.js, which it belongs to; Playwright with the newer one, if any.
# The copy of the lock file is written last: it says that the installation was complete.
if ! cmp -s package-lock.json node_modules/.installed-lock.json; then
    say "Fetching the browser tests' packages from npm (less than a minute)."
    PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --no-fund --no-audit
    cp package-lock.json node_modules/.installed-lock.json
fi

PATH="$("$root/scripts/tools.sh" --path):$PATH"
export PATH
say "Checking the types of the browser tests."
npx --no-install tsc --noEmit
say "Running the browser tests; the server seeds its demo season first (up to 90 seconds)."
if [ $# = 0 ]; then
    export LUOCHUI_E2E_SERVERS=2
fi
npx --no-install playwright test "$@"
