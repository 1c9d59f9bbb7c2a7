"""A course for nbgrader's own commands: its configuration, a source notebook for each scene, and its students."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from raftlab.batch.models import Person
from raftlab.batch.optional_packages import import_optional
from raftlab.errors import UsageError
from raftlab.kit import Kit, Scene
from raftlab.nbgrader.grade_cells import scene_grade_cells
from raftlab.nbgrader.source_notebook import make_source_notebook
from raftlab.report.sanitise import one_line
from raftlab.skeleton import make_skeleton
from raftlab.state_dir import write_atomically
from raftlab.submission_reader import printable_path

CONFIG_FILE = "nbgrader_config.py"
COMMAND_NAME = "raftlab nbgrader"
CONFIG_TEMPLATE = '''\
"""nbgrader's configuration of a course of raftlab scenes. You may change it, but keep the lists: they make it safe.

    nbgrader generate_assignment SCENE    writes release/ with the skeleton instead of the solution
    nbgrader autograde SCENE              grades with raftlab's pipeline; no kernel runs on this machine
    nbgrader generate_feedback SCENE      writes feedback/ without the hidden checks
    nbgrader export
"""

from pathlib import Path

from nbconvert.preprocessors import CSSHTMLHeaderPreprocessor
from nbgrader.preprocessors import (
    AssignLatePenalties,
    CheckCellMetadata,
    ClearOutput,
    ComputeChecksums,
    GetGrades,
    LimitOutput,
    LockCells,
    SaveCells,
)
from raftlab.nbgrader.preprocessors import (
    DropStaffOutputs,
    GradeByPipeline,
    HandOutSkeleton,
    ReadDamagedNotebook,
    SaveScores,
    TakeSubmittedText,
)

c = get_config()
c.CourseDirectory.course_id = {course}
c.CourseDirectory.root = str(Path(__file__).resolve().parent)
{database}
c.GenerateAssignment.preprocessors = [
    LockCells,
    HandOutSkeleton,
    ClearOutput,
    CheckCellMetadata,
    ComputeChecksums,
    SaveCells,
    CheckCellMetadata,
]
c.Autograde.exporter_class = ReadDamagedNotebook
c.Autograde.sanitize_preprocessors = [TakeSubmittedText, CheckCellMetadata]
c.Autograde.autograde_preprocessors = [
    GradeByPipeline,
    LimitOutput,
    SaveScores,
    AssignLatePenalties,
    CheckCellMetadata,
]
# The files that students write, where the layer is a file and not a cell: scene -> files.
c.Autograde.exclude_overwriting = {files}
c.GenerateFeedback.preprocessors = [DropStaffOutputs, GetGrades, CSSHTMLHeaderPreprocessor]
'''


@dataclass(frozen=True)
class CoursePlan:
    """The content of a course. `database`: an SQLAlchemy URL, "" for gradebook.db in the course's folder.

    `layer_in_file`: the layer is a file beside the notebook.
    """

    folder: Path
    scenes: tuple[Scene, ...]
    database: str = ""
    layer_in_file: bool = False
    people: tuple[Person, ...] = ()

    @property
    def course_name(self) -> str:
        """Return the name of the course in the gradebook."""
        return self.folder.resolve().name

    @property
    def database_url(self) -> str:
        """Return the database's URL."""
        return self.database or f"sqlite:///{self.folder.resolve() / 'gradebook.db'}"


def gradable_scenes(kit: Kit) -> tuple[Scene, ...]:
    """Return the scenes that can be graded in a notebook: those with a layer, public checks and a handout."""
    return tuple(
        scene
        for scene in kit.scenes
        if any((scene.folder / "tests").glob("test_*.py"))
        and (scene.folder / "README.md").is_file()
        and not scene.is_design
    )


def make_course(kit: Kit, plan: CoursePlan, on_file: Callable[[Path], None]) -> None:
    """Write the course's files and enrol its students. UsageError if another file is already there."""
    import_optional("nbgrader.api", "nbgrader", COMMAND_NAME, extra_name="nbgrader")
    require_different_ids(plan.people)
    files = dict(course_files(kit, plan))
    existing = [path for path, data in files.items() if path.exists() and path.read_bytes() != data]
    if existing:
        raise UsageError(f"{printable_path(existing[0])} already exists and differs; move it, or name another folder")
    for path, data in files.items():
        try:
            write_atomically(path, data)
        except OSError as error:
            raise UsageError(f"cannot write {printable_path(path)} ({error.strerror}); name another folder") from None
        on_file(path)
    if plan.people:
        enrol_students(plan)


def course_files(kit: Kit, plan: CoursePlan) -> Iterable[tuple[Path, bytes]]:
    """Yield the course's files; the same kit and plan give the same bytes."""
    import nbformat

    yield plan.folder / CONFIG_FILE, config_text(plan).encode()
    for scene in plan.scenes:
        folder = plan.folder / "source" / scene.id
        notebook = make_source_notebook(kit, scene, scene_grade_cells(kit, scene), layer_in_file=plan.layer_in_file)
        yield folder / f"{scene.id}.ipynb", f"{nbformat.writes(notebook)}\n".encode()
        if plan.layer_in_file:
            yield folder / scene.file, make_skeleton(kit, scene).encode()


def config_text(plan: CoursePlan) -> str:
    """Return nbgrader_config.py."""
    files = {scene.id: [scene.file] for scene in plan.scenes} if plan.layer_in_file else {}
    database = f"c.CourseDirectory.db_url = {json.dumps(plan.database)}\n" if plan.database else ""
    return CONFIG_TEMPLATE.format(course=json.dumps(plan.course_name), database=database, files=json.dumps(files))


def enrol_students(plan: CoursePlan) -> None:
    """Add the plan's people to the gradebook, or update them."""
    from raftlab.nbgrader.gradebook_filling import open_gradebook

    with open_gradebook(plan.database_url, plan.course_name) as gradebook:
        for person in plan.people:
            first, _, last = full_name(person).rpartition(" ")
            gradebook.update_or_create_student(
                student_id(person), first_name=first or None, last_name=last or None, email=person.email or None
            )


def student_id(person: Person) -> str:
    """Return a student's id in nbgrader, which is also a folder's name. UsageError if it cannot be one."""
    name = person.login or person.key
    if not name or "/" in name or "+" in name or name in (".", "..") or not name.isprintable():
        raise UsageError(f"{name!a} cannot be a student id in nbgrader (no / or +); fix the roster")
    return name


def require_different_ids(people: Iterable[Person]) -> None:
    """Refuse people of whom two would be one student in nbgrader: one's login can be another's id. UsageError."""
    owners: dict[str, Person] = {}
    for person in people:
        other = owners.setdefault(student_id(person), person)
        if other != person:
            both = " and ".join(one_line(each.name or each.key) for each in (other, person))
            raise UsageError(
                f"{one_line(student_id(person))}: {both} would be one student in nbgrader; "
                "give each a login in the roster"
            )


def full_name(person: Person) -> str:
    """Return the name as "first last"; the roster may also have it as "last, first"."""
    last, comma, first = person.name.partition(",")
    return f"{first.strip()} {last.strip()}" if comma else person.name
