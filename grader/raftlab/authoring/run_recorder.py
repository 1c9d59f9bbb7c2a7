"""Recording the runs that a scene holds as data: each entry of reference/<scene>/runs.toml becomes one trace.

    [[runs]]
    name = "figure8-counted"            # the file's name: labs/<scene>/runs/figure8-counted.json
    schedule = "scene05/figure8"        # a scenario of the kit, or of reference/<scene>/schedules
    fork = "d1"
    servers = ["scene05/figure8-count-old-term"]  # mutants or variants instead of the reference's layers
    hidden = true                       # into reference/<scene>/runs instead

In place of a schedule, `random = { seed = 7, servers = 5, events = 60 }` records a random run; with `property` it
takes the first seed from there on that breaks this property, and shrinks the run. `front` names a layer of
reference/<scene>/schedules that goes on top. `last` cuts the run after so many steps. `ends_early`: a line of the
schedule may fail. `drop_violations`: properties that the trace is not to show as broken, with the reason in a comment.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from raftlab.authoring.leaks.kit_secrets import json_run_digests
from raftlab.authoring.student_kit import encoded_storyboard
from raftlab.errors import KitError, SubmissionError
from raftlab.kit import Kit, LayerSource, Scene
from raftlab.scenario.language import read_scenario
from raftlab.scenario.runner import Runner
from raftlab.server import CancelTimer, Options, SetTimer
from raftlab.simulator.act_replay import Run, acts_of, run_acts, trace_from_run
from raftlab.simulator.chaos import Chaos
from raftlab.simulator.fault_rates import Faults
from raftlab.simulator.shrink import Shrinker
from raftlab.simulator.world import World
from raftlab.solutions.named_solutions import find_solution, read_solution
from raftlab.state_dir import write_atomically
from raftlab.trace import Event, Trace
from raftlab.worker.wire import Codec
from raftlab.worker.worker_hosts import Hosts, make_load_request, make_time_limited_hosts

Entry = Mapping[str, Any]
"""One entry of runs.toml."""
SEED_COUNT = 60
"""How many seeds a random entry with a property may try."""


def read_runs_toml(kit: Kit, scene: Scene) -> list[Entry]:
    """Return the entries of the scene's runs.toml. KitError if it has none."""
    file = kit.reference / scene.id / "runs.toml"
    if not file.is_file():
        raise KitError(f"{file.relative_to(kit.root)} is missing: {scene.id} records no runs")
    return list(tomllib.loads(file.read_text(encoding="utf-8"))["runs"])


def recorded_run_path(kit: Kit, scene: Scene, entry: Entry) -> Path:
    """Return the file of an entry's run."""
    folder = kit.reference / scene.id if entry.get("hidden") else scene.folder
    return folder / "runs" / f"{entry['name']}.json"


def record_runs(kit: Kit, scene: Scene, names: frozenset[str] = frozenset()) -> Iterator[tuple[Path, Trace]]:
    """Record the named runs, or all, and write their files; yield each file with its trace."""
    for entry in read_runs_toml(kit, scene):
        if names and entry["name"] not in names:
            continue
        file, trace = recorded_run_path(kit, scene, entry), record_run(kit, scene, entry)
        if entry.get("hidden") and is_run_in_student_kit(kit, scene, entry, trace):
            raise KitError(
                f"{entry['name']} is hidden, and students' kits hold the same run of {entry['schedule']}; "
                f"write a schedule of its own in reference/{scene.id}/schedules"
            )
        file.parent.mkdir(exist_ok=True)
        write_atomically(file, msgspec.json.encode(trace) + b"\n")
        yield file, trace


def is_run_in_student_kit(kit: Kit, scene: Scene, entry: Entry, trace: Trace) -> bool:
    """Return whether a kit for students records the same run of the entry's scenario."""
    if "random" in entry:
        return False
    file = schedule_path(kit, scene, entry["schedule"])
    if not file.is_relative_to(kit.labs):
        return False
    recorded = encoded_storyboard(kit, file.parent.parent.name, file)
    return not set(json_run_digests(msgspec.json.encode(trace))).isdisjoint(json_run_digests(recorded))


