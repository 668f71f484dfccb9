#!/usr/bin/env bash
# Installs the pinned build tools once per user, into a cache folder keyed by their versions.
#
#   scripts/tools.sh          install what is missing, then print the PATH line
#   scripts/tools.sh --path   print only the PATH prefix; installs nothing
#
# cargo-leptos and wasm-bindgen come through `cargo binstall` where that is present and from source
# otherwise; wasm-opt comes from npm's binaryen. The prefix must stand before /usr/bin: Debian's
# wasm-opt (108) exports the table of external references wrongly, the build is green and the page
# never hydrates.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

leptos_dir=$cache/cargo-leptos-$CARGO_LEPTOS_VERSION
bindgen_dir=$cache/wasm-bindgen-cli-$WASM_BINDGEN_VERSION
binaryen_dir=$cache/binaryen-$BINARYEN_VERSION
node_dir=$cache/node-$NODE_VERSION

path_prefix() {
    local prefix=$leptos_dir/bin:$bindgen_dir/bin:$binaryen_dir/node_modules/.bin
    [ ! -x "$node_dir/node_modules/.bin/node" ] || prefix=$prefix:$node_dir/node_modules/.bin
    echo "$prefix"
}

# answers PROGRAM VERSION: the program exists and says that it is this version.
answers() { [ -x "$1" ] && "$1" --version 2>/dev/null | grep -qwF -- "$2"; }

# The one folder of this run in which things are put together before they are moved into place, so
# that an interrupted installation never looks like a finished one.
stage=
cleanup() { [ -z "$stage" ] || rm -rf "$stage"; }
trap cleanup EXIT

new_stage() {
    cleanup
    stage=$(mktemp -d "$cache/.stage.XXXXXX")
}

move_into_place() {
    rm -rf "$2"
    mv -T "$1" "$2"
}

# install_crate CRATE VERSION PROGRAM FOLDER MINUTES [cargo install options for a build from source]
install_crate() {
    local crate=$1 version=$2 program=$3 folder=$4 minutes=$5
    shift 5
    answers "$folder/bin/$program" "$version" && return
    new_stage
    if cargo binstall -V >/dev/null 2>&1; then
        say "Fetching $crate $version with cargo binstall (about a minute)."
        cargo binstall --no-confirm --disable-strategies compile --root "$stage/root" \
            "$crate@=$version" || say "No ready-made $crate; building it instead."
    fi
    if ! answers "$stage/root/bin/$program" "$version"; then
        say "Building $crate $version from source, once per user: about $minutes minutes on 2 cores."
        rm -rf "$stage/root"
        CARGO_TARGET_DIR=$stage/target \
            CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 \
            cargo install "$crate" --version "=$version" --root "$stage/root" "$@"
    fi
    answers "$stage/root/bin/$program" "$version" ||
        fail "$crate was installed, but $program does not answer with version $version."
    move_into_place "$stage/root" "$folder"
}

# install_npm PACKAGE FOLDER PROGRAM VERSION: one npm package in a folder of its own.
install_npm() {
    local package=$1 folder=$2 program=$3 version=$4
    answers "$folder/node_modules/.bin/$program" "$version" && return
    have npm || fail "npm is missing; scripts/system.sh installs it."
    say "Fetching $package from npm (less than a minute)."
    new_stage
    echo '{ "private": true }' >"$stage/package.json"
    npm install --prefix "$stage" --no-fund --no-audit --no-package-lock "$package" >&2
    answers "$stage/node_modules/.bin/$program" "$version" ||
        fail "$package was installed, but $program does not answer with version $version."
    move_into_place "$stage" "$folder"
    stage=
}

install_node() {
    local machine
    [ "$(node_major)" -lt 20 ] || return 0
    case $(uname -m) in
        x86_64) machine=x64 ;;
        aarch64) machine=arm64 ;;
        *) fail "Node.js 20 or newer is needed on a $(uname -m); please install it." ;;
    esac
    say "The system's Node.js is older than 20, which the browser tests need."
    install_npm "node-linux-$machine@$NODE_VERSION" "$node_dir" node "v$NODE_VERSION"
}

install_rust_parts() {
    if have rustup; then
        rustup target list --installed | grep -qx wasm32-unknown-unknown ||
            rustup target add wasm32-unknown-unknown
        local component
        for component in rustfmt clippy; do
            rustup component list --installed | grep -q "^$component" ||
                rustup component add "$component"
        done
    elif [ ! -d "$(rustc --print sysroot)/lib/rustlib/wasm32-unknown-unknown" ]; then
        fail "The Wasm target of Rust is missing and there is no rustup to add it with."
    fi
}

if [ "${1:-}" = --path ]; then
    path_prefix
    exit
fi

have cargo || fail "Rust is missing. Install its stable toolchain with rustup (https://rustup.rs)."
grep -q "^wasm-bindgen = \"=$WASM_BINDGEN_VERSION\"" Cargo.toml ||
    fail "scripts/lib.sh and Cargo.toml pin different versions of wasm-bindgen."

mkdir -p "$cache"
# Two checkouts that start together would both build for minutes; the second waits instead.
exec 9>"$cache/.lock"
flock --nonblock 9 || { say "Another run is installing the tools; waiting for it." && flock 9; }

install_rust_parts >&2
install_npm "binaryen@$BINARYEN_VERSION" "$binaryen_dir" wasm-opt "version $BINARYEN_VERSION"
install_node
install_crate cargo-leptos "$CARGO_LEPTOS_VERSION" cargo-leptos "$leptos_dir" 12 \
    --locked --features no_downloads
# Not --locked: the lock file of this crate names a version that no longer resolves.
install_crate wasm-bindgen-cli "$WASM_BINDGEN_VERSION" wasm-bindgen "$bindgen_dir" 3

say "The build tools are in $cache."
echo "export PATH=\"$(path_prefix):\$PATH\""
