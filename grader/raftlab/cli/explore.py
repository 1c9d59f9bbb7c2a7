"""`raftlab explore`: every schedule within bounds, from the initial state, on your server."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer

from raftlab.cli.support.arguments import SceneId, Seed, SubmissionPath
from raftlab.cli.support.console import say, stdout_console
from raftlab.errors import KitError, SubmissionError, UsageError
from raftlab.explorer.bounds import UNTIMED_OPTIONS, Bounds
from raftlab.explorer.explore import ENGINES, Search, parse_engine
from raftlab.explorer.property_checks import DEFAULT_PROPERTIES, OPTIONAL_PROPERTIES
from raftlab.explorer.search_goals import parse_goal
from raftlab.explorer.search_record import OnProgress, Progress, ignore_progress
from raftlab.explorer.search_result import SearchResult
from raftlab.kit import Kit, LayerSource, Scene, find_kit
from raftlab.models import Submission
from raftlab.server import Options
from raftlab.state_dir import scene_state_dir, write_atomically
from raftlab.submission_reader import printable_path, read_submission
from raftlab.trace import to_json
from raftlab.worker.host import WorkerHosts, make_load_request
from raftlab.worker.wire import Codec

CLEAN, BROKEN, STOPPED = 0, 1, 130
GOAL_EXAMPLES = "e.g. 'leader of term 2', 'rivals at 1', 'commit at 1'"


GoalsOption = Annotated[
    list[str] | None, typer.Option("--goal", help=f"A stage to reach first, {GOAL_EXAMPLES}; in order.")
]
SometimesOption = Annotated[
    list[str] | None, typer.Option("--sometimes", help="What some state must show; written as a goal.")
]
PropertiesOption = Annotated[
    list[str] | None, typer.Option("--property", metavar="NAME", help="Judge this property alone. May be repeated.")
]
SymmetryOption = Annotated[
    bool, typer.Option("--symmetry/--no-symmetry", help="Leave out states that are others with servers renamed.")
]
AmpleOption = Annotated[
    bool, typer.Option("--ample/--no-ample", help="Make silent moves of --fine first: far fewer states.")
]
JsonFile = Annotated[
    str | None, typer.Option("--json", metavar="FILE|-", help="Write outcome and run as JSON; - to the output.")
]


def budget_option(name: str, what: str) -> Any:
    """Return the option of a fault budget."""
    return typer.Option(name, metavar="N", min=0, help=what, show_default=False)


def explore_options(scene: Scene) -> Options:
    """Return the options that the scene's server is explored with: [explore] of its scene.toml changes the usual."""
    return msgspec.structs.replace(UNTIMED_OPTIONS, **explore_settings(scene).get("options", {}))


def default_sometimes_goals(scene: Scene) -> list[str]:
    """Return what some state must show unless told otherwise; the first scenes' servers elect no one."""
    told: list[str] = explore_settings(scene).get("sometimes", ["leader"])
    return told


def explore_settings(scene: Scene) -> dict[str, Any]:
    """Return [explore] of the scene's scene.toml. KitError for a key that it does not have."""
    told: dict[str, Any] = scene.settings.get("explore", {})
    if stray := sorted(told.keys() - {"options", "sometimes"}):
        raise KitError(f"labs/{scene.id}/scene.toml: [explore] has options and sometimes, not {', '.join(stray)}")
    return told


