#!/usr/bin/env bash
# Runs a command beside a throw-away PostgreSQL server.
#
#   scripts/postgres.sh CMD…     CMD sees TEST_POSTGRES_URL; its exit code is passed on
#   scripts/postgres.sh --find   prints the folder of the server's programs
#
# The cluster lives in a temporary folder, trusts everybody who can reach it and listens only on
# loopback and on a socket in that folder. It is stopped and removed however CMD ends. A
# TEST_POSTGRES_URL that is already set is used as it is.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

# Debian keeps the server's programs off PATH, one folder per major version; the newest is taken.
find_server() {
    local folder
    if have initdb && have pg_ctl && have postgres; then
        dirname "$(readlink -f "$(command -v initdb)")"
        return
    fi
    while read -r folder; do
        [ -x "$folder/initdb" ] && [ -x "$folder/postgres" ] && echo "$folder" && return
    done < <(printf '%s\n' /usr/lib/postgresql/*/bin | sort -rV)
    return 1
}

[ $# -gt 0 ] || fail "usage: scripts/postgres.sh CMD…"
if [ "$1" = --find ]; then
    find_server
    exit
fi
[ -z "${TEST_POSTGRES_URL:-}" ] || exec "$@"

programs=$(find_server) || fail "PostgreSQL's server is missing (Debian package postgresql)."
folder=$(mktemp -d "${TMPDIR:-/tmp}/luochui-postgres.XXXXXX")

# initdb and postgres refuse to run as root; Debian's package brings the user `postgres`.
owner=()
if [ "$(id -u)" = 0 ]; then
    user=postgres
    id -u "$user" >/dev/null 2>&1 || user=nobody
    chown "$user" "$folder"
    owner=(setpriv "--reuid=$user" "--regid=$(id -g "$user")" --clear-groups env "HOME=$folder")
fi
# The working directory may be closed to that user.
as_owner() { (cd "$folder" && "${owner[@]}" "$@"); }

cleanup() {
    as_owner "$programs/pg_ctl" stop -D "$folder/data" -m immediate >/dev/null 2>&1 || true
    rm -rf "$folder"
}
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# 49152 and above are never handed out to services; a taken port makes the start fail and the
# caller tries the next one.
start_server() {
    port=$((49152 + RANDOM % 16000))
    # Durability is left out because the cluster does not outlive this script, unless it is what
    # somebody wants to see.
    local unsafe=(-c fsync=off -c full_page_writes=off)
    [ -z "${LUOCHUI_POSTGRES_SYNC:-}" ] || unsafe=()
    as_owner "$programs/pg_ctl" start -w -s -t 60 -D "$folder/data" -l "$folder/log" \
        -o "-h 127.0.0.1 -p $port -k $folder -c max_connections=200 ${unsafe[*]}"
}

as_owner "$programs/initdb" -D "$folder/data" -U postgres --auth=trust --encoding=UTF8 --locale=C \
    --no-sync >"$folder/initdb.log" 2>&1 || { cat "$folder/initdb.log" >&2 && exit 1; }

started=no
for _ in 1 2 3 4 5; do
    if start_server; then
        started=yes
        break
    fi
done
[ $started = yes ] || { cat "$folder/log" >&2 && fail "PostgreSQL did not start."; }

export TEST_POSTGRES_URL=postgres://postgres@127.0.0.1:$port/postgres
"$@"
