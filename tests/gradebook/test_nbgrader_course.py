"""A course from init to export by nbgrader's own commands: the table is raftlab's, and nothing hidden gets out."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from nbgrader_class import (
    DUE,
    KIT,
    SCENE,
    STUDENT_MARKER,
    make_submissions,
    mutant_source,
    need_nbgrader,
    reference_source,
    released_notebook,
    run_nbgrader,
    run_raftlab,
    submit,
    with_layer,
)

from raftlab.authoring.secret_lines import find_leaked_line, secret_lines
from raftlab.grading_models import CheckResult, Result
from raftlab.report.result_json import from_json, student_result

pytestmark = [pytest.mark.long, pytest.mark.timeout(1800)]
COURSE = "raft-course"


@dataclass
class FinishedCourse:
    """The course after everything was run. `results`: what `raftlab grade` gives for each text, None for no grade."""

    folder: Path
    marker: Path
    texts: dict[str, str]
    results: dict[str, Result | None] = field(default_factory=dict)
    refusals: dict[str, str] = field(default_factory=dict)


@pytest.fixture(scope="module")
def finished_course(tmp_path_factory: pytest.TempPathFactory) -> FinishedCourse:
    """Make the course, hand it out, take the class in, grade it, and write feedback and table."""
    need_nbgrader()
    root = tmp_path_factory.mktemp("nbgrader")
    folder, marker = root / COURSE, root / "was-run"
    names = ["right", "naive", "half", "empty", "hostile", "deleted", "layerless", "points", "edited", "syntax"]
    names += ["exits", "garbled", "loud", "late", "group-a", "group-b", "absent"]
    roster = "login,name,email\n" + "".join(f'{name},"{name.title()}, Sam",{name}@example.org\n' for name in names)
    (root / "class.csv").write_text(roster)
    run_raftlab(root, "nbgrader", "init", COURSE, "--scenes", SCENE, "--roster", "class.csv")
    run_nbgrader(folder, "generate_assignment", SCENE)
    run_nbgrader(folder, "db", "assignment", "add", SCENE, f"--duedate={DUE}")
    taught = FinishedCourse(folder, marker, {})
    for student, (text, notebook, at) in make_submissions(released_notebook(folder), folder, marker).items():
        submit(folder, student, notebook, at)
        taught.texts[student] = text
    run_nbgrader(folder, "autograde", SCENE)
    run_nbgrader(folder, "generate_feedback", SCENE)
    run_nbgrader(folder, "export")
    grade_with_raftlab(root, taught)
    return taught


def grade_with_raftlab(root: Path, course: FinishedCourse) -> None:
    """Grade each text once by the command that students and staff know."""
    for text in dict.fromkeys(course.texts.values()):
        file = root / f"text{len(course.results)}.py"
        file.write_text(text)
        done = run_raftlab(root, "grade", SCENE, str(file), "--json", "-", exit_code=None)
        course.results[text] = from_json(done.stdout.encode()) if done.returncode in (0, 1) else None
        course.refusals[text] = done.stderr.strip().removeprefix("raftlab: ")


def exported_grades(course: FinishedCourse) -> dict[str, dict[str, str]]:
    """Return the exported table by student."""
    with (course.folder / "grades.csv").open(newline="") as file:
        return {row["student_id"]: row for row in csv.DictReader(file)}


@pytest.fixture(scope="module")
def gradebook(finished_course: FinishedCourse) -> Iterator[Any]:
    """Yield the course's gradebook."""
    from raftlab.nbgrader.gradebook_filling import open_gradebook

    with open_gradebook(f"sqlite:///{finished_course.folder / 'gradebook.db'}", COURSE) as found:
        yield found


