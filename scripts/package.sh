#!/usr/bin/env bash
# Puts together what is given to others: the program with its site in it, so that the same sources in
# the same folder give the same bytes on any machine with the same Rust.
#
#   scripts/package.sh         everything below, as far as its tools are there
#   scripts/package.sh stage   target/package/root: the files as they lie on a machine
#   scripts/package.sh check   licences, sources and advisories of what is linked (cargo-deny)
#
# --no-build takes the program that an earlier run has built. Everything goes to target/package.
# cargo-deb and cargo-deny are asked for where they are needed; this script installs nothing.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

out=$target/package
stage=$out/root
triple=$(rustc -vV | sed -n 's/^host: //p')
program=$target/$triple/dist/luochui
# The time of the last commit stands for that of every file.
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || echo 0)}
export SOURCE_DATE_EPOCH

what=all
build=yes
for word in "$@"; do
    case $word in
    --no-build) build=no ;;
    all | stage | check) what=$word ;;
    *) fail "usage: scripts/package.sh [--no-build] [stage|check]" ;;
    esac
done

version() { sed -n '/^\[workspace.package\]/,/^\[/s/^version = "\(.*\)"/\1/p' Cargo.toml; }

# The files of the package folder are the only ones of their kind in the program: what browsers may
# still have open from the build before belongs to the machine that built it.
one_site() {
    find "$site" -mindepth 1 -maxdepth 1 -name 'pkg*' ! -name "$1" -exec rm -rf {} +
}

# No path of this machine in the program, neither from Rust nor from the C of SQLite. RUSTFLAGS replace
# those of .cargo/config.toml, so these repeat them.
build_server() {
    local home=${CARGO_HOME:-$HOME/.cargo} package
    package=$(front_built)
    [ -n "$package" ] || fail "The browser's half is not built: scripts/build.sh front."
    one_site "$package"
    LEPTOS_SITE_PKG_DIR=$package \
        CFLAGS="-ffile-prefix-map=$root=/usr/src/luochui -ffile-prefix-map=$home=/usr/src/cargo" \
        RUSTFLAGS="--cfg erase_components --remap-path-prefix=$root=/usr/src/luochui \
--remap-path-prefix=$home=/usr/src/cargo" \
        cargo build --locked --profile dist -p server -p app --features app/ssr,server/embed \
        --bin luochui --target "$triple"
}

build_stage() {
    if [ "$build" = yes ]; then
        scripts/build.sh front
        say "Building the server to be given away (ten minutes on 2 cores)."
        build_server
    fi
    [ -x "$program" ] || fail "There is no $program: run scripts/package.sh without --no-build."
    rm -rf "$stage"
    install -D -m 0755 "$program" "$stage/usr/bin/luochui"
    install -D -m 0644 -t "$stage/usr/lib/systemd/system" packaging/*.service packaging/*.timer
    install -D -m 0644 packaging/luochui.sysusers.conf "$stage/usr/lib/sysusers.d/luochui.conf"
    install -D -m 0640 packaging/luochui.env "$stage/etc/luochui/luochui.env"
    install -D -m 0644 -t "$stage/usr/share/doc/luochui" docs/OPERATIONS.md CHANGELOG.md LICENSE* \
        packaging/Caddyfile packaging/nginx.conf packaging/alerts.yaml packaging/dashboard.json
    no_path_of_this_machine
}

# Says which paths of this machine are in the program: a home in what is given away tells who built it.
no_path_of_this_machine() {
    local home=${CARGO_HOME:-$HOME/.cargo} found
    # Where the Dockerfile builds, the folder is the one that stands for all others.
    [ "$root" != /usr/src/luochui ] || return 0
    found=$(grep -aoE -m 3 "($root|$home)/[A-Za-z0-9_./-]{0,60}" "$stage/usr/bin/luochui" | head -n 3 || true)
    [ -z "$found" ] || say "Paths of this machine are in the program, such as:
$found"
}

# Names in order, nobody's files, one time: the archive follows from its contents alone.
build_archive() {
    local name
    name=luochui-$(version)-$triple
    tar --create --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$SOURCE_DATE_EPOCH" \
        --format=ustar --directory "$stage" --transform "s,^\.,$name," . |
        gzip --no-name --best >"$out/$name.tar.gz"
}

build_deb() {
    have cargo-deb || { say "No cargo-deb: no Debian package." && return; }
    # Its list of files in server/Cargo.toml names the folder.
    [ "$target" = "$root/target" ] || fail "The Debian package wants its files in $root/target."
    cargo deb --package server --no-build --no-strip --target "$triple" --output "$out/"
}

# What is linked, for the program and for the browser's half: each part with version, digest and licence.
build_sbom() {
    cargo xtask sbom server "$triple" >"$out/server.cdx.json"
    cargo xtask sbom frontend wasm32-unknown-unknown >"$out/frontend.cdx.json"
}

check_sources() {
    have cargo-deny || fail "cargo-deny is not installed: cargo install cargo-deny"
    cargo deny check
}

case $what in
stage) build_stage ;;
check) check_sources ;;
all)
    build_stage
    build_archive
    build_deb
    build_sbom
    (cd "$out" && find . -maxdepth 1 -type f ! -name SHA256SUMS -printf '%P\n' | LC_ALL=C sort |
        xargs sha256sum >SHA256SUMS)
    say "What is given away lies in $out."
    ;;
esac
