"""Every other right solution, alone among the kit's layers, breaks nothing in the composed server."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from raftlab.checks.check_context import CheckContext
from raftlab.checks.composed_check import BY_LOG, ComposedRuns
from raftlab.kit import Kit, LayerSource, placeholder_layer
from raftlab.simulator.fault_rates import Faults
from raftlab.solutions.named_solutions import read_solution, solution_files
from raftlab.worker.wire import Codec
from raftlab.worker.worker_hosts import InProcessHosts, make_load_request

KIT = Kit(Path(__file__).parents[2])
OPERATORS = Faults(propose=0, reconfigure=0.4, replace=0.4, compact=0.3, disk_fails=0.1)
DISKS = Faults(propose=0, stall=0.06, write_fails=0.05, transfer=0.08)
CLOCKS = Faults(propose=0, drift=1.25, pause=0.12)
LATE_LEADERS = Faults(crash=0, crash_inside=0, propose=0, drift=1.25, pause_leader=0.4, pause_ms=(250, 700))
DEPLOYMENT = {"no_op": True, "disk": "background", "window_messages": 3, "bytes_per_append": 40}
RUN_COUNT = 8
"""How many runs of each kind: a small part of those of `raftlab grade all`."""


def composed_failures(scene_id: str, source: str) -> list[str]:
    """Return what broke where a scene's layer is this one, and the others are the kit's."""
    scene, composed = KIT.scene(scene_id), KIT.composed_scene
    own = replace(KIT, student_layers=((scene_id, LayerSource(scene.file, source, scene.layer_class, True)),))
    load = make_load_request((*own.given_layers(composed), placeholder_layer(composed)), KIT.course_message_modules)
    with InProcessHosts(load) as hosts:
        lab = CheckContext(own, composed, 0, hosts, Codec(KIT.course_message_modules))
        kinds = (
            ComposedRuns(lab, 0, 5, RUN_COUNT, OPERATORS, 3, (BY_LOG, "index", "lease")),
            ComposedRuns(lab, 0, 3, RUN_COUNT, DISKS, deployment=DEPLOYMENT),
            ComposedRuns(lab, 0, 3, RUN_COUNT, CLOCKS, reads=("index", "lease")),
            ComposedRuns(lab, 0, 3, RUN_COUNT, LATE_LEADERS, reads=("index", "lease")),
        )
        try:
            outcomes = [outcome for runs in kinds for outcome in runs.outcomes(lab.open_host, 0, RUN_COUNT)[0]]
        finally:
            lab.close()
    return [str(outcome) for outcome in outcomes if outcome is not None]


@pytest.mark.night
@pytest.mark.timeout(3600)
@pytest.mark.skipif(not KIT.reference.is_dir(), reason="a student kit holds no reference")
@pytest.mark.parametrize("scene_id", [scene.id for scene in KIT.layer_scenes])
def test_variants_among_the_kits_layers_break_nothing(scene_id: str) -> None:
    """Each variant, with the kit's other layers, passes runs with operators, slow disks, and clocks and pauses."""
    files = solution_files(KIT, KIT.scene(scene_id), "variants")
    failures = {file.stem: composed_failures(scene_id, read_solution(KIT, file)) for file in files}
    assert files
    assert {name: texts for name, texts in failures.items() if texts} == {}


@pytest.mark.skipif(not KIT.reference.is_dir(), reason="a student kit holds no reference")
@pytest.mark.parametrize(
    "name", ["scene05/books-are-asserted", "scene05/commit-scan-all-the-way-down", "scene07/guard-in-three-steps"]
)
def test_promises_of_the_server_hold_in_every_scene(name: str) -> None:
    """A layer may rely on nextIndex above matchIndex, and ask for the term where a snapshot ends."""
    scene_id, _, stem = name.partition("/")
    (file,) = [each for each in solution_files(KIT, KIT.scene(scene_id), "variants") if each.stem == stem]
    assert composed_failures(scene_id, read_solution(KIT, file)) == []
