"""The search of a release finds an answer in whatever form it is planted, and nothing in what is public."""

from __future__ import annotations

import ast
import base64
import html
import io
import json
import marshal
import py_compile
import quopri
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest

from raftlab.authoring.leaks.code_fingerprints import code_fingerprints
from raftlab.authoring.leaks.kit_secrets import KitSecrets, kit_secrets
from raftlab.authoring.leaks.leak_search import find_leaks
from raftlab.kit import Kit

KIT = Kit(Path(__file__).parent.parent.parent)
SCENE = KIT.scene("scene05")
SOLUTION = (KIT.reference / SCENE.id / SCENE.file).read_text(encoding="utf-8")
HIDDEN_TEST = min((KIT.reference / SCENE.id / "tests").glob("test_*.py")).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def secrets() -> KitSecrets:
    """Return what the kit of scene 05 must not hold."""
    return kit_secrets(KIT, SCENE)


def hole_source(name: str = "tryAdvanceCommit") -> str:
    """Return the reference's text of a method, without its docstring."""
    for node in ast.walk(ast.parse(SOLUTION)):
        if isinstance(node, ast.FunctionDef) and node.name == name:
            node.body = node.body[1:] if ast.get_docstring(node) else node.body
            return ast.unparse(node)
    raise AssertionError(name)


def renamed_source() -> str:
    """Return the method with other names for what is local, and a docstring."""
    tree = ast.parse(hole_source())
    local = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in local:
            node.id = f"my_{node.id}"
    tree.body[0].name = "raise_commit"  # type: ignore[attr-defined]
    return ast.unparse(tree).replace(":\n", ':\n    """Mine."""\n', 1)


def compiled_file(folder: Path) -> bytes:
    """Return the solution as a compiled file."""
    source = folder / "commit.py"
    source.write_text(SOLUTION, encoding="utf-8")
    return Path(py_compile.compile(str(source), str(folder / "commit.bin")) or "").read_bytes()


def nested_zip() -> bytes:
    """Return a zip in a zip, with the solution."""
    inner, outer = io.BytesIO(), io.BytesIO()
    for buffer, name, data in ((inner, "a.txt", SOLUTION.encode()), (outer, "b.bin", None)):
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(name, inner.getvalue() if data is None else data)
    return outer.getvalue()


def hidden_schedule() -> str:
    """Return a hidden scenario under another title, with comments of its own."""
    text = (KIT.reference / "scene03" / "scenarios" / "duelling-candidates.txt").read_text(encoding="utf-8")
    return "# Something to try\n" + "\n".join(f"  {line}   # why?" for line in text.splitlines() if line[:1] != "#")


def hidden_run() -> bytes:
    """Return a hidden recorded run under another title, laid out again."""
    record = json.loads(min((KIT.reference / "scene06" / "runs").glob("*.json")).read_bytes())
    return json.dumps({"runs": [{**record, "title": "example", "seed": 7}]}, indent=1).encode()


def indented(text: str) -> str:
    """Return the text as a block of code in a paragraph."""
    return "".join(f"    {line}\n" for line in text.splitlines())


