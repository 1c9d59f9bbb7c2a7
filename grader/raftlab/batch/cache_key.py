"""The cache key of a grade: a digest of all files that it depends on, which are found by following the imports.

A grade that is reused though what judges has changed is far worse than one that is made again: in doubt a file is in.
"""

from __future__ import annotations

import ast
import hashlib
import sys
from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from raftlab import __version__
from raftlab.kit import Kit, Scene
from raftlab.solutions.named_solutions import KINDS

ENGINE_FOLDER = Path(__file__).parent.parent
ENTRY_MODULES = ("raftlab.pipeline", "raftlab.batch.job_runner", "raftlab.batch.fork_server", "raftlab.worker.zygote")
"""Where a grading begins: in the grader's process, and in the worker's."""
GRADING_LIBRARIES = ("hypothesis", "msgspec", "pytest", "pytest-timeout")
"""Whose version can change what a check finds, or how it is told."""
GRADING_SUFFIXES = (".py", ".toml", ".txt", ".ini", ".json")
GRADED_FOLDERS = frozenset(KINDS)
"""Folders of a reference that hold what is judged, and never judges."""
LABS_PREFIX = "raftlab.labs."


def grading_version(kit: Kit, scene: Scene) -> str:
    """Return the cache key of `scene`: the kit's version, and a digest of all that a grade depends on.

    A page, a command or a platform's format is not in it: changing one grades no class again.
    """
    digest = hashlib.sha256(repr(environment_versions()).encode())
    for name, file in sorted(grading_files(kit, scene).items()):
        data = file.read_bytes()
        digest.update(f"{name}\0{len(data)}\0".encode() + data)
    return f"{__version__}+{digest.hexdigest()[:12]}"


def environment_versions() -> tuple[str, ...]:
    """Return the versions of Python and of the libraries that a grading uses."""
    return (f"python {sys.version_info.major}.{sys.version_info.minor}", *map(library_version, GRADING_LIBRARIES))


def library_version(library: str) -> str:
    """Return a library's name with its version."""
    try:
        return f"{library} {version(library)}"
    except PackageNotFoundError:
        return f"{library} unknown"


def grading_files(kit: Kit, scene: Scene) -> dict[str, Path]:
    """Return the files that a grade of `scene` depends on, under names that do not depend on the kit's folder."""
    course = dict(course_grading_files(kit, scene))
    starts = [file for name, file in course.items() if file.suffix == ".py" and is_imported_by_grading(name)]
    engine = imported_files(kit, [*ENTRY_MODULES, *(name for file in starts for name in imported_modules(file))])
    beside = (path for folder in {file.parent for file in engine} for path in folder.iterdir())
    data = (
        path
        for path in beside
        if path.suffix in GRADING_SUFFIXES and path.suffix != ".py" and path.is_relative_to(ENGINE_FOLDER)
    )
    told = {stable_file_name(kit, file): file for file in (*engine, *data)}
    return told | course


def course_grading_files(kit: Kit, scene: Scene) -> Iterator[tuple[str, Path]]:
    """Yield the course's files that a grading of `scene` uses: labs up to this scene, hidden checks, all layers."""
    scenes = [other for other in kit.scenes if scene.is_above(other) or other.id == scene.id]
    trees = [*(other.folder for other in scenes), scene.folder, kit.reference / scene.id]
    files = [path for tree in trees for path in tree.rglob("*") if path.suffix in GRADING_SUFFIXES]
    files = [path for path in files if not GRADED_FOLDERS.intersection(path.relative_to(kit.root).parts)]
    files += kit.labs.glob("*.py")
    files += [tree / other.id / other.file for other in kit.scenes for tree in (kit.reference, kit.root / "given")]
    files += [kit.skeletons / other.id / other.file for other in scenes]
    files += [other.folder / "messages.py" for other in kit.scenes]
    return ((stable_file_name(kit, file), file) for file in files if file.is_file())


def is_imported_by_grading(file_name: str) -> bool:
    """Return whether a grading imports the course's file of that name directly: a check, or a scene's messages."""
    return "/tests/" in file_name or file_name.endswith("/messages.py")


def stable_file_name(kit: Kit, file: Path) -> str:
    """Return the file's name within the engine, or within the kit."""
    root = (
        ENGINE_FOLDER.parent if file.is_relative_to(ENGINE_FOLDER) and not file.is_relative_to(kit.labs) else kit.root
    )
    return file.relative_to(root).as_posix()


def imported_files(kit: Kit, module_names: Iterable[str]) -> set[Path]:
    """Return the files of the kit's modules that `names` import, directly or not, executed or not."""
    found: dict[str, Path | None] = {}
    waiting = list(module_names)
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        file = found[name] = module_file(kit, name)
        if file is not None:
            waiting += [*imported_modules(file), name.rpartition(".")[0]]
    return {file for file in found.values() if file is not None}


def module_file(kit: Kit, module_name: str) -> Path | None:
    """Return the file of a module of the kit; None for any other module."""
    if module_name.startswith(LABS_PREFIX):
        base = kit.labs.joinpath(*module_name.removeprefix(LABS_PREFIX).split("."))
    elif module_name == "raftlab" or module_name.startswith("raftlab."):
        base = ENGINE_FOLDER.parent.joinpath(*module_name.split("."))
    else:
        return None
    return next((file for file in (base / "__init__.py", base.with_suffix(".py")) if file.is_file()), None)


def imported_modules(file: Path) -> tuple[str, ...]:
    """Return the modules that a file imports anywhere, and each string in it that could be a module's name."""
    return candidate_module_names(file.read_bytes())


@lru_cache(maxsize=2000)  # by the text itself: a second batch, or another scene's, parses only what has changed
def candidate_module_names(source: bytes) -> tuple[str, ...]:
    """Return the names in the text of a module that could be modules' names."""
    return tuple(dict.fromkeys(find_module_names(ast.parse(source))))


def find_module_names(tree: ast.Module) -> Iterator[str]:
    """Yield what a module imports, and each text in it that begins as a module of the kit does."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.startswith("raftlab."):
            yield node.value
