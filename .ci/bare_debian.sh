# shellcheck shell=bash
# For scripts that need a bare Debian 12, as debootstrap makes it; to be sourced. Packages come from where this machine's
# apt gets them. Mounts and processes live in namespaces of their own, and end with the script however it ends.

release=bookworm

fail() {
  echo "$(basename "$0" .sh): $*" >&2
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
  echo force-unsafe-io >"$root/etc/dpkg/dpkg.cfg.d/short-lived"  # no waiting for the disk
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

# in_namespaces <script> <argument>…: runs `script --inside <root> <argument>…` with a new, empty folder as the root.
in_namespaces() {
  local script=$1
  shift
  [ "$(id -u)" -eq 0 ] || fail "must be run as root."
  root=$(mktemp -d)
  chmod 755 "$root"
  child=
  trap clean_up EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
  unshare --mount --pid --fork --kill-child bash "$script" --inside "$root" "$@" &
  child=$!
  wait "$child"
  child=
}

clean_up() {
  [ -z "$child" ] || { kill -KILL "$child" 2>/dev/null && wait "$child" 2>/dev/null; } || true
  rm -rf --one-file-system "$root" || { sleep 1; rm -rf --one-file-system "$root"; }  # what was killed may take a moment
}
