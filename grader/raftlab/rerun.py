"""Runs on demand: a trace done again, or a scenario carried out, on a submission's server or on the kit's own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from raftlab.errors import SubmissionError, UsageError
from raftlab.kit import Kit, LayerSource, Scene
from raftlab.models import Submission
from raftlab.scenario.language import Scenario, read_scenario
from raftlab.scenario.runner import FailedLine, Runner
from raftlab.scenario.trace_failure import with_error, with_failed_line
from raftlab.simulator.replay import replay
from raftlab.trace import Trace
from raftlab.worker.host import Host, SuccessResponse, WorkerHosts, make_load_request
from raftlab.worker.wire import Codec, Request


@dataclass(frozen=True)
class ScenarioRun:
    """One ending of a scenario, carried out. `fault`: the submission failed in the last event."""

    scenario: Scenario
    fork: str | None
    trace: Trace
    misses: tuple[FailedLine, ...]
    error: SubmissionError | None = None


@contextmanager
def open_host(kit: Kit, scene: Scene, submission: Submission | None) -> Iterator[tuple[Host, Codec]]:
    """Yield a fresh, jailed host of the submission's server, or of the kit's own, with its codec.

    UsageError for a submission that cannot be loaded, or a kit that does not hold the scene's own layer.
    """
    layer = (
        LayerSource(submission.file, submission.source, scene.layer_class)
        if submission is not None
        else kit.solution_layer(scene)
    )
    load = make_load_request((*kit.given_layers(scene), layer), kit.message_modules(scene))
    with WorkerHosts(load) as hosts:
        try:
            host = hosts.open()
        except SubmissionError as fault:
            raise UsageError(f"{layer.file_name}: {fault}") from None
        yield host, Codec(load.message_modules)


@dataclass
class ErrorRecordingHost:
    """A host that keeps the fault that ends a run."""

    host: Host
    error: SubmissionError | None = None

    def request(self, request: Request) -> SuccessResponse:
        """Carry out `request`. SubmissionError for everything the submission does wrong."""
        try:
            return self.host.request(request)
        except SubmissionError as fault:
            self.error = fault
            raise

    def request_all(self, requests: Sequence[Request]) -> list[SuccessResponse | SubmissionError]:
        """Carry out several, one after the other, and return what came of each."""
        return self.host.request_all(requests)

    def close(self) -> None:
        """Leave the host to whoever opened it."""


def rerun_trace(kit: Kit, trace: Trace, submission: Submission | None) -> Trace:
    """Return the trace of the same acts on the submission's server, or on the kit's own."""
    with open_host(kit, kit.scene(trace.scene), submission) as (host, codec):
        noting = ErrorRecordingHost(host)
        told = replay(noting, codec, trace)
        return with_error(told, noting.error) if noting.error is not None else told


def run_scenario(kit: Kit, scene: Scene, file: Path, submission: Submission | None, fork: str | None) -> ScenarioRun:
    """Carry out the scenario `file` with the ending `fork` (None: its first, if any). UsageError for a bad file."""
    scenario = read_scenario(file)
    ending = fork or (scenario.forks[0].name if scenario.forks else None)
    if ending is not None:
        scenario.fork(ending)
    with open_host(kit, scene, submission) as (host, codec):
        runner = Runner(host, codec, scenario, scene.id)
        fault: SubmissionError | None = None
        try:
            runner.run(ending)
        except SubmissionError as met:
            fault = met
        trace = runner.trace()
        told = (
            with_error(trace, fault)
            if fault is not None
            else with_failed_line(trace, runner.failed_lines, scenario.file)
        )
        return ScenarioRun(scenario, ending, told, tuple(runner.failed_lines), fault)


def scenario_files(scene: Scene) -> list[Path]:
    """Return the scene's scenario files: those with choices beside them first, then those that the handout shows."""
    files = (scene.folder / "scenarios").glob("*.txt")
    pictured = scene.settings.get("pictures", ())
    return sorted(
        files, key=lambda file: (not file.with_suffix(".toml").is_file(), file.stem not in pictured, file.stem)
    )


def scene_of_scenario(kit: Kit, file: Path) -> Scene:
    """Return the scene in whose folder the scenario `file` lies. UsageError where no folder is a scene's."""
    scene = scene_on_path(kit, file.resolve())
    if scene is None:
        raise UsageError(f"{file}: no folder on its path is named like a scene; keep it in SCENE/scenarios/")
    return scene


def scene_on_path(kit: Kit, path: Path) -> Scene | None:
    """Return the last scene that a part of `path` is named like, None where none is."""
    known = {scene.id: scene for scene in kit.scenes}
    return next((known[part] for part in reversed(path.parts) if part in known), None)


def find_scenario(kit: Kit, path: Path) -> Path:
    """Return the scenario file at `path`, or the kit's one that it names: SCENE/NAME, or NAME where one scene has it.

    UsageError, with what there is, where it names none.
    """
    if path.is_file():
        return path
    scene = scene_on_path(kit, path)
    among = [scene] if scene is not None else kit.scenes
    known = {f"{each.id}/{file.stem}": file for each in among for file in scenario_files(each)}
    found = [name for name in known if name.partition("/")[2] == path.name.removesuffix(".txt")]
    if len(found) == 1:
        return known[found[0]]
    if found:
        raise UsageError(f"{path}: several scenes have a scenario of that name; name one: {', '.join(found)}")
    if scene is None:
        raise UsageError(f"{path}: no such file, and no scenario of that name; `raftlab replay SCENE` lists a scene's")
    what = "a scene" if path.name == scene.id else "no such file or scenario"
    raise UsageError(f"{path}: {what}; name a scenario: {', '.join(known) or 'it has none'}")
