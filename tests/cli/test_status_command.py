"""`raftlab status` shows what the results in this folder say, and no more."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from command_result import RunCommand

from raftlab.grading_models import CheckResult, Result, SubmittedFile
from raftlab.kit import Kit
from raftlab.report.result_json import to_json


def store_result(
    scene: str,
    file: str,
    text: str,
    verdicts: dict[str, int],
    hidden_elsewhere: int = 0,
    *,
    name: str = "result.json",
    level: str = "L3",
) -> None:
    """Write a student's file and the result of grading it. verdicts: the verdict of each check -> its points."""
    Path(scene).mkdir(exist_ok=True)
    (Path(scene) / file).write_text(text, encoding="utf-8")
    checks = tuple(
        CheckResult(f"test_{word.lower()}", word, word, points if word == "ok" else 0, points)  # type: ignore[arg-type]
        for word, points in verdicts.items()
    )
    submitted = SubmittedFile(file, hashlib.sha256(text.encode()).hexdigest())
    result = Result(
        *("0.1.0", scene, "Title", 0, level, submitted, checks),
        score=sum(check.points for check in checks),
        max=sum(verdicts.values()),
        hidden_elsewhere=hidden_elsewhere,
    )
    folder = Path(".raftlab") / scene
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(to_json(result))


def states(raftlab: RunCommand) -> dict[str, Any]:
    """Return scene -> what `status --json` says of it."""
    ended = raftlab("status", "--json")
    assert ended.code == 0
    return {row["scene"]: row for row in json.loads(ended.out)}


def test_nothing_started_leads_to_the_first_scene(raftlab: RunCommand, kit: Kit) -> None:
    """In an empty folder every scene is not started, and the first one comes next."""
    ended = raftlab("status")
    assert ended.code == 0
    assert ended.out.count("not started") == len(kit.scenes)
    assert ended.out.endswith(f"next: raftlab start {kit.scenes[0].id}\n")


def test_each_state_is_told_apart(raftlab: RunCommand) -> None:
    """Full marks, points missing, a file that changed, one that was never graded, and a grading of some checks."""
    store_result("scene01", "state_machine.py", "a = 1\n", {"ok": 100})
    store_result("scene02", "terms.py", "a = 1\n", {"ok": 60, "FAIL": 40})
    store_result("scene03", "election.py", "a = 1\n", {"ok": 60, "todo": 40})
    Path("scene03/election.py").write_text("a = 2\n")
    store_result("scene04", "replication.py", "a = 1\n", {"ok": 3})
    Path("scene05").mkdir()
    Path("scene05/commit.py").write_text("a = 1\n")
    rows = states(raftlab)
    assert [rows[f"scene{number}"]["state"] for number in ("01", "02", "03", "03a", "04", "05")] == [
        *("full marks", "open", "changed", "not started", "partly graded", "not graded")
    ]
    assert (rows["scene02"]["score"], rows["scene02"]["open_checks"]) == (60, {"FAIL": 1})
    text = raftlab("status").out
    assert "220 of" in text and "1 of" in text
    assert text.endswith("next: raftlab hint scene02 fail\n")


def test_grading_that_is_no_grade_takes_no_points(raftlab: RunCommand) -> None:
    """Beside a grade, a run of some checks changes nothing; alone it has no points, as has a run without a jail."""
    store_result("scene01", "state_machine.py", "a = 1\n", {"ok": 100})
    store_result("scene01", "state_machine.py", "a = 1\n", {"FAIL": 3}, name="rerun_result.json")
    store_result("scene02", "terms.py", "a = 1\n", {"ok": 3}, name="rerun_result.json")
    store_result("scene03", "election.py", "a = 1\n", {"ok": 100}, name="rerun_result.json", level="L0")
    store_result("scene04", "replication.py", "a = 1\n", {"ok": 100}, level="L0")
    rows = states(raftlab)
    assert [(rows[f"scene0{number}"]["state"], rows[f"scene0{number}"]["score"]) for number in (1, 2, 3, 4)] == [
        *(("full marks", 100), ("partly graded", None), ("not graded", None), ("not graded", None))
    ]
    Path("scene01/state_machine.py").write_text("a = 2\n")
    row = states(raftlab)["scene01"]
    assert (row["state"], row["score"], row["next_command"]) == ("changed", 100, "raftlab grade scene01")


def test_points_of_another_file_are_said_to_be_its(raftlab: RunCommand) -> None:
    """Where another file was graded last, the scene's line names it, and the next step grades the scene's own."""
    store_result("scene01", "state_machine.py", "a = 1\n", {"ok": 100})
    result = Path(".raftlab/scene01/result.json")
    result.write_text(result.read_text().replace('"state_machine.py"', '"other.py"'))
    Path("scene01/state_machine.py").write_text("a = 2\n")
    row = states(raftlab)["scene01"]
    assert (row["state"], row["other_file"], row["next_command"]) == ("changed", "other.py", "raftlab grade scene01")
    assert "points of other.py" in raftlab("status").out


def test_design_with_its_defence_is_as_it_was_graded(raftlab: RunCommand) -> None:
    """A design and the document beside it are one submission: it changed if either did."""
    assert raftlab("start", "scene11").code == 0
    assert states(raftlab)["scene11"]["state"] == "open"
    with Path("scene11/defence.md").open("a") as defence:
        defence.write("\nOne more reason.\n")
    assert states(raftlab)["scene11"]["state"] == "changed"


def test_hidden_checks_elsewhere_count_in_what_it_is_out_of(raftlab: RunCommand) -> None:
    """In a student kit 70 of 70 is 70 of 100, and still all that can be reached there."""
    store_result("scene01", "state_machine.py", "a = 1\n", {"ok": 70}, hidden_elsewhere=7)
    row = states(raftlab)["scene01"]
    assert (row["state"], row["score"], row["max"]) == ("full marks", 70, 100)
    text = raftlab("status").out
    assert "all public checks pass" in text
    assert text.endswith("next: raftlab start scene02\n")


@pytest.mark.parametrize("data", ["{", "{}", '{"scene": "scene01"}', "[]"])
def test_a_broken_result_is_no_result(raftlab: RunCommand, data: str) -> None:
    """A result that cannot be read is as good as none."""
    folder = Path(".raftlab/scene01")
    folder.mkdir(parents=True)
    (folder / "result.json").write_text(data)
    assert states(raftlab)["scene01"]["state"] == "not started"


def test_status_fits_the_width(raftlab: RunCommand) -> None:
    """At 80 columns every title begins in one column; where there is no room they go. No line is over the width."""
    from raftlab.cli.status import status_lines
    from raftlab.cli.support.scene_progress import course_progress
    from raftlab.kit import find_kit

    store_result("scene02", "terms.py", "a = 1\n", {"ok": 60, "FAIL": 20, "todo": 10, "blocked": 10})
    rows = course_progress(find_kit(), Path())
    for width in (60, 80, 100):
        assert max(len(line.plain) for line in status_lines(rows, width)) <= width
    lines = [line.plain for line in status_lines(rows, 80)]
    places = {line.index(row.title.split()[0]) for line, row in zip(lines, rows, strict=False)}
    assert len(places) == 1
