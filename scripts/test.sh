#!/usr/bin/env bash
# Runs every test of the project, stage by stage, and prints how long each took.
#
# A failed stage fails the run, but the later ones still run, so that one run shows everything.
# Only where the system or the tools are missing nothing else is tried. Everything native is built
# once, with the profile `tests`: the programs that the browser tests, the faults and the check of the
# ledger run are those of the Rust tests. clippy compiles our crates instead of looking at them in a
# build of its own, which would also compile every dependency a second time.
set -euo pipefail
export LUOCHUI_PROFILE=${LUOCHUI_PROFILE:-tests}
. "$(dirname "$0")/lib.sh"

logs=$target/test-logs
mkdir -p "$logs"
names=() results=() durations=()
checks_passed=0 checks_failed=0 tests_passed=0 tests_failed=0 flaky=0

prepare() { scripts/system.sh test && scripts/tools.sh; }
formatting() { cargo fmt --all --check; }
# Beside the house rules what only a machine of its own would run, as far as its linters are here.
tidy() { "$built/xtask" tidy && scripts/lint-packaging.sh try; }
# The programs are built beside the tests: alone, the last of them would keep one core waiting.
build() { with_clippy cargo build "${host[@]}" --bins --tests; }
documentation() { RUSTDOCFLAGS="-D warnings -A rustdoc::private-intra-doc-links -A rustdoc::bare-urls" cargo doc "${host[@]}" --no-deps; }
# The tests leave logs of 0 to 70,000 leaves there, which another program checks later.
trees=$target/ledger-trees
rust_tests() {
    rm -rf "$trees" &&
        LEDGER_EXPORT_DIR=$trees with_clippy scripts/postgres.sh cargo test "${host[@]}" --no-fail-fast
}
ledger() { LEDGER_EXPORT_DIR=$trees scripts/ledger-check.sh; }
forms() { scripts/import-check.sh && scripts/simulate-check.sh; }
faults() { with_clippy scripts/faults.sh --short; }
browser_tests() { scripts/e2e.sh; }

# with_clippy COMMAND…: what cargo builds of ours in it is compiled by clippy, and a lint is an error.
# This is how `cargo clippy` itself calls it, but for a build that leaves programs.
with_clippy() {
    local part=__CLIPPY_HACKERY__
    RUSTC_WORKSPACE_WRAPPER=clippy-driver CLIPPY_ARGS="-D${part}warnings${part}" "$@"
}

# The browser's half is built beside the checks and the Rust tests, from folders of its own: linking
# and shrinking it keeps one core busy for minutes, and compiling the rest leaves one idle at times.
build_front_aside() {
    rm -f "$logs/front.status"
    (
        scripts/build.sh front >"$logs/front.log" 2>&1 && status=0 || status=$?
        echo "$status" >"$logs/front.status"
    ) &
    front_job=$!
}

# front: waits for that build and shows what it said.
front() {
    [ -f "$logs/front.status" ] || say "Waiting for the browser's half, which is built aside."
    while [ ! -f "$logs/front.status" ] && kill -0 "$front_job" 2>/dev/null; do sleep 1; done
    cat "$logs/front.log"
    [ "$(cat "$logs/front.status")" = 0 ]
}

# sum_of WORD LOG: adds up the numbers before WORD in the runners' own closing lines, which are
# `test result: ok. 12 passed; 0 failed; …` of cargo and `  12 passed (3.4s)` of Playwright.
sum_of() {
    sed -E 's/\x1b\[[0-9;]*m//g' "$2" | { grep -E "^test result:|^ +[0-9]+ $1( |\$)" || true; } |
        { grep -oE "[0-9]+ $1" || true; } | awk '{ sum += $1 } END { print sum + 0 }'
}

