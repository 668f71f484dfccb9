#!/usr/bin/env bash
# Puts together what is given to others: the program with its site, so that the same sources give the
# same bytes on any machine with the same Rust.
#
#   scripts/package.sh         everything below, as far as its tools are there
#   scripts/package.sh stage   target/package/root: the files as they lie on a machine
#   scripts/package.sh check   licences, advisories and sources of what is linked (cargo-deny)
#
# Everything goes to target/package. cargo-deb, cargo-cyclonedx and cargo-deny are asked for where
# they are needed; this script installs nothing.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

out=$target/package
stage=$out/root
triple=$(rustc -vV | sed -n 's/^host: //p')
# The time of the last commit stands for that of every file.
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || echo 0)}
export SOURCE_DATE_EPOCH

version() { sed -n '/^\[workspace.package\]/,/^\[/s/^version = "\(.*\)"/\1/p' Cargo.toml; }

# No path of this machine in the program. RUSTFLAGS replace those of .cargo/config.toml, so these
# repeat them.
build_server() {
    local home=${CARGO_HOME:-$HOME/.cargo}
    RUSTFLAGS="--cfg erase_components --remap-path-prefix=$root=/usr/src/luochui \
--remap-path-prefix=$home=/usr/src/cargo" \
        cargo build --locked --profile dist -p server -p app --features app/ssr \
        --bin luochui --target "$triple"
}

build_stage() {
    scripts/build.sh front
    say "Building the server to be given away (ten minutes on 2 cores)."
    build_server
    rm -rf "$stage"
    install -D -m 0755 "$target/$triple/dist/luochui" "$stage/usr/bin/luochui"
    mkdir -p "$stage/usr/lib/luochui/site"
    cp -R "$site/." "$stage/usr/lib/luochui/site/"
    front_built >"$stage/usr/lib/luochui/site/pkg-dir.txt"
    install -D -m 0644 -t "$stage/lib/systemd/system" packaging/*.service packaging/*.timer
    install -D -m 0644 packaging/luochui.sysusers.conf "$stage/usr/lib/sysusers.d/luochui.conf"
    install -D -m 0640 packaging/luochui.env "$stage/etc/luochui/luochui.env"
    install -D -m 0644 -t "$stage/usr/share/doc/luochui" docs/OPERATIONS.md CHANGELOG.md LICENSE \
        packaging/Caddyfile packaging/nginx.conf
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
    cargo deb --package server --no-build --no-strip --target "$triple" --output "$out/"
}

# One list of components for the program, and of the browser's half with it.
build_sbom() {
    have cargo-cyclonedx || { say "No cargo-cyclonedx: no list of components." && return; }
    cargo cyclonedx --format json --manifest-path server/Cargo.toml --override-filename luochui.cdx
    cargo cyclonedx --format json --manifest-path frontend/Cargo.toml --override-filename frontend.cdx
    mv server/luochui.cdx.json "$out/luochui.cdx.json"
    mv frontend/frontend.cdx.json "$out/frontend.cdx.json"
    # The tool writes one beside every other manifest as well.
    find . -path ./target -prune -o -name '*.cdx.json' -type f -print -delete
}

check_sources() {
    have cargo-deny || fail "cargo-deny is not installed: cargo install cargo-deny"
    cargo deny check
}

case ${1:-all} in
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
*) fail "usage: scripts/package.sh [stage|check]" ;;
esac
