"""The kit's own solutions besides the reference, by name: their files, and the whole text of each."""

from __future__ import annotations

import difflib
import re
from pathlib import Path

from raftlab.design.design_document import join_defence
from raftlab.design.design_text_edit import merge_design
from raftlab.errors import UsageError
from raftlab.kit import Kit, Scene
from raftlab.solutions.apply_difference import assemble_source
from raftlab.solutions.source_pieces import without_docstrings

KINDS = ("mutants", "variants", "partial")
"""Folders of reference/<scene> whose files say only what differs."""
COMPOUNDS = "composed"
"""The folder of reference/ with servers of which two layers are wrong: a folder each, with SCENE.py of what differs."""
HEAD = re.compile(r"# (caught by|variant|expected|whole file)\b")


def solution_files(kit: Kit, scene: Scene, kind: str) -> list[Path]:
    """Return the solutions of one kind that the scene's reference holds."""
    return sorted((kit.reference / scene.id / kind).glob(f"*{Path(scene.file).suffix}"))


def read_solution(kit: Kit, file: Path) -> str:
    """Return the whole text of a solution of the kit: a reference as it is, anything else put together from it."""
    return assemble_text(kit, file, with_design_document(kit, file, file.read_text(encoding="utf-8")))


def with_design_document(kit: Kit, file: Path, text: str) -> str:
    """Return `text` with the document that lies beside a design of the kit; any other text as it is."""
    scene = next((each for each in kit.scenes if each.is_design and file.name == each.file), None)
    beside = file.with_name(scene.document) if scene is not None and scene.document else None
    return join_defence(text, beside.read_text(encoding="utf-8")) if beside is not None and beside.is_file() else text


def reference_text(kit: Kit, scene: Scene) -> str:
    """Return the whole text of the kit's own solution of `scene`."""
    layer = kit.solution_layer(scene)
    return (
        with_design_document(kit, kit.reference / scene.id / scene.file, layer.source)
        if scene.is_design
        else layer.source
    )


def assemble_text(kit: Kit, file: Path, text: str) -> str:
    """Return what `text`, read from `file`, stands for: itself, but in a file of the kit that says what differs.

    KitError where that cannot be put together.
    """
    scene = reference_scene_of(kit, file)
    if scene is None:
        return text
    place = file.resolve().relative_to(kit.root.resolve()).as_posix()
    if scene.is_design:
        return merge_design(reference_text(kit, scene), text, place)
    return assemble_source(kit.solution_layer(scene).source, text, scene.layer_class, place)


def reference_diff(kit: Kit, file: Path) -> str:
    """Return the unified difference between the reference and the whole of `file`, "" for none; docstrings left out."""
    scene = reference_scene_of(kit, file)
    if scene is None:
        return ""
    names = (
        f"{kit.reference.name}/{scene.id}/{scene.file}",
        f"{kit.reference.name}/{solution_name(file.resolve())}{file.suffix}",
    )
    texts = (reference_text(kit, scene), read_solution(kit, file))
    shown = texts if scene.is_design else tuple(map(without_docstrings, texts))
    was, now = (text.splitlines(keepends=True) for text in shown)
    return "".join(difflib.unified_diff(was, now, *names))


def reference_scene_of(kit: Kit, file: Path) -> Scene | None:
    """Return the scene whose reference `file` differs from, None for any file that is whole by its place."""
    where = file.resolve()
    if where.parent.parent == kit.reference.resolve() / COMPOUNDS:
        return next((scene for scene in kit.layer_scenes if scene.id == where.stem), None)
    if where.parent.name not in KINDS or where.parent.parent.parent != kit.reference.resolve():
        return None
    scenes = (scene for scene in kit.scenes if scene.layer_class or scene.is_design)
    return next((scene for scene in scenes if scene.id == where.parent.parent.name), None)


def find_solution(kit: Kit, name: str) -> Path:
    """Return the file of a solution: scene05/name, scene05/mutants/name, a name alone, or a path. UsageError else."""
    path = Path(name)
    if path.is_file() and reference_scene_of(kit, path):
        return path
    wanted = name.removesuffix(".py").removesuffix(".toml")
    known = {
        solution_name(file): file for scene in kit.scenes for kind in KINDS for file in solution_files(kit, scene, kind)
    }
    found = [file for told, file in known.items() if wanted in solution_aliases(told)]
    if len(found) == 1:
        return found[0]
    if found:
        told = " or ".join(solution_name(file) for file in found)
        raise UsageError(f"{name}: {len(found)} solutions have this name; write {told}")
    raise UsageError(f"{name}: {unknown_name_text(kit, path, wanted, list(known))}")


def solution_name(file: Path) -> str:
    """Return the name of a file in full: scene05/mutants/name."""
    return "/".join((file.parent.parent.name, file.parent.name, file.stem))


def solution_aliases(full_name: str) -> tuple[str, ...]:
    """Return how a solution may be named."""
    scene, _, stem = full_name.split("/")
    return full_name, f"{scene}/{stem}", stem, f"reference/{full_name}"


def unknown_name_text(kit: Kit, path: Path, name: str, full_names: list[str]) -> str:
    """Return what is wrong with a name that is no solution's, and the nearest."""
    if path.is_file():
        return f"no mutant, variant or partial answer of this kit; those lie in reference/<scene>/{{{','.join(KINDS)}}}"
    names = {way: told for told in full_names for way in solution_aliases(told)}
    near = difflib.get_close_matches(name, names, n=3, cutoff=0.6)
    told = " or ".join(dict.fromkeys(names[each] for each in near))
    repair = f"did you mean {told}?" if told else f"they lie in {kit.reference.name}/<scene>/{{{','.join(KINDS)}}}"
    return f"no such mutant, variant or partial answer; {repair}"


def strip_head_lines(text: str) -> str:
    """Return `text` without the lines at its top that tell staff what it is."""
    lines = text.splitlines(keepends=True)
    while lines and HEAD.match(lines[0]):
        lines = lines[1:]
    return "".join(lines)