def add_to(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("explore")(explore)


def explore(
    scene_id: SceneId,
    path: SubmissionPath = None,
    servers: Annotated[int, typer.Option("--servers", metavar="N", min=1, max=7, help="Size of the cluster.")] = 3,
    terms: Annotated[int, typer.Option("--terms", metavar="N", min=1, help="Highest term of any server.")] = 4,
    log_limit: Annotated[int, typer.Option("--log", metavar="N", min=0, help="Highest last index of any log.")] = 1,
    requests: Annotated[
        int | None, budget_option("--requests", "Clients' calls in one run. Default: as the log allows.")
    ] = None,
    crashes: Annotated[
        int, budget_option("--crashes", "Crashes in one run, also between two effects of a handler.")
    ] = 0,
    restarts: Annotated[
        int | None, budget_option("--restarts", "Restarts in one run. Default: as many as crashes.")
    ] = None,
    single_messages: Annotated[
        bool, typer.Option("--fine", help="Each message is a step; else an exchange is one.")
    ] = False,
    duplicates: Annotated[
        int | None, budget_option("--duplicates", "With --fine: copies of messages in one run.")
    ] = None,
    drops: Annotated[int | None, budget_option("--drops", "With --in-flight: messages lost in one run.")] = None,
    in_flight: Annotated[
        int | None, budget_option("--in-flight", "With --fine: most messages on their way at once.")
    ] = None,
    states: Annotated[int, typer.Option("--states", metavar="N", min=1, help="Most states to look at.")] = 1_000_000,
    depth: Annotated[int | None, typer.Option("--depth", metavar="N", min=1, help="Most steps of a run.")] = None,
    engine: Annotated[str, typer.Option("--engine", metavar="NAME", help=", ".join(ENGINES) + ".")] = "breadth",
    goals: GoalsOption = None,
    sometimes_goals: SometimesOption = None,
    property_names: PropertiesOption = None,
    symmetry: SymmetryOption = True,
    ample: AmpleOption = True,
    seed: Seed = 0,
    json_path: JsonFile = None,
) -> int:
    """Look at every run of your server within bounds, from the initial state; show the shortest that goes wrong.

    A budget that runs out is never a pass: the verdict is violated, exhausted or bounded-clean. Ctrl-C ends the search
    and tells what was covered.

    \b
    Example: raftlab explore scene05
             raftlab explore scene05 my_commit.py --log 2
             raftlab explore scene05 --fine --terms 2 --crashes 1 --states 2000000
             raftlab explore scene05 --servers 5 --goal "late rival at 1"
    """
    kit = find_kit()
    scene = kit.scene(scene_id)
    options, network = explore_options(scene), {"duplicates": duplicates, "drops": drops, "in_flight": in_flight}
    bounds = Bounds(
        servers, terms, log_limit, crashes, not single_messages, states, depth, options, requests, restarts, **network
    )
    with (
        progress_line(is_shown=json_path != "-") as watch,
        open_jailed_hosts(kit, scene, read_submission(kit, scene, path)) as (hosts, codec),
    ):
        search = Search(
            hosts.open,
            codec,
            bounds,
            scene=scene.id,
            engine=parse_engine("staged" if goals and engine == "breadth" else engine),
            goals=[parse_goal(text) for text in goals or ()],
            sometimes=[parse_goal(text) for text in sometimes_goals or default_sometimes_goals(scene)],
            properties=parse_properties(property_names),
            seed=seed,
            symmetry=symmetry,
            use_ample_sets=ample,
            on_progress=watch,
            isolation=hosts.level,
        )
        outcome = run_search(search)
    report_search(kit, scene, search, outcome, json_path)
    if "stopped by Ctrl-C" in outcome.notes:
        return STOPPED
    return BROKEN if outcome.verdict == "violated" or outcome.unmet else CLEAN


def run_search(search: Search) -> SearchResult:
    """Return what the search comes to. UsageError for a server that cannot be searched."""
    try:
        return search.run()
    except SubmissionError as fault:
        raise UsageError(f"{search.scene}: the server cannot be explored: {fault}") from None


def parse_properties(names: list[str] | None) -> frozenset[str]:
    """Return the properties to judge. UsageError for a name that is none."""
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
        except SubmissionError as fault:
            raise UsageError(f"{layer.file_name}: {fault}") from None
        yield hosts, Codec(load.message_modules)


@contextmanager
def progress_line(is_shown: bool) -> Iterator[OnProgress]:
    """Yield a watcher that keeps one line on standard error up to date; a quiet one where that is no terminal."""
    from rich.console import Console

    console = Console(stderr=True, highlight=False)
    if not (is_shown and console.is_terminal):
        yield ignore_progress
        return
    with console.status("exploring") as status:
        yield lambda progress: status.update(progress_text(progress))


def progress_text(progress: Progress) -> str:
    """Return how far a search has come, on one line."""
    rate = progress.states / max(progress.seconds, 0.001)
    hits = 1 - min(1.0, progress.request_count / max(1, progress.steps))
    return (
        f"{progress.states:,} states, depth {progress.depth}, {rate:,.0f} a second, {hits:.1%} of"
        f" {progress.steps:,} steps looked up, {progress.memory_bytes / 1e6:,.0f} MB"
    )


def report_search(kit: Kit, scene: Scene, search: Search, result: SearchResult, json_path: str | None) -> None:
    """Say what came of it, and write what was asked for."""
    if json_path == "-":
        sys.stdout.write(result_json(result))
        return
    say(result.text)
    say(
        f"  {result.steps:,} steps, {result.asked:,} of them asked of the server; {result.cpu_s:.1f} s of CPU,"
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
    """Show the counterexample line by line, keep it, and say how to replay it."""
    from raftlab.timeline.run_lines import run_lines

    assert result.trace is not None
    console = stdout_console()
    say()
    for line in run_lines(result.trace, False):
        console.print(line)
    if search.error is not None:
        say(f"the server then failed: {search.error}")
    file = scene_state_dir(scene, Path()) / "explored.json"
    write_atomically(file, to_json(result.trace))
    say(f"\n  replay  raftlab replay {printable_path(file)}")


def result_json(result: SearchResult) -> str:
    """Return the outcome as indented JSON."""
    return msgspec.json.format(msgspec.json.encode(result), indent=1).decode() + "\n"
