"""The autograders work in their harness: the zip on Gradescope, the workflow on GitHub Classroom."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import jsonschema
import pytest
import yaml
from tests.skip_or_fail import skip_or_fail

from raftlab.authoring.platform_autograders import gradescope_files, gradescope_zip
from raftlab.authoring.secret_lines import long_lines_in_folder
from raftlab.cli.main import run
from raftlab.kit import Kit
from raftlab.solutions.named_solutions import read_solution

ROOT = Path(__file__).parent.parent.parent
KIT = Kit(ROOT)
SCENE = "scene05"
FILE = KIT.scene(SCENE).file
GRADESCOPE_SCHEMA = json.loads((Path(__file__).parent / "gradescope.schema.json").read_text(encoding="utf-8"))
SYSTEM_FOLDERS = ("/usr", "/bin", "/lib", "/lib64", "/etc", "/opt", sys.base_prefix)
"""What the empty root is shown, to be read only: the system's programs, the settings of pip, and Python."""

NETWORK_SETTINGS = ("PIP_", "SSL_", "HTTP_", "HTTPS_", "NO_PROXY", "REQUESTS_")
"""Variables that tell pip where packages come from on this machine."""


def read_mutant(name: str) -> str:
    """Return the text of a wrong solution."""
    return read_solution(KIT, KIT.reference / SCENE / "mutants" / f"{name}.py")


# ---- Gradescope ----------------------------------------------------------------------------------------------------


class GradescopeHarness:
    """Gradescope's own way, in an empty root: /autograder with the unpacked zip, a submission, and results."""

    def __init__(self, root: Path, archive: bytes) -> None:
        self.root = root
        for name in ("source", "submission", "results"):
            (root / name).mkdir(parents=True)
        (root / "upload.zip").write_bytes(archive)
        with zipfile.ZipFile(root / "upload.zip") as upload:
            upload.extractall(root / "source")
        shutil.copy(root / "source" / "run_autograder", root / "run_autograder")
        (root / "run_autograder").chmod(0o755)

    def run(self, command: str, *options: str) -> subprocess.CompletedProcess[str]:
        """Run a command with nothing of this machine but the system."""
        shown = [
            word for path in dict.fromkeys(SYSTEM_FOLDERS) if os.path.exists(path) for word in ("--ro-bind", path, path)
        ]
        settings = {name: value for name, value in os.environ.items() if name.upper().startswith(NETWORK_SETTINGS)}
        for folder in (Path.home() / ".config" / "pip", Path.home() / ".pip"):
            shown += ["--ro-bind-try", str(folder), str(folder)]
        python = Path(sys.base_prefix) / "bin"
        return subprocess.run(
            [
                *("bwrap", "--die-with-parent", *shown, "--bind", str(self.root), "/autograder", "--tmpfs", "/tmp"),
                *("--proc", "/proc", "--dev", "/dev", "--chdir", "/autograder", "--unshare-pid", *options),
                *("bash", "-c", command),
            ],
            env={"PATH": f"{python}:/usr/local/bin:/usr/bin:/bin", "HOME": str(Path.home()), **settings},
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )

    def grade(self, files: dict[str, str]) -> dict[str, object]:
        """Hand in files, run the autograder without a network, and return results.json."""
        for path in (self.root / "submission", self.root / "results"):
            shutil.rmtree(path)
            path.mkdir()
        for name, text in files.items():
            (self.root / "submission" / name).parent.mkdir(parents=True, exist_ok=True)
            (self.root / "submission" / name).write_text(text)
        (self.root / "submission_metadata.json").write_text('{"id": 1, "users": [], "previous_submissions": []}')
        ended = self.run("./run_autograder", "--unshare-net")
        assert ended.returncode == 0, ended.stderr
        told: dict[str, object] = json.loads((self.root / "results" / "results.json").read_text(encoding="utf-8"))
        return told


