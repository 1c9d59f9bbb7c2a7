"""Scene 03a: the outcomes of its ten networks."""

import pytest

from raftlab.checks.lab_fixture import Lab
from raftlab.grading_models import Submission
from raftlab.kit import find_kit
from raftlab.labs.scene03a.bad_network_runs import SETTINGS, Topology, read_topologies, stability_of, watch_topology
from raftlab.pipeline import grade
from raftlab.submission_hosts import make_hosts
from raftlab.worker.wire import Codec

KIT = find_kit()
SCENE = KIT.scene("scene03a")
TOPOLOGIES = read_topologies(SCENE.folder / "topologies.toml")
pytestmark = [
    pytest.mark.skipif(not KIT.reference.is_dir(), reason="a student kit holds no reference"),
    pytest.mark.usefixtures("shared_zygotes"),
]


@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.long)])
@pytest.mark.parametrize("topology", TOPOLOGIES, ids=lambda each: each["name"])
def test_reference_matches_topology_table(topology: Topology, seed: int) -> None:
    """The reference has the outcome that topologies.toml names, in each setting."""
    submission = Submission(SCENE.id, SCENE.file, KIT.solution_layer(SCENE).source)
    with make_hosts(KIT, SCENE, submission, in_process=True, debug=False) as hosts:
        for setting in SETTINGS:
            lab = Lab(KIT, SCENE, seed, hosts, Codec(KIT.message_modules(SCENE)))
            found = watch_topology(lab, topology, setting, seed)
            lab.close()
            assert not found.trace.violations
            assert topology[setting] in ("any", found.stability), (setting, found.leaders_text)


def test_one_leader_of_one_term_is_stable() -> None:
    """A run is stable if one server leads one term in every sample, and has no leader if no server leads in any."""
    assert stability_of([("S1", 1)] * 3) == "stable"
    assert stability_of([None, None]) == "none"
    assert stability_of([("S1", 1), None, ("S1", 1)]) == "unsettled"
    assert stability_of([("S1", 1), ("S1", 3)]) == "unsettled"


FAULTY_HANDLER = """

COUNT = [0]
whole = {name}.receive


def spoiled(self, message):
    COUNT[0] += 1
    if {when}:
        {what}
    return whole(self, message)


{name}.receive = spoiled
"""


@pytest.mark.parametrize(
    ("condition", "statement", "verdict", "expected_text"),
    [
        ("len(self.cluster) == 4 and self.currentTerm > 1", "raise ValueError('four')", "FAIL", "ValueError"),
        pytest.param(
            *("len(self.cluster) == 4 and self.currentTerm > 1", "while True: pass", "FAIL", "an endless loop?"),
            marks=pytest.mark.long,
        ),
        ("COUNT[0] > 3000", "raise ValueError('many')", "FAIL", "COUNT belongs to the module"),
    ],
    ids=["raises", "never ends", "only in company"],
)
def test_failure_is_reported_for_its_network(condition: str, statement: str, verdict: str, expected_text: str) -> None:
    """A failure among ten networks that run side by side is reported as it happens when its network runs alone."""
    source = KIT.solution_layer(SCENE).source + FAULTY_HANDLER.format(
        name=SCENE.layer_class, when=condition, what=statement
    )
    name = "test_ten_networks_with_both"
    graded = grade(KIT, Submission(SCENE.id, SCENE.file, source), check_names=(name,))
    (check,) = graded.result.checks
    assert check.verdict == verdict
    assert expected_text in check.seen
    assert grade(KIT, Submission(SCENE.id, SCENE.file, source), check_names=(name,)).result.checks[0].seen == check.seen
