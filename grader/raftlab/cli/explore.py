"""`raftlab explore`: search all runs within bounds for a broken property."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer

from raftlab.cli.support import search_options
from raftlab.cli.support.arguments import SceneId, Seed, SubmissionPath
from raftlab.cli.support.console import print_wrapped, say, say_wrapped, stdout_console, warn
from raftlab.cli.support.layers_below import KIT_LAYERS, BelowOption, choose_layers_below
from raftlab.errors import KitError, SubmissionError, UnwrittenHoleError, UsageError, write_error_text
from raftlab.explorer.bounds import UNTIMED_OPTIONS
from raftlab.explorer.explore import Search, parse_engine
from raftlab.explorer.property_checks import DEFAULT_PROPERTIES, OPTIONAL_PROPERTIES
from raftlab.explorer.search_goals import parse_goal
from raftlab.explorer.search_result import SearchResult
from raftlab.explorer.search_tree import OnProgress, Progress, ignore_progress
from raftlab.grading_models import Submission
from raftlab.kit import Kit, Scene, find_kit
from raftlab.nofollow_files import write_file_below
from raftlab.server import Options
from raftlab.state_dir import scene_state_dir, write_atomically
from raftlab.submission_lint import unwritten_names
from raftlab.submission_reader import printable_path, read_submission
from raftlab.trace import to_json
from raftlab.worker.wire import Codec
from raftlab.worker.worker_hosts import WorkerHosts, make_load_request

CLEAN, BROKEN, STOPPED = 0, 1, 130
JsonFile = Annotated[
    str | None, typer.Option("--json", metavar="FILE|-", help="Write the result and the run as JSON; - to stdout.")
]


def server_options(scene: Scene) -> Options:
    """Return the server options for the search: the defaults, changed by [explore] in the scene's scene.toml."""
    return msgspec.structs.replace(UNTIMED_OPTIONS, **read_explore_section(scene).get("options", {}))


def default_sometimes_goals(scene: Scene) -> list[str]:
    """Return the default of --sometimes. A scene whose server elects no leader sets its own."""
    goals: list[str] = read_explore_section(scene).get("sometimes", ["leader"])
    return goals


def read_explore_section(scene: Scene) -> dict[str, Any]:
    """Return [explore] of the scene's scene.toml. KitError for an unknown key."""
    settings: dict[str, Any] = scene.settings.get("explore", {})
    if unknown := sorted(settings.keys() - {"options", "sometimes"}):
        raise KitError(f"labs/{scene.id}/scene.toml: [explore] has options and sometimes, not {', '.join(unknown)}")
    return settings


def explore(
    scene_id: SceneId,
    path: SubmissionPath = None,
    servers: search_options.ServersOption = 3,
    terms: search_options.TermsOption = 4,
    log: search_options.LogOption = 1,
    requests: search_options.RequestsOption = None,
    crashes: search_options.CrashesOption = 0,
    restarts: search_options.RestartsOption = None,
    fine: search_options.FineOption = False,
    duplicates: search_options.DuplicatesOption = None,
    drops: search_options.DropsOption = None,
    in_flight: search_options.InFlightOption = None,
    changes: search_options.ChangesOption = 0,
    spares: search_options.SparesOption = 0,
    joint_changes: search_options.JointOption = False,
    compactions: search_options.CompactionsOption = 0,
    reads: search_options.ReadsOption = 0,
    transfers: search_options.TransfersOption = 0,
    ticks: search_options.TicksOption = 0,
    tick_ms: search_options.TickTimeOption = 60.0,
    rate_changes: search_options.RateChangesOption = 0,
    clock_jumps: search_options.ClockJumpsOption = 0,
    pauses: search_options.PausesOption = 0,
    disk_errors: search_options.DiskErrorsOption = 0,
    states: search_options.StatesOption = 1_000_000,
    depth: search_options.DepthOption = None,
    engine: search_options.EngineOption = "breadth",
    goals: search_options.GoalsOption = None,
    sometimes_goals: search_options.SometimesOption = None,
    property_names: search_options.PropertiesOption = None,
    symmetry: search_options.SymmetryOption = True,
    ample: search_options.AmpleOption = True,
    seed: Seed = 0,
    layer_choice: BelowOption = KIT_LAYERS,
    json_path: JsonFile = None,
) -> int:
    """Search all runs within bounds for a broken property.

    It starts from the initial state and shows the shortest run that breaks a property. A budget that runs out is never
    a pass: the verdict is violated, exhausted (of all states) or bounded-clean (of some). Ctrl-C ends it.

    \b
    Example: raftlab explore scene05
             raftlab explore scene05 my_commit.py --log 2
             raftlab explore scene05 --fine --terms 2 --crashes 1 --states 2000000
             raftlab explore scene05 --servers 5 --goal "late rival at 1"
    """
    kit = find_kit()
    scene = kit.scene(scene_id)
    layered_kit = choose_layers_below(kit, scene, layer_choice).kit
    bounds = search_options.bounds_of_options(locals(), server_options(scene))
    with (
        progress_line(is_shown=json_path != "-") as show_progress,
        open_jailed_hosts(layered_kit, scene, submission := read_submission(kit, scene, path)) as (hosts, codec),
    ):
        search = Search(
            *(hosts.open, codec, bounds, scene.id, parse_engine("staged" if goals and engine == "breadth" else engine)),
            goals=[parse_goal(text) for text in goals or ()],
            sometimes=[parse_goal(text) for text in sometimes_goals or default_sometimes_goals(scene)],
            properties=parse_properties(property_names),
            seed=seed,
            symmetry=symmetry,
            use_ample_sets=ample,
            on_progress=show_progress,
            isolation=hosts.level,
        )
        result = run_search(scene, submission, search)
    report_search(kit, scene, search, result, json_path)
    is_clean = result.verdict != "violated" and not result.unmet
    return STOPPED if "stopped by Ctrl-C" in result.notes else CLEAN if is_clean else BROKEN


