#!/usr/bin/env bash
# packaging/try_package.sh DEB [PICTURE.png]: takes a .deb to a bare Debian 12 and proves there what it promises: it
# installs, the window opens on the sample, the sample deploys, the man pages are read, and removing it leaves nothing
# but the user's files. As root.
set -euo pipefail

here=$(dirname "${BASH_SOURCE[0]}")
source "$here/../.ci/bare_debian.sh"
quiet=(-qq -o Dpkg::Use-Pty=0)

say() { printf '== %s (%s s)\n' "$1" "$SECONDS"; }

in_root() {
  chroot "$root" env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 HOME=/root \
    DEBIAN_FRONTEND=noninteractive "$@"
}

as_user() {
  in_root runuser -u tester -- env HOME=/home/tester XDG_RUNTIME_DIR=/run/tester DISPLAY="${display:-}" "$@"
}

make_root() {
  mkdir -p "$work"
  install_system "$root" >"$work/system.log" 2>&1 || { tail -n 20 "$work/system.log" >&2; fail "debootstrap failed."; }
  mount_system "$root"
  in_root apt-get update "${quiet[@]}"
  # man, which no Debian for people lacks. It keeps databases of its own.
  in_root apt-get install "${quiet[@]}" -y --no-install-recommends man-db >"$work/man.log" 2>&1
  in_root useradd --create-home tester
  in_root install -d -m 700 -o tester -g tester /run/tester
}

# Every file but what apt and dpkg keep about packages, what the system writes down as it runs, and the user's own.
list_files() {
  (cd "$root" && find . -xdev \( -path ./home/tester -o -path ./tmp -o -path ./run -o -path ./var/cache -o \
    -path ./var/log -o -path ./var/lib/apt -o -path ./var/lib/dpkg \) -prune -o -print) | sort
}

install_package() {
  cp "$deb" "$root/tmp/pinfold.deb"
  in_root apt-get install "${quiet[@]}" -y /tmp/pinfold.deb >"$work/install.log" 2>&1 ||
    { tail -n 20 "$work/install.log" >&2; fail "the package cannot be installed."; }
}

start_display() {
  Xvfb -displayfd 3 -screen 0 1600x1000x24 -nolisten tcp -ac 3>"$work/display" >"$work/xvfb.log" 2>&1 &
  for _ in $(seq 100); do
    [ -s "$work/display" ] && break
    sleep 0.1
  done
  [ -s "$work/display" ] || fail "Xvfb does not start."
  display=:$(cat "$work/display")
  export DISPLAY=$display
}

window_of() { xwininfo -root -tree | sed -n "s/^ *\(0x[0-9a-f]*\) \"\(.*$1.*Pinfold\)\".*/\1/p" | head -n 1; }

try_window() {
  local window='' before='' now colours
  as_user pinfold --sample >"$work/window.log" 2>&1 &
  for _ in $(seq 60); do
    window=$(window_of digits)
    [ -n "$window" ] && break
    kill -0 $! 2>/dev/null || break  # it has ended
    sleep 1
  done
  [ -n "$window" ] || { cat "$work/window.log" >&2; fail "the window does not open on the sample."; }
  for _ in $(seq 30); do  # until the plan is there and nothing moves any more
    sleep 2
    import -window "$window" "$picture"
    now=$(identify -format '%#' "$picture")
    [ "$now" = "$before" ] && break
    before=$now
  done
  colours=$(identify -format '%k' "$picture")
  [ "$colours" -gt 500 ] || fail "the window shows next to nothing: $colours colours in $picture."
  [ ! -s "$work/window.log" ] || { cat "$work/window.log" >&2; fail "the window complains."; }
  kill "$(xprop -id "$window" -notype _NET_WM_PID | grep -o '[0-9]*$')"
}

try_command_line() {
  local samples=/usr/share/pinfold/samples
  as_user pinfold-cli deploy "$samples/digits_int8.tar" --inputs "$samples/digits_int8_io.npz" \
    --board qemu-mps2-an500 --output /home/tester/firmware >"$work/deploy.log" 2>&1 ||
    { cat "$work/deploy.log" >&2; fail "the sample does not deploy."; }
  tail -n 12 "$work/deploy.log"
}

try_manual() {
  local name
  for name in pinfold pinfold-cli; do
    as_user man "$name" | grep SYNOPSIS >/dev/null || fail "man $name does not work."
  done
  as_user man pinfold-cli | grep -e --board >/dev/null || fail "man pinfold-cli lacks the options."
  [ -s "$root/usr/share/doc/pinfold/user-guide.md" ] || fail "the manual is not there."
}

try_desktop() {
  [ -s "$root/usr/share/mime/application/x-pinfold-deployment.xml" ] || fail "the MIME type is not known."
  # shellcheck disable=SC2016  # for the shell inside
  as_user bash -c 'source /usr/share/bash-completion/completions/pinfold-cli
    COMP_WORDS=(pinfold-cli dep) COMP_CWORD=1; _pinfold_cli; [ "${COMPREPLY[*]}" = deploy ]' ||
    fail "bash does not complete pinfold-cli."
}

# Without what was installed for it: how cleanly others are removed is theirs to say.
try_removal() {
  local user_before
  user_before=$(cd "$root/home/tester" && find . -type f | sort)
  in_root apt-get purge "${quiet[@]}" -y pinfold >"$work/remove.log" 2>&1 ||
    { tail -n 20 "$work/remove.log" >&2; fail "the package cannot be removed."; }
  [ "$user_before" = "$(cd "$root/home/tester" && find . -type f | sort)" ] || fail "files of the user have gone."
  list_files >"$work/after"
  {
    comm -13 "$work/installed" "$work/after"
    grep -i pinfold "$work/after" || true
    (cd "$root" && grep -rIl --exclude-dir=apt --exclude-dir=dpkg --exclude-dir=log pinfold etc usr/share var || true)
  } >"$work/left"
  [ ! -s "$work/left" ] || { cat "$work/left" >&2; fail "these files are left after removal, or speak of it."; }
}

try_all() {
  say "making a bare Debian"
  make_root
  say "installing"
  install_package
  list_files >"$work/installed"
  start_display
  say "opening the window"
  try_window
  say "deploying the sample"
  try_command_line
  say "reading the manual"
  try_manual
  try_desktop
  say "removing"
  try_removal
  say "all is well"
}

if [ "${1:-}" = --inside ]; then
  root=$2 deb=$3 picture=$4 work=$2/tmp/work
  try_all
  exit
fi

deb=$(realpath "${1:?usage: packaging/try_package.sh DEB [PICTURE.png]}")
picture=$(realpath "${2:-pinfold-window.png}")
in_namespaces "${BASH_SOURCE[0]}" "$deb" "$picture"
