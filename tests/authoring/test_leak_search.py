"""The search of a release finds an answer in whatever form it is planted, and nothing in what is public."""

from __future__ import annotations

import ast
import base64
import binascii
import bz2
import codecs
import dis
import gzip
import html
import io
import json
import lzma
import marshal
import pickle
import py_compile
import quopri
import re
import shutil
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest

from raftlab.authoring.leaks.code_fingerprints import code_fingerprints
from raftlab.authoring.leaks.kit_secrets import KitSecrets, kit_secrets
from raftlab.authoring.leaks.leak_search import find_leaks
from raftlab.authoring.leaks.turned_texts import alphabet_turn
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
    "text written backwards": ("labs/scene05/hint.txt", lambda _: renamed_source()[::-1].encode()),
    "lines written backwards": (
        "labs/scene05/hint.txt",
        lambda _: "\n".join(line[::-1] for line in renamed_source().splitlines()).encode(),
    ),
    "ROT13": ("labs/scene05/hints.toml", lambda _: codecs.encode(renamed_source(), "rot13").encode()),
    "letters turned by three": ("labs/scene05/hints.toml", lambda _: SOLUTION.translate(alphabet_turn(3)).encode()),
    "a hidden check in ROT13": ("labs/scene05/x.txt", lambda _: codecs.encode(HIDDEN_TEST, "rot13").encode()),
    "base32": ("labs/scene05/x.txt", lambda _: base64.b32encode(SOLUTION.encode())),
    "base85 in a string": ("grader/raftlab/x.py", lambda _: b"X = " + repr(base64.b85encode(DEFLATED)).encode()),
    "ASCII85 with line breaks": (
        "labs/scene05/x.ps",
        lambda _: b"stream\n" + base64.a85encode(SOLUTION.encode(), adobe=True, wrapcol=72) + b"\nend",
    ),
    "uuencode": ("labs/scene05/mail.txt", lambda _: uuencoded(SOLUTION.encode())),
    "compressed and in base64": (
        "grader/raftlab/x.py",
        lambda _: b"X = '" + base64.b64encode(zlib.compress(SOLUTION.encode())) + b"'",
    ),
    "a deflate stream without its header": ("labs/scene05/x", lambda _: DEFLATED[2:-4]),
    "gzip behind something else": ("labs/scene05/x", lambda _: b"#!/bin/sh\n" + gzip.compress(SOLUTION.encode())),
    "bzip2 behind something else": ("labs/scene05/x", lambda _: b"HEAD" + bz2.compress(SOLUTION.encode())),
    "xz behind something else": ("labs/scene05/x", lambda _: b"HEAD" + lzma.compress(SOLUTION.encode())),
    "a zip behind a picture": ("labs/scene05/x.png", lambda _: b"\x89PNG" + bytes(6000) + nested_zip()),
    "a zip with a password": ("labs/scene05/x.zip", lambda _: locked_zip()),
    "an archive of 7-Zip": ("labs/scene05/x", lambda _: b"7z\xbc\xaf\x27\x1c" + bytes(40)),
    "pickled text": ("labs/scene05/x.pickle", lambda _: pickle.dumps({"a": SOLUTION})),
    "a pickled syntax tree": ("labs/scene05/x.pickle", lambda _: pickle.dumps(ast.parse(SOLUTION))),
    "a pickle in base64": (
        "labs/scene05/x.json",
        lambda _: json.dumps({"x": base64.b64encode(pickle.dumps(ast.parse(SOLUTION))).decode()}).encode(),
    ),
    "a printed syntax tree": ("labs/scene05/x.txt", lambda _: ast.dump(ast.parse(SOLUTION), indent=1).encode()),
    "disassembled code": ("labs/scene05/x.txt", lambda _: disassembled(SOLUTION).encode()),
    "calls of chr": (
        "grader/raftlab/x.py",
        lambda _: ("X = " + "+".join(f"chr({ord(letter)})" for letter in SOLUTION if ord(letter) < 256)).encode(),
    ),
    "hexadecimal numbers": (
        "grader/raftlab/x.py",
        lambda _: ", ".join(map(hex, SOLUTION.encode("ascii", "ignore"))).encode(),
    ),
    "escapes of letters": (
        "labs/scene05/x.json",
        lambda _: ('"' + "".join(f"\\u{ord(letter):04x}" for letter in SOLUTION) + '"').encode(),
    ),
    "other names of attributes": (
        "grader/raftlab/x.py",
        lambda _: re.sub(
            r"\.(\w)(\w*)",
            r".my_\1\2",
            hole_source("advanceFollowerCommit")
            + "\n"
            + hole_source("answerClients")
            + "\n"
            + hole_source("truncateConflicts")
            + "\n"
            + hole_source(),
        ).encode(),
    ),
    "a numbered listing": (
        "labs/scene05/README.md",
        lambda _: "".join(f"{n:>4}: {line}\n" for n, line in enumerate(renamed_source().splitlines())).encode(),
    ),
    "what a hidden check says, in other lines": (
        "labs/scene05/README.md",
        lambda _: ("- " + "\n  ".join(hidden_sentence().upper().split(" "))).encode(),
    ),
    "a private folder": ("labs/scene05/mutants/a.py", lambda _: b""),
}
"""What is planted -> the file, and its content from a folder to work in."""


