"""Reads the submissions of a class from a folder or zip of any platform."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from pathlib import Path, PurePosixPath

import msgspec

from raftlab.batch.ingest.blackboard import is_blackboard, read_blackboard
from raftlab.batch.ingest.brightspace import INDEX_PATH, is_brightspace, read_brightspace
from raftlab.batch.ingest.composed_entry import (
    make_composed_entry,
    require_folders_of_students,
    strip_composed_class_folder,
)
from raftlab.batch.ingest.file_tree import (
    FileTree,
    folders_with,
    open_tree,
    strip_class_folder,
    strip_wrapper_folder,
    unwrapped_trees,
)
from raftlab.batch.ingest.gradescope import METADATA_PATH, is_gradescope, read_gradescope
from raftlab.batch.ingest.platform_layouts import (
    PlatformLayout,
    assignment_prefix,
    is_canvas,
    is_github,
    is_moodle,
    is_nbgrader,
    read_canvas,
    read_github,
    read_moodle,
    read_nbgrader,
    read_plain_folders,
)
from raftlab.batch.ingest.platform_submission import PlatformSubmission, make_entry
from raftlab.batch.models import Person, SubmissionEntry
from raftlab.batch.person_identifiers import IDENTIFIER_KINDS, identifier_of_kind
from raftlab.errors import UsageError
from raftlab.kit import Scene
from raftlab.report.sanitise import one_line
from raftlab.submission_reader import printable_path

PLAIN, GRADESCOPE, GITHUB = "plain", "gradescope", "github"
NAME_LIMIT = 5
LAYOUTS = (
    PlatformLayout(
        GRADESCOPE,
        is_gradescope,
        read_gradescope,
        "submission_metadata.yml lies beside the folders",
        frozenset({METADATA_PATH}),
    ),
    PlatformLayout("nbgrader", is_nbgrader, read_nbgrader, "expected submitted/STUDENT/ASSIGNMENT/"),
    PlatformLayout("moodle", is_moodle, read_moodle, "expected names with _assignsubmission_"),
    PlatformLayout("blackboard", is_blackboard, read_blackboard, "expected ASSIGNMENT_LOGIN_attempt_TIME_FILE"),
    PlatformLayout(
        "brightspace",
        is_brightspace,
        read_brightspace,
        'expected folders called "ID-ID - NAME - TIME"',
        frozenset({INDEX_PATH}),
    ),
    PlatformLayout("canvas", is_canvas, read_canvas, "expected NAME_USER_ATTACHMENT_FILE"),
    PlatformLayout(GITHUB, is_github, read_github, "expected a folder with .git for each student"),
    PlatformLayout(PLAIN, lambda tree: True, read_plain_folders, ""),
)
"""Tried in this order; the last one accepts everything."""
LAYOUT_ALIASES = {"classroom": GITHUB}


@dataclass(frozen=True)
class IngestedClass:
    """The submissions of a class, in the order of their keys. `unclaimed_files`: files that belong to no submission."""

    layout: str
    entries: tuple[SubmissionEntry, ...]
    unclaimed_files: tuple[str, ...] = ()
    login_prefix: str = ""
    """What stands before each login in the folders' names, where it was read from these names; else ""."""


def ingest_class(
    scene: Scene,
    path: Path,
    *,
    layout_name: str | None = None,
    due_time: datetime | None = None,
    may_be_empty: bool = False,
    zone: tzinfo | None = None,
    layer_scenes: Sequence[Scene] = (),
) -> IngestedClass:
    """Return the class at `path`. Entries after `due_time` are late. `layout_name`: a platform; None detects it.

    zone: of the times that the platform writes without one. layer_scenes: those whose files make up the composed
    server, if that is the scene.
    UsageError if `path` has no submissions, unless `may_be_empty`; files that no layout knows are no empty class.
    """
    layout, tree = choose_layout(open_tree(path), scene.file, layout_by_name(layout_name) if layout_name else None)
    if layout.name == PLAIN and scene.is_composed:
        tree = strip_composed_class_folder(tree, layer_scenes)
        require_folders_of_students(path, tree, layer_scenes)
    submissions = tuple(distinguish_namesakes(layout.read_submissions(tree, scene.file, scene.id)))
    if layout.name == PLAIN:
        require_one_file_per_student(path, submissions, scene.file)
    is_unknown = layout.name == PLAIN and next(unclaimed_files(tree, (), layout.own_files), None) is not None
    if not submissions and (is_unknown or not may_be_empty):
        raise UsageError(
            f"{printable_path(path)}: no submissions here; expected a folder for each student with "
            + ("their scenes" if scene.is_composed else scene.file)
        )
    made = (
        make_composed_entry(each, scene, layer_scenes, zone)
        if scene.is_composed
        else make_entry(each, scene.file, zone, scene.document)
        for each in submissions
    )
    entries = sorted(made, key=entry_sort_key)
    marked = tuple(mark_late(entry, due_time) for entry in entries)
    unclaimed = tuple(unclaimed_files(tree, submissions, layout.own_files))
    return IngestedClass(layout.name, marked, unclaimed, assignment_prefix(tree) if layout.name == GITHUB else "")


