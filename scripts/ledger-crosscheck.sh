#!/usr/bin/env bash
# Checks a public ledger with the checksum database's own code of the Go project, which shares
# nothing with the portal's.
#
#   scripts/ledger-crosscheck.sh FOLDER|URL VKEY [--witness VKEY FILE] [RECEIPT.tlog-proof…]
#
# FOLDER holds `checkpoint` and `tile/…` as the portal serves them, and any number of receipts
# *.tlog-proof; of a URL, receipts are given by name. FILE holds a checkpoint that the witness with that
# key has cosigned. LUOCHUI_GOCACHE names a folder that keeps what was compiled. The exit status is 0 only when the signature,
# the root, every tile and every receipt hold, and 2 when the program could not be built.
# Needs Debian's golang-go and golang-golang-x-mod-dev.
set -euo pipefail
sources=$(cd "$(dirname "$0")/.." && pwd)/end2end/ledger
# Only the helpers: the paths of the caller are relative to where it stands.
here=$PWD
. "$(dirname "$0")/lib.sh"
cd "$here"

[ $# -ge 2 ] || { say "usage: scripts/ledger-crosscheck.sh FOLDER|URL VKEY [--witness VKEY FILE] [RECEIPT…]" && exit 2; }
folder=$(mktemp -d "${TMPDIR:-/tmp}/luochui-ledger.XXXXXX")
trap 'rm -rf "$folder"' EXIT
export LUOCHUI_GOCACHE=${LUOCHUI_GOCACHE:-$folder/cache}
build_go "$folder/verify" "$sources/verify.go" "$sources/checkpoint.go" || exit 2
"$folder/verify" "$@"