DEFLATED = zlib.compress(SOLUTION.encode())


def uuencoded(data: bytes) -> bytes:
    """Return the bytes as a uuencoded file."""
    lines = b"".join(binascii.b2a_uu(data[n : n + 45]) for n in range(0, len(data), 45))
    return b"begin 644 a.py\n" + lines + b"`\nend\n"


def locked_zip() -> bytes:
    """Return a zip whose member is marked as encrypted, in both of its headers."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a.py", bytes(100))
    data = bytearray(buffer.getvalue())
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def disassembled(source: str) -> str:
    """Return the solution as the module `dis` prints it."""
    out = io.StringIO()
    dis.dis(compile(source, "commit.py", "exec"), file=out)
    return out.getvalue()


def hidden_sentence() -> str:
    """Return the first sentence of a hidden check's docstring, the longest of its file."""
    nodes = [node for node in ast.parse(HIDDEN_TEST).body if isinstance(node, ast.FunctionDef)]
    sentences = [(ast.get_docstring(node) or "").partition(".")[0] for node in nodes if node.name.startswith("test_")]
    return " ".join(max(sentences, key=len).split())


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


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("reference/scene05/commit.py", "labs/scene05/example_rows.py"),
        ("reference/scene05/commit.py", "skeletons/scene05/commit.py"),
        ("reference/scene05/commit.py", "grader/raftlab/example_rows.py"),
        ("reference/scene07/membership.py", "labs/scene05/example_rows.py"),
        ("reference/scene05/mutants/acknowledgements-of-every-leadership-count.py", "labs/scene05/example_rows.py"),
        ("reference/scene05/tests", "labs/scene05/tests"),
        ("reference/scene03/scenarios/duelling-candidates.txt", "labs/scene05/scenarios/duel.txt"),
    ],
)
def test_answer_among_the_public_files_is_found(source: str, target: str, tmp_path: Path) -> None:
    """A private file that was put among the files that students get makes nothing public: it is the leak."""
    for part in ("labs", "skeletons", "reference", "grader"):
        shutil.copytree(KIT.root / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__"))
    if (tmp_path / source).is_dir():
        shutil.copytree(tmp_path / source, tmp_path / target, dirs_exist_ok=True)
    else:
        shutil.copy(tmp_path / source, tmp_path / target)
    kit = Kit(tmp_path)
    copies = [tmp_path / target, *(tmp_path / target).rglob("*.py")]
    files = {path.relative_to(tmp_path).as_posix(): path.read_bytes() for path in copies if path.is_file()}
    assert find_leaks(kit_secrets(kit, kit.scene("scene05")), files)
