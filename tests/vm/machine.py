"""The virtual machine: a stock kernel with virtual devices, in which a command of ours runs.

A Debian 12 root with Debian's own newer kernel under plain QEMU emulation: its camera is vivid, its
sound card snd-aloop, its lines gpio-sim, its screen virtio-gpu; USB devices come and go by QEMU.
"""

import os
import subprocess
from pathlib import Path

HERE = Path(__file__).parent
TREE = HERE.parent.parent
CACHE = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "ostord" / "vm"
PATIENCE_S = 1200
MEMORY_MB = 2048


class NotRun(Exception):  # noqa: N818
    """The machine could not be built, or did not end by itself; the text says what it said."""


def run(command: str, out: Path) -> tuple[int, str]:
    """Run ``command`` inside, this tree its (read-only) folder; return its code and what it said.

    ``out`` is seen inside as /out. Raises NotRun.
    """
    built = Path(os.environ.get("OSTORD_VM_CACHE", CACHE))
    if subprocess.run(["sh", HERE / "build.sh", built], check=False).returncode:
        raise NotRun("The virtual machine cannot be built; see the lines above.")
    (out / "command").write_text(command)
    try:
        _boot(built, out)
    except (subprocess.SubprocessError, OSError) as error:
        raise NotRun(f"The machine did not end by itself: {error}\n{_console(out)}") from None
    try:
        return int((out / "code").read_text()), (out / "log").read_text(errors="replace")
    except (OSError, ValueError):
        raise NotRun(f"The machine came to no end:\n{_console(out)}") from None


def _console(out: Path) -> str:
    console = out / "console"
    return console.read_text(errors="replace")[-2000:] if console.exists() else ""


def _boot(built: Path, out: Path) -> None:
    """Run the machine until it powers off; what it has to say lies in ``out`` then."""
    console, control = out / "console", out / "qmp"
    command = [
        "qemu-system-x86_64", "-accel", "tcg,thread=multi", "-cpu", "max", "-smp", "2",
        "-m", str(MEMORY_MB), "-nodefaults", "-no-user-config", "-display", "none", "-no-reboot",
        "-kernel", str(built / "vmlinuz"), "-initrd", str(built / "root.cpio"),
        # Without hpet the emulated clock runs fast.
        "-append", "console=ttyS0 quiet mitigations=off clocksource=hpet panic=-1",
        "-serial", f"file:{console}",
        "-virtfs", f"local,path={TREE},mount_tag=unit,security_model=none,readonly=on",
        "-virtfs", f"local,path={out},mount_tag=out,security_model=none",
        "-device", "virtio-gpu-pci", "-device", "qemu-xhci,id=usb", "-audiodev", "none,id=quiet",
        # QEMU's own control at a port inside of the machine: its tests plug devices in and out.
        "-chardev", f"socket,id=control,path={control},server=on,wait=off",
        "-mon", "chardev=control,mode=control", "-device", "virtio-serial-pci",
        "-chardev", f"socket,id=port,path={control}",
        "-device", "virtserialport,chardev=port,name=qmp",
    ]  # fmt: skip
    subprocess.run(command, stdin=subprocess.DEVNULL, timeout=PATIENCE_S, check=True)
