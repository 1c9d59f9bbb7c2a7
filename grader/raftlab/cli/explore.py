"""`raftlab explore`: every schedule within bounds, from the initial state, on your server."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer

from raftlab.cli.arguments import SceneId, Seed, SubmissionPath
from raftlab.cli.console import output, say
from raftlab.errors import KitFault, SubmissionFault, UsageFault
from raftlab.explorer.bounds import FROZEN, Bounds
from raftlab.explorer.explore import ENGINES, Search, engine_named
from raftlab.explorer.goals import parse_goal
from raftlab.explorer.judge import ALL, ON_REQUEST
from raftlab.explorer.outcome import Outcome
from raftlab.explorer.search import Progress, Watch, nobody
from raftlab.kit import Kit, LayerSource, Scene, find_kit
from raftlab.notes import notes_folder, write_whole
from raftlab.records import Submission
from raftlab.server import Options
from raftlab.trace import to_json
from raftlab.worker.host import WorkerHosts, load_request
from raftlab.worker.wire import Codec
from raftlab.workspace import read_submission, shown

CLEAN, BROKEN, STOPPED = 0, 1, 130
GOALS = "e.g. 'leader of term 2', 'rivals at 1', 'commit at 1'"


Goals = Annotated[list[str] | None, typer.Option("--goal", help=f"A stage to reach first, {GOALS}; in order.")]
Sometimes = Annotated[
    list[str] | None, typer.Option("--sometimes", help="What some state must show; written as a goal.")
]
Properties = Annotated[
    list[str] | None, typer.Option("--property", metavar="NAME", help="Judge this property alone. May be repeated.")
]
Symmetry = Annotated[
    bool, typer.Option("--symmetry/--no-symmetry", help="Leave out states that are others with servers renamed.")
]
Ample = Annotated[bool, typer.Option("--ample/--no-ample", help="Make silent moves of --fine first: far fewer states.")]
JsonFile = Annotated[
    str | None, typer.Option("--json", metavar="FILE|-", help="Write outcome and run as JSON; - to the output.")
]


def budget(name: str, what: str) -> Any:
    """Return the option of a fault budget."""
    return typer.Option(name, metavar="N", min=0, help=what, show_default=False)


def options_of(scene: Scene) -> Options:
    """Return the options that the scene's server is explored with: [explore] of its scene.toml changes the usual."""
    return msgspec.structs.replace(FROZEN, **settings_of(scene).get("options", {}))


def must_be_seen(scene: Scene) -> list[str]:
    """Return what some state must show unless told otherwise; the first scenes' servers elect no one."""
    told: list[str] = settings_of(scene).get("sometimes", ["leader"])
    return told


def settings_of(scene: Scene) -> dict[str, Any]:
    """Return [explore] of the scene's scene.toml. KitFault for a key that it does not have."""
    told: dict[str, Any] = scene.settings.get("explore", {})
    if stray := sorted(told.keys() - {"options", "sometimes"}):
        raise KitFault(f"labs/{scene.id}/scene.toml: [explore] has options and sometimes, not {', '.join(stray)}")
    return told


