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

say "A witness, one that is not ours, and the portal again, which now asks both."
"$binary" witness --name witness.example/check --state "$folder/witness" --log "$vkey" \
    --listen 127.0.0.1:0 >"$folder/witness.key" 2>"$folder/witness.log" &
witness=$!
build_go "$folder/other-witness" "$root/end2end/ledger/"{witness,checkpoint}.go
# other STATE: the other witness over a folder of that name, on a free port.
other() {
    "$folder/other-witness" -name witness.example/other -state "$folder/$1" -log "$vkey" \
        >"$folder/$1.key" 2>"$folder/$1.log" &
}
other other
witnesses=("$witness" $!)
pids=("${witnesses[@]}")
# Ours is asked last: the last line of what both have signed is its own.
at=$(started "$folder/witness.log")
other_at=$(started "$folder/other.log")
printf 'witness O %s %s\nwitness W %s %s\ngroup both all O W\nquorum both\n' \
    "$(cat "$folder/other.key")" "$other_at" "$(cat "$folder/witness.key")" "$at" >"$folder/policy"
portal second --witness-policy "$folder/policy"
pids+=("${witnesses[@]}")
until_there "$site/ledger/witnessed"
lot=$(curl -fsS "$site/ledger/lots" | tr -d '[]"' | cut -d, -f1)

say "luochui verify, over the network, key and policy given."
"$binary" verify "$site" --vkey "$vkey" --policy "$folder/policy" >"$folder/report"
grep "witnesses: " "$folder/report" >"$folder/named"
for name in check other; do
    grep -q "witness.example/$name" "$folder/named" || fail "No word of the witness $name."
done
sed -n 1,4p "$folder/report"

say "luochui verify, from the zip of $lot."
curl -fsS -o "$folder/lot.zip" "$site/ledger/lots/$lot.zip"
unzip -q "$folder/lot.zip" -d "$folder/lot"
"$binary" verify "$folder/lot" --vkey "$vkey" --policy "$folder/policy" | tail -n 1

say "The same zip without its last leaf, and with a leaf that is not the one of its proof."
cp -r "$folder/lot" "$folder/cut"
cp -r "$folder/lot" "$folder/swapped"
node -e 'const fs = require("fs"), at = process.argv[1] + "/lot.json", lot = JSON.parse(fs.readFileSync(at));
    lot.leaves.pop(); fs.writeFileSync(at, JSON.stringify(lot));' "$folder/cut"
! "$binary" verify "$folder/cut" --vkey "$vkey" >"$folder/damaged.log" 2>&1 ||
    fail "A leaf that was cut off is not missed."
grep "tlog-proof proves a leaf that lot.json does not have" "$folder/damaged.log" ||
    fail "It was refused for another reason: $(cat "$folder/damaged.log")"
node -e 'const fs = require("fs"), at = process.argv[1] + "/lot.json", lot = JSON.parse(fs.readFileSync(at));
    lot.leaves[0].leaf = lot.leaves[1].leaf; fs.writeFileSync(at, JSON.stringify(lot));' "$folder/swapped"
! "$binary" verify "$folder/swapped" --vkey "$vkey" >"$folder/damaged.log" 2>&1 ||
    fail "A leaf with the proof of another is taken."
grep "of lot.json is not the one that proofs/" "$folder/damaged.log" ||
    fail "It was refused for another reason: $(cat "$folder/damaged.log")"

say "The code of the Go project, over the network, and a receipt."
curl -fsS -o "$folder/1.tlog-proof" "$site/ledger/lots/$lot/1.tlog-proof"
curl -fsS -o "$folder/witnessed" "$site/ledger/witnessed"
for key in witness other; do
    scripts/ledger-crosscheck.sh "$site/ledger" "$vkey" --witness "$(cat "$folder/$key.key")" \
        "$folder/witnessed" "$folder/1.tlog-proof"
done

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

say "The receipt says that both witnesses have seen it."
curl -fsS -H 'sec-fetch-site: same-origin' -d "lot=$lot&seq=1" "$site/fn/bidding/ledger_place" \
    >"$folder/place"
grep -q '"is_witnessed":true' "$folder/place" || fail "Not witnessed: $(cat "$folder/place")"
for name in check other; do
    grep -q "witness.example/$name" "$folder/place" || fail "The receipt does not name $name."
    grep -q "^— witness.example/$name " "$folder/1.tlog-proof" ||
        fail "The file of the receipt lacks the signature of $name."
done

# told LINES PATTERN: waits until the other witness has written such a line after so many.
told() {
    for _ in $(seq 360); do
        grep -m 1 -E "$2" <(tail -n "+$(($1 + 1))" "$folder/other.log") && return
        sleep 0.25
    done
    cat "$folder/other.log" >&2
    fail "The other witness never said $2."
}

say "The log grows, and the other witness checks the proof of it."
told 0 '^200 from [1-9][0-9]* to [0-9]+ by a proof of [1-9]'
kill "${pids[0]}" && wait "${pids[0]}" 2>/dev/null || true
cp -r "$folder/other" "$folder/copied"
lines=$(wc -l <"$folder/other.log") size=$(sed -n 2p "$folder/copied/head")
say "A portal that does not know what the other witness has seen is told its $size leaves."
portal third --witness-policy "$folder/policy"
other copied
pids+=("${witnesses[@]}" $!)
told "$lines" "^409 $size\$"
told "$lines" "^200 from $size to ([0-9]+) by a proof of [1-9]"

copied_at=$(started "$folder/copied.log")
# refused STATUS OLD [HASH…]: what the other witness, as it was before, says to the note in $folder/note.
refused() {
    local status=$1 old=$2 got
    shift 2
    {
        printf 'old %s\n' "$old"
        [ $# = 0 ] || printf '%s\n' "$@"
        echo
        cat "$folder/note"
    } >"$folder/submission"
    got=$(curl -sS -o "$folder/answer" -w '%{http_code} %{content_type}' \
        --data-binary "@$folder/submission" "$copied_at/add-checkpoint")
    [ "${got%% *}" = "$status" ] || fail "The other witness answered $got, not $status."
    echo "$got: $(cat "$folder/answer")"
}
say "What the other witness does not sign."
nothing=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=
curl -fsS "$site/ledger/checkpoint" | sed -n 1,5p >"$folder/note"
[ "$(sed -n 2p "$folder/note")" -gt "$size" ] || fail "The log has not grown."
refused 409 0 | tee "$folder/conflict"
[ "$(cat "$folder/conflict")" = "409 text/x.tlog.size: $size" ] || fail "Not with its size."
refused 422 "$size" "$nothing"
refused 422 "$size"
refused 400 999999999
changed 60 "$folder/note" >"$folder/forged" && mv "$folder/forged" "$folder/note"
refused 403 "$size"
sed -i '1s/.*/other.example\/log/' "$folder/note"
refused 404 "$size"

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