def record_run(kit: Kit, scene: Scene, entry: Entry) -> Trace:
    """Return the run of one entry. KitError if it cannot be made."""
    load = make_load_request(tuple(layers_of_entry(kit, scene, entry)), kit.message_modules(scene))
    with make_time_limited_hosts(load) as hosts:
        codec = Codec(load.message_modules)
        trace = (
            record_random_run(hosts, codec, entry)
            if "random" in entry
            else record_scenario_run(kit, scene, hosts, codec, entry)
        )
    events = tuple(map(drop_timer_effects, trace.events[: entry.get("last", len(trace.events))]))
    dropped = entry.get("drop_violations", ())
    kept = tuple(each for each in trace.violations if each.step <= len(events) and each.property not in dropped)
    panels = tuple(panel for panel in trace.panels if panel.last <= len(events))
    return msgspec.structs.replace(
        trace, scene=scene.id, title=entry["name"], events=events, violations=kept, panels=panels
    )


def drop_timer_effects(event: Event) -> Event:
    """Return an event without the timers that it set: they are a third of a trace, and no property reads them."""
    kept = tuple(effect for effect in event.effects if not isinstance(effect, SetTimer | CancelTimer))
    return msgspec.structs.replace(event, effects=kept)


def layers_of_entry(kit: Kit, scene: Scene, entry: Entry) -> Iterator[LayerSource]:
    """Yield the layers of an entry's servers, lowest first."""
    files = [find_solution(kit, name) for name in entry.get("servers", ())]
    replaced = {file.parent.parent.name: file for file in files}
    for each in kit.scenes:
        if each.id > scene.id or not each.layer_class:
            continue
        layer = kit.solution_layer(each)
        if each.id in replaced:
            layer = kit.submission_layer(each, layer.file_name, read_solution(kit, replaced[each.id]))
        yield layer
    if front := entry.get("front"):
        file = kit.reference / scene.id / "schedules" / front
        yield LayerSource(front, file.read_text(encoding="utf-8"), "Front")


def record_scenario_run(kit: Kit, scene: Scene, hosts: Hosts, codec: Codec, entry: Entry) -> Trace:
    """Return the run of a scenario. KitError if a step of it could not be done."""
    scenario = read_scenario(schedule_path(kit, scene, entry["schedule"]))
    runner = Runner(hosts.open(), codec, scenario, scene.id)
    runner.run(entry.get("fork"))
    if runner.failed_lines and not any(entry.get(key) for key in ("servers", "front", "ends_early")):
        first = runner.failed_lines[0]
        raise KitError(f"{entry['name']}: line {first.line} of {scenario.file} does not hold: {first.seen}")
    return runner.trace()


def schedule_path(kit: Kit, scene: Scene, name: str) -> Path:
    """Return the file of a schedule. KitError if there is none."""
    folder, _, stem = name.rpartition("/")
    own = folder or scene.id
    for tree in (kit.reference / own / "schedules", kit.labs / own / "scenarios", kit.reference / own / "scenarios"):
        if (tree / f"{stem}.txt").is_file():
            return tree / f"{stem}.txt"
    raise KitError(f"{name}: no such schedule in reference/{own}/schedules or labs/{own}/scenarios")


def record_random_run(hosts: Hosts, codec: Codec, entry: Entry) -> Trace:
    """Return a random run; with a property, the first that breaks it, shrunk. KitError if no seed does."""
    settings = entry["random"]
    names = tuple(f"S{number}" for number in range(1, settings["servers"] + 1))
    options = Options(preVote=False, checkQuorum=False, entriesPerAppend=settings.get("batch", 0))
    wanted = settings.get("property")
    for seed in range(settings["seed"], settings["seed"] + (SEED_COUNT if wanted else 1)):
        world = World(hosts.open(), codec, names, options)
        chaos = Chaos(world, seed, Faults(**settings.get("faults", {})), stop_at_first=False)
        try:
            chaos.run(settings["events"])
        except SubmissionError:
            continue
        run = Run(world, chaos.monitor)
        trace = trace_from_run(run, scene="", title="", seed=seed)
        if not wanted:
            return trace
        if any(violation.property == wanted for violation in chaos.monitor.violations):
            acts = Shrinker(hosts.open(), codec, names, options, wanted).shrink(acts_of(trace))
            return trace_from_run(run_acts(hosts.open(), codec, names, options, acts), scene="", title="", seed=seed)
    raise KitError(f"{entry['name']}: no seed breaks {wanted}")
