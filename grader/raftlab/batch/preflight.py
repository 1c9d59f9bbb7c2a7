"""What can be said of a submission before any grading time is spent on it."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterable

import msgspec

from raftlab.batch.records import Entry
from raftlab.batch.signs import attack_signs
from raftlab.errors import UsageFault
from raftlab.kit import Kit, Scene
from raftlab.records import Submission
from raftlab.report.sanitise import one_line
from raftlab.signature import class_of
from raftlab.workspace import check_shape, parsed

UNCHANGED = "unchanged skeleton"
IDENTICAL = "identical file"


def preflight(kit: Kit, scene: Scene, entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Return the entries, with a fault where nothing can be graded and notes where staff should look."""
    entries = tuple(entries)
    seen = Counter(entry.sha256 for entry in entries if entry.source)
    skeleton = skeleton_tree(kit, scene)
    looked: dict[str, Entry] = {}
    for entry in entries:
        if entry.source and entry.sha256 not in looked:
            looked[entry.sha256] = examined(kit, scene, msgspec.structs.replace(entry, notes=()), skeleton)
    return tuple(with_findings(entry, looked, seen) for entry in entries)


def with_findings(entry: Entry, looked: dict[str, Entry], seen: Counter[str]) -> Entry:
    """Return the entry with what was found in its text, and whether others handed in the same bytes."""
    if not entry.source:
        return entry
    found = looked[entry.sha256]
    notes = (*entry.notes, *found.notes)
    if seen[entry.sha256] > 1 and UNCHANGED not in notes:
        notes = (*notes, IDENTICAL)
    return msgspec.structs.replace(entry, fault=found.fault, notes=notes)


def examined(kit: Kit, scene: Scene, entry: Entry, skeleton: str) -> Entry:
    """Return the entry with what its text shows: a fault, or that it is the skeleton as it was handed out."""
    try:
        submission = submission_of(scene, entry)
        tree = parsed(scene, submission)
        wrong = wrong_scene(kit, scene, tree)
        if wrong:
            raise UsageFault(wrong)
        check_shape(kit, scene, submission)
    except UsageFault as fault:
        return msgspec.structs.replace(entry, fault=one_line(str(fault)))
    same = bool(skeleton) and dumped(tree) == skeleton
    return msgspec.structs.replace(entry, notes=(*entry.notes, *((UNCHANGED,) if same else attack_signs(tree))))


def submission_of(scene: Scene, entry: Entry) -> Submission:
    """Return the entry's text. UsageFault where it is none."""
    try:
        text = entry.source.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise UsageFault(f"{scene.file} is not UTF-8 text (byte {fault.start}); save it as UTF-8") from None
    if "\0" in text:
        raise UsageFault(f"{scene.file} is not text: it holds a zero byte; hand in the Python source")
    return Submission(scene.id, scene.file, text)


def wrong_scene(kit: Kit, scene: Scene, tree: ast.Module) -> str | None:
    """Return the words for a file that holds another scene's layer and not this one's."""
    if class_of(tree, scene.layer) is not None:
        return None
    for other in kit.scenes:
        if other.layer and other.layer != scene.layer and class_of(tree, other.layer) is not None:
            return f"{scene.file} holds class {other.layer}, which is {other.id}; this is {scene.id}: hand in that file"
    return None


def skeleton_tree(kit: Kit, scene: Scene) -> str:
    """Return what the skeleton says to Python, "" where there is none."""
    file = kit.skeletons / scene.id / scene.file
    return dumped(ast.parse(file.read_text(encoding="utf-8"))) if file.is_file() else ""


def dumped(tree: ast.Module) -> str:
    """Return what a text says to Python, comments and layout left out."""
    try:
        return ast.dump(tree)
    except RecursionError:
        return ""
