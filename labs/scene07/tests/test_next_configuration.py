"""What a change makes of a configuration, and what is refused: etcd's cases as a table."""

import itertools
import tomllib
from pathlib import Path
from typing import Any

from raftlab.checks import CheckFailure, check
from raftlab.checks.case_failures import judge_cases
from raftlab.checks.lab_fixture import Lab
from raftlab.labs.scene07.members import (
    ADAPTER,
    can_both_decide,
    log_text,
    make_log,
    parse_change_request,
    place_configured_server,
    used_configuration_text,
)
from raftlab.server import AppendEntries, Options, RequestVoteReply

PAPER_OPTIONS = Options(preVote=False, checkQuorum=False)

FILE = Path(__file__).with_name("changes.toml")
CASES: list[dict[str, Any]] = tomllib.loads(FILE.read_text(encoding="utf-8"))["case"]
MORE = (
    ("S1 S2 S3 + S4", "learner S3", False, "S1 S2 + S3 S4"),
    ("S1 S2 S3 + S4", "remove S3", False, "S1 S2 + S4"),
    ("S1 S2 S3 + S4", "voter S4 remove S1", True, "S1 S2 S3 | S2 S3 S4"),
    ("S1 S2 S3 + S4", "learner S1 voter S4", True, "S1 S2 S3 | S2 S3 S4 + S1"),
    ("S1 S2 S3 + S4 S5", "remove S3 voter S4", True, "S1 S2 S3 | S1 S2 S4 + S5"),
    ("S1 S2 S3 + S4 S5", "remove S4", False, "S1 S2 S3 + S5"),
    ("S1 S2 S3 S4 S5 S6 S7 S8", "voter S9", False, "S1 S2 S3 S4 S5 S6 S7 S8 S9"),
    (
        "S1",
        "voter S2 voter S3 voter S4 voter S5 voter S6 voter S7 voter S8 voter S9",
        True,
        "S1 | S1 S2 S3 S4 S5 S6 S7 S8 S9",
    ),
    ("S1 S2", "remove S1", False, "S2"),
    ("S1 S2 S3", "voter S4 voter S4", False, "S1 S2 S3 S4"),
    ("S1 S2 S3", "remove S3 remove S3 remove S9", False, "S1 S2"),
    ("S1 S2 S3", "learner S1", False, "S2 S3 + S1"),
    ("+ S1 S2", "voter S1", True, "refused"),
    ("S1 S2 S3", "remove S1 remove S2", False, "refused"),
    ("S1 S2 S3 S4 S5", "remove S4 remove S5", False, "refused"),
    ("S1 S2 S3 S4 S5 S6 S7", "voter S8 remove S1", False, "refused"),
    ("S1 S2 S3 S4 S5 S6 S7 S8", "voter S9 voter S10", False, "refused"),
    ("S1 S2 S3", "voter S4 remove S1", False, "refused"),
    ("S1", "remove S1", False, "refused"),
    ("S1 S2", "remove S1 remove S2", True, "refused"),
    ("S1 S2 | S1 S3", "voter S2", False, "refused"),
    ("S1 S2 | S1 S3", "voter S2", True, "refused"),
)


def etcd_rows(kind: str) -> list[tuple[str, str, bool, str]]:
    """Return the rows (before, changes, joint, after) of one kind of change."""
    joint = kind == "joint"
    return [(c["before"], c["changes"], joint, c.get("after", "refused")) for c in CASES if c["kind"] == kind]


def check_rows(lab: Lab, rows: list[tuple[str, str, bool, str]], *, refused: bool) -> None:
    """Fail for one of the rows whose answer differs; `refused`: of those that are refused."""

    commits = itertools.cycle((0, 2, 2))

    def check_row(row: tuple[str, str, bool, str]) -> None:
        before, changes, joint, after = row
        commit, options = 0 if "|" in before else next(commits), lab.next_deployment()
        setting = {"commit_index": commit, "options": options, "front_layer": ADAPTER}
        server = place_configured_server(lab, 1, (1, before), **setting)
        found = server.call("next_configuration", None, changes, int(joint)).result
        if found != after:
            way = " with joint" if joint else ""
            failure = CheckFailure(
                f"The configuration is {before or '(nobody)'}, at index 2, commitIndex {commit}, and the changes are: "
                f"{changes or 'none'}{way}. The answer must be {after}; next_configuration() returned {found}.",
                safety="ElectionSafety" if refused and can_both_decide(before, str(found)) else "",
            )
            failure.options_text = lab.options_sentence(options)
            raise failure

    judge_cases(check_row, [row for row in rows if (row[3] == "refused") == refused])


