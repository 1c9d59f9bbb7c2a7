"""Linting a scene without running it: its files, its skeleton, and the first lines of its mutants and variants."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from raftlab.authoring.picture_drift import find_picture_drift
from raftlab.authoring.validation_finding import Finding
from raftlab.errors import RaftlabError
from raftlab.kit import Kit, Scene
from raftlab.skeleton import make_skeleton
from raftlab.solutions.named_solutions import COMPOUNDS, KINDS, read_solution, solution_files

CAUGHT_BY_HEADER = re.compile(r"# caught by: (test_\w+)\s*$")
VARIANT_HEADER = re.compile(r"# variant: \S")
EXPECTED_HEADER = re.compile(r"# expected: (\d+) points?\s*$")


def lint_scene(kit: Kit, scene: Scene) -> list[Finding]:
    """Return the findings about the files of `scene`."""
    if not has_checks(scene):
        return [
            Finding(
                scene.id,
                "no checks yet; the skeleton matches the reference",
                tuple(skeleton_drift(kit, scene)),
            )
        ]
    return [
        Finding(scene.id, "labs, skeletons and reference have all files", tuple(missing_files(kit, scene))),
        Finding(scene.id, "the skeleton matches the reference", tuple(skeleton_drift(kit, scene))),
        Finding(
            scene.id,
            "the skeleton has each helper that a text for students names",
            tuple(missing_skeleton_helpers(kit, scene)),
        ),
        Finding(scene.id, "scene.toml states the number of hidden checks", tuple(hidden_count_errors(kit, scene))),
        Finding(scene.id, "the handout's pictures match the reference", tuple(find_picture_drift(kit, scene))),
        Finding(
            scene.id,
            "each mutant names its check, each variant its reason, each half answer its points",
            tuple(header_errors(kit, scene)),
        ),
        Finding(
            scene.id, "each of them, put together from the reference, is whole", tuple(assembly_errors(kit, scene))
        ),
    ]


def find_unknown_folders(kit: Kit) -> Finding:
    """Return a finding about folders in skeletons/ and reference/ that belong to no scene."""
    known = {scene.id for scene in kit.scenes}
    unknown = [
        f"{folder.relative_to(kit.root)}: no labs/{folder.name}/scene.toml; add it, or remove the folder"
        for tree in (kit.skeletons, kit.reference)
        for folder in sorted(tree.glob("*/"))
        if folder.name not in known | {COMPOUNDS} and not folder.name.startswith(("_", "."))
    ]
    return Finding("kit", "every folder belongs to a scene", tuple(unknown))


def missing_files(kit: Kit, scene: Scene) -> Iterator[str]:
    """Yield the files that the scene lacks."""
    required = [
        scene.folder / "README.md",
        kit.skeletons / scene.id / scene.file,
        kit.reference / scene.id / scene.file,
    ]
    for path in required:
        if not path.is_file():
            yield f"{path.relative_to(kit.root)} is missing; write it"


def has_checks(scene: Scene) -> bool:
    """Return whether the scene has graded tests."""
    return any((scene.folder / "tests").glob("test_*.py"))


def skeleton_drift(kit: Kit, scene: Scene) -> Iterator[str]:
    """Yield the problem if the committed skeleton differs from the generated one."""
    file = kit.skeletons / scene.id / scene.file
    if not (scene.file.endswith(".py") or scene.is_design) or not file.is_file():
        return
    try:
        if file.read_text(encoding="utf-8") != make_skeleton(kit, scene):
            yield f"skeletons/{scene.id}/{scene.file} has drifted; run `raftlab dev skeleton {scene.id}`"
    except RaftlabError as error:
        yield str(error)


def missing_skeleton_helpers(kit: Kit, scene: Scene) -> Iterator[str]:
    """Yield the helpers of the reference that the handout or the skeleton names, and the skeleton lacks."""
    reference, skeleton = kit.reference / scene.id / scene.file, kit.skeletons / scene.id / scene.file
    handout = scene.folder / "README.md"
    if not scene.file.endswith(".py") or not all(file.is_file() for file in (reference, skeleton, handout)):
        return
    texts = skeleton.read_text(encoding="utf-8") + handout.read_text(encoding="utf-8")
    for name in sorted(defined_functions(reference) - defined_functions(skeleton)):
        if re.search(rf"\b{name}\(", texts):
            yield f"{name}() is named in a text for students; add it to `keep` in labs/{scene.id}/scene.toml"


def defined_functions(file: Path) -> set[str]:
    """Return the names of the functions and methods that a file defines."""
    return {node.name for node in ast.walk(ast.parse(file.read_bytes())) if isinstance(node, ast.FunctionDef)}


def hidden_count_errors(kit: Kit, scene: Scene) -> Iterator[str]:
    """Yield the problem if `hidden` in scene.toml is wrong. Student kits show this number."""
    files = sorted((kit.reference / scene.id / "tests").glob("test_*.py"))
    count = sum(count_checks(file) for file in files)
    stated = scene.settings.get("hidden", 0)
    if stated != count:
        yield f"labs/{scene.id}/scene.toml says hidden = {stated}; reference/{scene.id}/tests has {count} checks"


def count_checks(file: Path) -> int:
    """Return how many test functions of a file are checks."""
    tests = (node for node in ast.parse(file.read_bytes()).body if isinstance(node, ast.FunctionDef))
    return sum(any("check(" in ast.unparse(mark) for mark in test.decorator_list) for test in tests)


def header_errors(kit: Kit, scene: Scene) -> Iterator[str]:
    """Yield the mutants, variants and partial answers without a proper first line."""
    for file in mutant_files(kit, scene):
        if not named_check(file):
            yield f"{file.relative_to(kit.root)}: the first line must be `# caught by: test_…`"
    for file in variant_files(kit, scene):
        if not VARIANT_HEADER.match(first_line(file)):
            yield f"{file.relative_to(kit.root)}: the first line must be `# variant: ` and why it is right"
    for file in partial_solution_files(kit, scene):
        if expected_points(file) is None:
            yield f"{file.relative_to(kit.root)}: the first line must be `# expected: ` and its points, `32 points`"


def assembly_errors(kit: Kit, scene: Scene) -> Iterator[str]:
    """Yield what keeps a mutant, variant or partial answer from being put together."""
    for file in (file for kind in KINDS for file in solution_files(kit, scene, kind)):
        try:
            read_solution(kit, file)
        except RaftlabError as error:
            yield str(error)


def mutant_files(kit: Kit, scene: Scene) -> list[Path]:
    """Return the wrong solutions of the scene."""
    return solution_files(kit, scene, "mutants")


def variant_files(kit: Kit, scene: Scene) -> list[Path]:
    """Return the right solutions of the scene that differ from the reference."""
    return solution_files(kit, scene, "variants")


def partial_solution_files(kit: Kit, scene: Scene) -> list[Path]:
    """Return the half answers of the scene."""
    return solution_files(kit, scene, "partial")


def expected_points(partial: Path) -> int | None:
    """Return the points that a partial answer's first line expects; None if it expects none."""
    match = EXPECTED_HEADER.match(first_line(partial))
    return int(match[1]) if match else None


def named_check(mutant: Path) -> str:
    """Return the check that a mutant's first line names; "" if it names none."""
    match = CAUGHT_BY_HEADER.match(first_line(mutant))
    return match[1] if match else ""


def first_line(file: Path) -> str:
    """Return the first line of a file."""
    with file.open(encoding="utf-8") as lines:
        return lines.readline().rstrip("\n")
