"""Runs on demand: repeat a trace, or play a scenario, on a submission's servers or on the kit's own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from raftlab.errors import SubmissionError, UsageError
from raftlab.grading_models import Submission
from raftlab.kit import Kit, Scene
from raftlab.scenario.language import read_scenario
from raftlab.scenario.parsed_scenario import Scenario
from raftlab.scenario.runner import FailedLine, Runner
from raftlab.scenario.trace_with_failure import with_error, with_failed_line
from raftlab.simulator.act_replay import replay_acts
from raftlab.trace import Trace
from raftlab.worker.wire import Codec, Request
from raftlab.worker.worker_hosts import Host, SuccessResponse, make_load_request, make_time_limited_hosts


@dataclass(frozen=True)
class ScenarioRun:
    """One run of a scenario with one ending. `error`: the submission failed in the last event."""

    scenario: Scenario
    fork: str | None
    trace: Trace
    misses: tuple[FailedLine, ...]
    error: SubmissionError | None = None


@contextmanager
def open_host(kit: Kit, scene: Scene, submission: Submission | None) -> Iterator[tuple[Host, Codec]]:
    """Yield a new jailed host of the submission's servers, or of the kit's own (None), with its codec.

    UsageError for a submission that cannot be loaded, or a kit that does not have the scene's own layer.
    """
    layer = (
        kit.submission_layer(scene, submission.file, submission.source)
        if submission is not None
        else kit.solution_layer(scene)
    )
    load = make_load_request((*kit.given_layers(scene), layer), kit.message_modules(scene))
    with make_time_limited_hosts(load) as hosts:
        try:
            host = hosts.open()
        except SubmissionError as error:
            raise UsageError(f"{layer.file_name}: {error}") from None
        yield host, Codec(load.message_modules)


@dataclass
class ErrorRecordingHost:
    """A host that keeps the error that ended a run."""

    host: Host
    error: SubmissionError | None = None

    def request(self, request: Request) -> SuccessResponse:
        """Return the response to `request`. SubmissionError, which is also kept, if the submission fails."""
        try:
            return self.host.request(request)
        except SubmissionError as error:
            self.error = error
            raise

    def request_all(self, requests: Sequence[Request]) -> list[SuccessResponse | SubmissionError]:
        """Carry out the requests in order; return the response to each, or its error."""
        return self.host.request_all(requests)

    def close(self) -> None:
        """Do nothing: the host belongs to the code that opened it."""


def rerun_trace(kit: Kit, trace: Trace, submission: Submission | None) -> Trace:
    """Return the trace of the same acts on the submission's servers, or on the kit's own (None)."""
    with open_host(kit, kit.gradable(trace.scene), submission) as (host, codec):
        recording_host = ErrorRecordingHost(host)
        repeated = replay_acts(recording_host, codec, trace)
        return with_error(repeated, recording_host.error) if recording_host.error is not None else repeated


def run_scenario(kit: Kit, scene: Scene, file: Path, submission: Submission | None, fork: str | None) -> ScenarioRun:
    """Run the scenario `file` with the ending `fork` (None: the first, if any). UsageError for a bad file."""
    scenario = read_scenario(file)
    ending = fork or (scenario.forks[0].name if scenario.forks else None)
    if ending is not None:
        scenario.fork(ending)
    with open_host(kit, scene, submission) as (host, codec):
        runner = Runner(host, codec, scenario, scene.id)
        try:
            runner.run(ending)
        except SubmissionError as error:
            trace = with_error(runner.trace(), error)
            return ScenarioRun(scenario, ending, trace, tuple(runner.failed_lines), error)
        trace = with_failed_line(runner.trace(), runner.failed_lines, scenario.file)
        return ScenarioRun(scenario, ending, trace, tuple(runner.failed_lines))


def scenario_files(scene: Scene) -> list[Path]:
    """Return the scene's scenario files: first those with a .toml of choices, then those that the handout shows."""
    files = (scene.folder / "scenarios").glob("*.txt")
    pictured = scene.settings.get("pictures", ())
    return sorted(
        files, key=lambda file: (not file.with_suffix(".toml").is_file(), file.stem not in pictured, file.stem)
    )


def scene_of_scenario(kit: Kit, file: Path) -> Scene:
    """Return the scene whose folder contains the scenario `file`. UsageError if no folder on its path is a scene."""
    scene = scene_on_path(kit, file.resolve())
    if scene is None:
        raise UsageError(f"{file}: no folder on its path has the name of a scene; keep it in SCENE/scenarios/")
    return scene


def scene_on_path(kit: Kit, path: Path) -> Scene | None:
    """Return the scene whose id is the last such part of `path`; None if there is none."""
    known = {scene.id: scene for scene in kit.scenes}
    return next((known[part] for part in reversed(path.parts) if part in known), None)


def find_scenario(kit: Kit, path: Path) -> Path:
    """Return the scenario file at `path`, or the kit's scenario SCENE/NAME, or NAME if only one scene has it.

    UsageError, with the known scenarios, if there is no such scenario.
    """
    if path.is_file():
        return path
    scene = scene_on_path(kit, path)
    scenes = [scene] if scene is not None else kit.scenes
    known = {f"{each.id}/{file.stem}": file for each in scenes for file in scenario_files(each)}
    matching = [name for name in known if name.partition("/")[2] == path.name.removesuffix(".txt")]
    if len(matching) == 1:
        return known[matching[0]]
    if matching:
        raise UsageError(f"{path}: several scenes have a scenario of that name; name one: {', '.join(matching)}")
    if scene is None:
        raise UsageError(f"{path}: no such file, and no scenario of that name; `raftlab replay SCENE` lists a scene's")
    what = "a scene" if path.name == scene.id else "no such file or scenario"
    raise UsageError(f"{path}: {what}; name a scenario: {', '.join(known) or 'it has none'}")
