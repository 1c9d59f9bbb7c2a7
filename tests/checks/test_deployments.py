"""Deployments: a check places its servers in each of them in turn, and a failure tells the options."""

from __future__ import annotations

import pytest
from fake_kit import GradeChecks, make_submission

from raftlab.checks.deployments import ALL_DEPLOYMENTS, DEPLOYMENTS, PAPER_OPTIONS, in_deployments, options_text
from raftlab.server import Options

CHECK = """
from raftlab.checks.deployments import ALL_DEPLOYMENTS

@check(points=5)
def test_a(lab):
    "A server knows its leader."
    for _ in ALL_DEPLOYMENTS:
        server = lab.place("S1", leader="S2", options=lab.next_deployment())
        server.call("tryAdvanceCommit")
        if server.leaderId != "S2":
            raise CheckFailure("S1 had a leader, and forgot it.")
    server = lab.place("S1", leader="S2")
    server.call("tryAdvanceCommit")
    if server.leaderId != "S2":
        raise CheckFailure("S1 had a leader, and forgot it.")
"""


@pytest.mark.parametrize(
    ("condition", "told"),
    [
        ("True", ""),
        ("self.options.checkQuorum", " (The options of this server: preVote True, checkQuorum True.)"),
        ("self.options == Options()", " (The options of this server: preVote True, checkQuorum True.)"),
        ("self.options.entriesPerAppend == 9", " (The options of this server: entriesPerAppend 9.)"),
    ],
)
def test_failure_tells_the_options_of_its_deployment(grade_checks: GradeChecks, condition: str, told: str) -> None:
    """The paper's options come first and are not told; of another deployment what differs is told."""
    layer = "from raftlab.server import Options, Server\n\n\nclass Counting(Server):\n    def tryAdvanceCommit(self):\n"
    work = make_submission(f"{layer}        if {condition}:\n            self.leaderId = None\n")
    (check,) = grade_checks(CHECK, work=work).result.checks
    assert (check.verdict, check.seen) == ("FAIL", f"S1 had a leader, and forgot it.{told}")


def test_failed_frame_tells_the_options_of_its_own_server(grade_checks: GradeChecks) -> None:
    """A frame that fails tells the options of the server that it is about, not of one that was placed later."""
    check = """
from raftlab.checks.deployments import ALL_DEPLOYMENTS
from raftlab.checks.frame_conditions import FrameCase, check_frames

@check(points=5)
def test_a(lab):
    "A method changes nothing."
    place = lambda: lab.place("S1", leader="S2", options=lab.next_deployment())
    case = FrameCase("it is called", place, lambda server: server.call("tryAdvanceCommit"))
    check_frames(lab, [case] * len(ALL_DEPLOYMENTS))
"""
    layer = "from raftlab.server import Server\n\n\nclass Counting(Server):\n    def tryAdvanceCommit(self):\n"
    work = make_submission(f"{layer}        if self.options.entriesPerAppend == 1:\n            self.leaderId = None\n")
    (result,) = grade_checks(check, work=work).result.checks
    told = "(The options of this server: entriesPerAppend 1, checkQuorum True, sticky_votes False.)"
    assert (result.verdict, result.seen.endswith(told)) == ("FAIL", True)


def test_deployments_hold_each_pair_of_switches() -> None:
    """Each two of the three switches are met in each combination; a list of seven begins with the paper's options."""
    names = ("preVote", "checkQuorum", "sticky_votes")
    for first, second in ((0, 1), (0, 2), (1, 2)):
        pairs = {(getattr(each, names[first]), getattr(each, names[second])) for each in DEPLOYMENTS}
        assert len(pairs) == 4
    assert (len(ALL_DEPLOYMENTS), ALL_DEPLOYMENTS[0]) == (7, PAPER_OPTIONS)


def test_rows_come_in_each_deployment() -> None:
    """A row is copied once for each deployment, and keeps its keys."""
    rows = in_deployments([{"log": [1]}])
    assert [row["options"] for row in rows] == list(DEPLOYMENTS)
    assert all(row["log"] == [1] for row in rows)
    assert options_text(Options()) == ""
    assert options_text(Options(preVote=False)) == "preVote False"
