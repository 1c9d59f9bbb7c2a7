"""The reference's run beside a student's: of runs whose messages a scene does not know, the page says so."""

from __future__ import annotations

import msgspec

from raftlab.checks.recorded_runs import read_recorded_runs
from raftlab.cli.support.reference_run import reference_run
from raftlab.cli.support.state_machine_contents import replay_state_machines
from raftlab.kit import find_kit


def test_run_below_later_layers_has_no_reference() -> None:
    """A run that a hidden check made below later layers has messages of a later scene, and is shown alone."""
    kit = find_kit()
    run = read_recorded_runs(kit.labs / "scene06" / "runs")["rejoin"]
    trace = msgspec.structs.replace(run, scene="scene01")
    events, note, machines = reference_run(kit, trace)
    assert (events, machines) == (None, ())
    assert "messages of a later scene" in note
    assert replay_state_machines(kit, trace, None) == ()
