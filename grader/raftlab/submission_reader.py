"""Reads a submission: one file's text, never imported. Refuses files that cannot be graded, with the reason."""

from __future__ import annotations

import ast
import os
import re
import stat
import warnings
from collections.abc import Iterable
from pathlib import Path

from raftlab.design.design_document import join_defence
from raftlab.design.design_reader import read_design_submission
from raftlab.errors import UsageError
from raftlab.grading_models import Submission
from raftlab.kit import Kit, Scene
from raftlab.solutions.named_solutions import assemble_text
from raftlab.submission_lint import first_slip_text, newer_syntax_text
from raftlab.submission_shape import shape_error

SUBMISSION_LIMIT_BYTES = 256 * 1024
NESTING_LIMIT = 100
"""How deep a syntax tree may be: later code of this process can walk it recursively."""


NUMBER_LIMIT_BITS = 1024
"""How large a whole number in the text may be. Python raises where a far larger one is printed."""


SPACE = r"(?:[ _+]|%20)*"
COPY_MARK = re.compile(
    rf"(?:{SPACE}-?{SPACE}(?:copy|copie|kopie|copia))?(?:{SPACE}(?:\(\d{{1,2}}\)|%28\d{{1,2}}%29)|[ -]\d{{1,2}})?", re.I
)
"""What stands between a name and its suffix in a second copy: " (1)", "-1", " - Copy", " copy 2"."""


def workspace_folder(scene: Scene, chosen_folder: Path | None = None) -> Path:
    """Return the folder in which a student works on `scene`."""
    return chosen_folder if chosen_folder is not None else Path(scene.id)


def read_submission(kit: Kit, scene: Scene, path: Path | None = None) -> Submission:
    """Return the submission at `path`: a folder that holds the scene's file, one file of any name, or the workspace.

    A solution of the kit that says only what differs is assembled first. UsageError for what cannot be graded: no file,
    not text, no Python, without the required class or methods.
    """
    file = find_submission_file(scene, path, kit.missing_layers_text(scene))
    name = file.name if file.name.isprintable() and file.name.isascii() else scene.file
    text = assemble_text(kit, file, read_text(scene, file))
    if (document := document_beside(scene, file)) is not None:
        text = join_defence(text, read_text(scene, document))
    submission = Submission(scene.id, name, text)
    check_shape(kit, scene, submission)
    return submission


def document_beside(scene: Scene, file: Path) -> Path | None:
    """Return the document that is handed in beside the design `file`; None without one, or for another file name."""
    document = file.with_name(scene.document) if scene.document and file.name == scene.file else None
    return document if document is not None and os.path.lexists(document) else None


def submission_digest(scene: Scene, file: Path) -> str | None:
    """Return the digest of the submission in `file`, as a result states it; None for what is no readable text."""
    try:
        text = read_bytes(scene, file).decode("utf-8-sig")
        if (document := document_beside(scene, file)) is not None:
            text = join_defence(text, read_bytes(scene, document).decode("utf-8-sig"))
    except (UsageError, UnicodeDecodeError):
        return None
    return Submission(scene.id, file.name, text).sha256


def browser_copy_names(names: Iterable[str], file_name: str) -> list[str]:
    """Return the names that browsers and file managers give a second copy of `file_name`, in order.

    >>> browser_copy_names(["a (1).py", "a - Copy.py", "ab.py"], "a.py")
    ['a (1).py', 'a - Copy.py']
    """
    stem, dot, suffix = file_name.rpartition(".")
    return [
        name
        for name in names
        if name.startswith(stem)
        and name.endswith(dot + suffix)
        and (mark := name.removeprefix(stem).removesuffix(dot + suffix))
        and COPY_MARK.fullmatch(mark)
    ]


def find_submission_file(scene: Scene, path: Path | None, missing_layers_text: str = "") -> Path:
    """Return the file that `path` means for `scene`. UsageError if there is none, and how to get one.

    missing_layers_text: why `raftlab start` cannot make one in the workspace; "" if it can.
    """
    start = f"run `raftlab start {scene.id}`"
    if path is None and missing_layers_text and not os.path.lexists(workspace_folder(scene)):
        raise UsageError(missing_layers_text)
    if path is None:
        path = workspace_folder(scene)
        if path.is_symlink():
            raise UsageError(f"{scene.id}: {printable_path(path)} is a symbolic link; name the folder that it means")
        if not path.is_dir():
            raise UsageError(f"{scene.id}: no folder {printable_path(path)} here; {start}, or name your file")
    if path.is_dir():
        if os.path.lexists(path / scene.file):
            return path / scene.file
        copies = browser_copy_names(sorted(each.name for each in path.iterdir()), scene.file)
        if len(copies) == 1:
            return path / copies[0]
        several = f"; of {', '.join(map(ascii, copies))} it is not clear which counts" if copies else ""
        raise UsageError(
            f"{scene.id}: no {scene.file} in {printable_path(path)}{several}; {start}, or name the file itself"
        )
    if not os.path.lexists(path):
        raise UsageError(f"{scene.id}: {printable_path(path)} does not exist; {start}, or name another file")
    return path


