"""Scene 03: what half an answer earns, and what a window of no width comes to."""

from pathlib import Path

import pytest

from raftlab.failover import LIMIT_MS, curve
from raftlab.kit import find_kit
from raftlab.pipeline import grade, hosts_of
from raftlab.records import Submission
from raftlab.worker.wire import Codec

KIT = find_kit()
SCENE = KIT.scene("scene03")
PARTIAL = sorted((KIT.reference / SCENE.id / "partial").glob("*.py"))
pytestmark = pytest.mark.skipif(not PARTIAL, reason="a student kit holds no reference")


@pytest.mark.parametrize("file", PARTIAL, ids=lambda each: each.stem)
def test_half_an_answer_earns_what_it_deserves(file: Path) -> None:
    """A half-right submission earns the points that its first line expects."""
    source = file.read_text(encoding="utf-8")
    expected = int(source.splitlines()[0].removeprefix("# expected: ").split()[0])
    result = grade(KIT, Submission(SCENE.id, SCENE.file, source), in_process=True).result
    assert result.score == expected, [(check.name, check.verdict) for check in result.checks if check.verdict != "ok"]


def test_window_without_width_elects_nobody() -> None:
    """Where every timeout is equally long votes split for ever; where they are drawn from a wide window they do not."""
    submission = Submission(SCENE.id, SCENE.file, KIT.solution(SCENE).source)
    with hosts_of(KIT, SCENE, submission, in_process=True, debug=False) as hosts:
        host, codec = hosts.open(), Codec(KIT.message_modules(SCENE))
        narrow = curve(host, codec, (150, 150), 4, 5, lambda: None)
        wide = curve(host, codec, (150, 300), 4, 5, lambda: None)
    assert narrow.leaderless == 4
    assert wide.leaderless == 0
    assert all(75 <= time_ms < LIMIT_MS for time_ms in wide.times_ms)
