"""What is published holds the labs and the engine, and no answer."""

from __future__ import annotations

import re
import runpy
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest

from raftlab.authoring.leaks.kit_secrets import names_of_hidden_checks
from raftlab.kit import Kit

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def dist_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel and the source archive, without a network."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "-d", str(folder), "-t", "wheel", "-t", "sdist"]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return folder


def solution_lines() -> list[bytes]:
    """Return stretches of the solutions' holes that stand in no other tree."""
    from raftlab.skeleton import make_skeleton

    kit = Kit(ROOT)
    lines = []
    for scene in kit.scenes:
        given = set(make_skeleton(kit, scene).splitlines())
        solution = kit.solution_layer(scene).source.splitlines()
        written = [line.strip() for line in solution if line not in given and not line.startswith(("import ", "from "))]
        lines += [line for line in written if len(line) > 60]
    return [line.encode() for line in lines]


def test_wheel_holds_engine_labs_and_skeletons(dist_folder: Path) -> None:
    """A wheel has what a student needs: the command, the labs, the files to fill in."""
    names = zipfile.ZipFile(next(dist_folder.glob("*.whl"))).namelist()
    for scene in (ROOT / "labs").glob("scene*"):
        assert f"raftlab/data/labs/{scene.name}/scene.toml" in names
        assert any(name.startswith(f"raftlab/data/skeletons/{scene.name}/") for name in names)
    assert "raftlab/cli/main.py" in names


def test_published_archives_hold_no_answer(dist_folder: Path) -> None:
    """No published archive has a file of reference/, a line of a solution, or the name of a hidden check."""
    wheel = zipfile.ZipFile(next(dist_folder.glob("*.whl")))
    texts = {name: wheel.read(name) for name in wheel.namelist()}
    with tarfile.open(next(dist_folder.glob("*.tar.gz"))) as source:
        for member in source.getmembers():
            if (file := source.extractfile(member)) is not None:
                texts[member.name] = file.read()
    assert not [name for name in texts if "reference" in Path(name).parts]
    hidden = names_of_hidden_checks(Kit(ROOT))
    assert not {
        name for name, text in texts.items() if hidden & set(re.findall(r"[A-Za-z_]\w*", str(text, "utf-8", "replace")))
    }
    secrets = solution_lines()
    assert secrets
    for name, text in texts.items():
        told = [secret for secret in secrets if secret in text]
        assert not told, f"{name} holds {told[0].decode()}"


def test_installation_ends_at_once_on_an_old_python(monkeypatch: pytest.MonkeyPatch) -> None:
    """The metadata of the project are not made on a Python that cannot run it: one line says which one can."""
    hook = runpy.run_path(str(ROOT / "hatch_build.py"))["CustomMetadataHook"](str(ROOT), {})
    hook.update({})
    monkeypatch.setattr(sys, "version_info", (3, 10, 13))
    with pytest.raises(SystemExit, match=r"raftlab needs Python 3\.11 or newer; this is .*python3\.12 -m venv"):
        hook.update({})
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert "custom" in project["tool"]["hatch"]["metadata"]["hooks"]
    assert project["project"]["requires-python"] == ">=3.11"
