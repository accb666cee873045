#!/bin/sh
# Inside the virtual machine: the kernel's own virtual devices, then what is asked for.
cd /unit
/lib/systemd/systemd-udevd --daemon 2>/dev/null
udevadm trigger --type=all --action=add
modprobe vivid n_devs=1 node_types=0x1 no_error_inj=0
modprobe snd_aloop
for module in xhci_pci snd_usb_audio usbhid hid_generic evdev uinput virtio_gpu gpio_sim; do modprobe $module; done
mount -t configfs configfs /sys/kernel/config
chip=/sys/kernel/config/gpio-sim/room
mkdir -p $chip/bank0
echo 54 >$chip/bank0/num_lines
echo pinctrl-bcm2835 >$chip/bank0/label
echo 1 >$chip/live
udevadm settle --timeout=60
echo "$(uname -sr): $(ls /dev/video* /dev/gpiochip* /dev/snd/pcm* /dev/virtio-ports/* | tr '\n' ' ')"
export PYTHONPATH=/unit/.venv/lib/python3.11/site-packages PYTHONDONTWRITEBYTECODE=1
export PYTEST_DISABLE_PLUGIN_AUTOLOAD=1 OSTORD_VM=1 SDL_VIDEODRIVER=dummy
exec sh /out/command
