"""Scene 05: with one method written, the naive rule meets Figure 8's panel c."""

from __future__ import annotations

from pathlib import Path

import pytest

from raftlab.grading_models import CheckResult, GradingResult
from raftlab.kit import Kit
from raftlab.pipeline import grade
from raftlab.submission_reader import read_submission

ROOT = Path(__file__).parent.parent.parent
FIGURE_8_CHECK = "test_figure8_overwrite"
COUNTING_BODY = """\
        for index in range(self.log.lastIndex(), self.commitIndex, -1):
            if 1 + sum(match >= index for match in self.matchIndex.values()) >= self.majority(){guard}:
                self.commitIndex = index
                return True
        return False
"""
NAIVE_BODY = COUNTING_BODY.format(guard="")
RIGHT_BODY = COUNTING_BODY.format(guard=" and self.log[index].term == self.currentTerm")
STORED_NOWHERE_ELSE = "        self.commitIndex = self.log.lastIndex()\n        return True\n"
CALLS_BODY = "        self.waiting.clear()\n"


def grade_methods(folder: Path, bodies: dict[str, str], *check_names: str) -> GradingResult:
    """Grade a skeleton of scene 05 in which only the methods of `bodies` are written."""
    kit = Kit(ROOT)
    scene = kit.scene("scene05")
    text = (kit.skeletons / scene.id / scene.file).read_text(encoding="utf-8")
    for method, body in bodies.items():
        before, hole, after = text.partition(f"def {method}")
        text = before + hole + after.replace("        raise NotImplementedError\n", body, 1)
    file = folder / scene.file
    file.write_text(text, encoding="utf-8")
    return grade(kit, read_submission(kit, scene, file), check_names=check_names, with_prerequisites=True)


def result_of(graded: GradingResult, name: str) -> CheckResult:
    """Return the result of one check."""
    return next(check for check in graded.result.checks if check.name == name)


@pytest.mark.parametrize("name", ["test_commit_in_any_state", FIGURE_8_CHECK])
def test_one_method_is_enough_to_fail_figure_8(tmp_path: Path, name: str) -> None:
    """With three methods unwritten the first example is a run of five servers, and the question tells no answer."""
    graded = grade_methods(tmp_path, {"tryAdvanceCommit": NAIVE_BODY}, name)
    check = result_of(graded, name)
    assert check.verdict == "FAIL"
    assert "entry 2 (x=1) has term 2 and is stored on S1, S2, S3" in check.seen
    assert check.ask == "could the leader of a later term be without this entry?"
    assert check.trace is not None
    trace = graded.traces[check.trace]
    assert len(trace.servers) == 5 and [panel.name for panel in trace.panels] == ["a", "b", "c"]


@pytest.mark.parametrize(
    "bodies",
    [
        {},
        {"tryAdvanceCommit": RIGHT_BODY},
        {"answerClients": CALLS_BODY},
        {"tryAdvanceCommit": RIGHT_BODY, "answerClients": CALLS_BODY},
    ],
    ids=["nothing", "the right rule", "another method", "the right rule and a wrong method"],
)
def test_figure_8_waits_while_nothing_wrong_is_seen(tmp_path: Path, bodies: dict[str, str]) -> None:
    """Without a wrong tryAdvanceCommit the check waits for the methods that are not written, as others do."""
    check = result_of(grade_methods(tmp_path, bodies, FIGURE_8_CHECK), FIGURE_8_CHECK)
    assert (check.verdict, check.points) == ("blocked", 0)


def test_figure_8_waits_for_a_fault_that_another_check_shows(tmp_path: Path) -> None:
    """A rule that counts no copies at all breaks Figure 8 too: the check of a majority tells it."""
    graded = grade_methods(tmp_path, {"tryAdvanceCommit": STORED_NOWHERE_ELSE}, FIGURE_8_CHECK)
    assert result_of(graded, "test_minority_waits").verdict == "FAIL"
    assert result_of(graded, FIGURE_8_CHECK).verdict == "blocked"