@pytest.mark.long
@pytest.mark.timeout(1500)
def test_the_zip_grades_in_an_empty_root_with_only_python(tmp_path: Path) -> None:
    """setup.sh and run_autograder, as Gradescope calls them, end in a valid results.json for good, bad and broken."""
    if shutil.which("bwrap") is None:
        skip_or_fail("bubblewrap is not installed; apt install bubblewrap")
    harness = GradescopeHarness(
        tmp_path / "autograder", gradescope_zip(gradescope_files(KIT, KIT.scene(SCENE), "after_published"))
    )
    python = Path(sys.base_prefix) / "bin" / "python3"
    if harness.run("true").returncode:
        skip_or_fail("bubblewrap cannot start here; allow user namespaces")
    assert harness.run(f"{python} -c 'import raftlab'").returncode, "the root is not empty"
    ready = harness.run("bash /autograder/source/setup.sh")
    if ready.returncode:
        skip_or_fail(f"setup.sh could not install the packages: {ready.stderr[-300:]}")
    full = harness.grade({FILE: KIT.solution_layer(KIT.scene(SCENE)).source})
    partial = harness.grade({f"work/{FILE}": read_mutant("figure8-count-old-term")})
    broken = harness.grade({FILE: "def ("})
    nothing = harness.grade({"notes.txt": "sorry"})
    for results in (full, partial, broken, nothing):
        jsonschema.validate(results, GRADESCOPE_SCHEMA)
    assert full["score"] == 100
    rows = partial["tests"]
    assert isinstance(rows, list)
    assert 0 < sum(row["score"] for row in rows) == partial["score"] < 100
    hidden = [row for row in rows if row.get("visibility") == "after_published"]
    assert hidden and all(row["name"].startswith("Hidden check ") for row in hidden)
    secret = long_lines_in_folder(KIT.reference / SCENE / "tests")
    assert not [line for line in secret if line in json.dumps(partial)]
    assert broken["score"] == 0 and "line 1" in str(broken["output"])
    assert nothing["score"] == 0 and "notes.txt" in str(nothing["output"])


def test_the_zip_has_its_two_scripts_at_the_root_and_no_solution(tmp_path: Path) -> None:
    """The scripts may be run; hidden checks are in it, solutions and mutants are not; same files, same bytes."""
    files = gradescope_files(KIT, KIT.scene(SCENE), "hidden")
    data = gradescope_zip(files)
    assert data == gradescope_zip(gradescope_files(KIT, KIT.scene(SCENE), "hidden"))
    (tmp_path / "a.zip").write_bytes(data)
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        modes = {name: archive.getinfo(name).external_attr >> 16 & 0o777 for name in ("setup.sh", "run_autograder")}
        names = archive.namelist()
    assert set(modes.values()) == {0o755}
    assert f"kit/reference/{SCENE}/tests/test_hidden_commit.py" in names
    assert not [name for name in names if "/mutants/" in name or "/variants/" in name]
    assert not [name for name in names if name.endswith(f"{SCENE}/{FILE}") and "skeletons" not in name]
    assert b"--hidden hidden" in files["run_autograder"]
    for script in ("setup.sh", "run_autograder"):
        assert subprocess.run(["bash", "-n"], input=files[script], check=False).returncode == 0


