"""The grader only reads a submission's text: files beside it do not run, and no text breaks the reader."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import raftlab.batch.submission_precheck as preflight_module
from raftlab.batch.models import SubmissionEntry
from raftlab.checks.nondeterminism_sources import find_sources
from raftlab.errors import UsageError
from raftlab.grading_models import Submission
from raftlab.kit import Kit, Scene, find_kit
from raftlab.submission_reader import NESTING_LIMIT, parse_submission, read_submission
from raftlab.submission_shape import signature_text

SCENE = "scene05"
SERVER_IMPORT = "from raftlab.server import Server\n"
CLASS_WITH_HOLE = "class Commit(Server):\n    def tryAdvanceCommit(self, a, b, *, c={}): ...\n"


@pytest.fixture(scope="module")
def kit() -> Kit:
    """Return the kit of this checkout."""
    return find_kit()


# ---- texts that are hard to read ------------------------------------------------------------------------------------

HARD_TO_PARSE = {
    "parentheses": "x = " + "(" * 100_000 + ")" * 100_000,
    "brackets left open": "x = " + "[" * 200_000,
    "braces": "x = " + "{1:" * 60_000,
    "signs": "x = " + "-" * 100_000 + "1",
    "negations": "x = " + "not " * 60_000 + "1",
    "lambdas": "x = " + "lambda: " * 30_000 + "1",
    "defaults of lambdas": "x = " + "lambda a=" * 20_000 + "1",
    "sums": "x = " + "1+" * 100_000 + "1",
    "powers": "x = " + "1**" * 60_000 + "1",
    "attributes": "x = a" + ".b" * 100_000,
    "calls": "x = a" + "()" * 100_000,
    "choices": "x = " + "1 if 1 else " * 20_000 + "1",
    "branches": "if a: pass\n" + "elif a: pass\n" * 15_000,
    "blocks": "".join(" " * level + "if 1:\n" for level in range(600)) + " " * 600 + "pass",
    "format strings": "x = " + "f'{" * 1000 + "1" + "}'" * 1000,
    "patterns": "match x:\n case " + "[" * 50_000,
    "decimal digits": "x = " + "9" * 200_000,
    "hexadecimal digits": "x = 0x" + "f" * 20_000,
    "binary digits": "x = 0b" + "1" * 2_000,
    "octal digits in a pattern": "match x:\n    case 0o" + "7" * 20_000 + ": pass\n",
    "digits in a default": SERVER_IMPORT + CLASS_WITH_HOLE.format("0x" + "f" * 20_000),
    "digits in a base class": SERVER_IMPORT + f"class Commit(Server, size=0x{'f' * 20_000}):\n    pass\n",
    "digits in a format string": "x = f'{0x" + "f" * 20_000 + "}'",
    "continued lines": "x = 1\\\n" * 30_000,
    "a default": SERVER_IMPORT + CLASS_WITH_HOLE.format("-" * 900 + "1"),
    "a base class": SERVER_IMPORT + f"class Commit(Server if {'-' * 900}1 else Server):\n    pass\n",
    "an annotation": SERVER_IMPORT
    + f"class Commit(Server):\n    def tryAdvanceCommit(self, a: {'-' * 900}1, b, c): ...\n",
}
"""Texts that a reader could choke on, by what there is too much of."""


@pytest.mark.parametrize("text", HARD_TO_PARSE.values(), ids=HARD_TO_PARSE)
def test_text_that_is_hard_to_read_is_refused_in_one_line(kit: Kit, tmp_path: Path, text: str) -> None:
    """A text made to break the reader is refused with the reason, whatever it has too much of."""
    file = tmp_path / "commit.py"
    file.write_text(text)
    with pytest.raises(UsageError) as told:
        read_submission(kit, kit.scene(SCENE), file)
    assert str(told.value).startswith("commit.py")
    assert "\n" not in str(told.value)


@pytest.mark.parametrize(
    "text",
    [
        "x = '" + "a" * 250_000 + "'",
        "x = " + "1<" * 100_000 + "1",
        "f(" + "a," * 99_999 + ")",
    ],
)
def test_long_text_is_accepted(kit: Kit, text: str) -> None:
    """A long line is read like any other."""
    scene = kit.scene(SCENE)
    assert parse_submission(scene, Submission(scene.id, scene.file, text)).body


def test_solutions_stay_far_below_the_limit(kit: Kit) -> None:
    """No solution, right or wrong, comes near the depth at which a text is refused."""
    for file in sorted(kit.reference.glob("scene*/**/*.py")):
        text = file.read_text(encoding="utf-8")
        assert parse_submission(kit.scene(SCENE), Submission(SCENE, file.name, text)).body, file
    half = "x = " + "-" * (NESTING_LIMIT // 2) + "1"
    assert parse_submission(kit.scene(SCENE), Submission(SCENE, "half.py", half)).body


# ---- files beside the text ------------------------------------------------------------------------------------------

WITNESS_SOURCE = "from pathlib import Path\nPath({!r}).touch()\n"
TRAP_FILES = (
    *("conftest.py", "sitecustomize.py", "usercustomize.py", "attack.py", "__init__.py", "test_attack.py", "setup.py"),
    *("msgspec.py", "typing.py", "pytest.py", "server.py", "raftlab.py", "tests/conftest.py", "labs/__init__.py"),
)
TRAP_SETTINGS = {
    "attack.pth": "import attack\n",
    "pytest.ini": "[pytest]\naddopts = -p attack\npython_files = *.py\n",
    "pyproject.toml": '[tool.pytest.ini_options]\naddopts = "-p attack"\n',
    "setup.cfg": "[tool:pytest]\naddopts = -p attack\n",
    "tox.ini": "[pytest]\naddopts = -p attack\n",
    "scene.toml": 'title = "attack"\n',
    ".env": "PYTEST_ADDOPTS=-p attack\n",
}


@pytest.fixture
def trap_folder(kit: Kit, tmp_path: Path) -> tuple[Path, Path]:
    """Return a folder with a right solution among files that tools run, and the file that a run creates."""
    folder, witness = tmp_path / "handed-in", tmp_path / "witness"
    for name in TRAP_FILES:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(WITNESS_SOURCE.format(str(witness)))
    for name, text in TRAP_SETTINGS.items():
        (folder / name).write_text(text)
    scene = kit.scene(SCENE)
    (folder / scene.file).write_text(kit.solution_layer(scene).source)
    return folder, witness


@pytest.mark.parametrize("inside", [False, True], ids=["from elsewhere", "from the folder itself"])
def test_files_beside_the_scenes_file_are_not_run(trap_folder: tuple[Path, Path], tmp_path: Path, inside: bool) -> None:
    """Only the scene's file of a submitted folder is read; nothing else in it runs or configures anything."""
    folder, witness = trap_folder
    before = sorted(folder.rglob("*"))
    command = [str(Path(sys.executable).with_name("raftlab")), "grade", SCENE, str(folder)]
    command += ["--check", "majority_commits", "--check", "figure8_overwrite"]
    done = subprocess.run(
        command, cwd=folder if inside else tmp_path, capture_output=True, text=True, check=False, timeout=250
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert not witness.exists()
    made = [path for path in sorted(folder.rglob("*")) if path not in before]
    assert [path for path in made if ".raftlab" not in path.parts] == []


def test_trap_works(trap_folder: tuple[Path, Path]) -> None:
    """The trap detects a program that runs these files: plain pytest in the folder."""
    folder, witness = trap_folder
    subprocess.run([sys.executable, "-m", "pytest", "-q"], cwd=folder, capture_output=True, check=False, timeout=250)
    assert witness.exists()


def test_number_within_the_limit_is_accepted(kit: Kit) -> None:
    """A number that any program could need is read like any other."""
    scene = kit.scene(SCENE)
    assert parse_submission(scene, Submission(scene.id, scene.file, f"x = {2**1024 - 1}\ny = 0x{'f' * 256}\n")).body


def test_quoted_text_is_short_and_always_there(kit: Kit) -> None:
    """What a message quotes of a text is cut, and a node that Python cannot print is left out."""
    huge = ast.parse("def f(a=1): ...").body[0]
    assert isinstance(huge, ast.FunctionDef)
    huge.args.defaults = [ast.Constant(2**20_000)]
    assert signature_text(huge) == "f(…)"
    assert len(signature_text(ast.parse("def f(a='" + "b" * 9000 + "'): ...").body[0])) < 300  # type: ignore[arg-type]
    lines = find_sources(f"def f(self):\n    type(0x{'f' * 20_000}).x.append(1)\n", "kept")
    assert lines == [(2, "… belongs to the class, and is changed here")]


def test_entry_that_breaks_the_reader_does_not_end_its_class(kit: Kit, monkeypatch: pytest.MonkeyPatch) -> None:
    """If reading one entry raises an unforeseen exception, the entry gets a note and the others are read."""
    scene = kit.scene(SCENE)
    right = (kit.reference / scene.id / scene.file).read_bytes()

    def check_shape(kit: Kit, scene: Scene, submission: Submission) -> None:
        if "BREAKS" in submission.source:
            raise ValueError

    monkeypatch.setattr(preflight_module, "check_shape", check_shape)
    texts = (b"# BREAKS\n" + right, right, f"x = 0x{'f' * 20_000}\n".encode() + right)
    entries = [SubmissionEntry(str(number), (), scene.file, text) for number, text in enumerate(texts)]
    found = preflight_module.preflight(kit, scene, entries)
    assert found[0].notes == ("could not be examined (ValueError)",) and not found[0].error_text
    assert not found[1].notes and not found[1].error_text
    assert "a number of over" in found[2].error_text
