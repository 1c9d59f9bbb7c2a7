"""The submission of one student for `all`: the file of every scene that was handed in, as one text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import tzinfo
from pathlib import Path, PurePosixPath

from raftlab.batch.ingest.file_tree import FileTree, Member, UnreadableFileError, strip_class_folder
from raftlab.batch.ingest.platform_submission import (
    MissingFileError,
    PlatformSubmission,
    choose_file,
    entry_with_source,
    read_named_source,
)
from raftlab.batch.models import SubmissionEntry
from raftlab.composed_bundle import bundle_text
from raftlab.errors import UsageError
from raftlab.kit import Scene
from raftlab.report.sanitise import one_line
from raftlab.submission_reader import printable_path


def make_composed_entry(
    submission: PlatformSubmission, scene: Scene, layer_scenes: Iterable[Scene], zone: tzinfo | None = None
) -> SubmissionEntry:
    """Return a submission as an entry of the class: the files of all scenes, or why one of them cannot be read.

    A scene without a file is left out.
    """
    texts: dict[tuple[str, str], str] = {}
    notes: list[str] = []
    error_text = ""
    try:
        for each in layer_scenes:
            found = find_layer_file(submission, each)
            if found is not None:
                texts[each.id, each.file] = decode_source(read_named_source(found[0], each.file), each)
                notes += found[1]
    except UnreadableFileError as error:
        error_text = one_line(str(error))
    if not texts and not error_text:
        error_text = "no file of any scene; expected SCENE/FILE for each, as `raftlab start` makes them"
    told = tuple(dict.fromkeys(notes))
    return entry_with_source(submission, scene.file, bundle_text(texts).encode(), error_text, told, zone)


def find_layer_file(submission: PlatformSubmission, scene: Scene) -> tuple[Member, tuple[str, ...]] | None:
    """Return the scene's file and notes on the choice; None without one. A file in the scene's folder is preferred."""
    inside = tuple(each for each in submission.files if scene.id in PurePosixPath(each[0]).parts[:-1])
    for files in (inside, submission.files):
        try:
            return choose_file(replace(submission, files=files), scene.file)
        except MissingFileError:
            continue
    return None


def decode_source(data: bytes, scene: Scene) -> str:
    """Return a file's text. UnreadableFileError if it is not UTF-8."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise UnreadableFileError(f"{scene.file} is not UTF-8 text (byte {fault.start}); save it as UTF-8") from None


def strip_composed_class_folder(tree: FileTree, layer_scenes: Iterable[Scene]) -> FileTree:
    """Return the tree without a single folder that has a scene's file in several of its folders."""
    for scene in layer_scenes:
        stripped = strip_class_folder(tree, scene.file)
        if stripped is not tree:
            return stripped
    return tree


def require_folders_of_students(path: Path, tree: FileTree, layer_scenes: Iterable[Scene]) -> None:
    """Refuse a folder whose folders are scenes: it is one student's, and not a class. UsageError."""
    scenes = sorted({scene.id for scene in layer_scenes} & set(tree.top_folders))
    if scenes:
        raise UsageError(
            f"{printable_path(path)} holds {', '.join(scenes)}, so it is the work of one student; name the folder that "
            "holds a folder for each student, or grade this one with `raftlab grade all`"
        )
