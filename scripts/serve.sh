#!/usr/bin/env bash
# Starts the built server with what it must know about the site: scripts/serve.sh SUBCOMMAND…
# The process replaces this script, so a signal sent to it reaches the server.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

# Every watcher of a lot holds one connection, so the soft limit of open files is raised.
ulimit -n "$(ulimit -Hn)" 2>/dev/null || true

mapfile -t environment < <(site_environment)
[ ${#environment[@]} != 0 ] || exit 1
[ -x "$built/luochui" ] || fail "The server is not built yet; run make build."
exec env "${environment[@]}" "$built/luochui" "$@"
