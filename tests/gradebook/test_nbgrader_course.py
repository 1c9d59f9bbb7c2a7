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
from course_of_twelve import (
    DUE,
    KIT,
    MARK,
    SCENE,
    hand_ins,
    mutant,
    nbgrader,
    need_nbgrader,
    raftlab,
    reference,
    released_notebook,
    submit,
    with_text,
)

from raftlab.authoring.secrets import secrets_of, told_secret
from raftlab.records import CheckResult, Result
from raftlab.report.result import for_student, from_json

pytestmark = [pytest.mark.long, pytest.mark.timeout(1800)]
COURSE = "raft-course"


@dataclass
class Taught:
    """The course after everything was run. `results`: what `raftlab grade` gives for each text, None for no grade."""

    folder: Path
    marker: Path
    texts: dict[str, str]
    results: dict[str, Result | None] = field(default_factory=dict)
    refusals: dict[str, str] = field(default_factory=dict)


@pytest.fixture(scope="module")
def taught(tmp_path_factory: pytest.TempPathFactory) -> Taught:
    """Make the course, hand it out, take the class in, grade it, and write feedback and table."""
    need_nbgrader()
    root = tmp_path_factory.mktemp("nbgrader")
    folder, marker = root / COURSE, root / "was-run"
    names = ["right", "naive", "half", "empty", "hostile", "deleted", "layerless", "points", "edited", "syntax"]
    names += ["exits", "garbled", "loud", "late", "group-a", "group-b", "absent"]
    roster = "login,name,email\n" + "".join(f'{name},"{name.title()}, Sam",{name}@example.org\n' for name in names)
    (root / "class.csv").write_text(roster)
    raftlab(root, "nbgrader", "init", COURSE, "--scenes", SCENE, "--roster", "class.csv")
    nbgrader(folder, "generate_assignment", SCENE)
    nbgrader(folder, "db", "assignment", "add", SCENE, f"--duedate={DUE}")
    taught = Taught(folder, marker, {})
    for student, (text, notebook, at) in hand_ins(released_notebook(folder), folder, marker).items():
        submit(folder, student, notebook, at)
        taught.texts[student] = text
    nbgrader(folder, "autograde", SCENE)
    nbgrader(folder, "generate_feedback", SCENE)
    nbgrader(folder, "export")
    grade_with_raftlab(root, taught)
    return taught


def grade_with_raftlab(root: Path, taught: Taught) -> None:
    """Grade each text once by the command that students and staff know."""
    for text in dict.fromkeys(taught.texts.values()):
        file = root / f"text{len(taught.results)}.py"
        file.write_text(text)
        done = raftlab(root, "grade", SCENE, str(file), "--json", "-", code=None)
        taught.results[text] = from_json(done.stdout.encode()) if done.returncode in (0, 1) else None
        taught.refusals[text] = done.stderr.strip().removeprefix("raftlab: ")


def rows(taught: Taught) -> dict[str, dict[str, str]]:
    """Return the exported table by student."""
    with (taught.folder / "grades.csv").open(newline="") as file:
        return {row["student_id"]: row for row in csv.DictReader(file)}


@pytest.fixture(scope="module")
def gradebook(taught: Taught) -> Iterator[Any]:
    """Yield the course's gradebook."""
    from raftlab.nbgrader.gradebook import opened

    with opened(f"sqlite:///{taught.folder / 'gradebook.db'}", COURSE) as found:
        yield found


def test_table_is_what_raftlab_grade_gives(taught: Taught) -> None:
    """Whatever a student did to the notebook around the layer, the export has raftlab's score for the layer's text."""
    table = rows(taught)
    wanted = {student: taught.results[text] for student, text in taught.texts.items()}
    told = {student: float(table[student]["score"]) for student in wanted}
    assert told == {student: float(result.score) if result else 0.0 for student, result in wanted.items()}
    full = [result for result in wanted.values() if result]
    assert {float(row["max_score"]) for row in table.values()} == {float(full[0].max)}
    assert len({result.score for result in full}) > 2
    assert table["absent"]["timestamp"] == "" and table["absent"]["email"] == "absent@example.org"
    assert table["right"]["first_name"] == "Sam" and table["right"]["last_name"] == "Right"


def test_each_check_has_its_own_points(taught: Taught, gradebook: Any) -> None:
    """Partial credit stands check by check, and nothing that was graded waits for a person."""
    for student, text in taught.texts.items():
        result = taught.results[text]
        if result is None:
            continue
        submitted = gradebook.find_submission_notebook(SCENE, SCENE, student)
        wanted = {told.name.removeprefix("test_"): (told.points, told.max) for told in for_student(result).checks}
        assert {each.name: (each.auto_score, each.max_score) for each in submitted.grades} == wanted, student
        assert not submitted.needs_manual_grade


