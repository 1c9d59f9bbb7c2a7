"""All layers together: clients' calls under faults, and then a healthy core while other failures last."""

import pytest

from raftlab.checks import check
from raftlab.checks.lab_fixture import Lab
from raftlab.simulator.fault_rates import Faults
from raftlab.simulator.operator_coverage import CHANGE, FAILED_WRITE, SENT_SNAPSHOT, SNAPSHOT, TRANSFER

CALM = Faults(
    drop=0, duplicate=0, straggle=0, crash=0, crash_inside=0, partition=0, one_way_cut=0, lost_reply=0, propose=0
)
BAD_NETWORK = Faults(crash=0, crash_inside=0, propose=0)
CRASHES = Faults(drop=0, duplicate=0, straggle=0, partition=0, one_way_cut=0, propose=0)
EVERYTHING = Faults(propose=0)
CHANGES = Faults(propose=0, reconfigure=0.5, replace=0.4, crash=0.05)
COMPACTIONS = Faults(propose=0, compact=0.35, disk_fails=0.1)
OPERATORS = Faults(propose=0, reconfigure=0.4, replace=0.4, compact=0.3, disk_fails=0.1)

CLOCKS = Faults(propose=0, drift=1.25, pause=0.12)
LATE_LEADERS = Faults(
    drop=0.01, duplicate=0.02, straggle=0.02, crash=0, crash_inside=0, partition=0.03, one_way_cut=0, propose=0,
    drift=1.25, pause_leader=0.4, pause_ms=(250, 700),
)  # fmt: skip
DISKS = Faults(propose=0, stall=0.06, write_fails=0.05, transfer=0.08)
DEPLOYMENT = {"no_op": True, "disk": "background", "window_messages": 3, "bytes_per_append": 40}

CALLS = 700
USUAL = ("leader", "commit", "answer", "progress")
CHECK_CPU_S = 240  # a failure is repeated with each layer replaced
QUESTION = "which of your layers made the promise that this run breaks, and which one relied on it?"


@check(points=10, paper="Figure 2", ask="which scenes have you not written yet?")
def test_every_layer_is_your_own(lab: Lab) -> None:
    """Every layer of the server is your own."""
    lab.require_own_layers()


@check(
    points=6,
    paper="§5.3, §8",
    ask=QUESTION,
    gate_reason="a server that fails without faults shows nothing under faults",
)
@pytest.mark.timeout(CHECK_CPU_S)
def test_calm_network(lab: Lab) -> None:
    """Without faults nothing breaks, and a core converges when the other servers fail for good."""
    lab.run_composed(servers=4, calls=CALLS, faults=CALM)


@check(points=4, paper="§5.3, §8", ask=QUESTION, depends_on=[test_calm_network])
@pytest.mark.timeout(CHECK_CPU_S)
def test_bad_network_of_three(lab: Lab) -> None:
    """Three servers on a network that loses, delays, repeats and cuts: nothing breaks, and the core converges."""
    lab.run_composed(servers=3, calls=CALLS, faults=BAD_NETWORK)


@check(points=4, paper="§5.3, §8", ask=QUESTION, depends_on=[test_bad_network_of_three])
@pytest.mark.timeout(CHECK_CPU_S)
def test_bad_network_of_four(lab: Lab) -> None:
    """Four servers on a network that loses, delays, repeats and cuts: nothing breaks, and the core converges."""
    lab.run_composed(servers=4, calls=CALLS, faults=BAD_NETWORK)


@check(points=4, paper="§5.3, §8", ask=QUESTION, depends_on=[test_bad_network_of_four])
@pytest.mark.timeout(CHECK_CPU_S)
def test_bad_network_of_five(lab: Lab) -> None:
    """Five servers on a network that loses, delays, repeats and cuts: nothing breaks, and the core converges."""
    lab.run_composed(servers=5, calls=CALLS, faults=BAD_NETWORK)


@check(points=4, paper="§5.2, §5.3, §8", ask=QUESTION, depends_on=[test_calm_network])
@pytest.mark.timeout(CHECK_CPU_S)
def test_crashes_of_three(lab: Lab) -> None:
    """Three servers that crash between any two actions: nothing breaks, and the core converges."""
    lab.run_composed(servers=3, calls=CALLS, faults=CRASHES)


@check(points=4, paper="§5.2, §5.3, §8", ask=QUESTION, depends_on=[test_crashes_of_three])
@pytest.mark.timeout(CHECK_CPU_S)
def test_crashes_of_four(lab: Lab) -> None:
    """Four servers that crash between any two actions: nothing breaks, and the core converges."""
    lab.run_composed(servers=4, calls=CALLS, faults=CRASHES)


@check(points=4, paper="§5.2, §5.3, §8", ask=QUESTION, depends_on=[test_crashes_of_four])
@pytest.mark.timeout(CHECK_CPU_S)
def test_crashes_of_five(lab: Lab) -> None:
    """Five servers that crash between any two actions: nothing breaks, and the core converges."""
    lab.run_composed(servers=5, calls=CALLS, faults=CRASHES)


