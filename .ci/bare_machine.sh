#!/usr/bin/env bash
# What the README promises of a bare machine: Debian 12 as debootstrap makes it, with what `./dev deps` installs and
# nothing else, a user whose home is empty, and a clone that stands alone. Builds the programs, takes the sample the
# whole way and opens the window; with --tests, builds and runs the tests, too. As root:
#
#     .ci/bare_machine.sh [--tests]
#
# Packages come from where this machine's apt gets them. PINFOLD_CCACHE names a folder of ccache's to read from; what it
# gives was compiled from the same text by the same compiler.
set -euo pipefail

here=$(dirname "${BASH_SOURCE[0]}")
source "$here/bare_debian.sh"
home=/home/user
clone=$home/pinfold

# inside <user> <command>: in the clone, with an environment that has nothing of this machine's.
inside() {
  local who=$1 folder=$home
  [ "$who" = user ] || folder=/root
  echo "== $who: $2"
  chroot --userspec="$who:$who" --groups="$who" "$root" /usr/bin/env -i HOME="$folder" USER="$who" LOGNAME="$who" \
    PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin "${cache[@]}" bash -c "cd $clone && $2"
}

go_the_way() {
  local tests=$1
  cache=()
  install_system "$root"
  mount_system "$root"
  chroot "$root" useradd --create-home --shell /bin/bash user
  git clone -q --no-hardlinks "$repository" "$root$clone"
  chroot "$root" chown -R user:user "$clone"
  if [ -n "${PINFOLD_CCACHE:-}" ]; then
    mkdir "$root/ccache"
    mount --bind "$PINFOLD_CCACHE" "$root/ccache"
    mount -o remount,bind,ro "$root/ccache"
    cache=(CCACHE_DIR=/ccache CCACHE_READONLY=1 CCACHE_TEMPDIR=/tmp CCACHE_NOHASHDIR=1 "CCACHE_BASEDIR=$clone"
      CCACHE_SLOPPINESS=pch_defines,time_macros)
  fi

  inside root './dev deps'
  inside user './dev demo'
  inside user 'cmake --build --preset dev --target pinfold'
  # A window that opens stays open until it is ended.
  inside user 'QT_QPA_PLATFORM=offscreen timeout 10 build/bin/pinfold --sample || test $? -eq 124'
  [ "$tests" = --tests ] || return 0
  inside user './dev build'
  inside user 'find ~ -path ~/pinfold -prune -o -path ~/.cache/ccache -prune -o -print | sort >/tmp/home'
  inside user 'ctest --test-dir build --output-on-failure --parallel "$(nproc)"'
  inside user 'find ~ -path ~/pinfold -prune -o -path ~/.cache/ccache -prune -o -print | sort | diff /tmp/home - ||
    { echo "The tests have changed the home of the user."; exit 1; }'
}

repository=$(cd "$here/.." && pwd)
if [ "${1:-}" = --inside ]; then
  root=$2
  go_the_way "${3:-}"
  exit
fi

case "${1:-}" in '' | --tests) ;; *) fail "unknown option $1" ;; esac
in_namespaces "${BASH_SOURCE[0]}" "${1:-}"
echo "bare_machine: all of it passes."
