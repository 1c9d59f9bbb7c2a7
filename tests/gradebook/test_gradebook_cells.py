"""From a result to a gradebook's cells: what is hidden stays a number, and the kit's fault is never a zero."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from raftlab.batch.class_results import ClassResults, save_class_results
from raftlab.batch.models import Grade, JobResult, Person
from raftlab.cli.main import run
from raftlab.errors import KitError, UsageError
from raftlab.grading_models import CheckResult, Result, SubmittedFile
from raftlab.kit import Kit
from raftlab.nbgrader import cell_scores as judging
from raftlab.nbgrader.cell_outputs import check_reason_text, layer_comment
from raftlab.nbgrader.cell_scores import SubmissionGrading, grade_submission, grading_from_job_result
from raftlab.nbgrader.course_setup import CoursePlan, config_text, full_name, gradable_scenes, student_id
from raftlab.nbgrader.grade_cells import result_grade_cells
from raftlab.nbgrader.handout_text import split_handout
from raftlab.nbgrader.result_reader import read_gradebook_results
from raftlab.report.result_json import to_json

KIT = Kit(Path(__file__).parents[2])
SCENE = KIT.scene("scene02")
CHECKS = (
    CheckResult(name="test_first", title="The first holds.", verdict="ok", points=3, max=3),
    CheckResult(name="test_second", title="The second holds.", verdict="FAIL", points=0, max=4, seen="S1 did not"),
    CheckResult(name="test_third", title="The third.", verdict="error", points=0, max=2, seen="KeyError"),
    CheckResult(name="test_secret", title="A secret.", verdict="FAIL", points=0, max=5, seen="told", hidden=True),
    CheckResult(
        name="test_more", title="More.", verdict="blocked", points=0, max=1, hidden=True, blocked_by="test_secret"
    ),
)
RESULT = Result("0.1", SCENE.id, SCENE.title, 0, "L3", SubmittedFile("terms.py", "0"), CHECKS, 3, 13)


def test_each_cell_has_its_checks_points() -> None:
    """A check's cell earns what the check earns; the kit's own error earns nothing and costs nothing."""
    told = SubmissionGrading("graded", RESULT)
    assert [told.cell_points(name) for name in ("first", "second", "third", "hidden_1", "hidden_2")] == [
        3,
        0,
        None,
        0,
        0,
    ]
    assert told.cell_points("nosuch") is None


def test_points_are_never_over_the_cells() -> None:
    """A result that says more than a check is worth is cut to what it is worth."""
    more = msgspec.structs.replace(CHECKS[0], points=30)
    assert SubmissionGrading("graded", msgspec.structs.replace(RESULT, checks=(more,))).cell_points("first") == 3


@pytest.mark.parametrize("status", ["kit error", "unsafe level", "timed out", "waiting"])
def test_kit_error_gives_no_zero(status: judging.GradingStatus) -> None:
    """Without a result a person must say; only a text that cannot be read earns nothing."""
    assert grading_from_job_result(JobResult(status)).cell_points("first") is None
    assert grading_from_job_result(JobResult("unreadable", message="no Python")).cell_points("first") == 0.0


def test_a_hidden_check_is_a_number() -> None:
    """Neither id, title, reasons nor what blocks it tells what a hidden check looks for."""
    told = SubmissionGrading("graded", RESULT)
    seen = " ".join(
        [check_reason_text(told, name) for name in told.student_checks] + [repr(result_grade_cells(RESULT))]
    )
    assert "secret" not in seen.lower() and "told" not in seen
    assert [each.grade_id for each in result_grade_cells(RESULT)] == [
        "first",
        "second",
        "third",
        "hidden_1",
        "hidden_2",
    ]
    assert told.hidden_checks["hidden_1"].seen == "told"


def test_comments_say_what_no_check_says() -> None:
    """A comment tells why nothing was run, or that a person will look; a graded text needs none."""
    fine = msgspec.structs.replace(RESULT, checks=CHECKS[:2])
    assert layer_comment(SubmissionGrading("graded", fine)) is None
    assert "a person will" in (layer_comment(SubmissionGrading("graded", RESULT)) or "")
    assert (
        layer_comment(SubmissionGrading("unreadable", message="line 1: no"))
        == "Nothing could be run:\n\n    line 1: no"
    )
    assert "secret path" not in (layer_comment(SubmissionGrading("kit error", message="secret path")) or "")


@pytest.mark.parametrize(
    ("source", "expected"), [("", "no text"), ("def (", "line 1"), ("x = 1", "class"), ("#" * 300_000, "over 256 KB")]
)
def test_invalid_layer_is_unreadable(source: str, expected: str) -> None:
    """Texts that cannot be graded are said, by name, and run nowhere."""
    found = grade_submission(KIT, SCENE, source)
    assert found.status == "unreadable" and expected in found.message


def test_a_text_with_lone_surrogates_is_unreadable() -> None:
    """A text that is no UTF-8 ends in words."""
    assert grade_submission(KIT, SCENE, "x = '\ud800'").status == "unreadable"


def test_a_kit_that_fails_never_raises(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever breaks in the grader is a fate of this hand-in: the class goes on."""

    def raise_error(*_: object, **__: object) -> None:
        raise KitError("it broke")

    monkeypatch.setattr(judging, "grade", raise_error)
    source = KIT.solution_layer(SCENE).source
    assert grade_submission(KIT, SCENE, source).status == "kit error"


