#!/usr/bin/env bash
# Three nodes on one PostgreSQL behind a plain reverse proxy, to look at and to break.
#
#   scripts/cluster.sh            runs until Ctrl-C; everything is thrown away then
#   scripts/cluster.sh --check    bids through all nodes, stops one, and ends with the result
#
# The proxy listens on 127.0.0.1:3000 (LUOCHUI_CLUSTER_PORT), the nodes on the three ports above.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

port=${LUOCHUI_CLUSTER_PORT:-3000}
check=${1:-}

# Inside: PostgreSQL runs, TEST_POSTGRES_URL names it.
if [ -z "${LUOCHUI_CLUSTER_INSIDE:-}" ]; then
    scripts/system.sh cluster
    export LUOCHUI_CLUSTER_INSIDE=1
    unset TEST_POSTGRES_URL
    # This server syncs: what it promises is to be looked at.
    export LUOCHUI_POSTGRES_SYNC=1
    say "Starting a throw-away PostgreSQL."
    exec scripts/postgres.sh "$0" "$@"
fi

# Exported one by one: `env` would hide the name of a missing variable.
while IFS= read -r pair; do export "${pair?}"; done < <(site_environment)
folder=$(mktemp -d "${TMPDIR:-/tmp}/luochui-cluster.XXXXXX")
pids=()
cleanup() {
    [ ${#pids[@]} = 0 ] || kill "${pids[@]}" 2>/dev/null || true
    wait 2>/dev/null || true
    rm -rf "$folder"
}
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# wait_for URL: until it answers, at most a minute.
wait_for() {
    for _ in $(seq 240); do
        curl -fsS -o /dev/null "$1" 2>/dev/null && return
        sleep 0.25
    done
    tail -n 20 "$folder"/*.log >&2
    fail "$1 does not answer."
}

binary=$built/luochui
# What nodes share besides the database: the key of secrets, and the folder of files.
(umask 077 && head -c 32 /dev/urandom | base64 >"$folder/secrets.key")
export LUOCHUI_SECRETS_KEY_FILE=$folder/secrets.key
mkdir "$folder/files"
start_node() {
    local number=$1 bots=()
    mkdir "$folder/node-$1" && ln -s ../files "$folder/node-$1/files"
    [ "$number" = 1 ] || bots=(--no-bots)
    "$binary" serve --demo "${bots[@]}" --node "node-$number" --data "$folder/node-$number" \
        --database "$TEST_POSTGRES_URL" --listen "127.0.0.1:$((port + number))" \
        >"$folder/node-$number.log" 2>&1 &
    pids+=($!)
}

# The first node writes the demo season before the others start.
say "Starting node-1; it writes the demo season (half a minute)."
start_node 1
wait_for "http://127.0.0.1:$((port + 1))/readyz"
start_node 2
start_node 3
wait_for "http://127.0.0.1:$((port + 2))/readyz"
wait_for "http://127.0.0.1:$((port + 3))/readyz"

# Every watcher is two connections of the proxy, which does not start when it may not have them all.
ulimit -n "$(ulimit -Hn)" 2>/dev/null || true
files=$(ulimit -n)
case $files in unlimited) files=40040 ;; esac
most=$((files / 2 - 20))
[ "$most" -le 20000 ] || most=20000

cat >"$folder/haproxy.cfg" <<CFG
global
    maxconn $most
defaults
    mode http
    option forwardfor
    option redispatch
    retries 3
    timeout connect 2s
    timeout client 70s
    # A stream gives a sign of life every five seconds.
    timeout server 70s
frontend portal
    bind 127.0.0.1:$port
    default_backend nodes
backend nodes
    balance roundrobin
    option httpchk GET /readyz
    server node-1 127.0.0.1:$((port + 1)) check inter 1s fall 2 rise 1
    server node-2 127.0.0.1:$((port + 2)) check inter 1s fall 2 rise 1
    server node-3 127.0.0.1:$((port + 3)) check inter 1s fall 2 rise 1
CFG
haproxy -f "$folder/haproxy.cfg" >"$folder/proxy.log" 2>&1 &
pids+=($!)
wait_for "http://127.0.0.1:$port/readyz"

if [ "$check" = --check ]; then
    psql_value() { psql "$TEST_POSTGRES_URL" -Atqc "$1"; }
    . "$root/scripts/cluster-check.sh"
    exit
fi

cat >&2 <<TEXT

The cluster is ready:
  portal    http://127.0.0.1:$port              (every request may go to another node)
  nodes     http://127.0.0.1:$((port + 1))  http://127.0.0.1:$((port + 2))  http://127.0.0.1:$((port + 3))
  database  psql $TEST_POSTGRES_URL
  logs      $folder/node-1.log …

To see it hold: open one practice lot at two nodes and bid at one of them; kill a node
(ids: ${pids[*]}: node-1 node-2 node-3 proxy) and go on bidding; watch the events of a lot with
  psql $TEST_POSTGRES_URL -c 'SELECT lot_id, seq, kind FROM lot_events ORDER BY at DESC LIMIT 20'
Ctrl-C ends everything and throws the data away.
TEXT
wait
