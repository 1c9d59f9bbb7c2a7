"""`raftlab window`: the width of the election timeout against the time without a leader, measured on your server."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from raftlab.cli.arguments import SceneId, SubmissionPath
from raftlab.cli.console import bar, say
from raftlab.cli.show import write_page
from raftlab.errors import SubmissionFault, UsageFault
from raftlab.failover import (
    LIMIT_MS,
    SERVERS,
    WINDOWS,
    Curve,
    Failovers,
    Unelected,
    Window,
    curve,
    experiment_of,
    runs_of,
)
from raftlab.kit import Kit, Scene, find_kit
from raftlab.records import Submission
from raftlab.workspace import read_submission

LONGEST_MS = 1000
"""A window may not reach further: the clock stops a few timeouts after the crash."""


def add_to(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("window")(window)


def window(
    scene_id: SceneId,
    path: SubmissionPath = None,
    seeds: Annotated[
        int,
        typer.Option("--seeds", metavar="N", min=1, max=10_000, help="Runs of each window; a fifth where LOW is HIGH."),
    ] = 500,
    windows: Annotated[
        list[str] | None,
        typer.Option("--window", metavar="LOW-HIGH", help="An election timeout in ms, as 150-300. May be repeated."),
    ] = None,
    servers: Annotated[
        int, typer.Option("--servers", metavar="N", min=3, max=9, help="Size of the cluster.")
    ] = SERVERS,
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="PAGE", help="The page to write; .svg: the picture alone.")
    ] = Path("window.html"),
    json: Annotated[
        str | None, typer.Option("--json", metavar="FILE|-", help="Write the figures as JSON; - to the output.")
    ] = None,
) -> None:
    """Measure how long your cluster has no leader after a crash, for several election timeouts, and draw it.

    The deployment asks for each window in turn; your code draws its timeouts. The experiment of the paper's Figure 16,
    in virtual time: the same file gives the same picture.

    \b
    Examples:
      raftlab window scene03
      raftlab window scene03 --window 12-24 --window 150-300 --seeds 100 -o window.svg
    """
    asked = tuple(parse_window(text) for text in windows) if windows else WINDOWS
    kit = find_kit()
    scene = kit.scene(scene_id)
    found = measure(kit, scene, read_submission(kit, scene, path), asked, seeds, servers)
    write_picture(output, found, quiet=json == "-")
    if json == "-":
        sys.stdout.write(as_json(found))
        return
    for each in found.curves:
        say(told(each))
    if json is not None:
        write_page(Path(json), as_json(found))


def parse_window(text: str) -> Window:
    """Return the window that `text` names. UsageFault for text that names none."""
    found = re.fullmatch(r"(\d{1,6})-(\d{1,6})", text.strip(), re.ASCII)
    if found is None:
        raise UsageFault(f"--window {text!r}: not a window; write its ends in ms, as 150-300")
    low, high = int(found[1]), int(found[2])
    if not 1 <= low <= high <= LONGEST_MS:
        raise UsageFault(f"--window {text}: its ends must rise, from 1 to {LONGEST_MS} ms")
    return low, high


def measure(
    kit: Kit, scene: Scene, submission: Submission, windows: tuple[Window, ...], seeds: int, servers: int
) -> Failovers:
    """Run the experiment behind the wall. UsageFault where the server fails or never leads."""
    from raftlab.pipeline import hosts_of, must_load
    from raftlab.worker.wire import Codec

    codec = Codec(kit.message_modules(scene))
    with (
        hosts_of(kit, scene, submission, in_process=False, debug=False) as hosts,
        bar("measuring") as move,
    ):
        must_load(hosts, submission)
        host, done = hosts.open(), 0
        total = sum(runs_of(each, seeds) for each in windows)

        def on_run() -> None:
            nonlocal done
            done += 1
            move(done, total, "measuring")

        try:
            curves = tuple(curve(host, codec, each, runs_of(each, seeds), servers, on_run) for each in windows)
        except SubmissionFault as fault:
            raise UsageFault(
                f"{scene.id}: cannot be measured: {fault}; `raftlab grade {scene.id}` shows what is missing"
            ) from None
        except Unelected:
            raise UsageFault(
                f"{scene.id}: a server that had every vote did not lead, so there is no leader to crash; "
                f"`raftlab grade {scene.id}` shows what is missing"
            ) from None
        return experiment_of(scene.id, submission.file, seeds, servers, hosts.level, curves)


def write_picture(file: Path, found: Failovers, quiet: bool) -> None:
    """Write the page, or the picture alone where the file's name ends in .svg."""
    from raftlab.pages.curves import curves_file, curves_page

    svg = file.suffix.lower() == ".svg"
    write_page(file, curves_file(found).decode() if svg else curves_page(found), quiet)


def told(found: Curve) -> str:
    """Return one window's outcome on a line."""
    low, high = found.asked
    half = found.within(50)
    middle = f"{half:>6,.0f} ms" if half is not None else "    never"
    drawn = "" if found.drawn == found.asked else f"   (drew {found.drawn[0]}-{found.drawn[1]} ms)"
    return (
        f"  {low:>4}-{high:<4} ms   half had a leader again within {middle}   "
        f"{found.leaderless:,} of {found.runs:,} had none in {LIMIT_MS / 1000:g} s{drawn}"
    )


def as_json(found: Failovers) -> str:
    """Return the figures as indented JSON."""
    return msgspec.json.format(msgspec.json.encode(found), indent=1).decode() + "\n"
