#!/usr/bin/env bash
# Tries packaging/nginx.conf over real connections (reliability.md S-29): nginx serves it for some seconds on
# free ports of loopback, with a certificate of a self-made authority, before nothing at all. Wanted are nginx,
# curl and openssl; nothing of the machine is changed.
#
#   scripts/tls-check.sh
set -euo pipefail
. "$(dirname "$0")/lib.sh"

PATH=$PATH:/usr/sbin
for program in nginx curl openssl; do
    have "$program" || fail "$program is missing."
done
work=$(mktemp -d)
trap '[ ! -f "$work/pid" ] || kill "$(cat "$work/pid")" 2>/dev/null || true; rm -rf "$work"' EXIT
name=auction.example.com

# authority NAME, certificate AUTHORITY: what they make lies in $work.
authority() {
    openssl req -x509 -newkey rsa:2048 -nodes -keyout "$work/$1.key" -out "$work/$1.pem" -days 2 \
        -subj "/CN=$1" -addext basicConstraints=critical,CA:TRUE
}
certificate() {
    openssl req -newkey rsa:2048 -nodes -keyout "$work/key.pem" -out "$work/request.pem" -subj "/CN=$name"
    openssl x509 -req -in "$work/request.pem" -CA "$work/$1.pem" -CAkey "$work/$1.key" -set_serial 1 -days 1 \
        -extfile <(printf 'subjectAltName=DNS:%s\nextendedKeyUsage=serverAuth\n' "$name") \
        -out "$work/fullchain.pem"
}
{ authority ours && authority other && certificate ours; } >"$work/openssl.log" 2>&1 ||
    { cat "$work/openssl.log" >&2 && fail "There is no certificate."; }

# Two ports that nobody has, each tried by the bind of nginx itself.
plain=$((20000 + RANDOM % 10000)) secure=$((30001 + RANDOM % 10000)) nobody=$((40002 + RANDOM % 10000))
sed -e "s,/etc/ssl/$name,$work," -e "s,listen 80;,listen 127.0.0.1:$plain;," \
    -e "s,listen 443 ssl http2;,listen 127.0.0.1:$secure ssl http2;," -e '/listen \[::\]/d' \
    -e "s,server 127.0.0.1:3000;,server 127.0.0.1:$nobody;," packaging/nginx.conf >"$work/site.conf"
{
    printf 'pid %s;\nerror_log %s;\nevents {}\nhttp {\naccess_log off;\n' "$work/pid" "$work/error.log"
    for folder in client_body proxy fastcgi uwsgi scgi; do
        printf '%s_temp_path %s;\n' "$folder" "$work/$folder"
    done
    printf 'include %s;\n}\n' "$work/site.conf"
} >"$work/nginx.conf"
nginx -e "$work/error.log" -c "$work/nginx.conf" || { cat "$work/error.log" >&2 && fail "nginx does not start."; }

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
# speaks VERSION [AUTHORITY]: whether a handshake in this version of TLS alone comes about. Old versions are
# offered with whatever openssl still has.
speaks() {
    openssl s_client -connect "127.0.0.1:$secure" -servername "$name" -verify_hostname "$name" \
        -CAfile "$work/${2:-ours}.pem" -verify_return_error -cipher 'ALL:@SECLEVEL=0' "-$1" </dev/null
}
is_silent() { ! speaks "$@"; }
# Whether this openssl can speak the version at all, so that "refused" does not mean "never asked".
knows() { openssl s_client -help 2>&1 | grep -q -- "-$1 "; }
ask() {
    curl --silent --show-error --max-time 10 --cacert "$work/ours.pem" \
        --resolve "$name:$secure:127.0.0.1" --resolve "$name:$plain:127.0.0.1" "$@"
}
answers() {
    local status=$1
    shift
    [ "$(ask --output /dev/null --write-out '%{http_code}' "$@")" = "$status" ]
}
redirects() {
    [ "$(ask --output /dev/null --write-out '%{http_code} %{redirect_url}' "http://$name:$plain/lots?q=1")" = \
        "301 https://$name/lots?q=1" ]
}
says_hsts() {
    ask --dump-header - --output /dev/null "https://$name:$secure/metrics" |
        grep -qi '^strict-transport-security: max-age=63072000; includeSubDomains'
}

for version in tls1_2 tls1_3; do
    expect "$version is spoken" speaks "$version"
    expect "$version with a certificate of another authority is not believed" is_silent "$version" other
done
for version in tls1 tls1_1; do
    if knows "$version"; then
        expect "$version is refused" is_silent "$version"
    else
        say "$version: this openssl cannot ask for it"
    fi
done
expect "HTTP leads to HTTPS" redirects
expect "figures are for the operator" answers 404 "https://$name:$secure/metrics"
expect "the header of HTTPS stands on errors" says_hsts
expect "nobody behind it is an error of the gate" answers 502 "https://$name:$secure/"

[ "$faults" = 0 ] || fail "$faults of these are not as they should be."
say "TLS before the portal is as it should be."
