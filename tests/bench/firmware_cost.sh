#!/usr/bin/env bash
# What the firmware costs beyond the kernels: tests/bench/firmware_cost.sh <build folder>
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
archive="$here/../../../shared/models/kws_int8.graph.tar"
[ -f "$archive" ] || { echo "skipped: ../shared/models is not here"; exit 0; }
python3 "$here/firmware_cost/measure.py" "${1:?usage: firmware_cost.sh <build folder>}/bin/pinfold-cli" "$archive"
