#!/usr/bin/env bash
# Builds the portal: the browser's half with cargo-leptos, the server with cargo.
#
#   scripts/build.sh          both
#   scripts/build.sh front    the browser's half only; with LUOCHUI_LINT=1 clippy looks at it, and a lint is
#                             an error
#   scripts/build.sh embedded both, and the site lies in the program: for packages
#
# The static files get a folder named after their sources (`pkg-<hash>`), because the names
# cargo-leptos can give the files do not cover their contents once the Wasm is split; so everything
# under that folder may be cached for ever. The same hash tells whether there is anything to build.
# The server is left to cargo, which knows itself. Its profile is that of lib.sh: `release` unless
# LUOCHUI_PROFILE names another; the browser's half is the same whatever the server's is. It is built
# from the selection that the tests are built from (`host` in lib.sh), so that a program built with
# their profile leaves them hardly anything to do; the code of their harness is in it then, and nothing
# in it calls that.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

# Everything the browser's half is made of. Tests are left out: they do not reach the browser.
front_sources() {
    find Cargo.toml Cargo.lock .cargo rust-toolchain.toml scripts/lib.sh scripts/build.sh \
        domain locales app frontend style public -path '*/tests/*' -prune -o -type f -print0
}

front_hash() {
    front_sources | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum | cut -c1-12
}

check_wasm_opt() {
    local version
    version=$(wasm-opt --version | sed -E 's/^wasm-opt version ([0-9]+).*/\1/')
    [ "$version" -ge 110 ] || fail "wasm-opt $version gives a page that never hydrates;" \
        "scripts/tools.sh installs a newer one."
}

# cargo-leptos empties the folder of the site. The previous package is put back, so that a tab
# opened before the build still finds the parts it has not loaded yet.
keep_previous() {
    rm -rf "$root/target/previous-pkg" && mkdir -p "$root/target/previous-pkg"
    local previous
    previous=$(front_built)
    [ -z "$previous" ] || [ ! -d "$site/$previous" ] || mv "$site/$previous" "$root/target/previous-pkg/"
}

put_previous_back() {
    find "$root/target/previous-pkg" -mindepth 1 -maxdepth 1 ! -name "$1" -exec mv -t "$site" {} +
    rm -rf "$root/target/previous-pkg"
}

# Which package was built with LUOCHUI_LINT=1: an up-to-date one need not have been looked at by clippy.
linted=$root/target/.front-linted
is_linted() { [ -z "${LUOCHUI_LINT:-}" ] || [ "$(cat "$linted" 2>/dev/null)" = "$1" ]; }

# build_front PACKAGE BEFORE: builds it; BEFORE is what was built last.
build_front() {
    local package=$1 home=${CARGO_HOME:-$HOME/.cargo} wrapper=${RUSTC_WRAPPER:-}
    if [ -n "${LUOCHUI_LINT:-}" ]; then
        wrapper=$root/scripts/rustc-linted.sh
        # What was compiled without it would not be compiled again.
        [ -n "$2" ] && is_linted "$2" || cargo clean --quiet --target-dir target/front --target wasm32-unknown-unknown \
            --profile wasm-release -p domain -p locales -p app -p frontend
    fi
    # --precompress needs --release; --split must stand in every build, because without it a tree
    # with lazy routes ships a page that never starts. Everybody may read these files: no path of this
    # machine is in them. cargo-leptos adds its flags to RUSTFLAGS, which replace .cargo/config.toml.
    RUSTFLAGS="--cfg erase_components --remap-path-prefix=$root=/usr/src/luochui \
--remap-path-prefix=$home=/usr/src/cargo" RUSTC_WRAPPER=$wrapper \
        LEPTOS_SITE_PKG_DIR=$package LEPTOS_HASH_FILES=false PATH="$(scripts/tools.sh --path):$PATH" \
        cargo leptos build --release --split --precompress --frontend-only
    [ -s "$site/$package/luochui.js" ] || fail "The build left no $site/$package/luochui.js."
    [ -z "${LUOCHUI_LINT:-}" ] || echo "$package" >"$linted"
}

# A lock file is part of the sources; a checkout without one gets it first.
[ -f Cargo.lock ] || cargo generate-lockfile

package=pkg-$(front_hash)
if [ "$(front_built)" = "$package" ] && [ -d "$site/$package" ] && is_linted "$package"; then
    say "The browser's half is up to date ($package)."
else
    say "Building the browser's half: two to five minutes the first time on 2 cores."
    PATH="$(scripts/tools.sh --path):$PATH" check_wasm_opt
    keep_previous
    before=$(front_built)
    rm -f "$front_stamp"
    build_front "$package" "$before"
    put_previous_back "$package"
    echo "$package" >"$front_stamp"
fi

[ "${1:-}" != front ] || exit 0

say "Building the server: about five minutes the first time on 2 cores, nothing when up to date."
site_in_it=()
if [ "${1:-}" = embedded ]; then
    export LEPTOS_SITE_PKG_DIR=$package
    site_in_it=(--features server/embed)
fi
cargo build "${host[@]}" "${site_in_it[@]}" --bin luochui
