"""`raftlab batch --only` and `--again`: who is graded, and what the others keep."""

from __future__ import annotations

import csv
from pathlib import Path

import msgspec
import pytest
from graded_class import make_class_results, make_result

from raftlab.batch.class_grading import grade_class
from raftlab.batch.models import GradingSettings, JobResult, Person, SubmissionEntry
from raftlab.cli.main import run
from raftlab.cli.support.selective_regrade import print_changes, select_entries, unselected_results
from raftlab.errors import UsageError
from raftlab.kit import Kit

pytest.importorskip("sqlalchemy", reason="the staff extra is not installed: pip install -e '.[staff]'")
KIT = Kit(Path(__file__).parents[2])
ADA = SubmissionEntry("group-1", (Person("11", "ada"), Person("12", "bob")), "commit.py", b"a = 1")
EVE = SubmissionEntry("eve", (Person("13", "eve"),), "commit.py", b"b = 1")
SETTINGS = GradingSettings("0+a", 0, None, "L1", 60)


def test_only_takes_the_submission_of_the_named_student_and_of_nobody_else() -> None:
    """A login, an id or a submission's name; an unknown name is refused with the nearest."""
    assert select_entries((ADA, EVE), ["bob"]) == (ADA,)
    assert select_entries((ADA, EVE), ["13", "group-1"]) == (ADA, EVE)
    assert select_entries((ADA, EVE), []) == (ADA, EVE)
    with pytest.raises(UsageError, match="did you mean eve"):
        select_entries((ADA, EVE), ["evee"])


def test_the_others_keep_the_result_that_they_have() -> None:
    """--only takes their earlier result, whatever kit it is of; who had none is still waiting, and counted."""
    earlier = make_class_results()
    graded = msgspec.structs.replace(earlier.grades[0], sha256=EVE.sha256)
    kept = unselected_results((ADA, EVE), (ADA,), msgspec.structs.replace(earlier, grades=(graded,)))
    assert kept == {EVE.sha256: JobResult("graded", graded.result)}
    assert unselected_results((ADA, EVE), (ADA,), None) == {}


def test_again_grades_what_is_stored_and_replaces_it(tmp_path: Path) -> None:
    """Without --again a stored result is not graded; with it, it is, and the new one is stored."""
    from raftlab.batch.result_store import ResultStore

    graded: list[str] = []
    results = iter([JobResult("graded", make_result(*each), level="L1") for each in (("ok",) * 3, ("FAIL",) * 3)])

    def grade(jobs, on_result):  # type: ignore[no-untyped-def]
        for job in jobs:
            graded.append(job.sha256)
            on_result(job, next(results))

    scene = KIT.scene("scene05")
    with ResultStore(f"sqlite:///{tmp_path / 'batch.db'}") as store:
        for again in (False, False, True, False):
            found = grade_class(scene, [EVE], store, SETTINGS, grade, lambda progress: None, regrade=again)
    assert graded == [EVE.sha256] * 2
    assert (last := found[EVE.sha256].result) is not None and last.score == 0


def test_another_result_of_the_same_grader_is_said_to_be_wrong(capfd: pytest.CaptureFixture[str]) -> None:
    """Where --again changes a verdict, the check is named; with the same kit and seed that is a fault to report."""
    earlier = make_class_results()
    before = msgspec.structs.replace(earlier, grades=(msgspec.structs.replace(earlier.grades[0], sha256=EVE.sha256),))
    results = {EVE.sha256: JobResult("graded", make_result("ok", "FAIL", "ok"))}
    print_changes(before, [EVE], results, SETTINGS)
    out, err = capfd.readouterr()
    assert "eve: 70 of 100, was 100 of 100 (test_second): the same kit and seed came to another result" in err
    assert "graded again: 1 of 1 changed" in out
    print_changes(before, [EVE], results, msgspec.structs.replace(SETTINGS, kit_version="0+b"))
    out, err = capfd.readouterr()
    assert "eve: 70 of 100, was 100 of 100 (test_second)" in out and not err


@pytest.mark.long
def test_only_and_again_through_the_command(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Two are handed in; --only grades one, the exit code is hers; then --again finds nothing changed."""
    for name in ("ada", "eve"):
        folder = tmp_path / "class" / name
        folder.mkdir(parents=True)
        text = (KIT.skeletons / "scene05" / "commit.py").read_text(encoding="utf-8")
        (folder / "commit.py").write_text(f"{text}# {name}\n", encoding="utf-8")
    command = ["batch", str(tmp_path / "class"), "--scene", "scene05", "--out", str(tmp_path / "g")]
    assert run([*command, "--only", "ada"]) == 0
    assert "1 other not graded" in capfd.readouterr().out
    rows = {row["key"]: row for row in csv.DictReader((tmp_path / "g" / "grades.csv").open(newline=""))}
    assert (rows["ada"]["fate"], rows["ada"]["score"], rows["eve"]["fate"]) == ("graded", "0", "waiting")
    assert run([*command, "--only", "ada", "--again"]) == 0
    assert "graded again: 0 of 1 changed" in capfd.readouterr().out
    assert run([*command, "--only", "nobody"]) == 2