def add_to(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("explore")(explore)


def explore(
    scene_id: SceneId,
    path: SubmissionPath = None,
    servers: Annotated[int, typer.Option("--servers", metavar="N", min=1, max=7, help="Size of the cluster.")] = 3,
    terms: Annotated[int, typer.Option("--terms", metavar="N", min=1, help="Highest term of any server.")] = 4,
    log: Annotated[int, typer.Option("--log", metavar="N", min=0, help="Highest last index of any log.")] = 1,
    requests: Annotated[
        int | None, budget("--requests", "Clients' calls in one run. Default: as the log allows.")
    ] = None,
    crashes: Annotated[int, budget("--crashes", "Crashes in one run, also between two effects of a handler.")] = 0,
    restarts: Annotated[int | None, budget("--restarts", "Restarts in one run. Default: as many as crashes.")] = None,
    fine: Annotated[bool, typer.Option("--fine", help="Each message is a step; else an exchange is one.")] = False,
    duplicates: Annotated[int | None, budget("--duplicates", "With --fine: copies of messages in one run.")] = None,
    drops: Annotated[int | None, budget("--drops", "With --in-flight: messages lost in one run.")] = None,
    in_flight: Annotated[int | None, budget("--in-flight", "With --fine: most messages on their way at once.")] = None,
    states: Annotated[int, typer.Option("--states", metavar="N", min=1, help="Most states to look at.")] = 1_000_000,
    depth: Annotated[int | None, typer.Option("--depth", metavar="N", min=1, help="Most steps of a run.")] = None,
    engine: Annotated[str, typer.Option("--engine", metavar="NAME", help=", ".join(ENGINES) + ".")] = "breadth",
    goal: Goals = None,
    sometimes: Sometimes = None,
    prop: Properties = None,
    symmetry: Symmetry = True,
    ample: Ample = True,
    seed: Seed = 0,
    json: JsonFile = None,
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
    options, network = options_of(scene), {"duplicates": duplicates, "drops": drops, "in_flight": in_flight}
    bounds = Bounds(servers, terms, log, crashes, not fine, states, depth, options, requests, restarts, **network)
    with (
        progress_line(shown=json != "-") as watch,
        loaded(kit, scene, read_submission(kit, scene, path)) as (hosts, codec),
    ):
        search = Search(
            hosts.open,
            codec,
            bounds,
            scene=scene.id,
            engine=engine_named("staged" if goal and engine == "breadth" else engine),
            goals=[parse_goal(text) for text in goal or ()],
            sometimes=[parse_goal(text) for text in sometimes or must_be_seen(scene)],
            properties=known_properties(prop),
            seed=seed,
            symmetry=symmetry,
            ample=ample,
            watch=watch,
            isolation=hosts.level,
        )
        outcome = outcome_of(search)
    tell(kit, scene, search, outcome, json)
    if "stopped by Ctrl-C" in outcome.notes:
        return STOPPED
    return BROKEN if outcome.verdict == "violated" or outcome.unmet else CLEAN


def outcome_of(search: Search) -> Outcome:
    """Return what the search comes to. UsageFault for a server that cannot be searched."""
    try:
        return search.run()
    except SubmissionFault as fault:
        raise UsageFault(f"{search.scene}: the server cannot be explored: {fault}") from None


def known_properties(names: list[str] | None) -> frozenset[str]:
    """Return the properties to judge. UsageFault for a name that is none."""
    if not names:
        return ALL
    for name in names:
        if name not in ALL | ON_REQUEST:
            raise UsageFault(f"property {name!r}: not one of {', '.join(sorted(ALL | ON_REQUEST))}")
    return frozenset(names)


@contextmanager
def loaded(kit: Kit, scene: Scene, submission: Submission) -> Iterator[tuple[WorkerHosts, Codec]]:
    """Yield jailed hosts of the submission's server, with their codec. UsageFault where it cannot be loaded."""
    layer = LayerSource(submission.file, submission.source, scene.layer)
    load = load_request((*kit.given(scene), layer), kit.message_modules(scene))
    with WorkerHosts(load) as hosts:
        try:
            hosts.open().close()
        except SubmissionFault as fault:
            raise UsageFault(f"{layer.name}: {fault}") from None
        yield hosts, Codec(load.message_modules)


@contextmanager
def progress_line(shown: bool) -> Iterator[Watch]:
    """Yield a watcher that keeps one line on standard error up to date; a quiet one where that is no terminal."""
    from rich.console import Console

    console = Console(stderr=True, highlight=False)
    if not (shown and console.is_terminal):
        yield nobody
        return
    with console.status("exploring") as status:
        yield lambda progress: status.update(told(progress))


def told(progress: Progress) -> str:
    """Return how far a search has come, on one line."""
    rate = progress.states / max(progress.seconds, 0.001)
    hits = 1 - min(1.0, progress.calls / max(1, progress.steps))
    return (
        f"{progress.states:,} states, depth {progress.depth}, {rate:,.0f} a second, {hits:.1%} of"
        f" {progress.steps:,} steps looked up, {progress.memory_bytes / 1e6:,.0f} MB"
    )


def tell(kit: Kit, scene: Scene, search: Search, outcome: Outcome, json: str | None) -> None:
    """Say what came of it, and write what was asked for."""
    if json == "-":
        sys.stdout.write(as_json(outcome))
        return
    say(outcome.words)
    say(
        f"  {outcome.steps:,} steps, {outcome.asked:,} of them asked of the server; {outcome.cpu_s:.1f} s of CPU,"
        f" {outcome.bytes_per_state} bytes a state; jail {outcome.isolation}"
    )
    for goal in outcome.met:
        say(f"  met        {goal}")
    for goal in outcome.unmet:
        say(f"  never met  {goal}")
    for note in outcome.notes:
        say(f"  {note}")
    if outcome.trace is not None:
        show_trace(scene, search, outcome)
    if json is not None:
        write_whole(Path(json), as_json(outcome).encode())
        say(f"  wrote {shown(Path(json))}")


def show_trace(scene: Scene, search: Search, outcome: Outcome) -> None:
    """Show the counterexample line by line, keep it, and say how to replay it."""
    from raftlab.timeline.lines import lines

    assert outcome.trace is not None
    console = output()
    say()
    for line in lines(outcome.trace, False):
        console.print(line)
    if search.fault is not None:
        say(f"the server then failed: {search.fault}")
    file = notes_folder(scene, Path()) / "explored.json"
    write_whole(file, to_json(outcome.trace))
    say(f"\n  replay  raftlab replay {shown(file)}")


def as_json(outcome: Outcome) -> str:
    """Return the outcome as indented JSON."""
    return msgspec.json.format(msgspec.json.encode(outcome), indent=1).decode() + "\n"
