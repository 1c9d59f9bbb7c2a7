"""Scene 03: what half an answer earns, and what a window of no width comes to."""

from pathlib import Path

import pytest

from raftlab.assembly.solution_files import read_solution
from raftlab.failover import OUTAGE_LIMIT_MS, measure_outages
from raftlab.kit import find_kit
from raftlab.models import Submission
from raftlab.pipeline import grade
from raftlab.submission_hosts import make_hosts
from raftlab.worker.wire import Codec

KIT = find_kit()
SCENE = KIT.scene("scene03")
PARTIAL_SOLUTIONS = sorted((KIT.reference / SCENE.id / "partial").glob("*.py"))
pytestmark = pytest.mark.skipif(not PARTIAL_SOLUTIONS, reason="a student kit holds no reference")


@pytest.mark.parametrize("file", PARTIAL_SOLUTIONS, ids=lambda each: each.stem)
def test_partial_solution_earns_expected_points(file: Path) -> None:
    """A half-right submission earns the points that its first line expects."""
    source = read_solution(KIT, file)
    expected = int(source.splitlines()[0].removeprefix("# expected: ").split()[0])
    result = grade(KIT, Submission(SCENE.id, SCENE.file, source), in_process=True).result
    assert result.score == expected, [(check.name, check.verdict) for check in result.checks if check.verdict != "ok"]


def test_window_without_width_elects_nobody() -> None:
    """Where every timeout is equally long votes split for ever; where they are drawn from a wide window they do not."""
    submission = Submission(SCENE.id, SCENE.file, KIT.solution_layer(SCENE).source)
    with make_hosts(KIT, SCENE, submission, in_process=True, debug=False) as hosts:
        host, codec = hosts.open(), Codec(KIT.message_modules(SCENE))
        narrow = measure_outages(host, codec, (150, 150), 4, 5, lambda: None)
        wide = measure_outages(host, codec, (150, 300), 4, 5, lambda: None)
    assert narrow.leaderless == 4
    assert wide.leaderless == 0
    assert all(75 <= time_ms < OUTAGE_LIMIT_MS for time_ms in wide.times_ms)
