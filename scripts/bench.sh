#!/usr/bin/env bash
# Measures, and prints each ratio beside its limit: scripts/bench.sh [--quick] [--only PART,…]
#
# Beside a throw-away PostgreSQL that writes as durably as in earnest, because its figures are
# compared with SQLite's. Everything is built from the selection of the tests (`host` in lib.sh).
# The parts `peers` and `lighthouse` run other people's programs from npm, each with a folder of its
# own; they are fetched only when --only names the part, and never by the tests.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

# fetch PART: the packages of a part. The copy of the lock file is written last: it says that the
# installation was complete.
fetch() {
    local folder=bench/$1
    cmp -s "$folder/package-lock.json" "$folder/node_modules/.installed-lock.json" && return
    say "Fetching the packages of $folder from npm."
    PUPPETEER_SKIP_DOWNLOAD=1 npm ci --prefix "$folder" --no-fund --no-audit --ignore-scripts >&2
    cp "$folder/package-lock.json" "$folder/node_modules/.installed-lock.json"
}

words=$*
for part in peers lighthouse; do
    case ",${words//[ =]/,}," in
        *",$part,"*) fetch "$part" ;;
    esac
done

cargo build "${host[@]}" --bin luochui --bin bench
# Thousands of watchers are thousands of open files.
ulimit -n "$(ulimit -Hn)"
export LUOCHUI_POSTGRES_SYNC=yes
LUOCHUI_CHROMIUM=$(chromium) && export LUOCHUI_CHROMIUM
exec scripts/postgres.sh "$target/release/bench" "$@"
