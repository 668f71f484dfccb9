#!/usr/bin/env bash
# Holds `luochui simulate` against the bidding rules as they were written a second time, by themselves
# (end2end/rules): the worked examples, tens of thousands of instructions from a seed, and rules broken
# on purpose. Then what the shell is needed for: a reader that stops, and an input that is none.
#
#   scripts/simulate-check.sh [SEED [INSTRUCTIONS]]    after a build; some seconds
set -euo pipefail
. "$(dirname "$0")/lib.sh"

PATH="$(scripts/tools.sh --path):$PATH"
export PATH
program=${LUOCHUI_PROGRAM:-$built/luochui}
node end2end/rules/check.mjs "$program" "$@"

folder=$(mktemp -d "${TMPDIR:-/tmp}/luochui-simulate-check.XXXXXX")
trap 'rm -rf "$folder"' EXIT
lot='{"start":1,"ladder":[[0,1]],"opens_at":0,"ends_at":1000}'
{ echo "$lot" && yes '{"tick":1}' | head -n 50000; } >"$folder/long" || true

code=0
{ "$program" simulate <"$folder/long" 2>"$folder/err" || echo $? >"$folder/code"; } | head -n 1 >"$folder/out"
[ ! -e "$folder/code" ] || code=$(cat "$folder/code")
[ "$code" = 0 ] || fail "A reader that stops ends it with $code."
[ ! -s "$folder/err" ] || fail "A reader that stops is told: $(head -n 1 "$folder/err")"
grep -q '"code":"TICK"' "$folder/out" || fail "The first answer does not come."

if "$program" simulate <"$folder" >"$folder/out" 2>"$folder/err"; then
    fail "A folder is read as if it were a file."
fi
"$program" simulate </dev/null >"$folder/out" || fail "An empty input is refused."
[ ! -s "$folder/out" ] || fail "Something is answered to nothing."
say "The bidding rules hold."
