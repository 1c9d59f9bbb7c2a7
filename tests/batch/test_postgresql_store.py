"""Results in a real PostgreSQL equal those in SQLite; a lost server gives one line."""

from __future__ import annotations

import csv
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

pytest.importorskip("sqlalchemy", reason="the staff extra is not installed: pip install -e '.[staff]'")
pytest.importorskip("psycopg", reason="the staff extra is not installed: pip install -e '.[staff]'")

import msgspec
from command_runner import CHEAP_SCENE, find_program, grades_by_submission, run_batch, write_small_class
from graded_class import make_class_results, write_graded_class

from raftlab.batch.final_grades import read_final_grades
from raftlab.batch.models import Job, JobResult
from raftlab.batch.result_store import ResultStore
from raftlab.batch.staff_edit_log import redact_password
from raftlab.cli.main import run
from raftlab.errors import UsageError

JOB = Job(CHEAP_SCENE, "a.py", "text", "0" * 64, "kit", 0, "L2", 900)


@dataclass(frozen=True)
class PostgresServer:
    """A PostgreSQL server of our own, on a port of this machine alone."""

    programs: Path
    folder: Path
    port: int

    @property
    def url(self) -> str:
        """Return its database's address."""
        return f"postgresql+psycopg://postgres@127.0.0.1:{self.port}/postgres"

    def run(self, program: str, *arguments: object) -> None:
        """Run one of its programs, as a user that it accepts: it refuses root."""
        user = "postgres" if os.getuid() == 0 else None
        command = [self.programs / program, *map(str, arguments)]
        subprocess.run(command, user=user, cwd="/", check=True, timeout=300, stdout=subprocess.DEVNULL)

    def start(self) -> None:
        """Start it, and wait until it answers."""
        options = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1 -c fsync=off"
        log = self.folder / "log"
        self.run("pg_ctl", "-D", self.folder / "data", "-w", "-t", "250", "-l", log, "-o", options, "start")

    def stop(self) -> None:
        """End it at once, as a crash would."""
        self.run("pg_ctl", "-D", self.folder / "data", "-w", "-t", "250", "-m", "immediate", "stop")


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    """Return a running server with an empty database."""
    programs = Path(find_program("initdb", "postgresql")).resolve().parent
    folder = Path(tempfile.mkdtemp(prefix="raftlab-pg"))
    if os.getuid() == 0:
        owner = pwd.getpwnam("postgres")
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = PostgresServer(programs, folder, port)
    server.run("initdb", "-D", folder / "data", "-A", "trust", "-U", "postgres", "-N", "-E", "UTF8", "--no-locale")
    server.start()
    yield server
    if (folder / "data" / "postmaster.pid").exists():
        server.stop()
    shutil.rmtree(folder)


@pytest.mark.long
def test_a_class_in_postgresql_is_the_class_in_a_file(server: PostgresServer, tmp_path: Path) -> None:
    """The table is the same byte for byte, and a second run grades nothing again."""
    folder = write_small_class(tmp_path / "class", 3)
    assert run_batch(folder, tmp_path / "file").returncode == 0
    told = run_batch(folder, tmp_path / "server", "--db", server.url)
    assert told.returncode == 0, told.stderr
    assert (tmp_path / "server" / "grades.csv").read_bytes() == (tmp_path / "file" / "grades.csv").read_bytes()
    assert not (tmp_path / "server" / "batch.db").exists()
    again = run_batch(folder, tmp_path / "server", "--db", server.url)
    count = len({row["sha256"] for row in grades_by_submission(tmp_path / "file").values() if row["fate"] == "graded"})
    assert f"{count} gradings, {count} done earlier" in again.stdout


def test_two_batches_store_a_result_once(server: PostgresServer) -> None:
    """Two batches that share a database can store the same result."""
    with ResultStore(server.url) as one, ResultStore(server.url) as other:
        for number, store in enumerate((one, other, one)):
            store.save_result(JOB, JobResult("graded", message=str(number), level="L3"))
        assert other.load_results(CHEAP_SCENE, "kit", 0, "L2")[JOB.sha256].message == "0"


def test_edits_of_the_staff_are_kept_in_postgresql(server: PostgresServer, tmp_path: Path) -> None:
    """Overrides and comments in PostgreSQL are read back in order and are in the table."""
    told = msgspec.structs.replace(make_class_results(), database=redact_password(server.url))
    folder = write_graded_class(tmp_path / "out", told)
    assert run(["override", str(folder), "bob", "85", "--why", "x", "--db", server.url]) == 0
    assert run(["comment", str(folder), "bob", "sehr schön: \0 日本", "--db", server.url]) == 0
    assert [edit.kind for edit in read_final_grades(folder, server.url).edits] == ["override", "comment"]
    (row,) = (row for row in csv.DictReader((folder / "grades.csv").open(newline="")) if row["login"] == "bob")
    assert (row["score"], row["comment"]) == ("85", r"sehr schön: \x00 日本")


def test_a_server_that_goes_away_is_one_line_and_loses_nothing(server: PostgresServer) -> None:
    """Results stored before a crash of the server survive; the error names the database and the repair."""
    with ResultStore(server.url) as store:
        store.save_result(JOB, JobResult("graded", level="L3"))
        server.stop()
        with pytest.raises(UsageError, match=r"the database cannot be used .*--db"):
            store.save_result(JOB, JobResult("graded", level="L3"))
        with pytest.raises(UsageError, match="the database cannot be used"):
            ResultStore(server.url)
        server.start()
        assert JOB.sha256 in store.load_results(CHEAP_SCENE, "kit", 0, "L2")