@pytest.mark.parametrize(
    ("installed", "apt_name", "expected"),
    [
        (("python3.12",), "", "python3.12"),
        (("python3",), "", "python3"),
        ((), "python3.11", "python3.11"),  # an image whose own Python is too old
        ((), "python3", "python3"),  # one whose Python lacks venv, and that has no python3.11
    ],
)
def test_setup_finds_or_installs_python(
    installed: tuple[str, ...], apt_name: str, expected: str, tmp_path: Path
) -> None:
    """The newest Python with venv is used; without one, apt-get installs 3.11, else the system's own."""
    folder, log = tmp_path / "bin", tmp_path / "log"
    folder.mkdir()
    stub = f'#!/bin/bash\necho "${{0##*/}} $*" >>{log}\n'

    def put(name: str, text: str) -> None:
        (folder / name).write_text(text)
        (folder / name).chmod(0o755)

    venv = 'if [ "$2" = venv ]; then mkdir -p "$3/bin"; cp "$0" "$3/bin/python"; fi\n'
    for name in installed:
        put(name, stub + venv)
    put("new", stub + venv)
    wanted = (
        f'if [ "$1" = install ] && [ "${{4}}" = {apt_name} ]; then cp {folder}/new {folder}/{apt_name}; exit 0; fi\n'
    )
    put("apt-get", stub + (wanted if apt_name else "") + '[ "$1" = update ]\n')
    for tool in ("bash", "dirname", "mkdir", "cp"):
        (folder / tool).symlink_to(shutil.which(tool) or tool)
    (tmp_path / "setup.sh").write_bytes(gradescope_files(KIT, KIT.scene(SCENE), "hidden")["setup.sh"])
    ended = subprocess.run(
        [folder / "bash", tmp_path / "setup.sh"], env={"PATH": str(folder)}, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stderr
    told = log.read_text()
    assert f"{expected} -m venv {tmp_path}/venv" in told and f"-m pip install -q -r {tmp_path}/requirements.txt" in told
    assert ("apt-get install" in told) == bool(apt_name)


def test_kit_error_writes_no_results_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If the jail is too weak, the exit code is 3 and no results file is written."""
    (tmp_path / FILE).write_text("x")
    target = tmp_path / "results.json"
    arguments = ["autograder", "run", SCENE, str(tmp_path), "--for", "gradescope", "-o", str(target)]
    monkeypatch.setenv("RAFTLAB_KIT", str(ROOT))
    assert run([*arguments, "--allow-level", "L9"]) == 3
    assert not target.exists()


# ---- GitHub Classroom ----------------------------------------------------------------------------------------------


def test_the_workflow_is_as_github_classroom_reads_it(tmp_path: Path) -> None:
    """Its name, its one job, the step's id and the reporter's variable agree; --kit cannot run a command."""
    file = tmp_path / "classroom.yml"
    evil = '.; curl "x" #'
    assert run(["autograder", "github", SCENE, "-o", str(file), "--kit", evil]) == 0
    told = yaml.safe_load(file.read_text())
    assert told["name"] == "Autograding Tests" and list(told["jobs"]) == ["run-autograding-tests"]
    assert told["permissions"] == {"checks": "write", "actions": "read", "contents": "read"}
    *_, install, graded, reporter = told["jobs"]["run-autograding-tests"]["steps"]
    assert install["env"]["KIT"] == evil and install["run"] == 'python -I -m pip install -q "$KIT"'
    assert reporter["env"] == {f"{graded['id'].upper()}_RESULTS": f"${{{{ steps.{graded['id']}.outputs.result }}}}"}
    assert reporter["with"]["runners"] == graded["id"] and graded["id"].isalnum()
    assert graded["run"] == f"raftlab autograder run {SCENE} . --for github"


def test_the_step_grades_with_partial_credit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The workflow's own command adds up to points between none and all; of a broken file it says why."""
    monkeypatch.setenv("GITHUB_OUTPUT", str(tmp_path / "output"))
    monkeypatch.setenv("RAFTLAB_KIT", str(ROOT))
    scene = KIT.scene("scene02")  # its grading costs least
    half = read_solution(KIT, KIT.reference / scene.id / "partial" / "first-half.py")
    for name, text in (("half", half), ("broken", "def (")):
        (tmp_path / name).mkdir()
        (tmp_path / name / scene.file).write_text(text)
        assert run(["autograder", "run", scene.id, str(tmp_path / name), "--for", "github"]) == 0
    lines = (tmp_path / "output").read_text().splitlines()
    half_right, broken = (json.loads(base64.b64decode(line.removeprefix("result="))) for line in lines)
    assert half_right["max_score"] == 100 and 0 < sum(row["score"] for row in half_right["tests"]) < 100
    assert broken["status"] == "error" and "line 1" in broken["tests"][0]["message"]