def test_what_cannot_be_graded_is_said(taught: Taught, gradebook: Any) -> None:
    """A text that raftlab refuses earns nothing, and the reason stands in the gradebook and on the feedback page."""
    refused = [student for student, text in taught.texts.items() if taught.results[text] is None]
    assert set(refused) == {"empty", "hostile", "layerless", "syntax", "exits", "garbled", "loud"}
    for student in refused:
        comment = gradebook.find_comment("layer", SCENE, SCENE, student).auto_comment
        assert comment and comment.startswith("Nothing could be run:\n\n    "), student
        assert "not run: " in feedback(taught, student), student
    assert "no notebook" in gradebook.find_comment("layer", SCENE, SCENE, "garbled").auto_comment
    assert "line 1" in gradebook.find_comment("layer", SCENE, SCENE, "syntax").auto_comment


def test_no_code_of_a_student_ran_on_this_machine(taught: Taught) -> None:
    """Neither the layer's text nor the cells around it were run outside the wall: what they write is not there."""
    assert not taught.marker.exists()


def test_a_late_hand_in_is_late(gradebook: Any) -> None:
    """Lateness is nbgrader's to judge: the time of the hand-in is in its gradebook."""
    assert gradebook.find_submission(SCENE, "late").total_seconds_late == 24 * 3600
    assert gradebook.find_submission(SCENE, "right").total_seconds_late == 0


# ---- what is hidden ------------------------------------------------------------------------------------------------


def hidden_checks(taught: Taught) -> list[CheckResult]:
    """Return what the hidden checks came to for the text that fails some."""
    result = taught.results[mutant()]
    assert result is not None
    found = [check for check in result.checks if check.hidden]
    assert found and any(check.verdict == "FAIL" and check.seen for check in found)
    return found


def feedback(taught: Taught, student: str) -> str:
    """Return the page that a student gets."""
    return (taught.folder / "feedback" / student / SCENE / f"{SCENE}.html").read_text(encoding="utf-8")


def test_nothing_hidden_leaves_the_house(taught: Taught) -> None:
    """Release and feedback hold no hidden check's name, title, words or source, and no line of an answer."""
    hidden = hidden_checks(taught)
    words = [text for check in hidden for text in (check.name, check.title, check.seen) if text]
    secrets = secrets_of(KIT, KIT.scene(SCENE))
    release = [path for path in (taught.folder / "release").rglob("*") if path.is_file()]
    pages = [path for path in (taught.folder / "feedback").rglob("*") if path.is_file()]
    assert len(pages) >= len(taught.texts) and release
    for path in [*release, *pages]:
        text = path.read_text(encoding="utf-8")
        assert not [word for word in words if word in text], path
    for path in release:
        lines = "\n".join("".join(cell["source"]) for cell in json.loads(path.read_text())["cells"])
        assert not told_secret(secrets, lines.encode()), path


def test_staff_can_read_the_reasons_of_hidden_checks(taught: Taught) -> None:
    """What the feedback must not say stands in the notebook that staff look at: so there was something to scrub."""
    notebook = (taught.folder / "autograded" / "naive" / SCENE / f"{SCENE}.ipynb").read_text(encoding="utf-8")
    failed = [check for check in hidden_checks(taught) if check.verdict == "FAIL"]
    for check in failed:
        assert check.name in notebook and json.dumps(check.title, ensure_ascii=False)[1:-1] in notebook


def test_feedback_tells_the_reasons_and_shows_the_run(taught: Taught) -> None:
    """The page says what was seen, asks, and holds the run that proves it, to step through."""
    page = feedback(taught, "naive")
    result = taught.results[mutant()]
    assert result is not None
    failed = next(check for check in result.checks if check.trace and not check.hidden)
    assert failed.title in page and failed.ask.partition("'")[0] in page
    assert "<iframe" in page and "the run that shows it" in page
    assert "Hidden check 1" in page


def test_markup_of_a_student_is_shown_to_no_one(taught: Taught) -> None:
    """Cells, outputs and metadata of a student's own reach neither the staff's pages nor the feedback."""
    for folder in ("autograded", "feedback"):
        for path in (taught.folder / folder / "edited").rglob("*"):
            if path.is_file():
                assert MARK not in path.read_text(encoding="utf-8"), path
    page = feedback(taught, "loud")
    assert f"&lt;script&gt;{MARK}" in page and f"<script>{MARK}" not in page


# ---- the student's own copy ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def student_kit(taught: Taught, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the kit that the course released: no hidden checks, no answer."""
    root = tmp_path_factory.mktemp("kit")
    raftlab(root, "release", SCENE, "-o", str(root))
    shutil.unpack_archive(root / f"raftlab-{SCENE}.zip", root)
    return root / f"raftlab-{SCENE}"


def test_validate_passes_the_right_answer(taught: Taught, student_kit: Path, tmp_path: Path) -> None:
    """nbgrader's own `validate` runs a student's notebook and finds nothing to complain of."""
    (tmp_path / "mine.ipynb").write_text(json.dumps(with_text(released_notebook(taught.folder), reference())))
    done = nbgrader(tmp_path, "validate", "mine.ipynb", RAFTLAB_KIT=str(student_kit))
    assert "Success! Your notebook passes all the tests." in done.stdout


