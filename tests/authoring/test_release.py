"""The student kit holds all that one needs and, byte for byte, nothing that answers."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from raftlab.authoring.release import make_student_kit, student_kit_zip
from raftlab.authoring.secret_lines import find_secret, secret_lines
from raftlab.errors import KitError
from raftlab.kit import Kit

KIT = Kit(Path(__file__).parent.parent.parent)
SCENE_IDS = [scene.id for scene in KIT.scenes]


def build_release(scene_id: str) -> dict[str, bytes]:
    """Return the files of the zip for a scene, read back from its bytes."""
    data = student_kit_zip(make_student_kit(KIT, KIT.scene(scene_id)), "kit")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name.removeprefix("kit/"): archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize("scene_id", SCENE_IDS)
def test_release_holds_no_answer(scene_id: str) -> None:
    """No line of the scene's or a later answer, hidden check, mutant or variant is anywhere in the artefact's bytes."""
    secrets = secret_lines(KIT, KIT.scene(scene_id))
    assert secrets
    for name, data in build_release(scene_id).items():
        assert not find_secret(secrets, data), name
        lines = {
            line.strip() for line in data.splitlines()
        }  # and so for the raw bytes, whatever the guard makes of them
        for hidden in sorted(secrets)[::7]:
            assert hidden.encode() not in lines, name


@pytest.mark.parametrize("scene_id", SCENE_IDS)
def test_release_has_no_file_of_a_later_scene_or_of_the_staff(scene_id: str) -> None:
    """Reference, tests of the kit, and labs, skeletons and layers of later scenes stay at home."""
    names = [Path(name).parts for name in build_release(scene_id)]
    assert {parts[0] for parts in names} <= {
        "grader",
        "labs",
        "skeletons",
        "given",
        "README.md",
        "pyproject.toml",
        "LICENSE",
    }
    assert not [parts for parts in names if "mutants" in parts or "variants" in parts or "__pycache__" in parts]
    later = [other for other in SCENE_IDS if other > scene_id]
    assert not [parts for parts in names if parts[0] != "grader" and len(parts) > 1 and parts[1] in later]
    assert ("given", scene_id) not in [parts[:2] for parts in names]


def test_release_refuses_public_file_with_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """A handout that quotes a solution is found before it leaves the house."""
    scene = KIT.scene("scene05")
    quote = min(secret_lines(KIT, scene))
    monkeypatch.setattr(
        "raftlab.authoring.release.README_TEMPLATE", f"Try this:\n    {quote}\n".replace("{", "{{").replace("}", "}}")
    )
    with pytest.raises(KitError, match=r"README\.md holds a line of an answer"):
        make_student_kit(KIT, scene)


def test_same_kit_gives_the_same_bytes() -> None:
    """A release can be built again and compared."""
    scene = KIT.scene("scene05")
    assert student_kit_zip(make_student_kit(KIT, scene), "kit") == student_kit_zip(make_student_kit(KIT, scene), "kit")


def test_released_kit_grades(tmp_path: Path) -> None:
    """What was released lists, starts and grades its scene, with the given layers and without the reference."""
    for name, data in build_release("scene05").items():
        file = tmp_path / "kit" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    environment = {name: value for name, value in os.environ.items() if name != "RAFTLAB_KIT"}
    environment["PYTHONPATH"] = str(tmp_path / "kit" / "grader")
    command = [sys.executable, "-c", "from raftlab.cli.main import main; main()"]
    for arguments, code in ((["start", "scene05"], 0), (["grade", "scene05"], 1), (["dev", "check"], 2)):
        done = subprocess.run(
            [*command, *arguments], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == code, done.stdout + done.stderr
        if arguments[0] == "grade":
            assert "todo" in done.stdout and "error" not in done.stdout