def run_search(scene: Scene, submission: Submission, search: Search) -> SearchResult:
    """Run the search; return its result, with a note of the methods that are not written and that no run called.

    UsageError for a server that cannot be explored: a run calls a method that is not written, or nothing can happen.
    """
    unwritten = [name for name in unwritten_names(submission.source) if name in scene.holes]
    try:
        result = search.run()
    except UnwrittenHoleError as error:
        raise UsageError(unwritten_methods_text(scene, submission, unwritten or [error.hole])) from None
    except SubmissionError as error:
        raise UsageError(f"{scene.id}: the server cannot be explored: {error}") from None
    if result.steps == 0 and result.verdict == "exhausted" and not result.unmet:
        raise UsageError(
            unwritten_methods_text(scene, submission, unwritten)
            if unwritten
            else f"{scene.id}: nothing is explored: its servers set no timer and send nothing by themselves, so "
            f"there is one state; `raftlab replay {scene.id}` lists runs that call your code"
        )
    if not unwritten:
        return result
    note = f"no run called what is still to be written, {', '.join(unwritten)}; the search says nothing about that"
    return msgspec.structs.replace(result, notes=(*result.notes, note))


def unwritten_methods_text(scene: Scene, submission: Submission, names: list[str]) -> str:
    """Return the error that a search reaches methods which are not written, or would reach nothing else."""
    verb = "is" if len(names) == 1 else "are"
    return (
        f"{scene.id}: nothing is explored: {', '.join(names)} in {submission.file} {verb} still to be written; "
        f"`raftlab grade {scene.id}` says where to begin"
    )


def parse_properties(names: list[str] | None) -> frozenset[str]:
    """Return the properties to check. UsageError for an unknown name."""
    if not names:
        return DEFAULT_PROPERTIES
    for name in names:
        if name not in DEFAULT_PROPERTIES | OPTIONAL_PROPERTIES:
            raise UsageError(
                f"property {name!r}: not one of {', '.join(sorted(DEFAULT_PROPERTIES | OPTIONAL_PROPERTIES))}"
            )
    return frozenset(names)


@contextmanager
def open_jailed_hosts(kit: Kit, scene: Scene, submission: Submission) -> Iterator[tuple[WorkerHosts, Codec]]:
    """Yield jailed hosts of the submission's server, with their codec. UsageError where it cannot be loaded."""
    layer = kit.submission_layer(scene, submission.file, submission.source)
    load = make_load_request((*kit.given_layers(scene), layer), kit.message_modules(scene))
    with WorkerHosts(load) as hosts:
        try:
            hosts.open().close()
        except SubmissionError as error:
            raise UsageError(f"{layer.file_name}: {error}") from None
        yield hosts, Codec(load.message_modules)


@contextmanager
def progress_line(is_shown: bool) -> Iterator[OnProgress]:
    """Yield a callback that updates one progress line on standard error; it does nothing if that is no terminal."""
    from rich.console import Console

    console = Console(stderr=True, highlight=False)
    if not (is_shown and console.is_terminal):
        yield ignore_progress
        return
    with console.status("exploring") as status:
        yield lambda progress: status.update(progress_text(progress))


def progress_text(progress: Progress) -> str:
    """Return the progress of a search on one line."""
    rate = progress.states / max(progress.seconds, 0.001)
    hits = 1 - min(1.0, progress.request_count / max(1, progress.steps))
    return (
        f"{progress.states:,} states, depth {progress.depth}, {rate:,.0f} a second, {hits:.1%} of"
        f" {progress.steps:,} steps looked up, {progress.memory_bytes / 1e6:,.0f} MB"
    )


def report_search(kit: Kit, scene: Scene, search: Search, result: SearchResult, json_path: str | None) -> None:
    """Print the result of the search, and write the JSON file."""
    if json_path == "-":
        sys.stdout.write(result_json(result))
        return
    say_wrapped(result.text)
    say_wrapped(
        f"  {result.steps:,} steps, {result.asked:,} of them run on the server; {result.cpu_s:.1f} s of CPU,"
        f" {result.bytes_per_state} bytes a state; jail {result.isolation}"
    )
    for goal in result.met:
        say_wrapped(f"  met        {goal}")
    for goal in result.unmet:
        say_wrapped(f"  never met  {goal}")
    for note in result.notes:
        say_wrapped(f"  {note}")
    if result.trace is not None:
        show_counterexample(scene, search, result)
    if json_path is not None:
        write_atomically(Path(json_path), result_json(result).encode())
        say_wrapped(f"  wrote {printable_path(Path(json_path))}")


def show_counterexample(scene: Scene, search: Search, result: SearchResult) -> None:
    """Print the counterexample line by line, store it, and say how to replay it."""
    from raftlab.timeline.run_lines import run_lines

    assert result.trace is not None
    console = stdout_console()
    say()
    for line in run_lines(result.trace, False):
        print_wrapped(console, line)
    if search.error is not None:
        say_wrapped(f"the server then failed: {search.error}")
    file = scene_state_dir(scene, Path()) / "explored.json"
    try:
        write_file_below(Path(), file, to_json(result.trace))
    except OSError as error:
        warn(f"the run is not stored: {write_error_text(file, error, 'make that folder writable')}")
        return
    say()
    say_wrapped(f"  replay  raftlab replay {printable_path(file)}")


def result_json(result: SearchResult) -> str:
    """Return the result as indented JSON."""
    return msgspec.json.format(msgspec.json.encode(result), indent=1).decode() + "\n"