# count KIND LOG RESULT: a stage of kind `check` counts as one; of kind `tests` by its runner. Tests
# that could not even be built count as one failure.
count() {
    local failed
    if [ "$1" = tests ]; then
        failed=$(sum_of failed "$2")
        [ "$3" = passed ] || [ "$failed" != 0 ] || failed=1
        tests_passed=$((tests_passed + $(sum_of passed "$2")))
        tests_failed=$((tests_failed + failed))
        flaky=$((flaky + $(sum_of flaky "$2")))
    elif [ "$3" = passed ]; then
        checks_passed=$((checks_passed + 1))
    else
        checks_failed=$((checks_failed + 1))
    fi
}

# stage KIND TITLE FUNCTION. The functions are single commands or joined with &&: bash takes no notice
# of errexit inside a condition.
stage() {
    local kind=$1 title=$2 log=$logs/$3.log result=passed start=$SECONDS
    say "[$((${#names[@]} + 1))/11] $title"
    "$3" 2>&1 | tee "$log" || result=failed
    names+=("$title") results+=("$result") durations+=($((SECONDS - start)))
    count "$kind" "$log" "$result"
    [ $result = passed ]
}

# not_run TITLE…: stages that had nothing to run on.
not_run() {
    local title
    for title in "$@"; do
        names+=("$title") results+=("not run: no build") durations+=(0)
    done
}

# failures LOG…: which tests failed or passed only at the second try, with the beginning of what a browser
# test said. Whoever reads only the end of a long run must learn it there.
failures() {
    sed -E 's/\x1b\[[0-9;]*m//g' "$@" 2>/dev/null | awk '
        /^test .* \.\.\. FAILED$/ { print; next }
        /^ +[0-9]+ (failed|flaky)$/ { listing = 1; print; next }
        /^ +[0-9]+ (passed|skipped|did not run)/ { listing = 0 }
        listing && /^ +\[/ { print; next }
        /^ +[0-9]+\) \[/ { left = 16 }
        left > 0 { if ($0 ~ /[^ ]/) print "    " $0; left-- }
    '
}

report() {
    local index
    if [ $((tests_failed + flaky)) != 0 ]; then
        printf '\n'
        failures "$logs/rust_tests.log" "$logs/browser_tests.log" | cut -c1-200 | head -n 200
    fi
    printf '\n%-46s %8s  %s\n' "stage" "seconds" "result"
    for index in "${!names[@]}"; do
        printf '%-46s %8d  %s\n' "${names[$index]}" "${durations[$index]}" "${results[$index]}"
    done
    printf '%-46s %8d\n\n' "all" "$SECONDS"
    printf 'checks: %d passed, %d failed; tests: %d passed, %d failed\n' \
        "$checks_passed" "$checks_failed" "$tests_passed" "$tests_failed"
    [ "$flaky" = 0 ] || printf 'flaky (passed at the second try): %d\n' "$flaky"
    printf '%d passed, %d failed\n' \
        "$((checks_passed + tests_passed))" "$((checks_failed + tests_failed))"
}
trap report EXIT

stage check "system programs and build tools" prepare ||
    fail "The rest cannot run without them."
build_front_aside
stage check "formatting (rustfmt)" formatting || true
if stage check "programs and tests, compiled by clippy" build; then
    stage check "tidy (xtask), packaging (linters)" tidy || true
    stage check "documentation (cargo doc)" documentation || true
    stage tests "Rust tests, on SQLite and PostgreSQL" rust_tests || true
    stage check "forms and bidding rules, by the programs" forms || true
    if stage check "the browser's half (Wasm)" front; then
        stage check "the ledger, checked by other programs" ledger || true
        stage check "faults and negative controls, a selection" faults || true
        stage tests "end-to-end tests in Chromium" browser_tests || true
    else
        not_run "the ledger, checked by other programs" \
            "faults and negative controls, a selection" "end-to-end tests in Chromium"
    fi
else
    not_run "everything else"
fi

[ $((checks_failed + tests_failed)) = 0 ]