def test_validate_tells_what_a_wrong_answer_fails(taught: Taught, student_kit: Path, tmp_path: Path) -> None:
    """`validate` names each public check that does not hold, with what was seen."""
    (tmp_path / "mine.ipynb").write_text(json.dumps(with_text(released_notebook(taught.folder), mutant())))
    done = nbgrader(tmp_path, "validate", "mine.ipynb", RAFTLAB_KIT=str(student_kit), code=None)
    result = taught.results[mutant()]
    assert result is not None
    public = [check for check in result.checks if not check.hidden and check.verdict != "ok"]
    assert f"VALIDATION FAILED ON {len(public)} CELL(S)" in done.stdout
    for check in public:
        assert check.title[:40] in done.stdout


# ---- other ways ----------------------------------------------------------------------------------------------------


def test_a_second_autograde_keeps_what_people_decided(taught: Taught, gradebook: Any) -> None:
    """A person's score and comment survive a regrade, and the score is looked at again."""
    graded = gradebook.find_submission_notebook(SCENE, SCENE, "half").grades[0].name
    gradebook.find_grade(graded, SCENE, SCENE, "half").manual_score = 0.5
    gradebook.find_comment("layer", SCENE, SCENE, "half").manual_comment = "well argued"
    gradebook.db.commit()
    nbgrader(taught.folder, "autograde", SCENE, "--student=half", "--force")
    gradebook.db.expire_all()
    grade = gradebook.find_grade(graded, SCENE, SCENE, "half")
    assert grade.score == 0.5 and grade.auto_score is not None and grade.needs_manual_grade
    assert gradebook.find_comment("layer", SCENE, SCENE, "half").comment == "well argued"


def test_init_again_overwrites_nothing(taught: Taught) -> None:
    """The same course is made to the same bytes; what staff changed since is named and stays."""
    root, source = taught.folder.parent, taught.folder / "source" / SCENE / f"{SCENE}.ipynb"
    before = source.read_bytes()
    raftlab(root, "nbgrader", "init", COURSE, "--scenes", SCENE)
    assert source.read_bytes() == before
    source.write_bytes(before + b"\n")
    ended = raftlab(root, "nbgrader", "init", COURSE, "--scenes", SCENE, code=2)
    assert "is there already and differs" in ended.stderr and source.read_bytes() == before + b"\n"
    source.write_bytes(before)


def test_a_course_can_take_the_file_instead(tmp_path: Path) -> None:
    """With --py students hand in the scene's file: it is kept, graded, and a link in its place is refused."""
    need_nbgrader()
    scene = KIT.scene(SCENE)
    raftlab(tmp_path, "nbgrader", "init", "files", "--scenes", SCENE, "--py")
    course = tmp_path / "files"
    nbgrader(course, "generate_assignment", SCENE)
    released = course / "release" / SCENE
    assert (released / scene.file).read_bytes() == (KIT.skeletons / SCENE / scene.file).read_bytes()
    for student in ("naive", "link", "none"):
        folder = submit(course, student, released_notebook(course))
        if student == "naive":
            (folder / scene.file).write_text(mutant())
        elif student == "link":
            (folder / scene.file).symlink_to(KIT.reference / SCENE / scene.file)
    nbgrader(course, "autograde", SCENE)
    nbgrader(course, "export")
    table = rows(Taught(course, tmp_path, {}))
    (tmp_path / "naive.py").write_text(mutant())
    wanted = json.loads(raftlab(tmp_path, "grade", SCENE, "naive.py", "--json", "-", code=1).stdout)["score"]
    assert float(table["naive"]["score"]) == wanted > 0
    assert float(table["link"]["score"]) == float(table["none"]["score"]) == 0.0


def test_a_fault_of_the_kit_waits_for_a_person(taught: Taught, tmp_path: Path) -> None:
    """Where a check of the kit itself breaks, its cell has no score and waits; the other checks have theirs."""
    from raftlab.nbgrader.gradebook import opened

    for tree in ("labs", "skeletons", "reference"):
        shutil.copytree(KIT.root / tree, tmp_path / "kit" / tree)
    course = shutil.copytree(taught.folder, tmp_path / COURSE, ignore=shutil.ignore_patterns("submitted", "autograded"))
    broken = next((tmp_path / "kit" / "labs" / SCENE / "tests").glob("test_stale.py"))
    source = broken.read_text(encoding="utf-8")
    first = source.index("def test_")
    doc_ends = source.index('"""\n', source.index('"""', first) + 3) + 4
    broken.write_text(f'{source[:doc_ends]}    raise RuntimeError("the kit is broken")\n{source[doc_ends:]}')
    submit(course, "unlucky", with_text(released_notebook(course), reference()))
    nbgrader(course, "autograde", SCENE, "--student=unlucky", RAFTLAB_KIT=str(tmp_path / "kit"))
    with opened(f"sqlite:///{course / 'gradebook.db'}", COURSE) as found:
        submitted = found.find_submission_notebook(SCENE, SCENE, "unlucky")
        waiting = [each for each in submitted.grades if each.needs_manual_grade]
        assert len(waiting) == 1 and waiting[0].auto_score is None
        assert all(each.auto_score == each.max_score for each in submitted.grades if each not in waiting)
        assert "a person will" in found.find_comment("layer", SCENE, SCENE, "unlucky").auto_comment
