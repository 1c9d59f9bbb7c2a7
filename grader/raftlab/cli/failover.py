"""`raftlab failover`: measure the time without a leader, for several windows of election timeouts."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from raftlab.cli.support.arguments import SceneId, SubmissionPath
from raftlab.cli.support.console import progress_bar, say_wrapped
from raftlab.cli.support.layers_below import KIT_LAYERS, BelowOption, choose_layers_below, chosen_layers
from raftlab.cli.support.output_files import write_page
from raftlab.errors import SubmissionError, UsageError
from raftlab.failover_experiment import (
    OUTAGE_LIMIT_MS,
    SERVER_COUNT,
    TIMEOUT_WINDOWS,
    FailoverExperiment,
    NoLeaderError,
    OutageCurve,
    RangeMs,
    make_experiment,
    measure_outage_curve,
    runs_per_window,
)
from raftlab.grading_models import Submission
from raftlab.kit import Kit, Scene, find_kit
from raftlab.report.command_options import CommandOptions
from raftlab.scenario.scripted_cluster import StepFailedError
from raftlab.submission_reader import read_submission

MAX_TIMEOUT_MS = 1000
"""The upper limit of a window: the clock stops a few timeouts after the crash."""


def failover(
    scene_id: SceneId,
    path: SubmissionPath = None,
    seeds: Annotated[
        int,
        typer.Option(
            "--seeds", metavar="N", min=1, max=10_000, help="Runs of each window; a fifth of them if LOW equals HIGH."
        ),
    ] = 500,
    windows: Annotated[
        list[str] | None,
        typer.Option(
            "--window",
            metavar="LOW-HIGH",
            help="A window of election timeouts in ms, such as 150-300. May be repeated.",
        ),
    ] = None,
    servers: Annotated[
        int, typer.Option("--servers", metavar="N", min=3, max=9, help="Size of the cluster.")
    ] = SERVER_COUNT,
    layer_choice: BelowOption = KIT_LAYERS,
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="PAGE", help="The page to write; .svg: only the picture.")
    ] = Path("failover.html"),
    json_path: Annotated[
        str | None, typer.Option("--json", metavar="FILE|-", help="Write the figures as JSON; - to stdout.")
    ] = None,
) -> None:
    """Measure the time without a leader by election timeout.

    This is the experiment of the paper's Figure 16. A leader crashes; the command measures how long your cluster has no
    leader, for several windows of election timeouts, and draws the curves. It runs in virtual time: the same file
    gives the same picture.

    \b
    Examples:
      raftlab failover scene03
      raftlab failover scene03 --window 12-24 --window 150-300 --seeds 100 -o failover.svg
    """
    timeout_windows = tuple(parse_window(text) for text in windows) if windows else TIMEOUT_WINDOWS
    kit = find_kit()
    scene = kit.scene(scene_id)
    kit = choose_layers_below(kit, scene, layer_choice).kit
    if scene.is_design:
        raise UsageError(f"{scene.id}: a design is no server to run here; `raftlab design {scene.id}` measures it")
    failovers = measure_failovers(kit, scene, read_submission(kit, scene, path), timeout_windows, seeds, servers)
    write_picture(output, failovers, is_quiet=json_path == "-")
    if json_path == "-":
        sys.stdout.write(failovers_json(failovers))
        return
    for curve in failovers.curves:
        say_wrapped(window_result_line(curve))
    if json_path is not None:
        write_page(Path(json_path), failovers_json(failovers))


def parse_window(text: str) -> RangeMs:
    """Return the window that `text` names. UsageError for other text."""
    match = re.fullmatch(r"(\d{1,6})-(\d{1,6})", text.strip(), re.ASCII)
    if match is None:
        raise UsageError(f"--window {text!r}: not a window; write two times in ms, such as 150-300")
    low, high = int(match[1]), int(match[2])
    if not 1 <= low <= high <= MAX_TIMEOUT_MS:
        raise UsageError(f"--window {text}: LOW must not exceed HIGH, and both must be from 1 to {MAX_TIMEOUT_MS} ms")
    return low, high


def measure_failovers(
    kit: Kit, scene: Scene, submission: Submission, windows: tuple[RangeMs, ...], seeds: int, servers: int
) -> FailoverExperiment:
    """Run the experiment in the jail. UsageError if the server fails or never leads."""
    from raftlab.submission_hosts import make_hosts, require_loadable
    from raftlab.worker.wire import Codec

    codec = Codec(kit.message_modules(scene))
    below = CommandOptions(below=chosen_layers(kit, scene)).below_text
    with (
        make_hosts(kit, scene, submission, in_process=False, debug=False) as hosts,
        progress_bar("measuring") as move,
    ):
        require_loadable(hosts, submission)
        host, done = hosts.open(), 0
        total = sum(runs_per_window(each, seeds) for each in windows)

        def on_run() -> None:
            nonlocal done
            done += 1
            move(done, total, "measuring")

        try:
            curves = tuple(
                measure_outage_curve(host, codec, each, runs_per_window(each, seeds), servers, on_run)
                for each in windows
            )
        except (SubmissionError, StepFailedError) as error:
            reason = str(error).removesuffix(".")
            raise UsageError(
                f"{scene.id}: cannot be measured: {reason}; `raftlab grade {scene.id}{below}` shows what is missing"
            ) from None
        except NoLeaderError:
            raise UsageError(
                f"{scene.id}: a server that had every vote did not lead, so there is no leader to crash; "
                f"`raftlab grade {scene.id}{below}` shows what is missing"
            ) from None
        return make_experiment(scene.id, submission.file, seeds, servers, hosts.level, curves)


def write_picture(file: Path, failovers: FailoverExperiment, is_quiet: bool) -> None:
    """Write the page, or only the picture if the file's name ends in .svg."""
    from raftlab.pages.failover_curves import curves_svg, failover_page

    svg = file.suffix.lower() == ".svg"
    write_page(file, curves_svg(failovers).decode() if svg else failover_page(failovers), is_quiet)


def window_result_line(measured_curve: OutageCurve) -> str:
    """Return the result of one window on a line."""
    low, high = measured_curve.asked
    half = measured_curve.percentile_ms(50)
    limit_text = f"{OUTAGE_LIMIT_MS / 1000:g} s"
    median = (
        f"half found a leader within {half:>6,.0f} ms"
        if half is not None
        else f"fewer than half found a leader in {limit_text}"
    )
    drawn = (
        ""
        if measured_curve.drawn == measured_curve.asked
        else f"   (drew {measured_curve.drawn[0]}-{measured_curve.drawn[1]} ms)"
    )
    return (
        f"  {low:>4}-{high:<4} ms   {median:<40}   "
        f"{measured_curve.leaderless:,} of {measured_curve.run_count:,} found none in {limit_text}{drawn}"
    )


def failovers_json(failovers: FailoverExperiment) -> str:
    """Return the figures as indented JSON."""
    return msgspec.json.format(msgspec.json.encode(failovers), indent=1).decode() + "\n"
