# shellcheck shell=bash
# Versions of the build tools and the few helpers every script shares. Sourced, never run.

# Each version is part of a folder name in the cache, so raising one here installs it beside the
# old one and a checkout of an older commit still finds what it was built with.
# shellcheck disable=SC2034 # used by the scripts that source this file
{
    CARGO_LEPTOS_VERSION=0.3.10
    WASM_BINDGEN_VERSION=0.2.130 # must equal the `wasm-bindgen` pin in Cargo.toml
    BINARYEN_VERSION=132         # wasm-opt below 110 gives a page that never hydrates
    NODE_VERSION=22.23.3         # fetched only where the system's Node.js is older than 20
}

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root" || exit 1

cache=${LUOCHUI_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/luochui}
# shellcheck disable=SC2034
target=${CARGO_TARGET_DIR:-$root/target}

# What is built for this machine is built with this profile of Cargo.toml: `release` for people,
# `tests` in `make test`. The programs lie in $built.
profile=${LUOCHUI_PROFILE:-release}
# shellcheck disable=SC2034
built=$target/$profile

# Progress goes to standard error, so that a script's standard output stays usable by another.
say() { printf '\033[1m==>\033[0m %s\n' "$*" >&2; }

fail() {
    printf 'error: %s\n' "$*" >&2
    exit 1
}

have() { command -v "$1" >/dev/null 2>&1; }

# chromium: the browser of the tests. The one without a window takes a third less of the processor.
chromium() {
    local program
    for program in "${LUOCHUI_CHROMIUM:-}" /usr/bin/chromium-headless-shell /usr/bin/chromium; do
        [ -z "$program" ] || [ ! -x "$program" ] || { echo "$program" && return; }
    done
    return 1
}

# node_major: the major version of the system's Node.js, 0 where there is none.
node_major() {
    have node || { echo 0 && return; }
    node --version | sed -E 's/^v([0-9]+).*/\1/'
}

# build_go PROGRAM SOURCE…: builds a program in Go with Debian's golang-golang-x-mod-dev. Nothing is
# fetched: the packages of Debian are the only source. LUOCHUI_GOCACHE keeps what was compiled.
build_go() {
    local gopath=${LUOCHUI_GOPATH:-/usr/share/gocode}
    if ! have go || [ ! -d "$gopath/src/golang.org/x/mod/sumdb/tlog" ]; then
        say "Go or its x/mod is missing (Debian packages golang-go and golang-golang-x-mod-dev)."
        return 1
    fi
    GO111MODULE=off GOPATH=$gopath GOCACHE=$LUOCHUI_GOCACHE GOFLAGS='' go build -o "$@"
}

# Where the built site lies, and the file that names its package folder once a build is complete.
site=$root/target/site
front_stamp=$root/target/.built-release
front_built() { cat "$front_stamp" 2>/dev/null || true; }

# site_environment: what the server must be told about the built site, as NAME=VALUE lines.
site_environment() {
    local package
    package=$(front_built)
    [ -n "$package" ] || fail "Nothing is built yet; run make build."
    printf '%s\n' "LEPTOS_OUTPUT_NAME=luochui" "LEPTOS_SITE_ROOT=$site" \
        "LEPTOS_SITE_PKG_DIR=$package" "LEPTOS_SITE_ADDR=127.0.0.1:3000" "LEPTOS_ENV=PROD"
}

# What is built for this machine. Every program and test is built from this one selection, because
# another one gives the shared crates other features and builds them a second time. `frontend` is
# left out: beside the server it would switch on both the browser's and the server's half of `app`.
# shellcheck disable=SC2034
host=(-p domain -p locales -p store -p store-tests -p service -p service-tests -p app -p server
    -p bench -p faultbench -p xtask --features app/ssr --profile "$profile")