PLANTS: dict[str, tuple[str, Callable[[Path], bytes]]] = {
    "the solution's text in a handout": ("labs/scene05/README.md", lambda _: f"Try:\n\n{SOLUTION}".encode()),
    "the method with other names": ("labs/scene05/table_rows.py", lambda _: renamed_source().encode()),
    "the method in a fence, as a comment": (
        "labs/scene05/README.md",
        lambda _: ("```\n" + "".join(f"# {line}\n" for line in renamed_source().splitlines()) + "```\n").encode(),
    ),
    "the method in a string of Python": ("grader/raftlab/x.py", lambda _: f"X = {renamed_source()!r}\n".encode()),
    "the name of a hidden check": ("labs/scene05/hints.toml", lambda _: f"[{hidden_name()[5:]}]\n".encode()),
    "compiled code by another name": ("labs/scene05/recorded/figure8.bin", compiled_file),
    "marshalled code": ("labs/scene05/x", lambda _: marshal.dumps(compile(SOLUTION, "commit.py", "exec"))),
    "the method in a recorded run's text": (
        "labs/scene05/recorded/figure8.json",
        lambda _: json.dumps({"runs": [{"printed": renamed_source()}]}).encode(),
    ),
    "the method in a page": (
        "labs/scene05/scene05.html",
        lambda _: f"<pre>{html.escape(indented(renamed_source()))}</pre>".encode(),
    ),
    "a zip in a zip": ("labs/scene05/pictures.dat", lambda _: nested_zip()),
    "base64 in a page": (
        "labs/scene05/scene05.html",
        lambda _: b"<img src='data:image/png;base64," + base64.b64encode(SOLUTION.encode()) + b"'>",
    ),
    "UTF-16": ("labs/scene05/notes.txt", lambda _: SOLUTION.encode("utf-16")),
    "a hidden schedule with other comments": ("labs/scene05/scenarios/try.txt", lambda _: hidden_schedule().encode()),
    "a hidden recorded run": ("labs/scene06/runs/example.json", lambda _: hidden_run()),
    "a hidden check": ("labs/scene05/tests/test_more.py", lambda _: HIDDEN_TEST.encode()),
    "the first line of a mutant": ("labs/scene05/try.py", lambda _: b"# caught by: test_figure8_overwrite\n"),
    "a notebook's cell": (
        "labs/scene05/try.ipynb",
        lambda _: json.dumps({"cells": [{"source": renamed_source().splitlines(keepends=True)}]}).encode(),
    ),
    "a difference from the reference": (
        "labs/scene05/README.md",
        lambda _: "".join(f"+{line}\n" for line in SOLUTION.splitlines()).encode(),
    ),
    "compressed metadata of a picture": (
        "labs/scene05/picture.png",
        lambda _: b"\x89PNG\r\n\x1a\n....zTXtComment\0\0" + zlib.compress(SOLUTION.encode()),
    ),
    "UTF-16 without its mark": ("labs/scene05/notes.txt", lambda _: SOLUTION.encode("utf-16-be")),
    "UTF-32": ("labs/scene05/notes.txt", lambda _: SOLUTION.encode("utf-32")),
    "hexadecimal": ("labs/scene05/notes.txt", lambda _: SOLUTION.encode().hex().encode()),
    "numbers": ("grader/raftlab/x.py", lambda _: f"X = bytes({list(SOLUTION.encode())})".encode()),
    "a link's percent signs": ("labs/scene05/a.html", lambda _: f"<a href='data:,{quote(SOLUTION)}'>".encode()),
    "quoted-printable": ("labs/scene05/mail.eml", lambda _: quopri.encodestring(SOLUTION.encode())),
    "pieces of strings": (
        "grader/raftlab/x.py",
        lambda _: ("X = [" + ", ".join(repr(SOLUTION[n : n + 37]) for n in range(0, len(SOLUTION), 37)) + "]").encode(),
    ),
    "marshalled code behind something else": (
        "labs/scene05/x",
        lambda _: b"HEAD" + marshal.dumps(compile(SOLUTION, "commit.py", "exec")),
    ),
    "a private folder": ("labs/scene05/mutants/a.py", lambda _: b""),
}
"""What is planted -> the file, and its content from a folder to work in."""


def hidden_name() -> str:
    """Return the full name of a hidden check of scene 05 that is no public one's."""
    return next(line[4:].partition("(")[0] for line in HIDDEN_TEST.splitlines() if line.startswith("def test_"))


@pytest.mark.parametrize("plant", PLANTS)
def test_planted_answer_is_found(plant: str, secrets: KitSecrets, tmp_path: Path) -> None:
    """Each form of an answer is found, and named with its file."""
    name, content = PLANTS[plant]
    found = find_leaks(secrets, {"labs/scene05/fine.txt": b"nothing here\n", name: content(tmp_path)})
    assert [leak.file for leak in found] == [name]


def test_mark_in_private_file_is_a_secret(secrets: KitSecrets) -> None:
    """A mark that staff put into a private file is searched for."""
    marked = KitSecrets(**{**vars(secrets), "canaries": frozenset({"raftlab-canary-7f3a"})})
    assert find_leaks(marked, {"a.md": b"see raftlab-canary-7f3a"})
    assert not find_leaks(secrets, {"a.md": b"see raftlab-canary-7f3a"})


def test_naming_and_layout_do_not_change_a_fingerprint() -> None:
    """The same method with other names, a docstring and annotations has the same fingerprint; another rule has not."""
    method = hole_source()
    assert code_fingerprints(method) & code_fingerprints(renamed_source())
    assert code_fingerprints(method).isdisjoint(code_fingerprints(method.replace("+ 1", "+ 2").replace(">", "<")))
