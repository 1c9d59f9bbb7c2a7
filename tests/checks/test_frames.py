"""Frames: the contract of a hole names what an event may change; everything else must stay equal."""

from __future__ import annotations

from pathlib import Path

import pytest
from fake_kit import SCENE, GradeChecks, make_kit, make_submission, write_file

from raftlab.checks.frame_conditions import read_frames, skeleton_frames
from raftlab.errors import KitError

SKELETON = '''\
from raftlab.server import Server


class Counting(Server):
    def tryAdvanceCommit(self):
        """Advance. May change: commitIndex and
        votedFor. About 2 lines."""
        raise NotImplementedError

    def truncateConflicts(self, req):
        """Truncate. May change: nothing."""
        raise NotImplementedError
'''
CHECK = """
from raftlab.checks.frame_conditions import FrameCase, check_frames, nondefault_server_factories
from raftlab.server import Options

@check(points=5)
def test_a(lab):
    "An event changes only what it is about."
    for place in nondefault_server_factories(lab, Options(), ("follower", "candidate", "leader")):
        check_frames(lab, [FrameCase("a timer fires", place, lambda s: s.call("tryAdvanceCommit"), (HOLE,))])
"""


def body(lines: str) -> str:
    """Return a layer whose tryAdvanceCommit runs these lines."""
    return f"from raftlab.server import Server\n\n\nclass Counting(Server):\n    def tryAdvanceCommit(self):\n{lines}\n"


def grade_body(
    grade_checks: GradeChecks, tmp_path: Path, lines: str, hole: str = "tryAdvanceCommit"
) -> tuple[str, str]:
    """Return the verdict, and what was seen, for a tryAdvanceCommit with this body."""
    write_file(tmp_path / "kit" / "skeletons" / SCENE / "counting.py", SKELETON)
    work = make_submission(body(lines))
    (check,) = grade_checks(CHECK.replace("HOLE", repr(hole)), work=work).result.checks
    return check.verdict, check.seen


def test_contract_is_read_from_the_skeleton(tmp_path: Path) -> None:
    """The sentence may be wrapped; "nothing" is an empty frame."""
    kit = make_kit(tmp_path / "kit", "")
    write_file(kit.skeletons / SCENE / "counting.py", SKELETON)
    frames = read_frames(kit, kit.scene(SCENE))
    assert frames == {"tryAdvanceCommit": {"commitIndex", "votedFor"}, "truncateConflicts": frozenset()}


def test_unknown_variable_in_a_contract_is_the_kits_fault() -> None:
    """A contract that names no variable of a server is refused with its place."""
    source = 'def f():\n    """Do. May change: vote."""\n'
    with pytest.raises(KitError, match=r"a\.py, f: vote is no variable"):
        dict(skeleton_frames(source, "a.py"))


def test_what_the_contract_names_may_change(grade_checks: GradeChecks, tmp_path: Path) -> None:
    """Applying and answering after a higher commitIndex are allowed."""
    assert grade_body(grade_checks, tmp_path, "        self.commitIndex += 1\n        self.votedFor = 'S3'")[0] == "ok"


@pytest.mark.parametrize(
    ("lines", "seen"),
    [
        ("self.commitIndex = 3; self.role = 'pre-candidate'", "Its role was follower, and then pre-candidate."),
        ("self.currentTerm += 1", "Its currentTerm was 4, and then 5."),
        ("self.log.truncateFrom(3)", "Its log changed: 1 1 2 4 4, then 1 1."),
        ("self.machine['x'] = 'z'", "The state machine changed."),
        (
            "log = self.log.copy(); self.log.truncateFrom(2); self.persist(); self.log = log; self.persist()",
            "a log of the terms 1; a crash right after that write loses what it holds.",
        ),
        ("self.nextIndex = {'S2': 9}", "Its nextIndex was {}, and then {S2: 9}."),
        ("self.votesGranted = {'S9'}", "Its votesGranted was {}, and then {S9}."),
    ],
)
def test_any_other_change_is_seen(grade_checks: GradeChecks, tmp_path: Path, lines: str, seen: str) -> None:
    """A change of any other variable fails the check, with its value before and after."""
    verdict, text = grade_body(grade_checks, tmp_path, f"        {lines}")
    assert (verdict, text.endswith(seen)) == ("FAIL", True), text


def test_answer_to_a_client_is_a_change(grade_checks: GradeChecks, tmp_path: Path) -> None:
    """An answer to a client that the contract does not allow fails the check."""
    lines = "        self.reply('c', 1, 'ok')"
    assert grade_body(grade_checks, tmp_path, lines, "truncateConflicts")[1].endswith("It then answered a client.")


def test_own_variables_of_a_layer_are_named_and_not_compared() -> None:
    """A contract may name what the layer's own __init__ declares; a name that nothing declares is the kit's fault."""
    layer = (
        "class Counting(Server):\n    def __init__(self):\n"
        "        self.tally: int = 0\n        self.commitIndex = 0\n\n"
        "    def count(self):\n        'Count. May change: tally, commitIndex and {}.'\n"
    )
    assert dict(skeleton_frames(layer.format("votedFor"), "a.py")) == {"count": frozenset({"commitIndex", "votedFor"})}
    with pytest.raises(KitError, match="total is no variable"):
        dict(skeleton_frames(layer.format("total"), "a.py"))


def test_hole_without_a_frame_is_the_kits_fault(grade_checks: GradeChecks, tmp_path: Path) -> None:
    """A check that names a hole without a frame is a kit error and costs no point."""
    assert grade_body(grade_checks, tmp_path, "        pass", "becomeLeader")[0] == "error"