def test_table_is_what_raftlab_grade_gives(finished_course: FinishedCourse) -> None:
    """Whatever a student did to the notebook around the layer, the export has raftlab's score for the layer's text."""
    table = exported_grades(finished_course)
    wanted = {student: finished_course.results[text] for student, text in finished_course.texts.items()}
    told = {student: float(table[student]["score"]) for student in wanted}
    assert told == {student: float(result.score) if result else 0.0 for student, result in wanted.items()}
    full = [result for result in wanted.values() if result]
    assert {float(row["max_score"]) for row in table.values()} == {float(full[0].max)}
    assert len({result.score for result in full}) > 2
    assert table["absent"]["timestamp"] == "" and table["absent"]["email"] == "absent@example.org"
    assert table["right"]["first_name"] == "Sam" and table["right"]["last_name"] == "Right"


def test_each_check_has_its_own_points(finished_course: FinishedCourse, gradebook: Any) -> None:
    """Partial credit stands check by check, and nothing that was graded waits for a person."""
    for student, text in finished_course.texts.items():
        result = finished_course.results[text]
        if result is None:
            continue
        submitted = gradebook.find_submission_notebook(SCENE, SCENE, student)
        wanted = {told.name.removeprefix("test_"): (told.points, told.max) for told in student_result(result).checks}
        assert {each.name: (each.auto_score, each.max_score) for each in submitted.grades} == wanted, student
        assert not submitted.needs_manual_grade


def test_ungradable_text_is_reported(finished_course: FinishedCourse, gradebook: Any) -> None:
    """A text that raftlab refuses earns nothing, and the reason stands in the gradebook and on the feedback page."""
    refused = [student for student, text in finished_course.texts.items() if finished_course.results[text] is None]
    assert set(refused) == {"empty", "hostile", "layerless", "syntax", "exits", "garbled", "loud"}
    for student in refused:
        comment = gradebook.find_comment("layer", SCENE, SCENE, student).auto_comment
        assert comment and comment.startswith("Nothing could be run:\n\n    "), student
        assert "not run: " in feedback_page(finished_course, student), student
    assert "no notebook" in gradebook.find_comment("layer", SCENE, SCENE, "garbled").auto_comment
    assert "line 1" in gradebook.find_comment("layer", SCENE, SCENE, "syntax").auto_comment


def test_student_code_ran_only_in_jail(finished_course: FinishedCourse) -> None:
    """Neither the layer's text nor the cells around it were run outside the wall: what they write is not there."""
    assert not finished_course.marker.exists()


def test_a_late_hand_in_is_late(gradebook: Any) -> None:
    """Lateness is nbgrader's to judge: the time of the hand-in is in its gradebook."""
    assert gradebook.find_submission(SCENE, "late").total_seconds_late == 24 * 3600
    assert gradebook.find_submission(SCENE, "right").total_seconds_late == 0


# ---- what is hidden ------------------------------------------------------------------------------------------------


def hidden_check_results(course: FinishedCourse) -> list[CheckResult]:
    """Return what the hidden checks came to for the text that fails some."""
    result = course.results[mutant_source()]
    assert result is not None
    found = [check for check in result.checks if check.hidden]
    assert found and any(check.verdict == "FAIL" and check.seen for check in found)
    return found


def feedback_page(course: FinishedCourse, student: str) -> str:
    """Return the page that a student gets."""
    return (course.folder / "feedback" / student / SCENE / f"{SCENE}.html").read_text(encoding="utf-8")


def test_release_and_feedback_hide_hidden_checks(finished_course: FinishedCourse) -> None:
    """Release and feedback hold no hidden check's name, title, words or source, and no line of an answer."""
    hidden = hidden_check_results(finished_course)
    words = [text for check in hidden for text in (check.name, check.title, check.seen) if text]
    secrets = secret_lines(KIT, KIT.scene(SCENE))
    release = [path for path in (finished_course.folder / "release").rglob("*") if path.is_file()]
    pages = [path for path in (finished_course.folder / "feedback").rglob("*") if path.is_file()]
    assert len(pages) >= len(finished_course.texts) and release
    for path in [*release, *pages]:
        text = path.read_text(encoding="utf-8")
        assert not [word for word in words if word in text], path
    for path in release:
        lines = "\n".join("".join(cell["source"]) for cell in json.loads(path.read_text())["cells"])
        assert not find_leaked_line(secrets, lines.encode()), path


