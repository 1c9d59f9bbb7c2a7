"""The student kit holds all that one needs and, byte for byte, nothing that answers."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from functools import lru_cache
from itertools import product
from pathlib import Path
from typing import Any

import msgspec
import pytest

from raftlab.authoring import student_kit
from raftlab.authoring.kit_folder import MANIFEST, add_digest_manifest, write_kit_folder
from raftlab.authoring.kit_release import release_student_kit
from raftlab.authoring.leaks.kit_secrets import kit_secrets, names_of_hidden_checks
from raftlab.authoring.leaks.leak_search import find_leaks
from raftlab.authoring.secret_lines import find_leaked_line, secret_lines
from raftlab.authoring.staff_kit_files import REFERENCE_IN_WHEEL, collect_staff_kit
from raftlab.authoring.student_kit import GIVEN_IN_WHEEL, pyproject_bytes, student_kit_files, student_kit_zip
from raftlab.errors import KitError, UsageError
from raftlab.kit import Kit, Scene
from raftlab.pages.storyboard.recorded_runs import ScenarioRecording
from raftlab.pages.storyboard.runs import Storyboard, play_storyboard

KIT = Kit(Path(__file__).parent.parent.parent)
SCENE_IDS = [scene.id for scene in KIT.scenes]
SHORT_SCENE_IDS = (SCENE_IDS[0], "scene05", SCENE_IDS[-1])
"""The first scene, one with everything that a kit can have, and a design: the kits of the others are built by CI.

The scope of the parameter makes pytest run all tests of one kit together: each of two processes builds half of them.
"""
RELEASED_SCENES = [
    pytest.param(scene_id, marks=() if scene_id in SHORT_SCENE_IDS else pytest.mark.long) for scene_id in SCENE_IDS
]


@lru_cache
def hidden_check_names() -> frozenset[str]:
    """Return the names of all hidden checks."""
    return names_of_hidden_checks(KIT)


@pytest.fixture(scope="module", autouse=True)
def shared_storyboards() -> Iterator[None]:
    """Play each storyboard once for all releases: nine kits hold the runs of the same scenes."""
    played: dict[Path, Storyboard] = {}

    def play_once(kit: Kit, scene: Scene, file: Path, *others: Any) -> Storyboard:
        if file not in played:
            played[file] = play_storyboard(kit, scene, file, *others)
        return played[file]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(student_kit, "play_storyboard", play_once)
        yield


@lru_cache
def build_release(scene_id: str) -> dict[str, bytes]:
    """Return the files of the zip for a scene, read back from its bytes."""
    data = student_kit_zip(dict(student_kit_files(KIT, KIT.scene(scene_id))), "kit")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name.removeprefix("kit/"): archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize("scene_id", RELEASED_SCENES, scope="module")
def test_release_holds_no_answer(scene_id: str) -> None:
    """No line of the scene's or a later answer, hidden check, mutant or variant is anywhere in the artefact's bytes."""
    secrets = secret_lines(KIT, KIT.scene(scene_id))
    assert secrets
    raw_secrets = {secret.encode() for secret in secrets}
    for name, data in build_release(scene_id).items():
        assert not find_leaked_line(secrets, data), name
        raw_lines = {line.strip() for line in data.splitlines()}  # whatever the search makes of the bytes
        assert raw_secrets.isdisjoint(raw_lines), name


@pytest.mark.parametrize("scene_id", RELEASED_SCENES, scope="module")
def test_release_has_no_file_of_a_later_scene_or_of_the_staff(scene_id: str) -> None:
    """Reference, tests of the kit, and labs, skeletons and layers of later scenes are not in the kit."""
    names = [Path(name).parts for name in build_release(scene_id)]
    assert {parts[0] for parts in names} <= {
        ".devcontainer",
        ".editorconfig",
        ".gitattributes",
        ".gitignore",
        ".vscode",
        "grader",
        "labs",
        "skeletons",
        "given",
        "README.md",
        "pyproject.toml",
        "hatch_build.py",
        "LICENSE",
    }
    assert not [parts for parts in names if "mutants" in parts or "variants" in parts or "__pycache__" in parts]
    later = [other for other in SCENE_IDS if other > scene_id]
    assert not [parts for parts in names if parts[0] != "grader" and len(parts) > 1 and parts[1] in later]
    assert ("given", scene_id) not in [parts[:2] for parts in names]


@pytest.mark.long
def test_release_refuses_public_file_with_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """A handout that quotes a solution is found before it leaves the staff's machine."""
    scene = KIT.scene("scene05")
    quote = min(secret_lines(KIT, scene))
    monkeypatch.setattr(
        "raftlab.authoring.student_repository_files.STUDENT_README",
        f"Try this:\n    {quote}\n".replace("{", "{{").replace("}", "}}"),
    )
    with pytest.raises(KitError, match=r"README\.md holds a line of an answer"):
        release_student_kit(KIT, scene)