def test_a_weak_jail_runs_nothing() -> None:
    """Where the jail is not as strong as asked for, the text is not run, and no one gets a zero."""
    found = grade_submission(KIT, SCENE, KIT.solution_layer(SCENE).source, minimum_level="L9")
    assert found.status == "unsafe level" and found.cell_points("first") is None and "L9" in found.message


# ---- the course ----------------------------------------------------------------------------------------------------


def test_handout_keeps_its_pictures() -> None:
    """The handout is cut where the work begins, and no picture is left outside."""
    for scene in gradable_scenes(KIT):
        before, after = split_handout(scene)
        assert "## Write" in before and "## Write" not in after and after.startswith("## ")
        assert "](" + "figure" not in before and before.count('src="data:image/svg+xml;base64,') == sum(
            page.read_text(encoding="utf-8").count("![") for page in scene.folder.glob("*.md")
        )


def test_a_missing_picture_is_said(tmp_path: Path) -> None:
    """A handout that shows what is not there is the kit's fault, by name."""
    (tmp_path / "README.md").write_text("# A\n![it](gone.svg)\n")
    with pytest.raises(KitError, match=r"gone\.svg"):
        split_handout(replace(SCENE, folder=tmp_path))


def test_config_is_python_whatever_the_course_is_called(tmp_path: Path) -> None:
    """A folder's name and a database's URL are strings in the configuration, never code."""
    plan = CoursePlan(tmp_path / "x'\"\n{}", (SCENE,), 'postgresql://a:b"@c/d', layer_in_file=True)
    compile(config_text(plan), "nbgrader_config.py", "exec")
    assert json.dumps(plan.database) in config_text(plan)


def test_students_have_ids_that_folders_can_have() -> None:
    """The login comes first; what would lead out of the folder, or break nbgrader's names, is refused."""
    assert student_id(Person(id="7", login="ann")) == "ann"
    assert student_id(Person(email="a@b.org")) == "a@b.org"
    for wrong in ("../x", "a+b", "", "..", "a\nb"):
        with pytest.raises(UsageError, match="student id"):
            student_id(Person(login=wrong))
    assert full_name(Person(name="Ng, Ada May")) == full_name(Person(name="Ada May Ng")) == "Ada May Ng"