@check(points=3, paper="§6; dissertation §4.1", ask="who is a voter and who a learner after each change, in order?")
def test_simple_change(lab: Lab) -> None:
    """Changes are made in their order: each server becomes a voter, a learner, or leaves."""
    check_rows(lab, [*etcd_rows("simple"), *(row for row in MORE if not row[2])], refused=False)


@check(
    points=3,
    explained_by=[test_simple_change],
    paper="§6; dissertation §4.3",
    ask="who are the voters of each side, and where does a voter belong that becomes a learner?",
)
def test_joint_change(lab: Lab) -> None:
    """A joint change keeps the old voters beside the new ones, and its learners are those of the new configuration."""
    check_rows(lab, [*etcd_rows("joint"), *(row for row in MORE if row[2])], refused=False)


@check(
    points=4,
    explained_by=[test_simple_change, test_joint_change],
    safety="ElectionSafety",
    paper="dissertation §4.1, Figure 4.3",
    ask="do every majority of the voters before and every majority of those after share a server?",
)
def test_change_that_must_be_refused(lab: Lab) -> None:
    """A change in the joint phase, one of two voters at once, and one that leaves no voter are refused."""
    check_rows(lab, [*etcd_rows("simple"), *etcd_rows("joint"), *MORE], refused=True)


@check(
    points=3,
    depends_on=["test_joint_is_left_once_committed"],
    paper="§6; dissertation §4.3",
    ask="which parts of the joint configuration stay, and what does the caller hear?",
)
def test_leaving_joint(lab: Lab) -> None:
    """Leaving the joint phase keeps new voters and learners; a configuration that is not joint stays as it is."""
    for case in CASES:
        if case["kind"] != "leave":
            continue
        leader = place_configured_server(lab, 1, (2, case["before"]), commit_index=2)
        told = leader.call("leaveJoint").result
        expected = case.get("after", case["before"])
        if used_configuration_text(leader) != expected:
            raise CheckFailure(
                f"S1 leads term 2, and the configuration {case['before'] or 'of nobody'} is committed. "
                f"After leaveJoint() it must use {expected}; it uses {used_configuration_text(leader)}."
            )
        if bool(told) != ("|" in case["before"]):
            raise CheckFailure(
                f"S1 leads term 2, and the configuration {case['before'] or 'of nobody'} is committed. leaveJoint() "
                f"returned {told}, and S1 then used {used_configuration_text(leader)}."
            )
    check_leaving_inherited_joint(lab)


def check_leaving_inherited_joint(lab: Lab) -> None:
    """CheckFailure if a leader that was asked for one change leaves the joint phase of another one wrongly."""
    server = place_configured_server(lab, 1, 2, commit_index=2, match_index={"S2": 2, "S3": 2}, options=PAPER_OPTIONS)
    server.reconfigure(parse_change_request("remove S3", joint=True))
    server.deliver(AppendEntries(3, "S2", 2, 2, tuple(make_log(1, 2, (3, "S1 S2 S3 | S1 S3"))[2:]), 3))
    server.fire_timer("election")
    for voter in ("S2", "S3"):
        server.deliver(RequestVoteReply(4, voter, True))
    if server.role == "leader" and used_configuration_text(server) not in ("S1 S3", "S1 S2 S3 | S1 S3"):
        raise CheckFailure(
            "S1 led term 2, and an operator asked it to remove S3 with joint. S2, leader of term 3, replaced that "
            "by S1 S2 S3 | S1 S3, which is committed. S1 then won term 4: its log was "
            f"{log_text(server.log)}, and it used {used_configuration_text(server)}."
        )