@pytest.mark.parametrize("scene_id", RELEASED_SCENES, scope="module")
def test_release_has_each_folder_that_its_wheel_includes(scene_id: str) -> None:
    """What pyproject.toml puts into the wheel is in the kit: the first scene has no layers below it to include."""
    files = build_release(scene_id)
    project = tomllib.loads(files["pyproject.toml"].decode())
    folders = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    assert set(folders) <= {name.partition("/")[0] for name in files}
    assert ("given" in folders) == (scene_id != SCENE_IDS[0])
    assert "hatch_build.py" in files
    assert project["project"]["dynamic"] == ["version"]  # hatchling runs the hook only in a project with such a field
    assert f"'+{scene_id}'" in project["tool"]["hatch"]["version"]["expression"]


@pytest.mark.long
@pytest.mark.parametrize("scene_id", SCENE_IDS, scope="module")
def test_search_finds_nothing_in_release(scene_id: str) -> None:
    """The search for text, code, names, schedules and runs finds nothing in the files of a released kit."""
    scene = KIT.scene(scene_id)
    assert find_leaks(kit_secrets(KIT, scene), build_release(scene_id)) == []


@pytest.mark.parametrize("scene_id", RELEASED_SCENES, scope="module")
def test_no_hidden_check_is_named(scene_id: str) -> None:
    """No file of the kit has the name of a hidden check, in code, text, path or page."""
    names = hidden_check_names()
    assert len(names) > 40
    for name, data in build_release(scene_id).items():
        assert not names.intersection(re.findall(r"[A-Za-z_]\w*", f"{name} {data.decode('utf-8', 'replace')}")), name


@pytest.mark.long
def test_same_kit_gives_the_same_bytes(tmp_path: Path) -> None:
    """A release that is built again, in another place, time zone, umask and order of hashes, has the same bytes."""
    digests = []
    for number, variables in enumerate(({"PYTHONHASHSEED": "1"}, {"PYTHONHASHSEED": "2", "TZ": "Asia/Tokyo"})):
        out = tmp_path / str(number)
        command = [sys.executable, "-m", "raftlab", "release", "scene03a", "--json", "--out", str(out)]
        umask = (0o022, 0o077)[number]
        done = subprocess.run(
            command, env={**os.environ, **variables}, umask=umask, capture_output=True, check=True, cwd=tmp_path
        )
        digests.append([archive["sha256"] for archive in json.loads(done.stdout)[0]["archives"]])
    assert len(digests[0]) == 2
    assert digests[0] == digests[1]


def test_newer_release_replaces_its_own_files_only(tmp_path: Path) -> None:
    """Files that only an earlier release had go; .git and a student's work stay; the digests are the files'."""
    folder = tmp_path / "kit"
    write_kit_folder(folder, add_digest_manifest({"README.md": b"1", "labs/scene99/former.txt": b"x"}))
    (folder / ".git").mkdir()
    (folder / "commit.py").write_text("mine")
    assert write_kit_folder(folder, add_digest_manifest({"README.md": b"2"})) == 1
    assert {path.name for path in folder.iterdir()} == {"README.md", MANIFEST, ".git", "commit.py"}
    assert (folder / "README.md").read_bytes() == b"2"
    subprocess.run(["sha256sum", "--check", "--quiet", MANIFEST], cwd=folder, check=True)


def test_folder_of_something_else_is_left_alone(tmp_path: Path) -> None:
    """A release does not write into a folder with files that no release wrote."""
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(UsageError, match="holds files that no release wrote"):
        write_kit_folder(tmp_path, add_digest_manifest({"README.md": b"1"}))
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_staff_kit_has_every_answer_and_nothing_that_was_built() -> None:
    """The staff kit has all five folders and the documentation; its project installs the reference too."""
    files = collect_staff_kit(KIT)
    for name in (
        "reference/scene05/commit.py",
        "docs/conf.py",
        "tests/test_wheel.py",
        ".ci/run",
        "CONTRIBUTING.md",
        "hatch_build.py",
    ):
        assert name in files
    assert b'"reference" = "raftlab/data/reference"' in files["pyproject.toml"]
    assert not [name for name in files if "__pycache__" in name or name.startswith("docs/generated/")]