def test_staff_can_read_the_reasons_of_hidden_checks(finished_course: FinishedCourse) -> None:
    """What the feedback must not say stands in the notebook that staff look at: so there was something to scrub."""
    notebook = (finished_course.folder / "autograded" / "naive" / SCENE / f"{SCENE}.ipynb").read_text(encoding="utf-8")
    failed = [check for check in hidden_check_results(finished_course) if check.verdict == "FAIL"]
    for check in failed:
        assert check.name in notebook and json.dumps(check.title, ensure_ascii=False)[1:-1] in notebook


def test_feedback_tells_the_reasons_and_shows_the_run(finished_course: FinishedCourse) -> None:
    """The page says what was seen, asks, and holds the run that proves it, to step through."""
    page = feedback_page(finished_course, "naive")
    result = finished_course.results[mutant_source()]
    assert result is not None
    failed = next(check for check in result.checks if check.trace and not check.hidden)
    assert failed.title in page and failed.ask.partition("'")[0] in page
    assert "<iframe" in page and "the run that shows it" in page
    assert "Hidden check 1" in page


def test_markup_of_a_student_is_shown_to_no_one(finished_course: FinishedCourse) -> None:
    """Cells, outputs and metadata of a student's own reach neither the staff's pages nor the feedback."""
    for folder in ("autograded", "feedback"):
        for path in (finished_course.folder / folder / "edited").rglob("*"):
            if path.is_file():
                assert STUDENT_MARKER not in path.read_text(encoding="utf-8"), path
    page = feedback_page(finished_course, "loud")
    assert f"&lt;script&gt;{STUDENT_MARKER}" in page and f"<script>{STUDENT_MARKER}" not in page


# ---- the student's own copy ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def student_kit(finished_course: FinishedCourse, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the kit that the course released: no hidden checks, no answer."""
    root = tmp_path_factory.mktemp("kit")
    run_raftlab(root, "release", SCENE, "-o", str(root))
    shutil.unpack_archive(root / f"raftlab-{SCENE}.zip", root)
    return root / f"raftlab-{SCENE}"


def test_validate_passes_the_right_answer(finished_course: FinishedCourse, student_kit: Path, tmp_path: Path) -> None:
    """nbgrader's own `validate` runs a student's notebook and finds nothing to complain of."""
    (tmp_path / "mine.ipynb").write_text(
        json.dumps(with_layer(released_notebook(finished_course.folder), reference_source()))
    )
    done = run_nbgrader(tmp_path, "validate", "mine.ipynb", RAFTLAB_KIT=str(student_kit))
    assert "Success! Your notebook passes all the tests." in done.stdout


def test_validate_tells_what_a_wrong_answer_fails(
    finished_course: FinishedCourse, student_kit: Path, tmp_path: Path
) -> None:
    """`validate` names each public check that does not hold, with what was seen."""
    (tmp_path / "mine.ipynb").write_text(
        json.dumps(with_layer(released_notebook(finished_course.folder), mutant_source()))
    )
    done = run_nbgrader(tmp_path, "validate", "mine.ipynb", RAFTLAB_KIT=str(student_kit), exit_code=None)
    result = finished_course.results[mutant_source()]
    assert result is not None
    public = [check for check in result.checks if not check.hidden and check.verdict != "ok"]
    assert f"VALIDATION FAILED ON {len(public)} CELL(S)" in done.stdout
    for check in public:
        assert check.title[:40] in done.stdout


# ---- other ways ----------------------------------------------------------------------------------------------------


def test_a_second_autograde_keeps_what_people_decided(finished_course: FinishedCourse, gradebook: Any) -> None:
    """A person's score and comment survive a regrade, and the score is looked at again."""
    graded = gradebook.find_submission_notebook(SCENE, SCENE, "half").grades[0].name
    gradebook.find_grade(graded, SCENE, SCENE, "half").manual_score = 0.5
    gradebook.find_comment("layer", SCENE, SCENE, "half").manual_comment = "well argued"
    gradebook.db.commit()
    run_nbgrader(finished_course.folder, "autograde", SCENE, "--student=half", "--force")
    gradebook.db.expire_all()
    grade = gradebook.find_grade(graded, SCENE, SCENE, "half")
    assert grade.score == 0.5 and grade.auto_score is not None and grade.needs_manual_grade
    assert gradebook.find_comment("layer", SCENE, SCENE, "half").comment == "well argued"


