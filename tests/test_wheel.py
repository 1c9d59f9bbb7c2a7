"""What is published holds the labs and the engine, and no answer."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel and the source archive, without a network."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "-d", str(folder), "-t", "wheel", "-t", "sdist"]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return folder


def answers() -> list[bytes]:
    """Return stretches of the solutions' holes that stand in no other tree."""
    from raftlab.kit import Kit
    from raftlab.skeleton import skeleton_of

    kit = Kit(ROOT)
    lines = []
    for scene in kit.scenes:
        given = set(skeleton_of(kit, scene).splitlines())
        solution = kit.solution(scene).source.splitlines()
        lines += [line.strip() for line in solution if line not in given and len(line.strip()) > 60]
    return [line.encode() for line in lines]


def test_wheel_holds_engine_labs_and_skeletons(built: Path) -> None:
    """A wheel has what a student needs: the command, the labs, the files to fill in."""
    names = zipfile.ZipFile(next(built.glob("*.whl"))).namelist()
    for scene in (ROOT / "labs").glob("scene*"):
        assert f"raftlab/data/labs/{scene.name}/scene.toml" in names
        assert any(name.startswith(f"raftlab/data/skeletons/{scene.name}/") for name in names)
    assert "raftlab/cli/main.py" in names


def test_no_answer_leaves_the_house(built: Path) -> None:
    """No published archive has a file of reference/, nor a line of a solution."""
    wheel = zipfile.ZipFile(next(built.glob("*.whl")))
    texts = {name: wheel.read(name) for name in wheel.namelist()}
    with tarfile.open(next(built.glob("*.tar.gz"))) as source:
        for member in source.getmembers():
            if (file := source.extractfile(member)) is not None:
                texts[member.name] = file.read()
    assert not [name for name in texts if "reference" in Path(name).parts]
    secrets = answers()
    assert secrets
    for name, text in texts.items():
        told = [secret for secret in secrets if secret in text]
        assert not told, f"{name} holds {told[0].decode()}"
