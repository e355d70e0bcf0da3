#!/usr/bin/env bash
# How long the bundled sample's digits take on both emulated boards, compiling and starting not counted:
# tests/bench/digits.sh <build folder>
set -euo pipefail
cli="${1:?usage: tests/bench/digits.sh <build folder>}/bin/pinfold-cli"
samples=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../resources/samples" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

for board in qemu-mps2-an500 qemu-netduinoplus2; do
  log="$work/$board.log"
  "$cli" deploy "$samples/digits_int8.tar" --board "$board" --output "$work/$board" \
    --inputs "$samples/digits_int8_io.npz" >"$log" 2>&1 || { cat "$log"; exit 1; }
  took=$(sed -nE 's/^ *Run took +//p' "$log")
  echo "$board: Run took ${took:?no time in what deploy printed}"
done
