#!/bin/sh
# Installs, runs, reinstalls, removes and purges the packages in a clean Debian 12 root, and asks lintian.
# usage: check-packages.sh FOLDER     (as root; FOLDER holds the .deb files)
set -eu
folder=$(realpath "$1")
[ "$(id -u)" = 0 ] || { echo "Run as root: the root file system cannot be made by another" >&2; exit 2; }
missing=""
for one in mmdebstrap lintian; do command -v $one >/dev/null || missing="$missing $one"; done
if [ -n "$missing" ]; then
  echo "• Installing from Debian, once:$missing"
  apt-get update -q >/dev/null
  DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends $missing >/dev/null 2>&1
fi
archive=$(apt-get indextargets --format '$(REPO_URI) $(CODENAME)' 'Created-By: Packages' | awk '$2 == "bookworm" { print $1; exit }')
[ -n "$archive" ] || { echo "This machine's apt knows no Debian 12 archive" >&2; exit 2; }
if [ ! -e "$folder/clean.tar" ]; then
  echo "• Making a clean Debian 12 root, once"
  mmdebstrap --quiet --mode=root --variant=minbase --include=systemd,adduser --aptopt='APT::Install-Recommends "false"' \
    bookworm "$folder/clean.part" --format=tar "deb $archive bookworm main"
  mv "$folder/clean.part" "$folder/clean.tar"
fi
root=$(mktemp -d "$folder/root.XXXXXX")
leave() {  # the machine's own /dev is never deleted
  umount -l "$root/proc" "$root/dev" 2>/dev/null || true
  mountpoint -q "$root/dev" || rm -rf --one-file-system "$root"
}
trap leave EXIT
tar -xf "$folder/clean.tar" -C "$root"
cp "$folder"/ostord-*_"$(dpkg --print-architecture)".deb "$root/"
cp /etc/resolv.conf "$root/etc/" 2>/dev/null || true
cp /etc/apt/apt.conf.d/* "$root/etc/apt/apt.conf.d/" 2>/dev/null || true
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
mount --make-rslave "$root/dev"

wrong=0
check() {  # check WORDS COMMAND: runs it by sh in the clean root
  if said=$(chroot "$root" /bin/sh -euc "$2" 2>&1 </dev/null); then printf '%-64s ok\n' "$1"
  else printf '%-64s WRONG\n' "$1"; printf '%s\n' "$said" | tail -n 12; wrong=1; fi
}
install="DEBIAN_FRONTEND=noninteractive apt-get install -y -q"
cat > "$root/unit.sh" <<'IN'
set -eu
mkdir -p /etc/ostord
printf 'lamp = "simulated"\n' > /etc/ostord/sign.toml
printf 'camera = "simulated"\nheadset = "simulated"\nscreen = "simulated"\n' > /etc/ostord/stage.toml
for name in sign stage; do
  setpriv --reuid=ostord-$name --regid=ostord --clear-groups \
    timeout 20 ostord-unit $name --config /etc/ostord/$name.toml 2>/tmp/$name.log &
done
for _ in $(seq 100); do
  grep -q sign.listens /tmp/sign.log && grep -q 'screen.shown\|video.profile' /tmp/stage.log && exit 0
  sleep 0.2
done
tail -n 5 /tmp/sign.log /tmp/stage.log
exit 1
IN

cat > "$root/central.sh" <<'IN'
set -eu
cp /usr/share/doc/ostord-central/examples/central.toml /etc/ostord/central.toml
sed -i 's/^listen_port = .*/listen_port = 18931/' /etc/ostord/central.toml
install -d -o ostord-central -m 0700 /var/lib/ostord-central
as="setpriv --reuid=ostord-central --regid=ostord-central --clear-groups"
$as ostord-central migrate --config /etc/ostord/central.toml
$as timeout 20 ostord-central serve --config /etc/ostord/central.toml 2>/tmp/central.log &
for _ in $(seq 75); do
  python3 -c 'import urllib.request as u; u.urlopen("http://127.0.0.1:18931/besok", timeout=1)' 2>/dev/null && exit 0
  sleep 0.2
done
tail -n 5 /tmp/central.log
exit 1
IN

check "the unit is installed" "apt-get update -q; $install /ostord-unit_*.deb"
check "its command runs" "ostord-unit --help; ostord-unit sign --config /nowhere 2>&1 | grep -q nowhere"
check "its accounts are there" "id ostord-sign; id ostord-room; id ostord-stage; getent group ostord"
check "its folder of sockets is closed to others" "test \$(stat -c %a-%G /run/ostord) = 3770-ostord"
check "sign and stage run as their own accounts" "install -d -o ostord-sign /var/lib/ostord/sign && sh /unit.sh && test -s /var/lib/ostord/sign/sign.json"
check "systemd finds nothing wrong with its units" "test -z \"\$(systemd-analyze verify ostord-sign.service ostord-room.service ostord-stage.service ostord-help.service ostord-replug.service ostord-replug.path 2>&1)\""
check "it is enabled" "systemctl is-enabled ostord.target"
check "central is installed beside it" "$install /ostord-central_*.deb"
check "central makes keys" "cd /tmp && ostord-central pki init --folder keys --site north && ls keys | grep -q ca"
check "central makes a database and serves, by its example's settings" "sh /central.sh"
check "its screen's libraries are there" "for one in libdrm.so.2 libgbm.so.1 libEGL.so.1 libGLESv2.so.2; do ldconfig -p | grep -q \$one; done"
check "installed once more, the settings stay" "$install --reinstall /ostord-unit_*.deb && grep -q simulated /etc/ostord/sign.toml"
check "removed, the settings stay" "apt-get remove -y -q ostord-unit && test -e /etc/ostord/sign.toml && test ! -e /usr/bin/ostord-unit"
check "purged, nothing of a room is left" "apt-get purge -y -q ostord-unit && test ! -e /etc/ostord/sign.toml && test ! -e /var/lib/ostord && test -e /etc/ostord/central.toml"
check "central goes too" "apt-get purge -y -q ostord-central && test ! -e /usr/lib/ostord"

echo "• lintian"
lintian --fail-on error --tag-display-limit 3 --display-level error --allow-root --suppress-tags-from-file "$(dirname "$0")/lintian-overrides" "$folder"/ostord-*.deb || wrong=1
exit $wrong
