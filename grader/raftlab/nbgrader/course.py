"""A course that nbgrader's own commands take: its configuration, a source notebook for each scene, its students."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from raftlab.batch.extra import need
from raftlab.batch.records import Person
from raftlab.errors import UsageFault
from raftlab.kit import Kit, Scene
from raftlab.nbgrader.gradable import gradables
from raftlab.nbgrader.source import source_notebook
from raftlab.notes import write_whole
from raftlab.skeleton import skeleton_of
from raftlab.workspace import shown

CONFIG = "nbgrader_config.py"
PURPOSE = "raftlab nbgrader"
TEMPLATE = '''\
"""nbgrader's configuration of a course of raftlab scenes. Yours to change; the lists below are what makes it safe.

    nbgrader generate_assignment SCENE    release/: the skeleton instead of the solution
    nbgrader autograde SCENE              graded by raftlab's pipeline: no kernel runs on this machine
    nbgrader generate_feedback SCENE      feedback/: without a word of the hidden checks
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
    ReadAnything,
    SaveScores,
    TakeTextOnly,
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
c.Autograde.exporter_class = ReadAnything
c.Autograde.sanitize_preprocessors = [TakeTextOnly, CheckCellMetadata]
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
class Plan:
    """What a course is to hold. `database`: an SQLAlchemy URL, "" for gradebook.db in the course's folder.

    `in_file`: the layer is a file beside the notebook.
    """

    folder: Path
    scenes: tuple[Scene, ...]
    database: str = ""
    in_file: bool = False
    people: tuple[Person, ...] = ()

    @property
    def course(self) -> str:
        """Return what the gradebook calls the course."""
        return self.folder.resolve().name

    @property
    def url(self) -> str:
        """Return the database's URL."""
        return self.database or f"sqlite:///{self.folder.resolve() / 'gradebook.db'}"


def with_checks(kit: Kit) -> tuple[Scene, ...]:
    """Return the scenes that can be graded: those with public checks and a handout."""
    return tuple(
        scene
        for scene in kit.scenes
        if any((scene.folder / "tests").glob("test_*.py")) and (scene.folder / "README.md").is_file()
    )


def make_course(kit: Kit, plan: Plan, on_file: Callable[[Path], None]) -> None:
    """Write the course's files and bring its students into the gradebook. UsageFault for what is in the way."""
    need("nbgrader.api", "nbgrader", PURPOSE, extra="nbgrader")
    files = dict(contents(kit, plan))
    in_the_way = [path for path, data in files.items() if path.exists() and path.read_bytes() != data]
    if in_the_way:
        raise UsageFault(f"{shown(in_the_way[0])} is there already and differs; move it, or name another folder")
    for path, data in files.items():
        try:
            write_whole(path, data)
        except OSError as fault:
            raise UsageFault(f"cannot write {shown(path)} ({fault.strerror}); name another folder") from None
        on_file(path)
    if plan.people:
        enrol(plan)


def contents(kit: Kit, plan: Plan) -> Iterable[tuple[Path, bytes]]:
    """Yield the course's files; the same kit and plan give the same bytes."""
    import nbformat

    yield plan.folder / CONFIG, config_text(plan).encode()
    for scene in plan.scenes:
        folder = plan.folder / "source" / scene.id
        notebook = source_notebook(kit, scene, gradables(kit, scene), in_file=plan.in_file)
        yield folder / f"{scene.id}.ipynb", f"{nbformat.writes(notebook)}\n".encode()
        if plan.in_file:
            yield folder / scene.file, skeleton_of(kit, scene).encode()


def config_text(plan: Plan) -> str:
    """Return nbgrader_config.py."""
    files = {scene.id: [scene.file] for scene in plan.scenes} if plan.in_file else {}
    database = f"c.CourseDirectory.db_url = {json.dumps(plan.database)}\n" if plan.database else ""
    return TEMPLATE.format(course=json.dumps(plan.course), database=database, files=json.dumps(files))


def enrol(plan: Plan) -> None:
    """Bring the plan's people into the gradebook, or bring what it knows of them up to date."""
    from raftlab.nbgrader.gradebook import opened

    with opened(plan.url, plan.course) as gradebook:
        for person in plan.people:
            first, _, last = name_of(person).rpartition(" ")
            gradebook.update_or_create_student(
                student_id(person), first_name=first or None, last_name=last or None, email=person.email or None
            )


def student_id(person: Person) -> str:
    """Return what names a student in nbgrader, where it is a folder's name too. UsageFault where it cannot be one."""
    found = person.login or person.key
    if not found or "/" in found or "+" in found or found in (".", "..") or not found.isprintable():
        raise UsageFault(f"{found!a} cannot be a student's id in nbgrader: no / or +; mend the roster")
    return found


def name_of(person: Person) -> str:
    """Return the name as first names and last name, whichever way round the roster has it."""
    last, comma, first = person.name.partition(",")
    return f"{first.strip()} {last.strip()}" if comma else person.name
