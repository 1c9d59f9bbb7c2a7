"""Scene 03: what a window of no width comes to."""

import pytest

from raftlab.failover_experiment import OUTAGE_LIMIT_MS, measure_outage_curve
from raftlab.grading_models import Submission
from raftlab.kit import find_kit
from raftlab.submission_hosts import make_hosts
from raftlab.worker.wire import Codec

KIT = find_kit()
SCENE = KIT.scene("scene03")
pytestmark = pytest.mark.skipif(not KIT.reference.is_dir(), reason="a student kit holds no reference")


def test_window_without_width_elects_nobody() -> None:
    """Where every timeout is equally long votes split for ever; where they are drawn from a wide window they do not."""
    submission = Submission(SCENE.id, SCENE.file, KIT.solution_layer(SCENE).source)
    with make_hosts(KIT, SCENE, submission, in_process=True, debug=False) as hosts:
        host, codec = hosts.open(), Codec(KIT.message_modules(SCENE))
        narrow = measure_outage_curve(host, codec, (150, 150), 4, 5, lambda: None)
        wide = measure_outage_curve(host, codec, (150, 300), 4, 5, lambda: None)
    assert narrow.leaderless == 4
    assert wide.leaderless == 0
    assert all(75 <= time_ms < OUTAGE_LIMIT_MS for time_ms in wide.times_ms)
