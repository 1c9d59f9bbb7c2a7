"""The student kit of a scene: everything that a student needs, and no answers. The same kit gives the same bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from raftlab.authoring.secret_lines import find_secret, secret_lines
from raftlab.errors import KitError
from raftlab.kit import Kit, Scene

FilesByPath = Mapping[str, bytes]
"""Path in the kit -> content."""

STANDARD_FILES = ("LICENSE", "labs/GLOSSARY.md", "labs/JAIL.md", "labs/SCENARIOS.md")
SKELETONS_IN_WHEEL = '"skeletons" = "raftlab/data/skeletons"\n'
GIVEN_IN_WHEEL = '"given" = "raftlab/data/given"\n'
ZIP_DATE = (1980, 1, 1, 0, 0, 0)
README_TEMPLATE = """\
# raftlab: {title}

Your lab kit for {scene}, and for the scenes before it. On Linux with Python 3.11 or newer:

```sh
python3 -m venv .venv && .venv/bin/pip install -q . && .venv/bin/raftlab start {scene}
```

Then `. .venv/bin/activate`, and:

```sh
raftlab grade {scene}    # what is right, what is wrong, and why; `raftlab watch {scene}` grades at every save
raftlab hint {scene}     # the next hint for the first open check
raftlab doctor           # what this machine offers
```

The handout is `labs/{scene}/README.md`. `labs/JAIL.md` says what your code may import. The layers of earlier scenes, on
which your layer builds, are in `given/`. Some checks are hidden: they run when you submit.
"""


def make_student_kit(kit: Kit, scene: Scene) -> FilesByPath:
    """Return the files of the student kit for `scene`. KitError if one of them contains an answer."""
    files = dict(sorted(student_kit_files(kit, scene)))
    secrets = secret_lines(kit, scene)
    for name, data in files.items():
        secret = find_secret(secrets, data)
        if secret:
            raise KitError(f"{scene.id}: {name} holds a line of an answer ({secret}); remove it before releasing")
    return files


def student_kit_files(kit: Kit, scene: Scene) -> Iterator[tuple[str, bytes]]:
    """Yield the files of the kit: engine, labs and skeletons up to the scene, and the earlier scenes' layers."""
    yield "README.md", README_TEMPLATE.format(scene=scene.id, title=scene.title).encode()
    yield "pyproject.toml", project_file_data(kit)
    for name in STANDARD_FILES:
        if (kit.root / name).is_file():
            yield name, (kit.root / name).read_bytes()
    yield from files_below(kit.root, kit.root / "grader")
    for each in kit.scenes:
        if each.id <= scene.id:
            yield from files_below(kit.root, each.folder)
            yield from files_below(kit.root, kit.skeletons / each.id)
        if each.id < scene.id and each.layer_class:
            yield f"given/{each.id}/{each.file}", kit.solution_layer(each).source.encode()


def files_below(root: Path, folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the files below `folder`, except hidden files, compiled files and links."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(root)
        private = any(part.startswith((".", "__pycache__")) for part in name.parts)
        if path.is_file() and not path.is_symlink() and not private:
            yield name.as_posix(), path.read_bytes()


def project_file_data(kit: Kit) -> bytes:
    """Return pyproject.toml, changed so that the given layers are installed too."""
    text = (kit.root / "pyproject.toml").read_text(encoding="utf-8")
    if SKELETONS_IN_WHEEL not in text:
        raise KitError(f"pyproject.toml does not install the skeletons as {SKELETONS_IN_WHEEL.strip()}; fix it")
    return text.replace(SKELETONS_IN_WHEEL, SKELETONS_IN_WHEEL + GIVEN_IN_WHEEL).encode()


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
