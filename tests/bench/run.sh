#!/usr/bin/env bash
# Runs the benchmarks of a release build: tests/bench/run.sh <build folder>
set -euo pipefail
build=${1:?usage: tests/bench/run.sh <build folder>}
here=$(dirname "${BASH_SOURCE[0]}")

echo "== Import, plan, generate (total: from the tar file to the files on disk)"
"$build/bin/bench_stages" --benchmark_counters_tabular=true
echo
echo "== Packing"
"$build/bin/bench_pack" --benchmark_counters_tabular=true
echo
echo "== Cancelling (how long a case runs, and the longest time until it ended once it was cancelled: at most 50 ms)"
"$build/bin/cancel_times" 10
echo
echo "== Graph layout"
"$build/bin/bench_layout" --benchmark_counters_tabular=true
echo
echo "== Frames of the graph"
"$build/bin/bench_graph_frames" --benchmark_counters_tabular=true
echo
echo "== Memory timeline"
"$build/bin/bench_timeline" --benchmark_counters_tabular=true
echo
echo "== The window"
"$build/bin/bench_window"
echo
echo "== Peak memory of import"
"$build/bin/import_memory"

# Each other script here measures one thing and takes the build folder, too.
for script in "$here"/*.sh; do
  [ "$script" -ef "${BASH_SOURCE[0]}" ] && continue
  echo
  echo "== $(basename "$script" .sh | tr _ ' ')"
  "$script" "$build"
done
