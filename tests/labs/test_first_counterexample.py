"""Scene 05: with one method written, the naive rule meets Figure 8's panel c."""

from __future__ import annotations

from pathlib import Path

from raftlab.kit import Kit
from raftlab.pipeline import grade
from raftlab.submission_reader import read_submission

ROOT = Path(__file__).parent.parent.parent
CHECK = "test_commit_in_any_state"
NAIVE_BODY = """\
        for index in range(self.log.lastIndex(), self.commitIndex, -1):
            if 1 + sum(match >= index for match in self.matchIndex.values()) >= self.majority():
                self.commitIndex = index
                return True
        return False
"""


def test_one_method_is_enough_to_fail_figure_8(tmp_path: Path) -> None:
    """With three methods unwritten the first example is a run of five servers, and the question tells no answer."""
    kit = Kit(ROOT)
    scene = kit.scene("scene05")
    before, hole, after = (kit.skeletons / scene.id / scene.file).read_text().partition("def tryAdvanceCommit")
    file = tmp_path / scene.file
    file.write_text(before + hole + after.replace("        raise NotImplementedError\n", NAIVE_BODY, 1))
    graded = grade(kit, read_submission(kit, scene, file), check_names=(CHECK,))
    (check,) = graded.result.checks
    assert (check.verdict, check.safety) == ("FAIL", "LeaderCompleteness")
    assert "entry 2 (x=1) has term 2 and is stored on S1, S2, S3" in check.seen
    assert check.ask == "could the leader of a later term be without this entry?"
    assert check.trace is not None
    trace = graded.traces[check.trace]
    assert len(trace.servers) == 5 and [panel.name for panel in trace.panels] == ["a", "b", "c"]
