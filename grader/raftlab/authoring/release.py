"""The student kit of a scene: all that one needs to do it, and nothing that answers it; the same bytes each time."""

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
raftlab grade {scene}    # what is right, what is wrong, and why; `raftlab watch {scene}`: at every save
raftlab hint {scene}     # one more hint for what is open
raftlab doctor           # what this machine offers
```

The handout is `labs/{scene}/README.md`. What your code may import: `labs/JAIL.md`. The layers of earlier scenes, which
your server stands on, are in `given/`. Some checks are hidden: they run when you submit.
"""


def make_student_kit(kit: Kit, scene: Scene) -> FilesByPath:
    """Return the files of the student kit for `scene`. KitError where one of them would tell an answer."""
    files = dict(sorted(student_kit_files(kit, scene)))
    secrets = secret_lines(kit, scene)
    for name, data in files.items():
        secret = find_secret(secrets, data)
        if secret:
            raise KitError(f"{scene.id}: {name} holds a line of an answer ({secret}); take it out before releasing")
    return files


def student_kit_files(kit: Kit, scene: Scene) -> Iterator[tuple[str, bytes]]:
    """Yield what the kit is made of: engine, labs and skeletons up to the scene, given layers below it."""
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
    """Yield the files below `folder`, but for what is hidden, compiled or a link."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(root)
        private = any(part.startswith((".", "__pycache__")) for part in name.parts)
        if path.is_file() and not path.is_symlink() and not private:
            yield name.as_posix(), path.read_bytes()


def project_file_data(kit: Kit) -> bytes:
    """Return pyproject.toml, changed so that the given layers are installed too."""
    text = (kit.root / "pyproject.toml").read_text(encoding="utf-8")
    if SKELETONS_IN_WHEEL not in text:
        raise KitError(f"pyproject.toml does not install the skeletons as {SKELETONS_IN_WHEEL.strip()}; mend it")
    return text.replace(SKELETONS_IN_WHEEL, SKELETONS_IN_WHEEL + GIVEN_IN_WHEEL).encode()


def student_kit_zip(files: FilesByPath, top_folder: str) -> bytes:
    """Return a zip of the files, all in the folder `top`; the same files give the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(f"{top_folder}/{name}", ZIP_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, files[name])
    return buffer.getvalue()
