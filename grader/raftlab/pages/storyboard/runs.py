"""Run a scenario once for each combination of choices, for a storyboard."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from raftlab import __version__
from raftlab.errors import SubmissionError, SubmissionRaisedError
from raftlab.kit import Kit, LayerSource, Scene
from raftlab.pages.storyboard.choices import (
    RECORDED,
    STUDENT_SERVER,
    Combination,
    Toggle,
    combinations,
    read_toggles,
    unavailable_choices,
)
from raftlab.pages.storyboard.recorded_runs import align_recorded_events, read_recorded_runs
from raftlab.pages.storyboard.storyboard_models import Storyboard, StoryboardRun
from raftlab.pages.trace_analysis.aligned_runs import replay_on_host
from raftlab.pages.trace_analysis.state_machines import (
    MachineHistory,
    PairedMachineHistories,
    replay_machines,
)
from raftlab.scenario.language import read_scenario
from raftlab.scenario.parsed_scenario import Scenario
from raftlab.scenario.runner import Runner
from raftlab.server import Options
from raftlab.trace import Event, StoryboardPanel, Trace
from raftlab.worker.message_codec import Codec
from raftlab.worker.wire import LoadLayers
from raftlab.worker.worker_hosts import Host, Hosts, InProcessHosts, make_load_request

NOT_RECORDED = (
    "This choice puts a layer on top of your code, and a student kit does not contain that layer. "
    "Choose one of the course's servers to see it."
)

MakeHosts = Callable[[LoadLayers], Hosts]
"""Makes the hosts that run a submission, in the jail that the caller chose."""


OnProgress = Callable[[int, int, str], None]
"""Receives the number of finished combinations, the total, and the next combination."""


def play_storyboard(
    kit: Kit,
    scene: Scene,
    scenario_path: Path,
    student_layer: LayerSource | None,
    make_jailed_hosts: MakeHosts,
    on_progress: OnProgress = lambda done, total, keys: None,
) -> Storyboard:
    """Return the storyboard of a scenario. `make_jailed_hosts` makes the hosts that run `student_layer`."""
    scenario = read_scenario(scenario_path)
    recorded_runs = read_recorded_runs(scene, scenario_path.stem)
    toggles = read_toggles(kit, scene, scenario_path, scenario, student_layer, has_recording=bool(recorded_runs))
    runner = CombinationRunner(
        kit, scene, scenario, Codec(kit.message_modules(scene)), make_jailed_hosts, recorded_runs
    )
    all_combinations = list(combinations(toggles))
    runs: dict[Combination, StoryboardRun] = {}
    try:
        for combination in all_combinations:
            on_progress(len(runs), len(all_combinations), " ".join(combination))
            runs[combination] = runner.run(toggles, combination)
    finally:
        runner.close()
    missing = () if recorded_runs else tuple(unavailable_choices(kit, scene, scenario_path))
    return Storyboard(scene.id, scenario_path.name, scenario, toggles, runs, missing)


@dataclass
class CombinationRunner:
    """Runs combinations, with one set of hosts for each server."""

    kit: Kit
    scene: Scene
    scenario: Scenario
    codec: Codec
    make_jailed_hosts: MakeHosts
    recorded_runs: Mapping[Combination, StoryboardRun]
    open_hosts: dict[Combination, Hosts] = field(default_factory=dict)

    def run(self, toggles: tuple[Toggle, ...], combination: Combination) -> StoryboardRun:
        """Run the scenario with the server, options and ending of `combination`, or return its recorded run."""
        if combination in self.recorded_runs:
            return self.recorded_runs[combination]
        values = {toggle.name: toggle.value_of(key) for toggle, key in zip(toggles, combination, strict=True)}
        if RECORDED in values.values():
            return StoryboardRun(self.empty_trace(), unavailable_text=NOT_RECORDED)
        options: dict[str, Any] = {}
        for toggle in toggles:
            options |= values[toggle.name] if toggle.kind == "option" else {}
        try:
            host = self.hosts_for(toggles, combination, values).open()
        except SubmissionError as error:
            return StoryboardRun(self.empty_trace(), error_text=error_text(error))
        runner = Runner(host, self.codec, self.scenario, self.scene.id)
        runner.world.options = msgspec.structs.replace(runner.world.options, **options)
        failure_text = ""
        try:
            runner.run(values.get("fork"))
            trace = with_end_panel(runner.trace())
            machines = self.machine_history(host, trace)
        except SubmissionError as error:
            failure_text, machines, trace = error_text(error), (), with_end_panel(runner.trace())
        finally:
            host.close()
        reference_events, reference_machines = self.reference_run(toggles, combination, trace)
        return StoryboardRun(
            trace,
            tuple(runner.failed_lines),
            failure_text,
            reference_events,
            PairedMachineHistories(machines, reference_machines),
        )

    def machine_history(self, host: Host, trace: Trace, must_match: bool = True) -> MachineHistory:
        """Return the state machines, () in a scene whose scenarios are not about them."""
        return replay_machines(host, self.codec, trace, must_match) if self.scene.settings.get("machines") else ()

    def reference_run(
        self, toggles: tuple[Toggle, ...], combination: Combination, trace: Trace
    ) -> tuple[tuple[Event | None, ...] | None, MachineHistory]:
        """Run the same acts on the first server of the toggle; None if that server is the student's or already ran."""
        first = toggles[0].choices[0].key
        if first in (combination[0], STUDENT_SERVER):
            return None, ()
        others = (first, *combination[1:])
        if others in self.recorded_runs:
            recorded = self.recorded_runs[others]
            return align_recorded_events(trace.events, recorded.trace.events), recorded.machines.run
        values = {toggle.name: toggle.value_of(key) for toggle, key in zip(toggles, others, strict=True)}
        host = self.hosts_for(toggles, others, values).open()
        try:
            return replay_on_host(host, self.codec, trace), self.machine_history(host, trace, must_match=False)
        finally:
            host.close()

    def hosts_for(self, toggles: tuple[Toggle, ...], combination: Combination, values: dict[str, Any]) -> Hosts:
        """Return the hosts of the server that `combination` chooses."""
        server = tuple(
            key for toggle, key in zip(toggles, combination, strict=True) if toggle.kind in ("rule", "addition")
        )
        if server not in self.open_hosts:
            server_layer = values["rule"]
            more = tuple(values[t.name] for t in toggles if t.kind == "addition" and values[t.name] is not None)
            is_student = combination[0] == STUDENT_SERVER
            below = (self.kit if is_student else self.kit.without_student_layers).given_layers(self.scene)
            load = make_load_request((*below, server_layer, *more), self.kit.message_modules(self.scene))
            if is_student:
                own = next((number for number, layer in enumerate(below) if layer.is_student), len(below))
                load = msgspec.structs.replace(load, submission_layer_count=len(load.layers) - own)
                self.open_hosts[server] = self.make_jailed_hosts(load)
            else:
                self.open_hosts[server] = InProcessHosts(load)
        return self.open_hosts[server]

    def empty_trace(self) -> Trace:
        """Return the trace of a server that could not be loaded."""
        names = next(s for s in self.scenario.setup if s.verb == "servers").servers("names")
        return Trace(__version__, self.scene.id, self.scenario.title, 0, names, Options(), ())

    def close(self) -> None:
        """Close the hosts."""
        for hosts in self.open_hosts.values():
            hosts.close()


def with_end_panel(trace: Trace) -> Trace:
    """Return the trace with a panel for the events after its last panel: the run ended inside a panel."""
    last = len(trace.events)
    covered = trace.panels[-1].last if trace.panels else 0
    if covered >= last or last == 0:
        return trace
    rest = StoryboardPanel("end", "where the run ended", covered + 1, last)
    return msgspec.structs.replace(trace, panels=(*trace.panels, rest))


def error_text(error: SubmissionError) -> str:
    """Return the error of a submission in one line."""
    if isinstance(error, SubmissionRaisedError):
        return f"it raised {error}" + (f" ({error.lines[-1]})" if error.lines else "")
    return str(error)
