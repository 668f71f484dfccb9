#!/usr/bin/env bash
# Builds what is given away twice, from the same commit in two folders with other names, and compares
# every file of the two (reliability.md S-41). Takes two release builds and some gigabytes; the first
# build is gone before the second begins, but for its result.
#
#   scripts/reproduce.sh           HEAD, in folders below the temporary one (TMPDIR)
#   scripts/reproduce.sh --keep    leaves the two results there
#   scripts/reproduce.sh COMMIT    another commit
set -euo pipefail
. "$(dirname "$0")/lib.sh"

keep=no
commit=HEAD
for word in "$@"; do
    case $word in
    --keep) keep=yes ;;
    -*) fail "usage: scripts/reproduce.sh [--keep] [COMMIT]" ;;
    *) commit=$word ;;
    esac
done

git rev-parse --verify --quiet "$commit^{commit}" >/dev/null || fail "There is no commit $commit."
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct "$commit")
export SOURCE_DATE_EPOCH
# Each folder has its own, and what one build has made is not found by the other.
unset CARGO_TARGET_DIR RUSTC_WRAPPER LUOCHUI_PROFILE LUOCHUI_LINT
# These would count before what replaces the paths.
unset RUSTFLAGS CARGO_ENCODED_RUSTFLAGS CARGO_BUILD_RUSTFLAGS CFLAGS

work=$(mktemp -d)
clean() { [ "$keep" = yes ] || rm -rf "$work"; }
trap clean EXIT

# build NAME FOLDER: the result of a build in this folder, in $work/NAME.
build() {
    local name=$1 folder=$work/$2
    say "Building $commit in $folder."
    mkdir -p "$folder"
    git archive "$commit" | tar --extract --directory "$folder"
    (cd "$folder" && scripts/package.sh stage)
    mv "$folder/target/package/root" "$work/$name"
    rm -rf "$folder"
}

# sums NAME: every file of a result with its mode and its digest.
sums() {
    (cd "$work/$1" && find . -type f -printf '%m %p\n' | LC_ALL=C sort -k 2 | while read -r mode file; do
        printf '%s %s %s\n' "$(sha256sum <"$file" | cut -d ' ' -f 1)" "$mode" "$file"
    done)
}

# The names are of other lengths too: a path that is left over moves everything behind it.
build first one
build second another/folder-with-a-longer-name

sums first >"$work/first.sums"
sums second >"$work/second.sums"
if cmp --silent "$work/first.sums" "$work/second.sums"; then
    say "The two builds are equal:"
    cat "$work/first.sums"
    exit 0
fi
keep=yes
diff "$work/first.sums" "$work/second.sums" || true
cmp "$work/first/usr/bin/luochui" "$work/second/usr/bin/luochui" || true
fail "The two builds differ; both are kept in $work."
