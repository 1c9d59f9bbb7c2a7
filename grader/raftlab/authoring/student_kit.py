"""The files of a scene's student kit: everything that a student needs, and no answers. The same kit: the same bytes."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from pathlib import Path

from raftlab.authoring.student_repository_files import repository_dotfiles, student_readme
from raftlab.errors import KitError, UsageError
from raftlab.kit import COMPOSED_ID, Kit, Scene
from raftlab.pages.handout.scene_page import scene_page
from raftlab.pages.storyboard.choices import read_choices_file
from raftlab.pages.storyboard.recorded_runs import RECORDINGS_FOLDER, encode_recording
from raftlab.pages.storyboard.runs import play_storyboard
from raftlab.pages.storyboard.story_file import read_story
from raftlab.pages.storyboard.storyboard_models import Storyboard
from raftlab.worker.worker_hosts import InProcessHosts

FilesByPath = Mapping[str, bytes]
"""Path in the kit -> content."""

STANDARD_FILES = ("LICENSE", "hatch_build.py", "labs/GLOSSARY.md", "labs/JAIL.md", "labs/SCENARIOS.md")
SKELETONS_IN_WHEEL = re.compile(
    r'("skeletons" = "raftlab/data/skeletons"\n)(?:"(?:given|reference)" = "raftlab/data/(?:given|reference)"\n)?'
)
VERSION_OF_CODE = re.compile(
    r'(\[tool\.hatch\.version\]\npath = "[^"\n]*"\n)(?:source = "code"\nexpression = "[^"\n]*"\n)?'
)
"""Lines of pyproject.toml, with what a release adds: a student kit can be made from a staff kit too."""
GIVEN_IN_WHEEL = '"given" = "raftlab/data/given"\n'
PAGE_NOTE = "This page shows the course's servers. `raftlab scene {scene}` shows it with your code too."
ZIP_DATE = (1980, 1, 1, 0, 0, 0)


def student_kit_files(kit: Kit, scene: Scene) -> Iterator[tuple[str, bytes]]:
    """Yield the files of the kit: what grades, settings of git and of editors, and the runs of the scenes' pages."""
    yield from grading_kit_files(kit, scene)
    yield from repository_dotfiles(scene)
    for each in kit.scenes:
        if each.id <= scene.id:
            yield from recorded_run_files(kit, each, released=scene)


def grading_kit_files(kit: Kit, scene: Scene) -> Iterator[tuple[str, bytes]]:
    """Yield what a kit needs to grade: engine, labs and skeletons up to the scene, and the earlier scenes' layers."""
    yield "README.md", student_readme(scene, is_whole=scene.id >= kit.first_whole_scene).encode()
    below = [each for each in kit.scenes if each.id < scene.id and each.layer_class]
    yield "pyproject.toml", pyproject_bytes(kit, scene.id, GIVEN_IN_WHEEL if below else "")
    for name in STANDARD_FILES:
        if (kit.root / name).is_file():
            yield name, (kit.root / name).read_bytes()
    yield from files_in_folder(kit.root, kit.root / "grader")
    yield from files_in_folder(kit.root, kit.labs / COMPOSED_ID)
    for each in kit.scenes:
        if each.id <= scene.id:
            yield from lab_files(kit, each)
            yield from files_in_folder(kit.root, kit.skeletons / each.id)
        if each in below:
            yield f"given/{each.id}/{each.file}", kit.solution_layer(each).source.encode()


def lab_files(kit: Kit, scene: Scene) -> Iterator[tuple[str, bytes]]:
    """Yield the files of a scene's lab, with the hints of its public checks only."""
    for name, data in files_in_folder(kit.root, scene.folder):
        yield name, public_hints(scene, data) if name.endswith("/hints.toml") else data


def public_hints(scene: Scene, data: bytes) -> bytes:
    """Return hints.toml without the tables of hidden checks."""
    tests = "\n".join(file.read_text(encoding="utf-8") for file in sorted((scene.folder / "tests").glob("test_*.py")))
    public = set(re.findall(r"^def test_(\w+)", tests, re.M))
    tables = re.split(r"^(?=\[)", data.decode("utf-8"), flags=re.M)
    kept = (table for table in tables if not table.startswith("[") or table[1:].partition("]")[0] in public)
    return "".join(kept).encode("utf-8")


def recorded_run_files(kit: Kit, scene: Scene, released: Scene) -> Iterator[tuple[str, bytes]]:
    """Yield the recorded runs of the scenarios whose choices need a server that the kit for `released` lacks."""
    for file in sorted((scene.folder / "scenarios").glob("*.txt")):
        choices_file = read_choices_file(file)
        if scene == released or "servers" in choices_file or "additions" in choices_file:
            path = scene.folder / RECORDINGS_FOLDER / f"{file.stem}.json"
            yield path.relative_to(kit.root).as_posix(), encoded_storyboard(kit, scene.id, file)
            if scene == released and file.stem == read_story(scene).scenario:
                board = play_kit_storyboard(kit, scene.id, file)
                page = scene_page(scene, board, PAGE_NOTE.format(scene=scene.id))
                yield f"labs/{scene.id}/{scene.id}.html", page.encode("utf-8")


@cache
def encoded_storyboard(kit: Kit, scene_id: str, file: Path) -> bytes:
    """Return the recorded runs of a scenario, which the kits of this scene and of every later one hold."""
    return encode_recording(play_kit_storyboard(kit, scene_id, file))


@lru_cache(maxsize=1)
def play_kit_storyboard(kit: Kit, scene_id: str, file: Path) -> Storyboard:
    """Return the storyboard of a scenario with the kit's servers; a page takes the one that was just encoded."""
    return play_storyboard(kit, kit.scene(scene_id), file, None, InProcessHosts)


def files_in_folder(root: Path, folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the files below `folder`, except hidden files, compiled files and links."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(root)
        private = any(part.startswith((".", "__pycache__")) for part in name.parts)
        if path.is_file() and not path.is_symlink() and not private:
            yield name.as_posix(), path.read_bytes()


def pyproject_bytes(kit: Kit, label: str, folder_in_wheel: str) -> bytes:
    """Return pyproject.toml, changed so that one more folder is installed; `label` joins the version: 0.1.0+scene05.

    The version stays a dynamic field: hatchling runs hatch_build.py only in a project that has one.
    """
    file = kit.root / "pyproject.toml"
    if not file.is_file():
        raise UsageError(
            f"{kit.root} is an installed kit, which cannot build one; run this in the folder of the whole kit"
        )
    text = file.read_text(encoding="utf-8")
    additions = {
        SKELETONS_IN_WHEEL: folder_in_wheel,
        VERSION_OF_CODE: f'source = "code"\nexpression = "__version__ + \'+{label}\'"\n',
    }
    for lines, addition in additions.items():
        if (found := lines.search(text)) is None:
            raise KitError(f"pyproject.toml lacks what {lines.pattern} matches; write it there again")
        text = f"{text[: found.end(1)]}{addition}{text[found.end() :]}"
    return text.encode()


def student_kit_zip(files: FilesByPath, top_folder: str) -> bytes:
    """Return a zip of the files, all in the folder `top_folder`. The same files give the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(f"{top_folder}/{name}", ZIP_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, files[name])
    return buffer.getvalue()
