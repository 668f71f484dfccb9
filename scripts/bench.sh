#!/usr/bin/env bash
# Measures, and prints each ratio beside its limit: scripts/bench.sh [--quick] [--only PART,…]
#
# Beside a throw-away PostgreSQL that writes as durably as in earnest, because its figures are
# compared with SQLite's. Everything is built from the selection of the tests (`host` in lib.sh).
set -euo pipefail
. "$(dirname "$0")/lib.sh"

cargo build "${host[@]}" --bin luochui --bin bench
# Thousands of watchers are thousands of open files.
ulimit -n "$(ulimit -Hn)"
export LUOCHUI_POSTGRES_SYNC=yes
LUOCHUI_CHROMIUM=$(chromium) && export LUOCHUI_CHROMIUM
exec scripts/postgres.sh "$target/release/bench" "$@"
