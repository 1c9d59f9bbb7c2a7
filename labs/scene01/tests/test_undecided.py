"""The adversary: a schedule under which no server decides, and waiting times that end it."""

from raftlab.checks import CheckFailure, check
from raftlab.checks.lab_fixture import Lab
from raftlab.checks.worker_request_text import value_text
from raftlab.labs.scene01.schedule_run import play_schedule
from raftlab.labs.scene01.timed_runs import LIMIT_MS, decision_time_ms, is_window, stalling_network

SPLITS = ("0011", "0101", "0110", "1001", "1010", "1100")
"""The splits of two against two."""
STEP_COUNTS = (0, 1, 5, 12, 40, 97, 131)
"""Numbers of steps; most are no whole number of rounds."""
RUNS = 100
MEAN_LIMIT_MS = 1000.0


def check_stall(lab: Lab, values: str, steps: int) -> None:
    """CheckFailure if `stall` returns no schedule, or one that loses a message or fixes the outcome."""
    play_schedule(values, lab.place("S1").call("stall", None, values, steps).result, steps)


@check(
    points=4,
    paper="FLP 1985, Lemma 3; the handout",
    ask="what do the four servers send in the next round, and how many of them would have to change their value?",
)
def test_stall_leaves_both_open(lab: Lab) -> None:
    """Through three rounds of the schedule, both 0 and 1 can still be decided."""
    check_stall(lab, "0011", 36)


@check(
    points=3,
    explained_by=[test_stall_leaves_both_open],
    paper="FLP 1985, §2 (admissible runs)",
    ask="the adversary is the network: it may delay a message, may it lose one?",
)
def test_stall_loses_nothing(lab: Lab) -> None:
    """Through fifty rounds every message arrives in time, and both values are still possible."""
    check_stall(lab, "0011", 600)


@check(
    points=2,
    explained_by=[test_stall_leaves_both_open],
    paper="FLP 1985, Lemma 2",
    ask="which of the servers begin with the same value?",
)
def test_stall_from_any_split(lab: Lab) -> None:
    """Whichever two servers begin with 0, the schedule is as long as requested and keeps both values possible."""
    for values in SPLITS:
        for steps in STEP_COUNTS:
            check_stall(lab, values, steps)


@check(
    points=2,
    paper="§5.2 (randomized election timeouts); §9.3, Figure 16",
    ask="how large are the differences between the waiting times, compared with those in the network?",
)
def test_timeout_ends_the_stall(lab: Lab) -> None:
    """With waiting times drawn from your window, a server decides within a second on average."""
    # The runs are the same on every seed: a window near the limit has one verdict.
    window = lab.place("S1").call("timeout_window").result
    if not is_window(window):
        raise CheckFailure(
            f"timeout_window() returned {value_text(window):.60}; it returns (low, high) in ms, 0 <= low <= high."
        )
    low, high = window
    for values in ("0011", "0101"):
        network = stalling_network(values)
        times = [decision_time_ms(values, network, (low, high), run, LIMIT_MS) for run in range(RUNS)]
        late = times.count(None)
        if late:
            raise CheckFailure(
                f"Waiting times were drawn from {low} to {high} ms. From {' '.join(values)}, in {late} of {RUNS} runs "
                f"no server had decided after {LIMIT_MS / 1000:.0f} s."
            )
        mean = sum(at for at in times if at is not None) / RUNS
        if mean > MEAN_LIMIT_MS:
            raise CheckFailure(
                f"Waiting times were drawn from {low} to {high} ms. From {' '.join(values)}, the first decision came "
                f"after {mean:.0f} ms on average over {RUNS} runs."
            )
