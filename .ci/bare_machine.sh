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

release=bookworm
home=/home/user
clone=$home/pinfold

fail() {
  echo "bare_machine: $*" >&2
  exit 1
}

# The repositories of Debian 12 that apt knows here, as lines of a sources.list.
repositories() {
  apt-get indextargets --format '$(LABEL) $(CODENAME) deb $(REPO_URI) $(RELEASE) $(COMPONENT)' 'Identifier: Packages' |
    sed -nE "s/^Debian(-Security)? $release(-updates|-security)? (deb .*)/\3/p" | sort -u
}

install_system() {
  local root=$1 sources
  command -v debootstrap >/dev/null || { apt-get update -q; apt-get install -y -q --no-install-recommends debootstrap; }
  sources=$(repositories)
  [ -n "$sources" ] || { apt-get update -q; sources=$(repositories); }
  [ -n "$sources" ] || fail "apt has no repository of Debian's $release here."
  debootstrap --variant=minbase $release "$root" "$(awk -v main=$release '$3 == main { print $2; exit }' <<<"$sources")"
  echo "$sources" >"$root/etc/apt/sources.list"
  apt-config dump | grep -E '^Acquire::(https?|Check-|Retries|ForceIPv)' >"$root/etc/apt/apt.conf.d/90machine" || true
  cp -rL /etc/apt/auth.conf* "$root/etc/apt/" 2>/dev/null || true
  cp -L /etc/resolv.conf /etc/hosts "$root/etc/"
}

mount_system() {
  local root=$1
  mount -t proc proc "$root/proc"
  mkdir -p "$root/dev/shm" "$root/dev/pts"
  mount -t tmpfs tmpfs "$root/dev/shm"
  mount -t devpts -o newinstance,ptmxmode=0666,gid=5,mode=620 devpts "$root/dev/pts"
  ln -sf pts/ptmx "$root/dev/ptmx"
}

# inside <user> <command>: in the clone, with an environment that has nothing of this machine's.
inside() {
  local who=$1 folder=$home
  [ "$who" = user ] || folder=/root
  echo "== $who: $2"
  chroot --userspec="$who:$who" --groups="$who" "$root" /usr/bin/env -i HOME="$folder" USER="$who" LOGNAME="$who" \
    PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin "${cache[@]}" bash -c "cd $clone && $2"
}

# Runs in namespaces of its own: all mounts and processes end with them.
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

repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
if [ "${1:-}" = --inside ]; then
  root=$2
  go_the_way "${3:-}"
  exit
fi

[ "$(id -u)" -eq 0 ] || fail "must be run as root."
case "${1:-}" in '' | --tests) ;; *) fail "unknown option $1" ;; esac
root=$(mktemp -d)
chmod 755 "$root"
child=
clean_up() {
  [ -z "$child" ] || { kill -KILL "$child" 2>/dev/null && wait "$child" 2>/dev/null; } || true
  rm -rf --one-file-system "$root" || { sleep 1; rm -rf --one-file-system "$root"; }  # what was killed may take a moment
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
unshare --mount --pid --fork --kill-child bash "${BASH_SOURCE[0]}" --inside "$root" "${1:-}" &
child=$!
wait "$child"
child=
echo "bare_machine: all of it passes."
