"""The bank of hostile submissions, run at every level that this machine offers."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pytest
from attack_runner import Attack, AttackRunner, is_same_response, read_attacks
from tests.skip_or_fail import skip_or_fail

import raftlab

ATTACKS = read_attacks()
TESTS_FOLDER = Path(__file__).parent
REPOSITORY = TESTS_FOLDER.parent.parent
STRICT_LEVELS = ("L2", "L3")
MOUNT_POINT = Path("/mnt")
"""Where a test that becomes an ordinary user shows it this Python, which may lie in root's own folder."""


@contextmanager
def reachable_folder() -> Iterator[Path]:
    """Make a temporary folder that every user can reach; pytest closes its own ones at its next start."""
    with tempfile.TemporaryDirectory(prefix="raftlab-ground-") as name:
        Path(name).chmod(0o777)
        yield Path(name) / "canary"


@pytest.fixture(scope="module", params=[pytest.param("L2", marks=pytest.mark.long), "L3"])
def attack_runner(request: pytest.FixtureRequest) -> Iterator[AttackRunner]:
    """Return the runner of one level; skip if this machine does not reach it (in CI: fail)."""
    with reachable_folder() as folder:
        yield from open_runner(folder, request.param)


def open_runner(folder: Path, level: str) -> Iterator[AttackRunner]:
    """Yield the runner of `level`; skip if this machine does not reach it (in CI: fail)."""
    ground = AttackRunner(folder, level)
    if ground.hosts.level != level:
        reason = f"this machine reaches only {ground.hosts.level}; `raftlab doctor` tells what {level} needs"
        ground.hosts.close()
        skip_or_fail(reason)
    yield ground
    ground.hosts.close()


@pytest.mark.usefixtures("short_events")
@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_attack_gains_nothing(attack_runner: AttackRunner, attack: Attack) -> None:
    """No submission of the bank achieves its aim, and its author gets the message that its first lines name."""
    outcome = attack_runner.run(attack)
    assert not outcome.breaches, f"{attack.name}, which tries {attack.attempt}"
    assert is_expected_error(attack, outcome.errors), f"{attack.expected_error} was to be told, not {outcome.errors}"


def test_next_grading_is_unaffected(attack_runner: AttackRunner) -> None:
    """After every attack the same zygote still grades the reference right."""
    assert all(
        is_same_response(*pair)
        for pair in zip(
            attack_runner.run_checks(attack_runner.reference), attack_runner.expected_responses, strict=True
        )
    )


def test_nothing_survives(attack_runner: AttackRunner) -> None:
    """After the hosts close, no process of any attack is left."""
    attack_runner.hosts.close()
    assert attack_runner.remaining_processes() == []


def is_expected_error(attack: Attack, errors: tuple[str, ...]) -> bool:
    """Return whether the message is the one that the attack's first lines name; "nothing" if there is none."""
    if not errors:
        return "nothing" in attack.expected_error.split("|")
    return all(re.search(attack.expected_error, each, re.DOTALL) for each in errors)


def test_bank_has_sixty_attacks() -> None:
    """The bank holds at least 60 submissions, and no two of one name try the same."""
    assert len(ATTACKS) >= 60
    assert len({attack.attempt for attack in ATTACKS}) == len(ATTACKS)


# ---- other settings -----------------------------------------------------------------------------------------------


def unprivileged_command(command: str) -> list[str]:
    """Return the command line that runs the shell line `command` as an unprivileged user."""
    if os.getuid():
        return ["sh", "-c", command]
    bind = f"mount --bind {sys.base_prefix} {MOUNT_POINT} && exec setpriv --reuid 65534 --regid 65534 --clear-groups"
    return ["unshare", "--mount", "sh", "-c", f'{bind} sh -c "$0"', command]


def run_bank(command: list[str], level: str, folder: Path) -> dict[str, object]:
    """Run the bank as a script in `setting` and return what it writes."""
    prefix = MOUNT_POINT if not os.getuid() and command[0] == "unshare" else Path(sys.base_prefix)
    packages = {str(Path(str(module.__file__)).resolve().parent.parent) for module in (raftlab, msgspec)}
    environment = {
        "PATH": os.defpath,
        "PYTHONPATH": os.pathsep.join(packages),
        "PYTHONDONTWRITEBYTECODE": "1",
        "RAFTLAB_KIT": str(REPOSITORY),
        "PYTHON": str(prefix / "bin" / f"python3.{sys.version_info.minor}"),
        "DRIVE": f"{TESTS_FOLDER / 'attack_runner.py'} {level} {folder}",
    }
    done = subprocess.run(command, env=environment, cwd="/", capture_output=True, text=True, check=False, timeout=1700)
    assert done.returncode == 0, done.stderr[-2000:]
    told: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return told


def assert_bank_harmless(report: dict[str, object], level: str) -> None:
    """Require that the bank ran at `level` without a breach."""
    outcomes: list[dict[str, object]] = report["outcomes"]  # type: ignore[assignment]
    assert report["level"] == level
    assert len(outcomes) == len(ATTACKS)
    assert {each["name"]: each["breaches"] for each in outcomes if each["breaches"]} == {}
    assert report["unharmed"]
    assert report["survivors"] == []


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """Return a folder that an ordinary user can reach and write."""
    with reachable_folder() as folder:
        yield folder


needs_unshare = pytest.mark.skipif(
    not os.getuid() and not (shutil.which("unshare") and shutil.which("setpriv")),
    reason="becoming an ordinary user takes unshare and setpriv (Debian, Ubuntu: apt install util-linux)",
)


@pytest.mark.long
@pytest.mark.timeout(1800)
@needs_unshare
@pytest.mark.parametrize("level", STRICT_LEVELS)
def test_bank_as_an_ordinary_user(level: str, open_folder: Path) -> None:
    """Without root no attack succeeds at either strict level."""
    assert_bank_harmless(run_bank(unprivileged_command("exec $PYTHON -S $DRIVE"), level, open_folder), level)


@pytest.mark.long
@pytest.mark.timeout(1800)
@needs_unshare
def test_bank_without_user_namespaces(open_folder: Path) -> None:
    """Without user namespaces, as in many containers, the best level is L2, and no attack succeeds."""
    refuse = "echo 0 > /proc/sys/user/max_user_namespaces"
    line = f"exec unshare --user --map-root-user sh -c '{refuse}; exec $PYTHON -S $DRIVE'"
    assert_bank_harmless(run_bank(unprivileged_command(line), "L3", open_folder), "L2")


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_bank_at_the_lowest_level(open_folder: Path) -> None:
    """At L1 files and network leak, as labs/JAIL.md says; no attack gains points, leaves a process or harms a grade."""
    told = run_bank(["sh", "-c", "exec $PYTHON -S $DRIVE"], "L1", open_folder)
    outcomes: list[dict[str, list[str]]] = told["outcomes"]  # type: ignore[assignment]
    assert told["level"] == "L1"
    assert [each["name"] for each in outcomes if any("passes" in breach for breach in each["breaches"])] == []
    assert told["unharmed"]
    assert told["survivors"] == []
