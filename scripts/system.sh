#!/usr/bin/env bash
# Looks for the programs of the operating system and installs the missing ones through apt-get.
#
#   scripts/system.sh run    what building and serving the portal needs
#   scripts/system.sh test   the same, and a browser, Chinese fonts, PostgreSQL, Go and shellcheck
#   scripts/system.sh cluster  what running the portal needs, PostgreSQL and a reverse proxy
#
# Where it may not install (not root, no sudo without password, no apt-get) it names the packages
# in one sentence and ends with 1.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

missing=()
need() { missing+=("$@"); }

check_run() {
    have cc || need build-essential
    have curl || need curl
    have git || need git
    [ "$(node_major)" -ge 18 ] || need nodejs
    have npm || need npm
}

chromium_found() {
    if [ -n "${LUOCHUI_CHROMIUM:-}" ]; then
        [ -x "$LUOCHUI_CHROMIUM" ] ||
            fail "LUOCHUI_CHROMIUM is set, but $LUOCHUI_CHROMIUM is not a program."
    fi
    chromium >/dev/null
}

# Where the list of packages does not name the browser without a window, the whole one does.
chromium_package() {
    if have apt-cache && apt-cache show chromium-headless-shell >/dev/null 2>&1; then
        echo chromium-headless-shell
    else
        echo chromium
    fi
}

# The list is read to its end: a closed pipe would count as a failure of fc-list.
chinese_font_found() { have fc-list && [ -n "$(fc-list :lang=zh family)" ]; }

check_test() {
    check_run
    chromium_found || need "$(chromium_package)"
    chinese_font_found || need fontconfig fonts-noto-cjk
    # The ledger is checked with the code of another project, and from its zip.
    have unzip || need unzip
    # Scripts are looked at by it.
    have shellcheck || need shellcheck
    have go || need golang-go
    [ -d /usr/share/gocode/src/golang.org/x/mod/sumdb/tlog ] || need golang-golang-x-mod-dev
    # A database given from outside needs no server here.
    [ -n "${TEST_POSTGRES_URL:-}" ] || scripts/postgres.sh --find >/dev/null || need postgresql
}

check_cluster() {
    check_run
    scripts/postgres.sh --find >/dev/null || need postgresql
    have psql || need postgresql-client
    have haproxy || need haproxy
}

# as_root: how to become root without being asked for anything; empty when we are.
as_root=()
may_install() {
    have apt-get || return 1
    [ "$(id -u)" != 0 ] || return 0
    as_root=(sudo -n)
    have sudo && sudo -n true 2>/dev/null
}

install_missing() {
    say "Installing ${missing[*]} with apt-get (one to three minutes)."
    export DEBIAN_FRONTEND=noninteractive
    "${as_root[@]}" apt-get update -q >&2
    "${as_root[@]}" apt-get install -y -q --no-install-recommends "${missing[@]}" >&2
}

case ${1:-} in
    run) check=check_run ;;
    test) check=check_test ;;
    cluster) check=check_cluster ;;
    *) fail "usage: scripts/system.sh run|test|cluster" ;;
esac

$check
[ ${#missing[@]} != 0 ] || exit 0
packages=${missing[*]}
may_install || fail "These packages are missing and I may not install them; please run:" \
    "sudo apt-get install --no-install-recommends $packages"
install_missing
missing=()
$check
[ ${#missing[@]} = 0 ] || fail "Still missing after the installation: ${missing[*]}."
