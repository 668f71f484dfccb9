#!/usr/bin/env bash
# Runs `luochui import --check` over collection forms and compares its JSON and its exit code with
# what is expected: our own good and faulty forms, byte by byte; the forms beside the repository where
# that folder is there; a season that takes no lots; files that are no workbook.
#
#   scripts/import-check.sh        after a build; a second
set -euo pipefail
. "$(dirname "$0")/lib.sh"

PATH="$(scripts/tools.sh --path):$PATH"
export PATH
forms=$root/end2end/forms
shared=$root/../shared/forms
folder=$(mktemp -d "${TMPDIR:-/tmp}/luochui-import-check.XXXXXX")
trap 'rm -rf "$folder"' EXIT

# check FILE [OPTIONS…]: runs it, leaves its answer in $folder/out and $folder/err, and sets `code`.
check() {
    code=0
    "$built/luochui" import --check "$@" >"$folder/out" 2>"$folder/err" || code=$?
}

# answers CODE EXPECTED FILE [OPTIONS…]: the exit code, and the whole JSON as in the file EXPECTED.
answers() {
    local wanted=$1 expected=$2 name
    shift 2
    name=${1##*/}
    check "$@"
    [ "$code" = "$wanted" ] || fail "$name: exit code $code instead of $wanted."
    diff -u "$expected" "$folder/out" || fail "$name is not judged as ${expected##*/} says."
    say "$name${2:+ ${*:2}}: exit code $code, as ${expected##*/} says."
}

# refused WORDS FILE [OPTIONS…]: nothing could be checked; no JSON, and a sentence that has the words.
refused() {
    local words=$1
    shift
    check "$@"
    [ "$code" != 0 ] || fail "${1##*/}${2:+ ${*:2}}: taken."
    [ ! -s "$folder/out" ] || fail "${1##*/}${2:+ ${*:2}}: something is printed beside the sentence."
    grep -q "$words" "$folder/err" || fail "${1##*/}${2:+ ${*:2}}: no word of “$words”."
    say "${1##*/}${2:+ ${*:2}}: exit code $code, “$words”."
}

# The season is named, so that the answer is the same in every year.
for form in "$forms"/*.xlsx; do
    answers 0 "${form%.xlsx}.expected.json" "$form" --season 2026
done
good=$forms/专利征集表_示例.xlsx
# Without the option it is the current season, that of the year in Beijing.
check "$good" --season "$(TZ=Asia/Shanghai date +%Y)"
cp "$folder/out" "$folder/current.json"
answers 0 "$folder/current.json" "$good"
answers 1 "$forms/season.expected.json" "$good" --season 2022-CHALLENGE
refused "there is no season 1999" "$good" --season 1999

printf 'PK?' >"$folder/none.xlsx"
answers 1 "$forms/no-workbook.expected.json" "$folder/none.xlsx"
answers 1 "$forms/no-form.expected.json" "$root/Cargo.toml"
refused "cannot read" "$folder/missing.xlsx"

# places FILE: row, column and code of every error of a report or of a list, a line each.
places() {
    node -e 'const { errors } = JSON.parse(require("fs").readFileSync(process.argv[1], "utf8"));
        for (const { row, column, code } of errors) console.log(row, column, code);' "$1"
}

if [ -d "$shared" ]; then
    for form in "$shared"/*.xlsx; do
        check "$form"
        [ "$code" = 0 ] || fail "${form##*/}: exit code $code instead of 0."
        : >"$folder/wanted"
        expected=${form%.xlsx}.expected.json
        [ ! -f "$expected" ] || places "$expected" >"$folder/wanted"
        places "$folder/out" | diff -u "$folder/wanted" - || fail "${form##*/} is not judged as listed."
        say "${form##*/}: $(wc -l <"$folder/wanted") errors, as listed."
    done
else
    say "No folder of forms beside the repository: only our own are checked."
fi
say "The forms are judged as they should be."
