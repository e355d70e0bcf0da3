#!/usr/bin/env bash
# Makes the pictures of the docs, light and dark, at 1× and 2×: tests/guided/pictures.sh <build folder> [folder]
# ImageMagick (apt-get install imagemagick) makes them a third as large.
set -euo pipefail
build=${1:?usage: tests/guided/pictures.sh <build folder> [folder for the pictures]}
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
export PINFOLD_PICTURES=${2:-$here/../../docs/images} QT_QPA_PLATFORM=offscreen
mkdir -p "$PINFOLD_PICTURES"
for theme in light dark; do
  for scale in 1 2; do
    PINFOLD_THEME=$theme QT_SCALE_FACTOR=$scale "$build/bin/guided_tests"
  done
done
mogrify -strip +dither -colors 255 -define png:compression-level=9 "$PINFOLD_PICTURES"/*.png
