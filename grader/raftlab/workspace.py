"""A submission: one file's text, read with care and never imported. What cannot be graded is said here, by name."""

from __future__ import annotations

import ast
import os
import stat
import warnings
from pathlib import Path

from raftlab.errors import UsageFault
from raftlab.kit import Kit, Scene
from raftlab.records import Submission
from raftlab.signature import wrong_shape

LIMIT_BYTES = 256 * 1024
LIMIT_LEVELS = 100
"""How deep a syntax tree may be: whatever walks it later, in this process, has room for that."""


def workspace(scene: Scene, where: Path | None = None) -> Path:
    """Return the folder in which a student works on `scene`."""
    return where if where is not None else Path(scene.id)


def read_submission(kit: Kit, scene: Scene, path: Path | None = None) -> Submission:
    """Return the submission at `path`: a folder that holds the scene's file, one file of any name, or the workspace.

    UsageFault for what cannot be graded: no file, not text, no Python, not the class or methods asked for.
    """
    file = locate(scene, path)
    name = file.name if file.name.isprintable() and file.name.isascii() else scene.file
    submission = Submission(scene.id, name, read_text(scene, file))
    check_shape(kit, scene, submission)
    return submission


def locate(scene: Scene, path: Path | None) -> Path:
    """Return the file that `path` means for `scene`. UsageFault where there is none."""
    start = f"run `raftlab start {scene.id}`"
    if path is None:
        path = workspace(scene)
        if not path.is_dir():
            raise UsageFault(f"{scene.id}: no folder {shown(path)} here; {start}, or name your file")
    if path.is_dir():
        if not os.path.lexists(path / scene.file):
            raise UsageFault(f"{scene.id}: no {scene.file} in {shown(path)}; {start}, or name the file itself")
        return path / scene.file
    if not os.path.lexists(path):
        raise UsageFault(f"{scene.id}: {shown(path)} does not exist; {start}, or name another file")
    return path


def read_text(scene: Scene, file: Path) -> str:
    """Return the text of `file`. UsageFault for what is no readable, reasonable UTF-8 text."""
    data = read_bytes(scene, file)
    if not data.strip():
        raise UsageFault(f"{scene.id}: {shown(file)} is empty; `raftlab start {scene.id}` makes a file to fill in")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise UsageFault(
            f"{scene.id}: {shown(file)} is not UTF-8 text (byte {fault.start}); save it as UTF-8"
        ) from None
    if "\0" in text:
        raise UsageFault(f"{scene.id}: {shown(file)} is not text: it holds a zero byte; give the Python source")
    return text


def read_bytes(scene: Scene, file: Path) -> bytes:
    """Return the bytes of the regular file `file`, opened once, links not followed. UsageFault for anything else."""
    try:
        handle = opened(file)
    except OSError as fault:
        if file.is_symlink():
            raise UsageFault(f"{scene.id}: {shown(file)} is a symbolic link; give the file itself") from None
        reason = (fault.strerror or str(fault)).lower()
        raise UsageFault(
            f"{scene.id}: {shown(file)} cannot be read ({reason}); give a file that you can read"
        ) from None
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise UsageFault(f"{scene.id}: {shown(file)} is not a regular file; give your {scene.file}")
    with os.fdopen(handle, "rb") as stream:
        data = stream.read(LIMIT_BYTES + 1)
    if len(data) > LIMIT_BYTES:
        raise UsageFault(
            f"{scene.id}: {shown(file)} is over {LIMIT_BYTES // 1024} KB; a solution takes a few: give the source alone"
        )
    return data


def opened(file: Path) -> int:
    """Open `file` for reading, once: no link is followed, and no pipe is waited for."""
    return os.open(file, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC)


def check_shape(kit: Kit, scene: Scene, submission: Submission) -> None:
    """Say, in one UsageFault, what keeps the text from being a layer of `scene`."""
    if not scene.file.endswith(".py"):
        return
    tree = parsed(scene, submission)
    skeleton = kit.skeletons / scene.id / scene.file
    if skeleton.is_file():
        wrong = wrong_shape(tree, ast.parse(skeleton.read_text(encoding="utf-8")), scene)
        if wrong:
            raise UsageFault(f"{submission.file}{wrong}")


def parsed(scene: Scene, submission: Submission) -> ast.Module:
    """Return the syntax tree. UsageFault with line and reason where the text is no Python."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(submission.source, submission.file)
    except (RecursionError, MemoryError):
        raise too_deep(submission) from None
    except (SyntaxError, ValueError) as fault:
        line = getattr(fault, "lineno", None)
        where = f"{submission.file}, line {line}" if line else submission.file
        reason = getattr(fault, "msg", None) or str(fault)
        raise UsageFault(f"{where}: {reason}; mend it and run `raftlab grade {scene.id}` again") from None
    level, levels = list[ast.AST]([tree]), 0
    while level := [child for node in level for child in ast.iter_child_nodes(node)]:
        levels += 1
        if levels > LIMIT_LEVELS:
            raise too_deep(submission)
    return tree


def too_deep(submission: Submission) -> UsageFault:
    """Return the refusal of a text whose parts lie too deep in one another."""
    return UsageFault(f"{submission.file}: too deeply nested to be read; simplify it")


def shown(path: Path) -> str:
    """Return `path` as it may be printed: no control characters."""
    text = str(path)
    return text if text.isprintable() else ascii(text)
