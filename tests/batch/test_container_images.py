"""The folders for PrairieLearn and Autolab: what is built, and what the platform runs in it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from tests.skip_or_fail import skip_or_fail

from raftlab.authoring.container_images import autolab_files, prairielearn_files
from raftlab.authoring.secret_lines import long_lines_in_folder
from raftlab.cli.main import run
from raftlab.kit import Kit

KIT = Kit(Path(__file__).parent.parent.parent)
SCENE = KIT.scene("scene05")
PYTHON_FOLDERS = tuple(dict.fromkeys(("/usr", "/bin", "/lib", "/lib64", "/etc", "/opt", sys.base_prefix, sys.prefix)))
"""What stands for the system and the Python of the image."""


def test_every_file_that_a_dockerfile_copies_is_in_its_folder() -> None:
    """COPY names what is there; no solution is in the folder; equal input gives equal bytes."""
    for files in (prairielearn_files(KIT, SCENE, "reg/raft"), autolab_files(KIT, SCENE)):
        copied = re.findall(r"^COPY (?!--from)(\S+) ", files["Dockerfile"].decode(), re.M)
        assert copied == ["requirements.txt", "run", "kit"]
        assert all(any(name == each or name.startswith(f"{each}/") for name in files) for each in copied)
        assert any(name.startswith(f"kit/reference/{SCENE.id}/tests/") for name in files)
        assert not [
            name for name in files if "/mutants/" in name or name.endswith(f"reference/{SCENE.id}/{SCENE.file}")
        ]
        assert b"msgspec==" in files["requirements.txt"] and files["run"].startswith(b"#!/bin/sh\n")
    assert autolab_files(KIT, SCENE) == autolab_files(KIT, SCENE)


def test_the_commands_write_the_folders(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """The question names the image and the script; the assessment has the makefile that calls it."""
    assert run(["autograder", "prairielearn", "scene05", "-o", str(tmp_path), "--image", "reg.example/raft:1"]) == 0
    info = json.loads((tmp_path / "prairielearn-scene05" / "question" / "info.json").read_text())
    assert info["externalGradingOptions"]["image"] == "reg.example/raft:1" and info["gradingMethod"] == "External"
    html = (tmp_path / "prairielearn-scene05" / "question" / "question.html").read_text()
    assert f'file-names="{SCENE.file}"' in html
    assert run(["autograder", "autolab", "scene05", "-o", str(tmp_path)]) == 0
    assessment = tmp_path / "autolab-scene05" / "assessment"
    assert "\t@/raftlab/run\n" in (assessment / "autograde-Makefile").read_text()
    assert "one problem named scene05" in (assessment / "README.txt").read_text()
    assert "for staff only" in capfd.readouterr().out


def run_in_image(files: Mapping[str, bytes], root: Path, place: str, command: str) -> subprocess.CompletedProcess[str]:
    """Run a command where /raftlab holds the image's files and `place` the submission, with no network."""
    for name, data in files.items():
        (root / "raftlab" / name).parent.mkdir(parents=True, exist_ok=True)
        (root / "raftlab" / name).write_bytes(data)
    (root / "raftlab" / "run").chmod(0o755)
    (root / "bin").mkdir(exist_ok=True)
    (root / "bin" / "python3").write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n')
    (root / "bin" / "python3").chmod(0o755)
    shown = [word for path in PYTHON_FOLDERS if os.path.exists(path) for word in ("--ro-bind", path, path)]
    shown += ["--ro-bind", str(root / "raftlab"), "/raftlab", "--bind", str(root / "grade"), place]
    shown += ["--ro-bind", str(root / "bin"), "/image-bin", "--tmpfs", "/tmp", "--proc", "/proc", "--dev", "/dev"]
    return subprocess.run(
        ["bwrap", "--die-with-parent", *shown, "--chdir", place, "--unshare-pid", "--unshare-net", "sh", "-c", command],
        env={"PATH": "/image-bin:/usr/local/bin:/usr/bin:/bin"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.mark.long
@pytest.mark.timeout(600)
def test_what_the_platforms_run_ends_in_their_result(tmp_path: Path) -> None:
    """In a root with only Python and the image's files: results.json for PrairieLearn, the last line for Autolab."""
    if shutil.which("bwrap") is None or shutil.which("make") is None:
        skip_or_fail("bubblewrap or make is not installed; apt install bubblewrap make")
    skeleton = (KIT.skeletons / SCENE.id / SCENE.file).read_text(encoding="utf-8")
    student = tmp_path / "pl" / "grade" / "student"
    student.mkdir(parents=True)
    (student / SCENE.file).write_text(skeleton)
    ended = run_in_image(prairielearn_files(KIT, SCENE, "raft"), tmp_path / "pl", "/grade", "/raftlab/run")
    assert ended.returncode == 0, ended.stderr
    results = json.loads((tmp_path / "pl" / "grade" / "results" / "results.json").read_text())
    assert results["score"] == 0 and results["gradable"] and len(results["tests"]) > 10
    assert not [line for line in long_lines_in_folder(KIT.reference / SCENE.id / "tests") if line in str(results)]
    home = tmp_path / "al" / "grade"
    home.mkdir(parents=True)
    (home / SCENE.file).write_text("def (")
    files = autolab_files(KIT, SCENE)
    (home / "Makefile").write_bytes(files["assessment/autograde-Makefile"])
    (home / "autograde.tar").write_bytes(files["assessment/autograde.tar"])
    ended = run_in_image(files, tmp_path / "al", "/home", "make")
    assert ended.returncode == 0, ended.stderr
    assert json.loads(ended.stdout.splitlines()[-1]) == {"scores": {"scene05": 0}}
    assert "line 1" in ended.stdout
