# shellcheck shell=bash disable=SC2154
# Sourced by cluster.sh --check: two programs outbid each other through the proxy while a node dies.

lot=$(psql_value "SELECT l.code FROM auctions a JOIN lots l ON l.id = a.lot_id
    WHERE a.practice AND a.outcome IS NULL ORDER BY a.ends_at DESC LIMIT 1")
[ -n "$lot" ] || fail "No practice lot is open."
api=http://127.0.0.1:$port/api/v1/lots/$lot
tokens=()
for login in bidder1 bidder2; do
    token=$("$binary" token create --database "$TEST_POSTGRES_URL" --data "$folder/cli" \
        --login "$login" --name cluster-check)
    tokens+=("$token")
    curl -fsS -X POST -H "Authorization: Bearer $token" "$api/enrolments" >/dev/null
done
accepted=0 after=0 others=
# bid KEY AMOUNT TOKEN: whoever gets no answer, or one of the proxy, sends the same again with the same
# key; it is answered once and for all.
bid() {
    local answer=
    for _ in 1 2 3 4 5; do
        answer=$(curl -sS --max-time 10 -X POST -H "Authorization: Bearer $3" \
            -H 'Content-Type: application/json' -H "Idempotency-Key: $1" \
            -d "{\"kind\":\"flat\",\"amount_fen\":$2}" "$api/bids") || answer=
        case $answer in
            *'"outcome":"ACCEPTED"'* | *'"outcome":"REFUSED"'*) break ;;
        esac
        sleep 1
    done
    printf '%s' "$answer"
}
for n in $(seq 30); do
    # The third part of the way a node dies without a word.
    [ "$n" != 10 ] || kill -9 "${pids[1]}"
    least=$(curl -fsS --retry 5 --retry-all-errors "$api" | sed -E 's/.*"min_next_fen":([0-9]+).*/\1/')
    answer=$(bid "cluster-check-$n" "$least" "${tokens[n % 2]}")
    case $answer in
        *'"outcome":"ACCEPTED"'*)
            accepted=$((accepted + 1))
            [ "$n" -lt 10 ] || after=$((after + 1))
            ;;
        *) others+=" $(sed -E 's/.*"code":"([A-Z_]+)".*/\1/' <<<"$answer")" ;;
    esac
    sleep 0.6
done
gaps=$(psql_value "SELECT count(*) FROM (SELECT lot_id FROM lot_events GROUP BY lot_id
    HAVING max(seq) <> count(*)) AS broken")
mine=$(psql_value "SELECT count(*) FROM bid_keys WHERE key LIKE 'cluster-check-%'
    AND answer LIKE '%\"accepted\"%'")
say "$accepted bids of 30 were acknowledged through the proxy, $after of them after a node died;" \
    "$mine are stored, $gaps lots have gaps. Other answers:${others:- none}"
# The house's bots may be faster now and then, but not every time.
[ "$after" -ge 10 ] && [ "$accepted" = "$mine" ] && [ "$gaps" = 0 ] ||
    fail "The cluster lost or doubled something."