@check(points=6, paper="Figure 3, §8", ask=QUESTION, depends_on=[test_bad_network_of_five, test_crashes_of_five])
@pytest.mark.timeout(CHECK_CPU_S)
def test_every_fault_with_three(lab: Lab) -> None:
    """Three servers, a bad network and crashes: nothing breaks, and the core converges."""
    lab.run_composed(servers=3, calls=CALLS, faults=EVERYTHING)


@check(points=6, paper="Figure 3, §8", ask=QUESTION, depends_on=[test_bad_network_of_five, test_crashes_of_five])
@pytest.mark.timeout(CHECK_CPU_S)
def test_every_fault_with_four(lab: Lab) -> None:
    """Four servers, a bad network and crashes: nothing breaks, and the core converges."""
    lab.run_composed(servers=4, calls=CALLS, faults=EVERYTHING)


@check(points=6, paper="Figure 3, §8", ask=QUESTION, depends_on=[test_bad_network_of_five, test_crashes_of_five])
@pytest.mark.timeout(CHECK_CPU_S)
def test_every_fault_with_five(lab: Lab) -> None:
    """Five servers, a bad network and crashes: nothing breaks, and the core converges."""
    lab.run_composed(servers=5, calls=CALLS, faults=EVERYTHING)


@check(points=6, paper="§8; dissertation §6.4", ask=QUESTION, depends_on=[test_every_fault_with_three], scene="scene09")
@pytest.mark.timeout(CHECK_CPU_S)
def test_reads_under_every_fault(lab: Lab) -> None:
    """Gets that need no entry, by ReadIndex or by lease, are never stale, and every one of them ends."""
    lab.run_composed(servers=3, calls=CALLS, faults=EVERYTHING, reads=("index", "lease"))


@check(points=3, paper="dissertation §6.4.1", ask=QUESTION, depends_on=[test_reads_under_every_fault], scene="scene09")
@pytest.mark.timeout(CHECK_CPU_S)
def test_leaders_that_stand_still(lab: Lab) -> None:
    """A leader stands still while the others elect another: when it goes on, no get that it answers is stale."""
    lab.run_composed(servers=3, calls=CALLS, faults=LATE_LEADERS, reads=("index", "lease"))


@check(points=3, paper="dissertation §6.4.1", ask=QUESTION, depends_on=[test_leaders_that_stand_still], scene="scene09")
@pytest.mark.timeout(CHECK_CPU_S)
def test_clocks_and_pauses(lab: Lab) -> None:
    """Clocks run at different rates and servers pause: gets without an entry are never stale, and all end."""
    lab.run_composed(servers=3, calls=CALLS, faults=CLOCKS, reads=("index", "lease"))


@check(
    points=6,
    paper="dissertation §3.10, §10.2; Ongaro 2015",
    ask=QUESTION,
    depends_on=[test_every_fault_with_three],
    scene="scene10",
)
@pytest.mark.timeout(CHECK_CPU_S)
def test_disks_and_handovers(lab: Lab) -> None:
    """Disks write in the background, hang and fail, and leaders hand over: no call that was answered is lost."""
    lab.run_composed(
        servers=3, calls=CALLS, faults=DISKS, deployment=DEPLOYMENT, sometimes=(*USUAL, TRANSFER, FAILED_WRITE)
    )


@check(
    points=8,
    paper="§6; dissertation chapter 4",
    ask=QUESTION,
    depends_on=[test_every_fault_with_three],
    scene="scene07",
)
@pytest.mark.timeout(CHECK_CPU_S)
def test_changes_under_every_fault(lab: Lab) -> None:
    """Servers join and leave, singly or jointly, and machines are replaced: nothing breaks, and the core converges."""
    lab.run_composed(servers=5, voters=3, calls=CALLS, faults=CHANGES, sometimes=(*USUAL, CHANGE))


@check(points=8, paper="§7, Figure 13", ask=QUESTION, depends_on=[test_every_fault_with_three], scene="scene08")
@pytest.mark.timeout(CHECK_CPU_S)
def test_snapshots_under_every_fault(lab: Lab) -> None:
    """Operators compact logs while disks fail: nothing breaks, and the core converges."""
    lab.run_composed(servers=4, calls=CALLS, faults=COMPACTIONS, sometimes=(*USUAL, SNAPSHOT, SENT_SNAPSHOT))


@check(
    points=8,
    paper="§6, §7, §8",
    ask=QUESTION,
    depends_on=[test_reads_under_every_fault, test_changes_under_every_fault, test_snapshots_under_every_fault],
    scene="scene09",
)
@pytest.mark.timeout(CHECK_CPU_S)
def test_changes_and_snapshots_together(lab: Lab) -> None:
    """A snapshot keeps the configuration: changes, snapshots, reads and every fault together break nothing."""
    lab.run_composed(
        servers=5,
        voters=3,
        calls=CALLS,
        faults=OPERATORS,
        reads=("log", "index", "lease"),
        sometimes=(*USUAL, CHANGE, SNAPSHOT, SENT_SNAPSHOT),
    )
