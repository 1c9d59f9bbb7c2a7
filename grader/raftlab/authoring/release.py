"""The student kit of a scene: all that one needs to do it, and nothing that answers it; the same bytes each time."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from raftlab.authoring.secrets import secrets_of, told_secret
from raftlab.errors import KitFault
from raftlab.kit import Kit, Scene

Files = Mapping[str, bytes]
"""Path in the kit -> content."""

STANDARD = ("LICENSE", "labs/GLOSSARY.md", "labs/JAIL.md", "labs/SCENARIOS.md")
SKELETONS_IN_WHEEL = '"skeletons" = "raftlab/data/skeletons"\n'
GIVEN_IN_WHEEL = '"given" = "raftlab/data/given"\n'
DATE = (1980, 1, 1, 0, 0, 0)
README = """\
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


def student_kit(kit: Kit, scene: Scene) -> Files:
    """Return the files of the student kit for `scene`. KitFault where one of them would tell an answer."""
    files = dict(sorted(contents(kit, scene)))
    secrets = secrets_of(kit, scene)
    for name, data in files.items():
        secret = told_secret(secrets, data)
        if secret:
            raise KitFault(f"{scene.id}: {name} holds a line of an answer ({secret}); take it out before releasing")
    return files


def contents(kit: Kit, scene: Scene) -> Iterator[tuple[str, bytes]]:
    """Yield what the kit is made of: engine, labs and skeletons up to the scene, given layers below it."""
    yield "README.md", README.format(scene=scene.id, title=scene.title).encode()
    yield "pyproject.toml", project_file(kit)
    for name in STANDARD:
        if (kit.root / name).is_file():
            yield name, (kit.root / name).read_bytes()
    yield from tree(kit.root, kit.root / "grader")
    for each in kit.scenes:
        if each.id <= scene.id:
            yield from tree(kit.root, each.folder)
            yield from tree(kit.root, kit.skeletons / each.id)
        if each.id < scene.id and each.layer:
            yield f"given/{each.id}/{each.file}", kit.solution(each).source.encode()


def tree(root: Path, folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the files below `folder`, but for what is hidden, compiled or a link."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(root)
        private = any(part.startswith((".", "__pycache__")) for part in name.parts)
        if path.is_file() and not path.is_symlink() and not private:
            yield name.as_posix(), path.read_bytes()


def project_file(kit: Kit) -> bytes:
    """Return pyproject.toml, changed so that the given layers are installed too."""
    text = (kit.root / "pyproject.toml").read_text(encoding="utf-8")
    if SKELETONS_IN_WHEEL not in text:
        raise KitFault(f"pyproject.toml does not install the skeletons as {SKELETONS_IN_WHEEL.strip()}; mend it")
    return text.replace(SKELETONS_IN_WHEEL, SKELETONS_IN_WHEEL + GIVEN_IN_WHEEL).encode()


def zipped(files: Files, top: str) -> bytes:
    """Return a zip of the files, all in the folder `top`; the same files give the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(f"{top}/{name}", DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, files[name])
    return buffer.getvalue()
