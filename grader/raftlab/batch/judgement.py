"""What a grade depends on: the files that judge a scene, found by what they import, and the name of their judgement.

A grade that is reused though what judges has changed is far worse than one that is made again: in doubt a file is in.
"""

from __future__ import annotations

import ast
import hashlib
import sys
from collections.abc import Iterable, Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from raftlab import __version__
from raftlab.kit import Kit, Scene

ENGINE = Path(__file__).parent.parent
ROOTS = ("raftlab.pipeline", "raftlab.batch.task", "raftlab.batch.forker", "raftlab.worker.zygote")
"""Where a grading begins: in the grader's process, and in the worker's."""
LIBRARIES = ("hypothesis", "msgspec", "pytest", "pytest-timeout")
"""Whose version can change what a check finds, or how it is told."""
TOLD_IN = (".py", ".toml", ".txt", ".ini", ".json")
JUDGED = frozenset({"mutants", "variants", "partial"})
"""Folders of a reference that hold what is judged, and never judges."""
LABS = "raftlab.labs."


def kit_version(kit: Kit, scene: Scene) -> str:
    """Return what names this kit's judgement of `scene`: its version, and a digest of all that a grade depends on.

    A page, a command or a platform's format is not in it: changing one grades no class anew.
    """
    digest = hashlib.sha256(repr(surroundings()).encode())
    for name, file in sorted(judging(kit, scene).items()):
        data = file.read_bytes()
        digest.update(f"{name}\0{len(data)}\0".encode() + data)
    return f"{__version__}+{digest.hexdigest()[:12]}"


def surroundings() -> tuple[str, ...]:
    """Return the versions of Python and of the libraries that judge."""
    return (f"python {sys.version_info.major}.{sys.version_info.minor}", *map(versioned, LIBRARIES))


def versioned(library: str) -> str:
    """Return a library's name with its version."""
    try:
        return f"{library} {version(library)}"
    except PackageNotFoundError:
        return f"{library} unknown"


def judging(kit: Kit, scene: Scene) -> dict[str, Path]:
    """Return the files that a grade of `scene` depends on, by names that are the same wherever the kit lies."""
    course = dict(of_course(kit, scene))
    starts = [file for name, file in course.items() if file.suffix == ".py" and begins_grading(name)]
    engine = imported(kit, [*ROOTS, *(name for file in starts for name in modules_named(file))])
    beside = (path for folder in {file.parent for file in engine} for path in folder.iterdir())
    data = (path for path in beside if path.suffix in TOLD_IN and path.suffix != ".py" and path.is_relative_to(ENGINE))
    told = {named(kit, file): file for file in (*engine, *data)}
    return told | course


def of_course(kit: Kit, scene: Scene) -> Iterator[tuple[str, Path]]:
    """Yield the course's files that judge `scene`: its labs and those below, what is hidden of it, the given layers."""
    scenes = [other for other in kit.scenes if other.id <= scene.id]
    trees = [*(other.folder for other in scenes), kit.reference / scene.id]
    files = [path for tree in trees for path in tree.rglob("*") if path.suffix in TOLD_IN]
    files = [path for path in files if not JUDGED.intersection(path.relative_to(kit.root).parts)]
    files += kit.labs.glob("*.py")
    files += [tree / other.id / other.file for other in scenes for tree in (kit.reference, kit.root / "given")]
    return ((named(kit, file), file) for file in files if file.is_file())


def begins_grading(name: str) -> bool:
    """Tell whether a grading imports the course's file of that name itself: a check, or a scene's messages."""
    return "/tests/" in name or name.endswith("/messages.py")


def named(kit: Kit, file: Path) -> str:
    """Return the file's name within the engine, or within the kit."""
    root = ENGINE.parent if file.is_relative_to(ENGINE) and not file.is_relative_to(kit.labs) else kit.root
    return file.relative_to(root).as_posix()


def imported(kit: Kit, names: Iterable[str]) -> set[Path]:
    """Return the files of the kit's modules that are reached from `names`, by any import in them, done or not."""
    found: dict[str, Path | None] = {}
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        file = found[name] = file_of(kit, name)
        if file is not None:
            waiting += [*modules_named(file), name.rpartition(".")[0]]
    return {file for file in found.values() if file is not None}


def file_of(kit: Kit, name: str) -> Path | None:
    """Return the file of a module of the kit, None for what is no module of it."""
    if name.startswith(LABS):
        base = kit.labs.joinpath(*name.removeprefix(LABS).split("."))
    elif name == "raftlab" or name.startswith("raftlab."):
        base = ENGINE.parent.joinpath(*name.split("."))
    else:
        return None
    return next((file for file in (base / "__init__.py", base.with_suffix(".py")) if file.is_file()), None)


def modules_named(file: Path) -> Iterator[str]:
    """Yield what a file imports, wherever it does, and each text in it that could be a module's name."""
    for node in ast.walk(ast.parse(file.read_bytes())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.startswith("raftlab."):
            yield node.value
