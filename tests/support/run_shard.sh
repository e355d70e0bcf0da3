#!/usr/bin/env bash
# run_shard.sh PROGRAM SHARD SHARDS RESULTS: runs one of so many parts of a GoogleTest program, with a folder for temporary
# files of its own, which is gone afterwards, and writes what became of each test into the file RESULTS.
set -euo pipefail
program=$1 shard=$2 shards=$3 results=$4

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir -m 700 "$folder/tmp" "$folder/run"
export TMPDIR=$folder/tmp XDG_RUNTIME_DIR=$folder/run
export GTEST_SHARD_INDEX=$((shard - 1)) GTEST_TOTAL_SHARDS=$shards

"$program" --gtest_brief=1 "--gtest_output=json:$results"
