"""A class on a real Dask cluster, also when a worker or the scheduler is killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.skip_or_fail import skip_module_without

pytest.importorskip("sqlalchemy", reason="the staff extra is not installed: pip install -e '.[staff]'")

from command_runner import (
    CHEAP_SCENE,
    COMMAND,
    KIT,
    grades_by_submission,
    run_batch,
    run_raftlab,
    stored_results,
    stored_statuses,
    write_small_class,
)

skip_module_without("distributed", "staff")
pytestmark = [pytest.mark.long, pytest.mark.timeout(3000)]
STUDENT_COUNT = 12


class DaskCluster:
    """A scheduler and workers, each a process of its own. A context manager."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self._folder = folder
        self._front: tuple[str, ...] = ()
        self._file = folder / "scheduler.json"
        options = ["--host", "127.0.0.1", "--port", "0", "--scheduler-file", self._file, "--no-dashboard"]
        self.scheduler = self._start("dask_scheduler", *options)
        while not self.address:
            assert self.scheduler.poll() is None, "the scheduler did not start"
            time.sleep(0.1)
        self.workers: list[subprocess.Popen[bytes]] = []

    @property
    def address(self) -> str:
        """Return where the scheduler listens, "" as long as it does not."""
        try:
            return str(json.loads(self._file.read_text())["address"])
        except (OSError, ValueError):
            return ""

    def add_workers(self, count: int, *options: str) -> None:
        """Start workers of one thread each."""
        place = ["--local-directory", self._folder, "--nthreads", "1", "--no-dashboard"]
        self.workers += [self._start("dask_worker", self.address, *place, *options) for _ in range(count)]

    def add_weak_worker(self) -> None:
        """Start a worker as on a machine whose kernel has no seccomp filters."""
        self._front = (sys.executable, str(Path(__file__).with_name("without_seccomp.py")))
        self.add_workers(1)

    def _start(self, module: str, *arguments: object) -> subprocess.Popen[bytes]:
        command = [*self._front, sys.executable, "-m", f"distributed.cli.{module}", *map(str, arguments)]
        return subprocess.Popen(command, stderr=subprocess.DEVNULL, cwd="/", start_new_session=True)

    def __enter__(self) -> DaskCluster:
        return self

    def __exit__(self, *_: object) -> None:
        for process in (*self.workers, self.scheduler):
            try:
                os.killpg(process.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
            process.wait()


@pytest.fixture(scope="module")
def local_grading(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Path]]:
    """Return a class and the folder in which --jobs 2 graded it."""
    root = tmp_path_factory.mktemp("here")
    folder = write_small_class(root / "class", STUDENT_COUNT)
    assert run_batch(folder, root / "out").returncode == 0
    yield folder, root / "out"


def is_same_grading(out: Path, local_out: Path) -> bool:
    """Return whether two folders hold the same table, byte for byte, and the same outcomes."""
    tables = [(folder / "grades.csv").read_bytes() for folder in (out, local_out)]
    return tables[0] == tables[1] and stored_results(out) == stored_results(local_out)


def start_batch(folder: Path, out: Path, address: str) -> subprocess.Popen[str]:
    """Start to grade the class on the cluster."""
    command = [*COMMAND, "batch", folder, "--scene", CHEAP_SCENE, "--out", out, "--dask", address]
    return subprocess.Popen(list(map(str, command)), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)


def wait_for_first_result(out: Path, process: subprocess.Popen[str]) -> None:
    """Return once an outcome is kept."""
    while not stored_statuses(out):
        assert process.poll() is None, f"ended before anything was kept: {process.communicate()[1]}"
        time.sleep(0.02)


def test_dask_grades_equal_local_grades(local_grading: tuple[Path, Path], tmp_path: Path) -> None:
    """Grading on Dask workers gives the same table and results as local grading."""
    folder, here = local_grading
    with DaskCluster(tmp_path / "cluster") as cluster:
        cluster.add_workers(4)
        told = run_batch(folder, tmp_path / "out", "--dask", cluster.address)
    assert told.returncode == 0, told.stderr
    assert told.stderr == ""
    assert is_same_grading(tmp_path / "out", here)


@pytest.fixture
def breach() -> Iterator[Path]:
    """Yield a path that every user can create."""
    with tempfile.TemporaryDirectory(prefix="raftlab-weak-") as name:
        Path(name).chmod(0o777)
        yield Path(name) / "breach"


def test_a_weak_worker_runs_nothing(tmp_path: Path, breach: Path) -> None:
    """On a worker whose machine has a weaker jail than the staff demand, no text of a student runs."""
    student = tmp_path / "class" / "eve"
    student.mkdir(parents=True)
    act = f'import collections\ntry: collections._sys.modules["os"].mkdir({str(breach)!r})\nexcept OSError: pass\n'
    scene = KIT.scene(CHEAP_SCENE)
    (student / scene.file).write_text(KIT.solution_layer(scene).source + act)
    with DaskCluster(tmp_path / "cluster") as cluster:
        cluster.add_weak_worker()
        refused = run_batch(student.parent, tmp_path / "out", "--dask", cluster.address)
        assert not breach.exists()
        assert refused.returncode == 2
        assert grades_by_submission(tmp_path / "out")["eve"]["fate"] == "unsafe level"
        run_batch(student.parent, tmp_path / "weak", "--dask", cluster.address, "--allow-level", "L1")
    allowed = grades_by_submission(tmp_path / "weak")["eve"]
    assert (allowed["fate"], allowed["level"]) == ("graded", "L1"), "the worker is not weak: this test sees nothing"


def test_killed_worker_loses_nothing(local_grading: tuple[Path, Path], tmp_path: Path) -> None:
    """The other workers grade what a killed worker had, with the same result."""
    folder, here = local_grading
    with DaskCluster(tmp_path / "cluster") as cluster:
        cluster.add_workers(2, "--no-nanny")
        running = start_batch(folder, tmp_path / "out", cluster.address)
        wait_for_first_result(tmp_path / "out", running)
        cluster.workers[0].kill()
        _, said = running.communicate(timeout=1500)
    assert running.returncode == 0, said
    assert is_same_grading(tmp_path / "out", here)


def test_a_killed_scheduler_is_one_line_and_leaves_what_can_go_on(
    local_grading: tuple[Path, Path], tmp_path: Path
) -> None:
    """If the scheduler is killed, the command ends with the repair; continuing without Dask gives the same table."""
    folder, here = local_grading
    out = tmp_path / "out"
    with DaskCluster(tmp_path / "cluster") as cluster:
        cluster.add_workers(1, "--no-nanny")
        running = start_batch(folder, out, cluster.address)
        wait_for_first_result(out, running)
        cluster.scheduler.kill()
        _, said = running.communicate(timeout=1500)
    before = stored_statuses(out)
    assert running.returncode == 2
    assert len(said.splitlines()) == 1 and "the scheduler has gone" in said and "--dask" in said
    assert run_batch(folder, out, "--resume").returncode == 0
    assert before.items() <= stored_statuses(out).items()
    assert is_same_grading(out, here)


def test_no_cluster_is_one_line(tmp_path: Path) -> None:
    """An address without a scheduler is reported before anything is graded."""
    folder = write_small_class(tmp_path / "class", 1)
    told = run_raftlab(
        "batch", folder, "--scene", CHEAP_SCENE, "--out", tmp_path / "out", "--dask", "tcp://127.0.0.1:9"
    )
    assert told.returncode == 2
    assert len(told.stderr.splitlines()) == 1 and "no scheduler answers" in told.stderr
