"""Impossible values and unexpected exceptions are FAIL, unless the reference raises too."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from fake_kit import CORRECT_SOURCE, SCENE, make_submission, submission_with_body, write_file

from raftlab.grading_models import CheckResult

GradeOneCheck = Callable[..., CheckResult]
CALL_CHECK = '@check(points=3)\ndef test_a(lab):\n    """A."""\n    lab.place().call("tryAdvanceCommit")\n'
INDEX_CHECK = (
    '@check(points=3)\ndef test_a(lab):\n    """A."""\n    seen = lab.place().call("tryAdvanceCommit").observation\n'
    "    (0, 1)[seen.commitIndex]\n"
)


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("self.commitIndex = -5", "self.commitIndex is -5"),
        ("self.commitIndex = 2**31", "self.commitIndex is 2147483648"),
        ("self.lastApplied = -1", "self.lastApplied is -1"),
        ("self.currentTerm = -1", "self.currentTerm is -1"),
        ("self.currentTerm = 2**70", "self.currentTerm is 1180591620717411303424"),
        ("self.nextIndex = {'S2': -1}", "holds -1 (an int); it must be a dict of servers' names to ints, 0 or more"),
        ("self.matchIndex = {'S2': 10**9 * 10**9}", "self.matchIndex is a dict that holds 10000000000"),
        ("self.setTimer('x', 5, 1)", "setTimer('x', 5, 1): 0 <= low_ms <= high_ms must hold"),
        ("self.setTimer('x', -1, 1)", "setTimer('x', -1, 1)"),
        ("self.setTimer('x', 0, 10**9999)", "setTimer('x', …)"),
        ("self.lastApplied = -3; self.apply(None)", "self.lastApplied is -3"),
        ("self._actions.append(Apply(-1000, None))", "it applied index -1000"),
        ("self._actions.append(SetTimer('x', 9, 1))", "it set a timer of 9 to 1 ms"),
        ("self.log._entries.append(Entry(-4))", "an entry has an impossible term"),
        ("self.send('S2', AppendEntries(2**40, self.id, 0, 0, (), 0))", "AppendEntries.term is 1099511627776"),
    ],
)
def test_number_out_of_bounds_is_a_failure_with_its_name(
    grade_one_check: GradeOneCheck, statement: str, words: str
) -> None:
    """A number that no server of Raft has is the submission's failure, named where it comes in."""
    source = submission_with_body(f"{statement}\nreturn True\n").source
    work = make_submission("from raftlab.server import AppendEntries, Apply, Entry, SetTimer\n" + source)
    check = grade_one_check(CALL_CHECK, work=work)
    assert (check.verdict, check.points, check.max) == ("FAIL", 0, 3)
    assert words in check.seen


def test_exception_that_the_reference_does_not_raise_is_a_failure(
    grade_one_check: GradeOneCheck, tmp_path: Path
) -> None:
    """A check that raises on the responses is FAIL with a note for staff; its points stay in the maximum."""
    write_file(tmp_path / "kit" / "reference" / SCENE / "counting.py", CORRECT_SOURCE)
    check = grade_one_check(INDEX_CHECK, work=submission_with_body("self.commitIndex = 7\n"))
    assert (check.verdict, check.points, check.max) == ("FAIL", 0, 3)
    assert "S1 ran tryAdvanceCommit()" in check.seen
    assert "For staff: the reference passes; at this submission the check ended in IndexError" in check.seen


def test_exception_that_the_reference_raises_is_the_kits(grade_one_check: GradeOneCheck, tmp_path: Path) -> None:
    """A check that raises with the reference too is a kit error and costs no point."""
    write_file(tmp_path / "kit" / "reference" / SCENE / "counting.py", CORRECT_SOURCE.replace("+= 1", "+= 2"))
    assert grade_one_check(INDEX_CHECK, work=submission_with_body("self.commitIndex = 7\n")).verdict == "error"


def test_restart_with_an_empty_disk_is_a_failure(grade_one_check: GradeOneCheck) -> None:
    """A class that overrides persist and writes nothing gets that message at a restart."""
    source = CORRECT_SOURCE + "\n    def persist(self):\n        pass\n"
    text = '@check(points=3)\ndef test_a(lab):\n    """A."""\n    lab.place().restart()\n'
    check = grade_one_check(text, work=make_submission(source))
    assert check.verdict == "FAIL"
    assert "Does your class have a method persist of its own?" in check.seen


def test_a_grader_without_memory_does_not_know(grade_one_check: GradeOneCheck) -> None:
    """If the grader runs out of memory, the verdict is unknown: no points, same maximum."""
    check = grade_one_check('@check(points=3)\ndef test_a(lab):\n    """A."""\n    raise MemoryError\n')
    assert (check.verdict, check.points, check.max) == ("unknown", 0, 3)
