"""The same designs under other draws of timers and latencies."""

from raftlab.checks import check
from raftlab.checks.lab_fixture import Lab


def require_all(lab: Lab, workload: str) -> None:
    """Require every measure of a workload under the draws of the lab's seed."""
    for need in lab.measure_design(workload).workload.requirements:
        lab.require_measure(workload, need.measure, seed=1 + lab.seed)


@check(points=2, paper="all", ask="does the design hold by a margin, or by luck?")
def test_metadata_holds_by_a_margin(lab: Lab) -> None:
    """Metadata: the design holds under other draws as well."""
    require_all(lab, "metadata")


@check(points=2, paper="all", ask="does the design hold by a margin, or by luck?")
def test_range_holds_by_a_margin(lab: Lab) -> None:
    """Range: the design holds under other draws as well."""
    require_all(lab, "range")


@check(points=2, paper="all", ask="does the design hold by a margin, or by luck?")
def test_queue_holds_by_a_margin(lab: Lab) -> None:
    """Queue: the design holds under other draws as well."""
    require_all(lab, "queue")
