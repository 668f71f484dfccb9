#!/usr/bin/env bash
# Checks the public ledger of a running portal from outside: with the portal's own verifier, over
# the network and from a zip, under a witness; and with the code of the Go project, which shares
# nothing with ours (scripts/ledger-crosscheck.sh), the witness's signature included. Then it damages a
# copy, and both must notice; and it changes the key of the log, and both keys must hold.
#
#   scripts/ledger-check.sh        after a build; a throw-away demo season, some seconds
#
# LEDGER_EXPORT_DIR names a folder in which the tests of `domain` have left logs of 0 to 70,000 leaves;
# then the code of the Go project checks those at the edges of tiles as well.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

have unzip || fail "unzip is missing; scripts/system.sh test installs it."
while IFS= read -r pair; do export "${pair?}"; done < <(site_environment)
binary=$built/luochui
folder=$(mktemp -d "${TMPDIR:-/tmp}/luochui-ledger-check.XXXXXX")
export LUOCHUI_GOCACHE=$folder/go
pids=()
cleanup() {
    [ ${#pids[@]} = 0 ] || kill "${pids[@]}" 2>/dev/null || true
    wait 2>/dev/null || true
    rm -rf "$folder"
}
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# started LOG: the address that a program says it listens on, within a minute.
started() {
    for _ in $(seq 240); do
        sed -nE 's#.* is ready: (http://[0-9.:]+).*#\1#p' "$1" | grep . && return
        sleep 0.25
    done
    cat "$1" >&2
    fail "A program did not start."
}

# portal NAME [ARGS…]: starts the portal on a free port and sets `site`.
portal() {
    local log=$folder/$1.log
    shift
    "$binary" serve --demo --data "$folder/data" --listen 127.0.0.1:0 "$@" >"$log" 2>&1 &
    pids=($!)
    site=$(started "$log")
}

# until_there URL: waits for what the portal writes by itself, at most a minute.
until_there() {
    for _ in $(seq 240); do
        curl -fsS -o /dev/null "$1" 2>/dev/null && return
        sleep 0.25
    done
    fail "$1 does not come."
}

say "A demo season; the key of its ledger is made at the first start."
portal first
vkey=$(curl -fsS "$site/ledger/vkey")
kill "${pids[0]}" && wait "${pids[0]}" 2>/dev/null || true

say "A witness, and the portal again, which now asks it."
"$binary" witness --name witness.example/check --state "$folder/witness" --log "$vkey" \
    --listen 127.0.0.1:0 >"$folder/witness.key" 2>"$folder/witness.log" &
witness=$!
at=$(started "$folder/witness.log")
printf 'witness W %s %s\nquorum W\n' "$(cat "$folder/witness.key")" "$at" >"$folder/policy"
portal second --witness-policy "$folder/policy"
pids+=("$witness")
until_there "$site/ledger/witnessed"
lot=$(curl -fsS "$site/ledger/lots" | tr -d '[]"' | cut -d, -f1)

say "luochui verify, over the network, key and policy given."
"$binary" verify "$site" --vkey "$vkey" --policy "$folder/policy" >"$folder/report"
grep -q "witnesses: witness.example/check" "$folder/report" || fail "No word of the witness."
sed -n 1,4p "$folder/report"

say "luochui verify, from the zip of $lot."
curl -fsS -o "$folder/lot.zip" "$site/ledger/lots/$lot.zip"
unzip -q "$folder/lot.zip" -d "$folder/lot"
"$binary" verify "$folder/lot" --vkey "$vkey" --policy "$folder/policy" | tail -n 1

say "The code of the Go project, over the network, and a receipt."
curl -fsS -o "$folder/1.tlog-proof" "$site/ledger/lots/$lot/1.tlog-proof"
curl -fsS -o "$folder/witnessed" "$site/ledger/witnessed"
scripts/ledger-crosscheck.sh "$site/ledger" "$vkey" --witness "$(cat "$folder/witness.key")" \
    "$folder/witnessed" "$folder/1.tlog-proof"

# changed AT FILE: the note with another character at this place of the base64 in its last line.
changed() {
    local line head signature new=A
    line=$(tail -n 1 "$2")
    head=${line% *} signature=${line##* }
    [ "${signature:$1:1}" != A ] || new=B
    sed '$d' "$2"
    printf '%s %s%s%s\n' "$head" "${signature:0:$1}" "$new" "${signature:$1+1}"
}

say "A changed cosignature: its time, and the signature itself."
for place in 15 60; do
    changed "$place" "$folder/witnessed" >"$folder/forged"
    ! scripts/ledger-crosscheck.sh "$site/ledger" "$vkey" --witness "$(cat "$folder/witness.key")" \
        "$folder/forged" >"$folder/damaged.log" 2>&1 ||
        fail "The other code took a changed cosignature."
    grep "invalid signature for key witness.example/check" "$folder/damaged.log" ||
        fail "It was refused for another reason: $(cat "$folder/damaged.log")"
done

if [ -n "${LEDGER_EXPORT_DIR:-}" ]; then
    say "The code of the Go project, over logs at the edges of tiles."
    for size in 0 1 255 256 257 65535 65536 65537 lot; do
        tree=$LEDGER_EXPORT_DIR/$size
        scripts/ledger-crosscheck.sh "$tree" "$(cat "$tree/vkey")"
    done
    cp -r "$LEDGER_EXPORT_DIR/257" "$folder/257"
    printf x | dd of="$folder/257/tile/0/000" bs=1 seek=4000 conv=notrunc status=none
    ! scripts/ledger-crosscheck.sh "$folder/257" "$(cat "$folder/257/vkey")" \
        >"$folder/damaged.log" 2>&1 || fail "The other code took a changed tile."
    tail -n 1 "$folder/damaged.log"
else
    say "LEDGER_EXPORT_DIR is not set: logs at the edges of tiles are not checked."
fi

say "A damaged copy: one digit of a leaf, and one byte of a receipt."
sed -i -E '0,/"leaf": "01/s//"leaf": "02/' "$folder/lot/lot.json"
! "$binary" verify "$folder/lot" --vkey "$vkey" >"$folder/damaged.log" 2>&1 ||
    fail "luochui verify took a changed leaf."
head -n 1 "$folder/damaged.log"
sed -i '3s/^./_/' "$folder/1.tlog-proof"
! scripts/ledger-crosscheck.sh "$site/ledger" "$vkey" "$folder/1.tlog-proof" \
    >"$folder/damaged.log" 2>&1 || fail "The other code took a changed receipt."
tail -n 1 "$folder/damaged.log"
say "The key is changed while the portal runs: the old and the new one both hold."
"$binary" ledger rotate --data "$folder/data" >"$folder/vkeys" 2>"$folder/rotate.log"
curl -fsS "$site/ledger/vkeys" | cmp - "$folder/vkeys" || fail "/ledger/vkeys tells other keys."
for pinned in "$vkey" "$(sed -n 's/^incoming //p' "$folder/vkeys")"; do
    "$binary" verify "$site" --vkey "$pinned" --policy "$folder/policy" --lot "$lot" | tail -n 1
done
say "The ledger holds, for three verifiers."
