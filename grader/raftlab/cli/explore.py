"""`raftlab explore`: search all runs within bounds for a broken property."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer

from raftlab.cli.support.arguments import SceneId, Seed, SubmissionPath
from raftlab.cli.support.console import say, stdout_console, warn
from raftlab.cli.support.layers_below import KIT_LAYERS, BelowOption, choose_layers_below
from raftlab.errors import KitError, SubmissionError, UsageError
from raftlab.explorer.bounds import UNTIMED_OPTIONS, Bounds
from raftlab.explorer.explore import ENGINES, Search, parse_engine
from raftlab.explorer.property_checks import DEFAULT_PROPERTIES, OPTIONAL_PROPERTIES
from raftlab.explorer.search_goals import parse_goal
from raftlab.explorer.search_result import SearchResult
from raftlab.explorer.search_tree import OnProgress, Progress, ignore_progress
from raftlab.grading_models import Submission
from raftlab.kit import Kit, LayerSource, Scene, find_kit
from raftlab.server import Options
from raftlab.state_dir import scene_state_dir, write_atomically
from raftlab.submission_reader import printable_path, read_submission
from raftlab.trace import to_json
from raftlab.worker.wire import Codec
from raftlab.worker.worker_hosts import WorkerHosts, make_load_request
from raftlab.workspace_files import write_below

CLEAN, BROKEN, STOPPED = 0, 1, 130
GOAL_EXAMPLES = "e.g. 'leader of term 2', 'rivals at 1', 'commit at 1'"


def budget_option(name: str, description: str) -> Any:
    """Return the option of a fault budget."""
    return typer.Option(name, metavar="N", min=0, help=description, show_default=False)


ServersOption = Annotated[int, typer.Option("--servers", metavar="N", min=1, max=7, help="Size of the cluster.")]
TermsOption = Annotated[int, typer.Option("--terms", metavar="N", min=1, help="Highest term of any server.")]
LogOption = Annotated[int, typer.Option("--log", metavar="N", min=0, help="Highest last index of any log.")]
RequestsOption = Annotated[
    int | None, budget_option("--requests", "Client requests in one run. Default: as many as the log holds.")
]
CrashesOption = Annotated[int, budget_option("--crashes", "Crashes in one run, also between two effects of a handler.")]
RestartsOption = Annotated[int | None, budget_option("--restarts", "Restarts in one run. Default: as many as crashes.")]
FineOption = Annotated[
    bool, typer.Option("--fine", help="Each message is a step. Default: a request and its reply are one step.")
]
DuplicatesOption = Annotated[int | None, budget_option("--duplicates", "With --fine: copies of messages in one run.")]
DropsOption = Annotated[int | None, budget_option("--drops", "With --in-flight: messages lost in one run.")]
InFlightOption = Annotated[int | None, budget_option("--in-flight", "With --fine: most messages in flight at once.")]
ChangesOption = Annotated[
    int, typer.Option("--changes", metavar="N", min=0, help="Changes of the configuration in one run.")
]
SparesOption = Annotated[
    int, typer.Option("--spares", metavar="N", min=0, help="How many of the servers are no voters at first.")
]
JointOption = Annotated[bool, typer.Option("--joint", help="Change by way of joint configurations.")]
CompactionsOption = Annotated[int, typer.Option("--compactions", metavar="N", min=0, help="Compactions in one run.")]
ReadsOption = Annotated[int, budget_option("--reads", "Clients' gets in one run, at any server.")]
TransfersOption = Annotated[int, budget_option("--transfers", "Transfers of the leadership in one run.")]
TicksOption = Annotated[int, budget_option("--ticks", "Turns of time in one run. Default: no time passes.")]
TickTimeOption = Annotated[
    float, typer.Option("--tick-ms", metavar="MS", min=1, help="With --ticks: how long each is.")
]
RateChangesOption = Annotated[int, budget_option("--rate-changes", "With --ticks: clocks that begin to run faster.")]
ClockJumpsOption = Annotated[int, budget_option("--clock-jumps", "With --ticks: how often a clock is set back.")]
PausesOption = Annotated[int, budget_option("--pauses", "With --ticks: servers that stand still inside an event.")]
DiskErrorsOption = Annotated[int, budget_option("--disk-errors", "Background writes that fail in one run.")]
StatesOption = Annotated[int, typer.Option("--states", metavar="N", min=1, help="Most states to check.")]
DepthOption = Annotated[int | None, typer.Option("--depth", metavar="N", min=1, help="Most steps of a run.")]
EngineOption = Annotated[str, typer.Option("--engine", metavar="NAME", help=", ".join(ENGINES) + ".")]
GoalsOption = Annotated[
    list[str] | None,
    typer.Option("--goal", help=f"A stage to reach first, {GOAL_EXAMPLES}. May be repeated: stages in order."),
]
SometimesOption = Annotated[
    list[str] | None, typer.Option("--sometimes", help="What some state must show; written like a goal.")
]
PropertiesOption = Annotated[
    list[str] | None, typer.Option("--property", metavar="NAME", help="Check only this property. May be repeated.")
]
SymmetryOption = Annotated[
    bool, typer.Option("--symmetry/--no-symmetry", help="Skip states that differ only in the servers' names.")
]
AmpleOption = Annotated[
    bool, typer.Option("--ample/--no-ample", help="With --fine: take invisible steps first, for far fewer states.")
]
JsonFile = Annotated[
    str | None, typer.Option("--json", metavar="FILE|-", help="Write the result and the run as JSON; - to stdout.")
]


def explore_options(scene: Scene) -> Options:
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
    servers: ServersOption = 3,
    terms: TermsOption = 4,
    log_limit: LogOption = 1,
    requests: RequestsOption = None,
    crashes: CrashesOption = 0,
    restarts: RestartsOption = None,
    single_messages: FineOption = False,
    duplicates: DuplicatesOption = None,
    drops: DropsOption = None,
    in_flight: InFlightOption = None,
    changes: ChangesOption = 0,
    spares: SparesOption = 0,
    joint_changes: JointOption = False,
    compactions: CompactionsOption = 0,
    reads: ReadsOption = 0,
    transfers: TransfersOption = 0,
    ticks: TicksOption = 0,
    tick_ms: TickTimeOption = 60.0,
    rate_changes: RateChangesOption = 0,
    clock_jumps: ClockJumpsOption = 0,
    pauses: PausesOption = 0,
    disk_errors: DiskErrorsOption = 0,
    states: StatesOption = 1_000_000,
    depth: DepthOption = None,
    engine: EngineOption = "breadth",
    goals: GoalsOption = None,
    sometimes_goals: SometimesOption = None,
    property_names: PropertiesOption = None,
    symmetry: SymmetryOption = True,
    ample: AmpleOption = True,
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
    counts: Any = (requests, restarts, duplicates, drops, in_flight, changes, spares, joint_changes, compactions)
    counts += (reads, transfers, ticks, tick_ms, rate_changes, clock_jumps, pauses, disk_errors)
    limits = (servers, terms, log_limit, crashes, not single_messages, states, depth, explore_options(scene))
    bounds = Bounds(*limits, *counts)
    with (
        progress_line(is_shown=json_path != "-") as show_progress,
        open_jailed_hosts(layered_kit, scene, read_submission(kit, scene, path)) as (hosts, codec),
    ):
        settings: Any = (parse_properties(property_names), seed, symmetry, ample, True, show_progress, hosts.level)
        search = Search(
            *(hosts.open, codec, bounds, scene.id, parse_engine("staged" if goals and engine == "breadth" else engine)),
            [parse_goal(text) for text in goals or ()],
            [parse_goal(text) for text in sometimes_goals or default_sometimes_goals(scene)],
            *settings,
        )
        result = run_search(search)
    report_search(kit, scene, search, result, json_path)
    is_clean = result.verdict != "violated" and not result.unmet
    return STOPPED if "stopped by Ctrl-C" in result.notes else CLEAN if is_clean else BROKEN


def run_search(search: Search) -> SearchResult:
    """Run the search and return its result. UsageError for a server that cannot be explored."""
    try:
        return search.run()
    except SubmissionError as error:
        raise UsageError(f"{search.scene}: the server cannot be explored: {error}") from None


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
    layer = LayerSource(submission.file, submission.source, scene.layer_class)
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
    say(result.text)
    say(
        f"  {result.steps:,} steps, {result.asked:,} of them run on the server; {result.cpu_s:.1f} s of CPU,"
        f" {result.bytes_per_state} bytes a state; jail {result.isolation}"
    )
    for goal in result.met:
        say(f"  met        {goal}")
    for goal in result.unmet:
        say(f"  never met  {goal}")
    for note in result.notes:
        say(f"  {note}")
    if result.trace is not None:
        show_counterexample(scene, search, result)
    if json_path is not None:
        write_atomically(Path(json_path), result_json(result).encode())
        say(f"  wrote {printable_path(Path(json_path))}")


def show_counterexample(scene: Scene, search: Search, result: SearchResult) -> None:
    """Print the counterexample line by line, store it, and say how to replay it."""
    from raftlab.timeline.run_lines import run_lines

    assert result.trace is not None
    console = stdout_console()
    say()
    for line in run_lines(result.trace, False):
        console.print(line)
    if search.error is not None:
        say(f"the server then failed: {search.error}")
    file = scene_state_dir(scene, Path()) / "explored.json"
    try:
        write_below(Path(), file, to_json(result.trace))
    except OSError as error:
        warn(f"the run is not stored: cannot write {file} ({error.strerror}); make that folder writable")
        return
    say(f"\n  replay  raftlab replay {printable_path(file)}")


def result_json(result: SearchResult) -> str:
    """Return the result as indented JSON."""
    return msgspec.json.format(msgspec.json.encode(result), indent=1).decode() + "\n"