def distinguish_namesakes(submissions: Iterable[PlatformSubmission]) -> Iterator[PlatformSubmission]:
    """Yield the submissions, with people who can be told apart.

    People of several submissions who are known by one name alone get the submission as id. An id that several people
    have, who share neither email nor name, is none: some write N/A or 0 for theirs.
    """
    submissions = tuple(submissions)
    counts = Counter(person for each in submissions for person in each.people)
    shared_ids = ids_of_several_people(counts)
    for each in submissions:
        people = tuple(
            msgspec.structs.replace(person, id="" if person.email or person.login else f"submission {each.key}")
            if person.id in shared_ids or (counts[person] > 1 and person == Person(name=person.name))
            else person
            for person in each.people
        )
        yield replace(each, people=people)


def ids_of_several_people(people: Iterable[Person]) -> frozenset[str]:
    """Return the ids that people have who share neither email nor name."""
    owners: dict[str, list[Person]] = defaultdict(list)
    for person in people:
        owners[person.id].append(person)
    return frozenset(
        id_ for id_, several in owners.items() if id_ and any(is_someone_else(each, several[0]) for each in several[1:])
    )


def is_someone_else(first: Person, second: Person) -> bool:
    """Return whether two people with one id share no other identifier, though both have some."""
    values = [{(kind, identifier_of_kind(each, kind)) for kind in IDENTIFIER_KINDS[1:]} for each in (first, second)]
    mine, other = ({(kind, value) for kind, value in each if value} for each in values)
    return bool(mine and other) and not mine & other


def choose_layout(
    tree: FileTree, file_name: str, named_layout: PlatformLayout | None
) -> tuple[PlatformLayout, FileTree]:
    """Return the layout and the tree that has it: this one, or one inside its only folder or only zip.

    named_layout: the layout that staff named. UsageError if no tree has it.
    """
    trees = (tree, *unwrapped_trees(tree))
    for layout in (named_layout,) if named_layout else LAYOUTS[:-1]:
        for each in trees:
            if layout.name != PLAIN and layout.matches(each):
                return layout, each
    if named_layout and named_layout.name not in (PLAIN, GRADESCOPE):
        for each in trees:
            if next(iter(named_layout.read_submissions(each, file_name, "")), None) is not None:
                return named_layout, each
    if named_layout and named_layout.name != PLAIN:
        raise UsageError(f"--layout {named_layout.name}: the files are not laid out so; {named_layout.expected_text}")
    plain = [strip_class_folder(strip_wrapper_folder(each), file_name) for each in trees]
    several = (each for each in plain if len(folders_with(each, file_name)) > 1)
    return LAYOUTS[-1], next(several, plain[0])


def require_one_file_per_student(path: Path, submissions: Sequence[PlatformSubmission], file_name: str) -> None:
    """Refuse a single student with several files of the scene's name: that is a class in an unknown layout. UsageError.

    Grading it would give one student the work of another.
    """
    if len(submissions) != 1:
        return
    names = [name for name, _ in submissions[0].files if PurePosixPath(name).name == file_name]
    if len(names) > 1:
        shown = ", ".join(one_line(name)[:80] for name in names[:NAME_LIMIT])
        raise UsageError(
            f"{printable_path(path)}: {len(names)} files called {file_name} in one student's folder ({shown}); "
            "name the folder that holds a folder for each student, or your platform with --layout"
        )


def unclaimed_files(
    tree: FileTree, submissions: Iterable[PlatformSubmission], own_files: Container[PurePosixPath]
) -> Iterator[str]:
    """Yield the paths of the files that belong to no submission, except the platform's `own_files`."""
    submissions = tuple(submissions)
    claimed = {id(member.read) for submission in submissions for _, member in submission.files}
    claimed |= {id(member.read) for submission in submissions for member in submission.earlier_files}
    for path, member in tree.members.items():
        if id(member.read) not in claimed and path not in own_files and ".git" not in path.parts:
            yield one_line(str(path))
    yield from (one_line(name) for name in tree.refused_names)


def layout_by_name(name: str) -> PlatformLayout:
    """Return the layout of that name. UsageError for an unknown one."""
    name = LAYOUT_ALIASES.get(name, name)
    for layout in LAYOUTS:
        if layout.name == name:
            return layout
    raise UsageError(f"--layout {name}: unknown; there are {', '.join(layout.name for layout in LAYOUTS)}")


def mark_late(entry: SubmissionEntry, due_time: datetime | None) -> SubmissionEntry:
    """Return the entry, marked late if it came after `due_time` or its platform says so."""
    after = due_time is not None and entry.submitted_at is not None and entry.submitted_at > due_time
    return msgspec.structs.replace(entry, late=entry.late or after)


def entry_sort_key(entry: SubmissionEntry) -> str:
    """Return the sort key of an entry."""
    return entry.key
