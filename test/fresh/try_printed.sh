#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Does what the demo network says one may try: cuts the three commands that tools/demo.sh printed out of its output
# (standard input), runs these very lines in one shell, and looks at what they gave: the click's id, the sale with a
# commission, the explanation sentence by sentence. Prints what it saw; fails when anything is not as promised.
#   test/fresh/try_printed.sh <OUTPUT
set -euo pipefail

fail() {
    echo "try_printed.sh: $*" >&2
    exit 1
}

lines=$(grep -E -A 2 '^click=\$\(curl ') || fail "no line that makes a click"
[ "$(wc -l <<<"$lines")" = 3 ] || fail "these are not three commands: $lines"
# shellcheck disable=SC2016 # nothing is meant to be expanded
for start in 'click=$(curl ' 'sale=$(curl ' 'curl '; do
    [ "$(cut -c "1-${#start}" <<<"$lines" | grep -cxF -- "$start")" = 1 ] || fail "no line begins with $start: $lines"
done

output=$(bash -euo pipefail -c "$lines"$'\necho "$click"') || fail "the lines ended with an error: $output"
[ "$(wc -l <<<"$output")" = 3 ] || fail "not an answer for each line: $output"
sale=$(sed -n 1p <<<"$output") explanation=$(sed -n 2p <<<"$output") click=$(sed -n 3p <<<"$output")
echo "the redirect's click id: $click"
echo "the sale's answer: $sale"
[[ $click =~ ^[0-9a-z]{26}$ ]] || fail "the redirect gave no click id"
[[ $sale =~ \"status\":\"approved\" ]] || fail "the sale was not accepted"
[[ $sale =~ \"com_[0-9a-z]+\" ]] || fail "the sale earned no commission"
commission=${BASH_REMATCH[0]}
[[ $explanation == *"$commission"* ]] || fail "the explanation is not of $commission: $explanation"

echo "the explanation of $commission:"
sentences=$(grep -oE '"text":"([^"\\]|\\.)*"' <<<"$explanation" | sed 's/^"text":"/  /; s/"$//') || fail "$explanation"
echo "$sentences"
for sentence in 'Order TRY-[0-9]+ \(goal: sale, amount: 120\.00 EUR\) happened on ' \
    'Credited to .+\. Evidence: the click id that the advertiser sent\.' 'The commission is [0-9]+\.[0-9]{2} EUR\.'; do
    grep -qE "^  $sentence" <<<"$sentences" || fail "no sentence like: $sentence"
done
for code in event evidence_used plan rule arithmetic commission ledger; do
    grep -qF "\"code\":\"$code\"" <<<"$explanation" || fail "the explanation has no step $code: $explanation"
done
