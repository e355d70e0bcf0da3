#!/usr/bin/env bash
# packaging/make.sh FOLDER: makes the .deb and the source archive of the release that was built in a folder, and checks
# them. `./dev package` builds the release and runs this. The same commit gives the same bytes.
set -euo pipefail
folder=$(realpath "${1:?usage: packaging/make.sh FOLDER}")
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export LC_ALL=C.UTF-8 TZ=UTC
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
export SOURCE_DATE_EPOCH
umask 022

version=$(sed -n '1s/.*(\(.*\)).*/\1/p' packaging/changelog)
package=$folder/pinfold_${version}_$(dpkg --print-architecture).deb
sources=$folder/pinfold-$version.tar.gz

make_package() {
  rm -f "$folder"/pinfold_*.deb
  cpack --config "$folder/CPackConfig.cmake" -B "$folder" >/dev/null
}

make_sources() {
  git diff --quiet HEAD || echo "The source archive holds the last commit, without what you have changed since."
  git -c tar.umask=0022 archive --prefix="pinfold-$version/" HEAD | gzip -9n >"$sources"
}

check_package() {
  echo "== lintian"
  lintian --allow-root --fail-on error,warning "$package"
  local unpacked page complaints
  unpacked=$(mktemp -d)
  # shellcheck disable=SC2064  # the folder of now
  trap "rm -rf '$unpacked'" EXIT
  dpkg-deb --extract "$package" "$unpacked"
  echo "== desktop-file-validate"
  desktop-file-validate "$unpacked"/usr/share/applications/*.desktop
  echo "== appstreamcli"
  appstreamcli validate --no-net "$unpacked"/usr/share/metainfo/*.xml
  echo "== man"
  for page in "$unpacked"/usr/share/man/man1/*.gz; do
    complaints=$(MANROFFSEQ='' MANWIDTH=80 man --warnings --local-file "$page" 2>&1 >/dev/null)
    [ -z "$complaints" ] || { echo "$page: $complaints" >&2; return 1; }
  done
  echo "== update-mime-database"
  complaints=$(XDG_DATA_DIRS=$unpacked/usr/share update-mime-database -n "$unpacked/usr/share/mime" 2>&1)
  [ -z "$complaints" ] || { echo "$complaints" >&2; return 1; }
}

# In the shells that they are for, which `./dev package` installs.
check_completions() {
  echo "== completions"
  python3 -B packaging/cli_files_test.py "$folder/bin/pinfold-cli" "$folder/bin/pinfold" "$folder/packaging"
}

check_spec() {
  echo "== rpmlint"
  [ "$(rpmspec --query --srpm --queryformat '%{version}' packaging/pinfold.spec)" = "$version" ] ||
    { echo "packaging/pinfold.spec is of another version than packaging/changelog." >&2; return 1; }
  rpmlint --strict --config packaging/rpmlint.toml packaging/pinfold.spec
}

make_package
make_sources
check_package
check_completions
check_spec
echo
sha256sum "$package" "$sources"
