"""The command ``ostord-workbench``: the demo, and the check that a whole visit happens in it."""

import argparse
import asyncio
import os
import signal
import sys
from collections.abc import Coroutine
from dataclasses import replace
from pathlib import Path
from typing import Any

from workbench import choices as c
from workbench.choices import Choices
from workbench.demo import Demo, book_today, running
from workbench.faults import WorkbenchError
from workbench.places import AlreadyRuns
from workbench.tools import program

ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def main(arguments: list[str] | None = None) -> int:
    """Run the demo or the check; both end cleanly at Ctrl-C, SIGTERM and a closed terminal."""
    chosen = _parser().parse_args(arguments)
    try:
        if chosen.command == "demo":
            return asyncio.run(_until_told_to_end(_demo(_choices(chosen))))
        from workbench.check import check

        return asyncio.run(_until_told_to_end(check(chosen.folder, chosen.screenshots)))
    except AlreadyRuns as already:
        say(str(already))
        _print_links(already.links)
        return 0
    except (WorkbenchError, OSError) as error:
        print(f"ostord-workbench: {error}", file=sys.stderr)
        return 1


def again(demo: Demo) -> str:
    """The command that makes another link for the staff's page."""
    who = f"--subject {c.CLINICIAN_ID} --name '{c.CLINICIAN}' --role clinician"
    return f"{program('ostord-central')} staff-link --config {demo.central_config} {who}"


def say(text: str) -> None:
    """One line to whoever watches; a closed terminal stops nothing."""
    try:
        print(text, flush=True)
    except OSError:  # what is still to be written goes nowhere, at the interpreter's end too
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


async def _demo(choices: Choices) -> int:
    async with running(choices, lambda text: say(f"• {text}")) as demo:
        await book_today(demo, lambda text: say(f"• {text}"))
        person = demo.booked.person if demo.booked else None
        say("")
        _print_links(demo.links())
        if person:
            say(f"  The visit starts in {choices.start_in_s} s.")
            say(f"  The patient's birth date: {person.birth_date}")
        say("  The staff's page opens once with its link, within 10 min; then:")
        say(f"  {again(demo)}")
        say(f"  Logs and files: {demo.places.folder}")
        say("  Ctrl-C ends all of it.")
        await asyncio.Event().wait()
    return 0


def _print_links(links: dict[str, str]) -> None:
    for what, link in links.items():
        say(f"  {what + ':':<17} {link}")


async def _until_told_to_end(work: Coroutine[Any, Any, int]) -> int:
    """Run ``work``; the first ending signal cancels it, later ones wait for its cleaning up."""
    task = asyncio.ensure_future(work)
    told = False

    def end() -> None:
        nonlocal told
        if not told:
            told = True
            task.cancel()

    for number in ENDING:
        asyncio.get_running_loop().add_signal_handler(number, end)
    try:
        return await task
    except asyncio.CancelledError:
        say("• Everything has ended.")
        return 0


def _choices(chosen: argparse.Namespace) -> Choices:
    choices = Choices(
        folder=chosen.folder,
        port_base=chosen.port_base,
        camera=chosen.camera,
        headset=chosen.headset,
        room_speaker=chosen.room_speaker,
        sign=chosen.sign,
        screen=chosen.screen,
        start_in_s=chosen.start_in,
        staff_check_in=chosen.staff_check_in,
    )
    return replace(choices, screen="simulated") if chosen.headless else choices


def _parser() -> argparse.ArgumentParser:
    default = Choices()
    parser = argparse.ArgumentParser(prog="ostord-workbench", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    demo = commands.add_parser("demo", help="broker, central, one simulated room, the workbench")
    demo.add_argument(
        "--port-base",
        type=int,
        default=default.port_base,
        metavar="N",
        help="the first of three TCP ports; 0: any free ones",
    )
    demo.add_argument("--camera", default=default.camera, metavar="v4l2:/dev/video0")
    demo.add_argument("--headset", default=default.headset, metavar="default")
    demo.add_argument("--room-speaker", metavar="simulated", help="a loudspeaker beside it (R15)")
    demo.add_argument("--sign", default=default.sign, choices=("simulated", "gpiozero", "disabled"))
    demo.add_argument("--screen", default=default.screen, choices=("simulated", "window", "kms"))
    demo.add_argument("--headless", action="store_true", help="no window: the workbench shows all")
    demo.add_argument(
        "--start-in",
        type=int,
        default=default.start_in_s,
        metavar="S",
        help="seconds until the next visit starts",
    )
    demo.add_argument(
        "--staff-check-in",
        action="store_true",
        help="nobody is checked in but by the code on the unit's screen and the staff's page",
    )
    demo.add_argument("--folder", type=Path, default=default.folder)
    check = commands.add_parser("check", help="a whole visit with a real browser, as JSON")
    check.add_argument("--folder", type=Path, default=Path("var/check"))
    check.add_argument("--screenshots", type=Path, default=None, metavar="FOLDER")
    return parser


if __name__ == "__main__":
    sys.exit(main())
