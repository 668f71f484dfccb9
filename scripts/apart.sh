#!/usr/bin/env bash
# Runs a program that cargo has built: scripts/apart.sh PROGRAM [ARGS…] (see .cargo/config.toml).
#
# The server's tests run in a process each. Beside tests with runtimes of their own, one of a thousand
# pages never came, with every thread idle: something below the pages waits in another test's runtime.
# A portal has one runtime, and no page was ever missing where a test had its process to itself.
set -euo pipefail

program=$1
shift
case ${program##*/} in
    luochui-*) ;;
    *) exec "$program" "$@" ;;
esac

# The names of the tests that the arguments choose; the program itself has none.
listed=$("$program" "$@" --list --format terse 2>/dev/null) || exec "$program" "$@"
names=$(sed -n 's/: test$//p' <<<"$listed")

one() {
    local said
    if said=$("$1" --exact "$2" 2>&1) && grep -q '^test result: ok. 1 passed' <<<"$said"; then
        echo "test $2 ... ok"
    else
        printf '%s\ntest %s ... FAILED\n' "$said" "$2"
    fi
}
export -f one

printf '\nrunning %d tests, a process each\n' "$(grep -c . <<<"$names")"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
xargs -r -P "$(nproc)" -I{} bash -c 'one "$0" "$1"' "$program" {} <<<"$names" | tee "$log"
passed=$(grep -c '^test .* \.\.\. ok$' "$log" || true)
failed=$(grep -c '^test .* \.\.\. FAILED$' "$log" || true)
verdict=ok
[ "$failed" = 0 ] || verdict=FAILED
printf '\ntest result: %s. %d passed; %d failed\n\n' "$verdict" "$passed" "$failed"
[ "$failed" = 0 ]
