#!/usr/bin/env bash
# Compiles as rustc does, after clippy has looked at what is ours: the RUSTC_WRAPPER of
# `LUOCHUI_LINT=1 scripts/build.sh front`. There is no second build: what clippy looks at is type-checked once more, against the
# libraries of the one build. It cannot compile that half itself, as it does with the tests, because it
# leaves optimisations out, and other files would come out than `make build` makes.
#
#   scripts/rustc-linted.sh RUSTC ARGS…    as cargo calls it
set -euo pipefail
rustc=$1
shift
root=$(cd "$(dirname "$0")/.." && pwd)

# Programs that run while it is built (build.rs) and cargo's questions about the compiler are left alone.
is_ours() {
    case ${CARGO_MANIFEST_DIR:-}/ in "$root"/*) ;; *) return 1 ;; esac
    case " $* " in *" --print"*) return 1 ;; esac
    case " $* " in *" --target wasm32-unknown-unknown "*) return 0 ;; *) return 1 ;; esac
}

look() {
    local scratch status=0 args=() argument before=
    scratch=$(mktemp -d "${TMPDIR:-/tmp}/luochui-lint.XXXXXX")
    for argument; do
        case $argument in
            --emit=*) argument=--emit=metadata ;;
            # cargo must not hear of files that it has not asked for.
            --json=*) argument=${argument/artifacts,/} && argument=${argument/,artifacts/} ;;
        esac
        [ "$before" != --out-dir ] || argument=$scratch
        args+=("$argument")
        before=$argument
    done
    clippy-driver "$rustc" "${args[@]}" -D warnings || status=$?
    rm -rf "$scratch"
    return "$status"
}

! is_ours "$@" || look "$@"
exec "$rustc" "$@"