def test_a_missing_package_is_one_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Where nbgrader is not installed its commands say which extra brings it."""
    for name in ("nbgrader", "nbgrader.api"):
        monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.setenv("RAFTLAB_KIT", str(KIT.root))
    assert run(["nbgrader", "init", str(tmp_path / "course")]) == 2
    told = capfd.readouterr().err
    assert "raftlab[nbgrader]" in told and len(told.splitlines()) == 1
    assert not (tmp_path / "course").exists()


# ---- results -------------------------------------------------------------------------------------------------------


def test_results_of_a_batch_are_read(tmp_path: Path) -> None:
    """Everyone of the class comes along, with or without a result; a group's members each have theirs."""
    people = [("ann", "graded", RESULT), ("ben", "graded", RESULT), ("cy", "unreadable", None)]
    grades = tuple(
        Grade(
            Person(login=name),
            name,
            "0" * 64 if result else name,
            fate,
            result and 3.0,
            13,
            None,
            False,
            None,
            result=result,
        )  # type: ignore[arg-type]
        for name, fate, result in people
    )
    save_class_results(tmp_path, ClassResults("", SCENE.id, SCENE.title, "0.1", 0, "L2", "", grades))
    found = read_gradebook_results(tmp_path)
    assert [(hand.student_id, hand.grading.status) for hand in found.submissions] == [
        (name, fate) for name, fate, _ in people
    ]
    assert found.scene_id == SCENE.id and found.grade_cells == result_grade_cells(RESULT)
    assert (
        found.submissions[0].grading.cell_points("first") == 3
        and found.submissions[2].grading.cell_points("first") == 0
    )


def save_graded(folder: Path, *grades: tuple[str, Person, int]) -> None:
    """Save a graded class: the submission, its student, and the hour in which it came."""
    made = tuple(
        Grade(
            person,
            entry,
            entry,
            "graded",
            3.0,
            13,
            None,
            False,
            datetime(2026, 11, 23, hour, tzinfo=UTC),
            result=RESULT,
        )
        for entry, person, hour in grades
    )
    save_class_results(folder, ClassResults("", SCENE.id, SCENE.title, "0.1", 0, "L2", "", made))


def test_the_latest_of_several_submissions_goes_into_the_gradebook(tmp_path: Path) -> None:
    """As in every export, and whatever the submissions are called."""
    ada, bob = Person(id="1", login="ada"), Person(id="2", login="bob")
    save_graded(tmp_path, ("new", ada, 12), ("old", ada, 9), ("x", bob, 10))
    found = read_gradebook_results(tmp_path).submissions
    assert [(each.student_id, each.submitted_at.hour) for each in found if each.submitted_at] == [
        ("ada", 12),
        ("bob", 10),
    ]


def test_two_students_are_never_one_in_nbgrader(tmp_path: Path) -> None:
    """One's login is the id of another, who has no login: neither gets the other's points."""
    save_graded(tmp_path, ("a", Person(id="11", login="12", name="A B"), 9), ("c", Person(id="12", name="C D"), 9))
    with pytest.raises(UsageError, match="12: A B and C D would be one student in nbgrader; give each a login"):
        read_gradebook_results(tmp_path)


def test_results_are_read_from_files_named_after_students(tmp_path: Path) -> None:
    """STUDENT/result.json and STUDENT.json are both taken; files of other checks are not mixed in."""
    (tmp_path / "ann").mkdir()
    (tmp_path / "ann" / "result.json").write_bytes(to_json(RESULT))
    (tmp_path / "ben.json").write_bytes(to_json(RESULT))
    assert {hand.student_id for hand in read_gradebook_results(tmp_path).submissions} == {"ann", "ben"}
    (tmp_path / "cy.json").write_bytes(to_json(msgspec.structs.replace(RESULT, checks=CHECKS[:1])))
    with pytest.raises(UsageError, match="different checks"):
        read_gradebook_results(tmp_path)


@pytest.mark.parametrize("data", [b"", b"{}", b'{"scene": 3}'])
def test_invalid_result_is_reported(tmp_path: Path, data: bytes) -> None:
    """A folder without results, or a file that is none, is named with its repair."""
    with pytest.raises(UsageError, match="holds no results"):
        read_gradebook_results(tmp_path)
    (tmp_path / "ann.json").write_bytes(data)
    with pytest.raises(UsageError, match=r"ann\.json is no result"):
        read_gradebook_results(tmp_path)
