"""Checks submissions before the grading: unreadable files, empty skeletons, equal files."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterable

import msgspec

from raftlab.batch.models import SubmissionEntry
from raftlab.batch.review_flags import source_flags
from raftlab.composed_bundle import unpack_bundle
from raftlab.composed_submission import compose_submission
from raftlab.design.design_document import split_defence
from raftlab.errors import UsageError
from raftlab.grading_models import Submission
from raftlab.kit import Kit, Scene
from raftlab.report.sanitise import one_line
from raftlab.submission_reader import check_shape, parse_submission
from raftlab.submission_shape import find_class

UNCHANGED_NOTE = "unchanged skeleton"
IDENTICAL_NOTE = "identical file"


def preflight(kit: Kit, scene: Scene, entries: Iterable[SubmissionEntry]) -> tuple[SubmissionEntry, ...]:
    """Return the entries: with a fault if the text cannot be graded, and with notes for staff."""
    entries = tuple(entries)
    seen = Counter(entry.sha256 for entry in entries if entry.source)
    skeleton = "" if scene.is_composed or scene.is_design else dump_skeleton(kit, scene)
    looked: dict[str, SubmissionEntry] = {}
    for entry in entries:
        if entry.source and entry.sha256 not in looked:
            looked[entry.sha256] = review_entry(kit, scene, msgspec.structs.replace(entry, notes=()), skeleton)
    return tuple(add_entry_findings(entry, looked, seen) for entry in entries)


def add_entry_findings(
    entry: SubmissionEntry, examined_entries: dict[str, SubmissionEntry], copy_counts: Counter[str]
) -> SubmissionEntry:
    """Return the entry with the findings in its text, and a note if others handed in the same bytes."""
    if not entry.source:
        return entry
    found = examined_entries[entry.sha256]
    notes = (*entry.notes, *found.notes)
    if copy_counts[entry.sha256] > 1 and UNCHANGED_NOTE not in notes:
        notes = (*notes, IDENTICAL_NOTE)
    return msgspec.structs.replace(entry, error_text=found.error_text, notes=notes)


def review_entry(kit: Kit, scene: Scene, entry: SubmissionEntry, skeleton: str) -> SubmissionEntry:
    """Return the entry with a fault of its text, or the note that it is the unchanged skeleton."""
    if scene.is_composed:
        return review_layers(kit, entry)
    try:
        submission = make_submission(scene, entry)
        if scene.is_design:
            return review_design(kit, scene, entry, submission)
        tree = parse_submission(scene, submission)
        wrong = wrong_scene_text(kit, scene, tree)
        if wrong:
            raise UsageError(wrong)
        check_shape(kit, scene, submission)
    except UsageError as fault:
        return msgspec.structs.replace(entry, error_text=one_line(str(fault)))
    except Exception as error:  # one entry never ends a class: grading it says more
        return msgspec.structs.replace(entry, notes=(f"could not be examined ({type(error).__name__})",))
    same = bool(skeleton) and dump_tree(tree) == skeleton
    return msgspec.structs.replace(entry, notes=(*entry.notes, *((UNCHANGED_NOTE,) if same else source_flags(tree))))


def review_layers(kit: Kit, entry: SubmissionEntry) -> SubmissionEntry:
    """Return the entry of a composed server with a fault, or the scenes of which there is no layer of the student's."""
    try:
        missing = compose_submission(kit, unpack_bundle(entry.source.decode())).missing
    except UsageError as fault:
        return msgspec.structs.replace(entry, error_text=one_line(str(fault)))
    return msgspec.structs.replace(entry, notes=tuple(f"{scene} {reason}" for scene, reason in missing.items()))


def review_design(kit: Kit, scene: Scene, entry: SubmissionEntry, submission: Submission) -> SubmissionEntry:
    """Return the entry of a design, with a note if it is the skeleton. UsageError for a text that is no design."""
    check_shape(kit, scene, submission)
    skeleton = (kit.skeletons / scene.id / scene.file).read_text(encoding="utf-8")
    same = split_defence(submission.source)[0].strip() == skeleton.strip()
    return msgspec.structs.replace(entry, notes=(*entry.notes, *((UNCHANGED_NOTE,) if same else ())))


def make_submission(scene: Scene, entry: SubmissionEntry) -> Submission:
    """Return the entry's text. UsageError if it is not valid."""
    try:
        text = entry.source.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise UsageError(f"{scene.file} is not UTF-8 text (byte {fault.start}); save it as UTF-8") from None
    if "\0" in text:
        raise UsageError(f"{scene.file} is not text: it holds a zero byte; hand in the Python source")
    return Submission(scene.id, scene.file, text)


def wrong_scene_text(kit: Kit, scene: Scene, tree: ast.Module) -> str | None:
    """Return the words for a file that holds another scene's layer and not this one's."""
    if find_class(tree, scene.layer_class) is not None:
        return None
    for other in kit.scenes:
        if (
            other.layer_class
            and other.layer_class != scene.layer_class
            and find_class(tree, other.layer_class) is not None
        ):
            held = f"{scene.file} holds class {other.layer_class}, which is {other.id}"
            return f"{held}; this is {scene.id}: hand in that file"
    return None


def dump_skeleton(kit: Kit, scene: Scene) -> str:
    """Return the syntax tree of the skeleton as text; "" if there is no skeleton."""
    file = kit.skeletons / scene.id / scene.file
    return dump_tree(ast.parse(file.read_text(encoding="utf-8"))) if file.is_file() else ""


def dump_tree(tree: ast.Module) -> str:
    """Return the syntax tree of a text as text: without comments and layout."""
    try:
        return ast.dump(tree)
    except (ValueError, RecursionError, MemoryError):  # a huge number, or deep nesting
        return ""
