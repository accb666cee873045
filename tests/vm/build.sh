#!/bin/sh
# Builds what the virtual machine boots, once: a Debian 12 root as an uncompressed initramfs, and Debian's
# own kernel with the drivers of virtual devices (gpio-sim is packaged from the backports of Debian 13 on).
# usage: build.sh FOLDER     (as root; leaves FOLDER/vmlinuz and FOLDER/root.cpio)
set -eu
here=$(dirname "$(realpath "$0")")
to=$(realpath -m "$1")
modules="virtio_pci 9pnet_virtio 9p virtio_console vivid snd_aloop snd_usb_audio xhci_pci usbhid hid_generic evdev uinput gpio_sim virtio_gpu"
packages="udev,kmod,python3,libportaudio2,libopus0,libraqm0,libfribidi0,fonts-noto-core,procps,mount"
kernel_suite=trixie-backports

say() { printf '• %s\n' "$*"; }
quietly() { "$@" >"$work/log" 2>&1 </dev/null || { tail -n 25 "$work/log" >&2; exit 2; }; }

wanted=$(cat "$0" "$here/init.sh" | sha256sum | cut -d' ' -f1)
[ "$(cat "$to/built" 2>/dev/null || true)" != "$wanted" ] || exit 0
[ "$(id -u)" = 0 ] || { echo "Run as root: the root file system cannot be made by another" >&2; exit 2; }
mkdir -p "$to"
work=$(mktemp -d "$to/work.XXXXXX")
trap 'rm -rf "$work"' EXIT

missing=""
for one in qemu-system-x86_64:qemu-system-x86 mmdebstrap:mmdebstrap cpio:cpio modprobe:kmod; do
  command -v "${one%%:*}" >/dev/null || [ -x "/usr/sbin/${one%%:*}" ] || missing="$missing ${one##*:}"
done
if [ -n "$missing" ]; then
  say "Installing from Debian, once:$missing"
  quietly apt-get update -q
  quietly env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $missing
fi

# The archive that this machine itself is installed from.
archive=$(apt-get indextargets --format '$(REPO_URI) $(CODENAME)' 'Created-By: Packages' | awk '$2 == "bookworm" { print $1; exit }')
[ -n "$archive" ] || { echo "This machine's apt knows no Debian 12 archive" >&2; exit 2; }

say "Fetching Debian's kernel of $kernel_suite"
mkdir -p "$work/lists/partial" "$work/kernel"
echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $archive $kernel_suite main" >"$work/sources.list"
set -- -o "Dir::Etc::sourcelist=$work/sources.list" -o Dir::Etc::sourceparts=- -o "Dir::State::lists=$work/lists" \
  -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= -o APT::Sandbox::User=root
quietly apt-get update -q "$@"
release=$(apt-cache "$@" depends linux-image-amd64 | sed -n 's/^ *Depends: linux-image-//p' | head -n 1)
(cd "$work" && quietly apt-get download "$@" "linux-base-$release" "linux-binary-$release" \
  "linux-modules-$release")
for deb in "$work"/*.deb; do dpkg -x "$deb" "$work/kernel"; done
drivers=$work/kernel/usr/lib/modules/$release

say "Making a Debian 12 root"
quietly mmdebstrap --mode=root --variant=minbase --include="$packages" \
  --aptopt='APT::Install-Recommends "false"' --dpkgopt='path-exclude=/usr/share/man/*' \
  --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
  bookworm "$work/root" "deb $archive bookworm main"
rm -rf "$work/root/var/cache" "$work/root/var/lib/apt" "$work/root/dev"/*

say "Adding the drivers of $release"
mkdir -p "$work/root/lib/modules/$release"
ln -s usr/lib "$work/kernel/lib"
export PATH="$PATH:/usr/sbin:/sbin"
depmod -b "$work/kernel" "$release"
for one in $modules; do
  modprobe -d "$work/kernel" -S "$release" --show-depends "$one"
done | awk '$1 == "insmod" && !seen[$2]++ { print $2 }' >"$work/files"
cp "$drivers"/modules.builtin "$drivers"/modules.builtin.modinfo "$drivers"/modules.order "$work/root/lib/modules/$release/"
while read -r file; do
  target="$work/root/lib/modules/$release/${file##*/"$release"/}"
  mkdir -p "$(dirname "$target")"
  cp "$file" "$target"
done <"$work/files"
depmod -b "$work/root" "$release"
cp "$here/init.sh" "$work/root/init"
chmod +x "$work/root/init"
cp "$drivers/vmlinuz" "$to/vmlinuz"
(cd "$work/root" && find . | cpio -o -H newc --quiet) >"$to/root.cpio"
echo "$wanted" >"$to/built"