def read_text(scene: Scene, file: Path) -> str:
    """Return the text of `file`. UsageError for a file that is not readable UTF-8 text."""
    data = read_bytes(scene, file)
    if not data.strip():
        raise UsageError(
            f"{scene.id}: {printable_path(file)} is empty; `raftlab start {scene.id}` makes a file to fill in"
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise UsageError(
            f"{scene.id}: {printable_path(file)} is not UTF-8 text (byte {fault.start}); save it as UTF-8"
        ) from None
    if "\0" in text:
        raise UsageError(f"{scene.id}: {printable_path(file)} is not text: it holds a zero byte; save it as UTF-8 text")
    return text


def read_bytes(scene: Scene, file: Path) -> bytes:
    """Return the bytes of the regular file `file`, opened once, links not followed. UsageError for anything else."""
    try:
        handle = open_for_reading(file)
    except OSError as fault:
        if file.is_symlink():
            raise UsageError(f"{scene.id}: {printable_path(file)} is a symbolic link; give the file itself") from None
        reason = (fault.strerror or str(fault)).lower()
        raise UsageError(
            f"{scene.id}: {printable_path(file)} cannot be read ({reason}); give a file that you can read"
        ) from None
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise UsageError(f"{scene.id}: {printable_path(file)} is not a regular file; give a file of text in its place")
    with os.fdopen(handle, "rb") as stream:
        data = stream.read(SUBMISSION_LIMIT_BYTES + 1)
    if len(data) > SUBMISSION_LIMIT_BYTES:
        raise UsageError(
            f"{scene.id}: {printable_path(file)} is over {SUBMISSION_LIMIT_BYTES // 1024} KB; "
            "a solution takes a few: give the source alone"
        )
    return data


def open_for_reading(file: Path) -> int:
    """Open `file` for reading; do not follow a link or wait for a pipe."""
    return os.open(file, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC)


def check_shape(kit: Kit, scene: Scene, submission: Submission) -> None:
    """Raise UsageError if the text cannot be a layer of `scene`, or a design."""
    if scene.is_design:
        read_design_submission(scene, submission.file, submission.source)
        return
    if not scene.file.endswith(".py"):
        return
    tree = parse_submission(scene, submission)
    skeleton = kit.skeletons / scene.id / scene.file
    if skeleton.is_file():
        wrong = shape_error(tree, ast.parse(skeleton.read_text(encoding="utf-8")), scene)
        wrong = wrong or first_slip_text(tree, scene)
        if wrong:
            raise UsageError(f"{submission.file}{wrong}")


def parse_submission(scene: Scene, submission: Submission) -> ast.Module:
    """Return the syntax tree. UsageError with line and reason if the text is no Python."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(submission.source, submission.file)
    except (RecursionError, MemoryError):
        raise nesting_error(submission) from None
    except (SyntaxError, ValueError) as fault:
        line = getattr(fault, "lineno", None)
        where = f"{submission.file}, line {line}" if line else submission.file
        reason = getattr(fault, "msg", None) or str(fault)
        lines = submission.source.splitlines()
        reason += newer_syntax_text(lines[line - 1]) if line and line <= len(lines) else ""
        raise UsageError(f"{where}: {reason}; fix it and grade again") from None
    check_tree_limits(submission, tree)
    return tree


def check_tree_limits(submission: Submission, tree: ast.Module) -> None:
    """Raise UsageError for a syntax tree that later code could not walk or print: too deep, or a huge number."""
    level, levels = list[ast.AST]([tree]), 0
    while level := [child for node in level for child in ast.iter_child_nodes(node)]:
        levels += 1
        if levels > NESTING_LIMIT:
            raise nesting_error(submission)
        for node in level:
            if isinstance(node, ast.Constant) and is_huge_number(node.value):
                raise UsageError(
                    f"{submission.file}, line {node.lineno}: a number of over {NUMBER_LIMIT_BITS} bits; "
                    "write it smaller, or compute it"
                )


def is_huge_number(value: object) -> bool:
    """Return whether `value` is a whole number over the limit."""
    return isinstance(value, int) and value.bit_length() > NUMBER_LIMIT_BITS


def nesting_error(submission: Submission) -> UsageError:
    """Return the error for a text that is too deeply nested."""
    return UsageError(f"{submission.file}: too deeply nested to be read; simplify it")


def path_from_here(path: Path) -> str:
    """Return `path` from this folder if it is below it, without control characters."""
    return printable_path(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)


def printable_path(path: Path) -> str:
    """Return `path` without control characters."""
    text = str(path)
    return text if text.isprintable() else ascii(text)
