#!/bin/sh
# The virtual machine's first process: devices by udev, this tree by 9p (read only), then the tests.
export PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs dev /dev
mkdir -p /dev/shm /dev/pts /run /tmp /unit /out
mount -t tmpfs tmpfs /dev/shm
mount -t devpts devpts /dev/pts
mount -t tmpfs tmpfs /run
mount -t tmpfs tmpfs /tmp
ip link set lo up 2>/dev/null || true
for module in virtio_pci 9pnet_virtio 9p virtio_console; do modprobe $module; done
mount -t 9p -o trans=virtio,version=9p2000.L,cache=loose,msize=262144,ro unit /unit
mount -t 9p -o trans=virtio,version=9p2000.L,msize=262144 out /out
sh /unit/tests/vm/inside.sh >/out/log 2>&1
echo $? >/out/code
sync
echo o >/proc/sysrq-trigger
sleep 60
