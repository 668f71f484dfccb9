# shellcheck shell=bash
# Sourced by cluster.sh --check: a program bids through the proxy while a node dies.

token=$("$binary" token create --database "$TEST_POSTGRES_URL" --data "$folder/cli" \
    --login bidder1 --name cluster-check)
lot=$(psql_value "SELECT l.code FROM auctions a JOIN lots l ON l.id = a.lot_id
    WHERE a.practice AND a.outcome IS NULL ORDER BY a.ends_at DESC LIMIT 1")
[ -n "$lot" ] || fail "No practice lot is open."
api=http://127.0.0.1:$port/api/v1/lots/$lot
auth=(-H "Authorization: Bearer $token" -H 'Content-Type: application/json')
curl -fsS -X POST "${auth[@]}" "$api/enrolments" >/dev/null
accepted=0
for n in $(seq 30); do
    # The third part of the way a node dies without a word.
    [ "$n" != 10 ] || kill -9 "${pids[1]}"
    least=$(curl -fsS "$api" | sed -E 's/.*"min_next_fen":([0-9]+).*/\1/')
    answer=$(curl -sS -X POST "${auth[@]}" -H "Idempotency-Key: cluster-check-$n" \
        -d "{\"kind\":\"flat\",\"amount_fen\":$least}" "$api/bids")
    case $answer in *'"outcome":"ACCEPTED"'*) accepted=$((accepted + 1)) ;; esac
    sleep 1.1
done
gaps=$(psql_value "SELECT count(*) FROM (SELECT lot_id FROM lot_events GROUP BY lot_id
    HAVING max(seq) <> count(*)) AS broken")
mine=$(psql_value "SELECT count(*) FROM bid_keys WHERE key LIKE 'cluster-check-%'
    AND answer LIKE '%\"accepted\"%'")
say "$accepted bids were acknowledged through the proxy, $mine are stored, $gaps lots have gaps."
[ "$accepted" -gt 0 ] && [ "$accepted" = "$mine" ] && [ "$gaps" = 0 ] ||
    fail "The cluster lost or doubled something."
