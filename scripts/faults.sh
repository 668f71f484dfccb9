#!/usr/bin/env bash
# Breaks the built portal on purpose and checks what it promised: docs/RELIABILITY.md.
#
#   scripts/faults.sh                    every fault and every negative control
#   scripts/faults.sh --short            a selection, a minute or two
#   scripts/faults.sh kill --rounds 50   one fault; --list names them
set -euo pipefail
. "$(dirname "$0")/lib.sh"

# Every watcher holds a connection on both sides.
ulimit -n "$(ulimit -Hn)" 2>/dev/null || true

# The full run, and the faults with a control when they are asked for, want the program with planted
# faults.
case " $* " in
    *" --short "* | *" --list "*) ;;
    *" controls "* | *" panics "* | *" power "*) scripts/planted.sh ;;
    *) [ $# != 0 ] || scripts/planted.sh ;;
esac
cargo build "${host[@]}" --quiet --bin faultbench
"$built/faultbench" "$@"