def test_kit_made_from_a_staff_kit_is_that_of_the_repository(tmp_path: Path) -> None:
    """The staff kit's project file names its own version and the reference: neither gets into a student kit."""
    (tmp_path / "pyproject.toml").write_bytes(pyproject_bytes(KIT, "staff", REFERENCE_IN_WHEEL))
    for label, folder in (("scene05", GIVEN_IN_WHEEL), ("scene01", ""), ("staff", REFERENCE_IN_WHEEL)):
        made = pyproject_bytes(Kit(tmp_path), label, folder)
        assert made == pyproject_bytes(KIT, label, folder)
        assert (b"+staff" in made) == (b'"reference" = ' in made) == (label == "staff")


def test_installed_kit_does_not_release(tmp_path: Path) -> None:
    """A kit without its project file, as in a wheel, says where a release can be made."""
    with pytest.raises(UsageError, match="run this in the folder of the whole kit"):
        pyproject_bytes(Kit(tmp_path), "scene05", "")


@pytest.mark.long
@pytest.mark.parametrize("scene_id", ["scene01", "scene05"])
def test_wheel_is_all_that_a_student_needs(tmp_path: Path, scene_id: str) -> None:
    """The wheel of the first scene and of one in the middle, unpacked elsewhere, starts, grades and lists schedules."""
    release = release_student_kit(KIT, KIT.scene(scene_id))
    with zipfile.ZipFile(io.BytesIO(release.wheel_data)) as wheel:
        wheel.extractall(tmp_path / "site")
    environment = {name: value for name, value in os.environ.items() if name != "RAFTLAB_KIT"}
    environment["PYTHONPATH"] = str(tmp_path / "site")
    for arguments, code in ((["start", scene_id], 0), (["grade", scene_id], 1), (["replay", scene_id], 0)):
        done = subprocess.run(
            [sys.executable, "-m", "raftlab", *arguments],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            check=False,
        )
        assert done.returncode == code, done.stdout + done.stderr
    assert release.wheel_name.startswith("raftlab-") and f"+{scene_id}-" in release.wheel_name


def texts_in(value: Any) -> Iterator[str]:
    """Yield every text in decoded JSON."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from texts_in(each)


def test_recorded_runs_hold_no_code() -> None:
    """A recording reads as strict records of runs, and no text in it is a line of code or longer than a sentence."""
    secrets = secret_lines(KIT, KIT.scene("scene05"))
    recordings = {name: data for name, data in build_release("scene05").items() if "/recorded/" in name}
    assert "labs/scene05/recorded/figure8.json" in recordings
    for name, data in recordings.items():
        msgspec.json.decode(data, type=ScenarioRecording)
        for text in set(texts_in(json.loads(data))):
            assert len(text) < 300, name
            assert not any(sign in text for sign in ("\n", "def ", "self.", "import ")), (name, text)
            assert not find_leaked_line(secrets, text.encode()), name


def test_release_has_the_scene_as_a_page() -> None:
    """The artefact has the page of its scene, which a student can open before anything is installed."""
    page = build_release("scene05")["labs/scene05/scene05.html"].decode()
    assert "raftlab scene scene05" in page
    assert 'value="any-term" checked' in page


def test_recording_holds_every_choice_of_the_course() -> None:
    """Figure 8 is recorded with each rule, no-op, size of an append and ending."""
    data = build_release("scene05")["labs/scene05/recorded/figure8.json"]
    keys = {run.keys for run in msgspec.json.decode(data, type=ScenarioRecording).runs}
    assert keys == set(product(("own-term", "any-term"), ("off", "on"), ("one", "all"), ("d1", "d2")))


@pytest.mark.parametrize("scene_id", RELEASED_SCENES, scope="module")
def test_hidden_checks_and_their_hints_stay_at_home(scene_id: str) -> None:
    """No hints.toml of the artefact has a hint for a check that its public tests lack; the public ones keep theirs."""
    files = build_release(scene_id)
    public = set(re.findall(rb"^def test_(\w+)", b"\n".join(d for n, d in files.items() if "/tests/" in n), re.M))
    for name, data in files.items():
        if name.endswith("/hints.toml"):
            hinted = {check.encode() for check in tomllib.loads(data.decode())}
            assert hinted
            assert hinted <= public, name


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