def test_init_again_overwrites_nothing(finished_course: FinishedCourse) -> None:
    """The same course is made to the same bytes; what staff changed since is named and stays."""
    root, source = finished_course.folder.parent, finished_course.folder / "source" / SCENE / f"{SCENE}.ipynb"
    before = source.read_bytes()
    run_raftlab(root, "nbgrader", "init", COURSE, "--scenes", SCENE)
    assert source.read_bytes() == before
    source.write_bytes(before + b"\n")
    ended = run_raftlab(root, "nbgrader", "init", COURSE, "--scenes", SCENE, exit_code=2)
    assert "already exists and differs" in ended.stderr and source.read_bytes() == before + b"\n"
    source.write_bytes(before)


def test_a_course_can_take_the_file_instead(tmp_path: Path) -> None:
    """With --py students hand in the scene's file: it is kept, graded, and a link in its place is refused."""
    need_nbgrader()
    scene = KIT.scene(SCENE)
    run_raftlab(tmp_path, "nbgrader", "init", "files", "--scenes", SCENE, "--py")
    course = tmp_path / "files"
    run_nbgrader(course, "generate_assignment", SCENE)
    released = course / "release" / SCENE
    assert (released / scene.file).read_bytes() == (KIT.skeletons / SCENE / scene.file).read_bytes()
    for student in ("naive", "link", "none"):
        folder = submit(course, student, released_notebook(course))
        if student == "naive":
            (folder / scene.file).write_text(mutant_source())
        elif student == "link":
            (folder / scene.file).symlink_to(KIT.reference / SCENE / scene.file)
    run_nbgrader(course, "autograde", SCENE)
    run_nbgrader(course, "export")
    table = exported_grades(FinishedCourse(course, tmp_path, {}))
    (tmp_path / "naive.py").write_text(mutant_source())
    wanted = json.loads(run_raftlab(tmp_path, "grade", SCENE, "naive.py", "--json", "-", exit_code=1).stdout)["score"]
    assert float(table["naive"]["score"]) == wanted > 0
    assert float(table["link"]["score"]) == float(table["none"]["score"]) == 0.0


def test_a_fault_of_the_kit_waits_for_a_person(finished_course: FinishedCourse, tmp_path: Path) -> None:
    """Where a check of the kit itself breaks, its cell has no score and waits; the other checks have theirs."""
    from raftlab.nbgrader.gradebook_filling import open_gradebook

    for tree in ("labs", "skeletons", "reference"):
        shutil.copytree(KIT.root / tree, tmp_path / "kit" / tree)
    course = shutil.copytree(
        finished_course.folder, tmp_path / COURSE, ignore=shutil.ignore_patterns("submitted", "autograded")
    )
    broken = next((tmp_path / "kit" / "labs" / SCENE / "tests").glob("test_stale.py"))
    source = broken.read_text(encoding="utf-8")
    first = source.index("def test_")
    doc_ends = source.index('"""\n', source.index('"""', first) + 3) + 4
    broken.write_text(f'{source[:doc_ends]}    raise RuntimeError("the kit is broken")\n{source[doc_ends:]}')
    submit(course, "unlucky", with_layer(released_notebook(course), reference_source()))
    run_nbgrader(course, "autograde", SCENE, "--student=unlucky", RAFTLAB_KIT=str(tmp_path / "kit"))
    with open_gradebook(f"sqlite:///{course / 'gradebook.db'}", COURSE) as found:
        submitted = found.find_submission_notebook(SCENE, SCENE, "unlucky")
        waiting = [each for each in submitted.grades if each.needs_manual_grade]
        assert len(waiting) == 1 and waiting[0].auto_score is None
        assert all(each.auto_score == each.max_score for each in submitted.grades if each not in waiting)
        assert "a person will" in found.find_comment("layer", SCENE, SCENE, "unlucky").auto_comment
