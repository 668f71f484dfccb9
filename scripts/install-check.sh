#!/usr/bin/env bash
# Installs the Debian package into a Debian of its own (debootstrap, chroot), looks at what is there then,
# installs it again over a changed configuration, removes and purges it. Root needed, and the mirror of
# Debian; one to three minutes. Nothing of the machine is changed, nothing is served, nothing is left.
#
#   scripts/install-check.sh                  the package that scripts/package.sh has made
#   scripts/install-check.sh FILE.deb         this one
#   scripts/install-check.sh --program FILE   one that is put together here around this program, with the
#                                             contents and the maintainer scripts of the real one
#
# LUOCHUI_DEBIAN names another release than bookworm.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

usage="usage: scripts/install-check.sh [FILE.deb | --program FILE]"
deb='' program=''
case ${1:-} in
'') deb=$(find "$target/package" -maxdepth 1 -name '*.deb' 2>/dev/null | LC_ALL=C sort | tail -n 1) ;;
--program) program=${2:-} && [ -x "$program" ] || fail "$usage" ;;
-*) fail "$usage" ;;
*) deb=$1 ;;
esac
[ -n "$program" ] || [ -f "$deb" ] || fail "There is no package: scripts/package.sh makes one where cargo-deb is."
[ "$(id -u)" = 0 ] || fail "Only root may install packages, also into a folder."
have debootstrap || fail "debootstrap is missing: apt-get install debootstrap"

release=${LUOCHUI_DEBIAN:-bookworm}
work=$(mktemp -d)
inside=$work/debian
trap 'umount "$inside/proc" 2>/dev/null || true; rm -rf --one-file-system "$work"' EXIT

# What cargo-deb does with the list in server/Cargo.toml, without cargo: a stand-in for trying this script.
stand_in() {
    local stage=$work/stage file
    install -D -m 0755 "$program" "$stage/usr/bin/luochui"
    install -D -m 0644 -t "$stage/usr/lib/systemd/system" packaging/*.service packaging/*.timer
    install -D -m 0644 packaging/luochui.sysusers.conf "$stage/usr/lib/sysusers.d/luochui.conf"
    install -D -m 0640 packaging/luochui.env "$stage/etc/luochui/luochui.env"
    install -D -m 0644 -t "$stage/usr/share/doc/luochui" docs/OPERATIONS.md CHANGELOG.md LICENSE*
    mkdir "$stage/DEBIAN"
    for file in postinst prerm; do
        install -m 0755 "packaging/debian/$file" "$stage/DEBIAN/$file"
    done
    echo /etc/luochui/luochui.env >"$stage/DEBIAN/conffiles"
    printf '%s\n' 'Package: luochui' 'Version: 0.0.0' "Architecture: $(dpkg --print-architecture)" \
        'Maintainer: nobody <nobody@example.com>' 'Description: stand-in for a trial' \
        'Depends: libc6, libgcc-s1, systemd, ca-certificates' >"$stage/DEBIAN/control"
    dpkg-deb --root-owner-group -Znone --build "$stage" "$work/luochui.deb" >/dev/null
    rm -rf "$stage"
    deb=$work/luochui.deb
}

within() { chroot "$inside" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 "$@"; }

# as_service COMMAND…: as the unit does it, with its user, its mask and the environment file of the package.
as_service() {
    # shellcheck disable=SC2016 # the shell inside reads it
    within setpriv --reuid=luochui --regid=luochui --init-groups /bin/sh -c \
        'umask 077; set -a; . /etc/luochui/luochui.env; LUOCHUI_DATA=/var/lib/luochui; exec /usr/bin/luochui "$@"' - "$@"
}

faults=0
# expect WHAT COMMAND…
expect() {
    local what=$1
    shift
    if "$@" >"$work/log" 2>&1; then
        say "$what: as it should be"
    else
        say "$what: NOT as it should be"
        cat "$work/log" >&2
        faults=$((faults + 1))
    fi
}

# is PATH "MODE USER GROUP"
is() { [ "$(within stat -c '%a %U %G' "$1")" = "$2" ]; }
gone() { [ ! -e "$inside$1" ]; }
there() { [ -e "$inside$1" ]; }
units() {
    within systemd-analyze --man=no verify luochui.service luochui-backup.service luochui-backup.timer
}

[ -z "$program" ] || stand_in
say "A Debian $release of its own, in $inside."
debootstrap --variant=minbase --include=systemd,ca-certificates,libgcc-s1 "$release" "$inside" >"$work/debootstrap.log" 2>&1 ||
    { tail -n 5 "$work/debootstrap.log" >&2 && fail "debootstrap did not make it."; }
mount -t proc proc "$inside/proc"
printf '#!/bin/sh\nexit 101\n' >"$inside/usr/sbin/policy-rc.d" && chmod +x "$inside/usr/sbin/policy-rc.d"
cp "$deb" "$inside/tmp/luochui.deb"

expect "installation" within dpkg --install /tmp/luochui.deb
expect "the user of the service" within getent passwd luochui
expect "the folder of the data" is /var/lib/luochui "700 luochui luochui"
expect "the folder of the backups" is /var/backups/luochui "700 luochui luochui"
expect "the environment file" is /etc/luochui/luochui.env "640 root luochui"
expect "the program" is /usr/bin/luochui "755 root root"
expect "the units" units
expect "the configuration" as_service config check
expect "the tables" as_service migrate
expect "nobody else reads the data" test -z "$(find "$inside/var/lib/luochui" -type f -perm /077)"
expect "the operator's question" as_service doctor

echo '# A line of the operator.' >>"$inside/etc/luochui/luochui.env"
expect "the same once more" within dpkg --install /tmp/luochui.deb
expect "the operator's line stays" grep -qx '# A line of the operator.' "$inside/etc/luochui/luochui.env"
expect "and so does who may read it" is /etc/luochui/luochui.env "640 root luochui"

expect "removal" within dpkg --remove luochui
expect "the program is gone" gone /usr/bin/luochui
expect "the configuration stays" there /etc/luochui/luochui.env
expect "the purge" within dpkg --purge luochui
expect "the configuration is gone" gone /etc/luochui/luochui.env
expect "the data stay" test -n "$(find "$inside/var/lib/luochui" -type f)"
expect "nothing else is left" test -z "$(find "$inside/usr" "$inside/etc/systemd" -name '*luochui*' ! -path '*/proc/*')"

[ "$faults" = 0 ] || fail "$faults of these are not as they should be."
say "The package can be installed, upgraded, removed and purged."
