#!/usr/bin/env bash
# Builds luochui-planted, the server with faults planted for the negative controls of
# the fault bench. It refuses to serve unless LUOCHUI_PLANTED names the fault.
#
# Cargo knows one name for the program, so the honest one is put back in its place afterwards,
# however this script ends.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

honest() { cargo build --quiet "${host[@]}" --bin luochui; }
trap honest EXIT

cargo build --quiet "${host[@]}" --bin luochui --features server/planted
cp -f "$built/luochui" "$built/luochui-planted"
