"""The database of a batch: stores each result at once, so that an interrupted batch can go on."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import Column, Float, Integer, LargeBinary, MetaData, String, Table, create_engine, event, or_, select
from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from raftlab.batch.models import FINAL_STATUSES, Job, JobResult
from raftlab.errors import UsageError
from raftlab.report.sanitise import one_line

METADATA = MetaData()
RESULT_TABLE = Table(
    "raftlab_outcome",
    METADATA,
    Column("sha256", String(64), primary_key=True),
    Column("scene", String(40), primary_key=True),
    Column("kit", String(60), primary_key=True),
    Column("seed", Integer, primary_key=True),
    Column("level", String(2), nullable=False),
    Column("fate", String(20), nullable=False),
    Column("told", LargeBinary, nullable=False),
    Column("duration_s", Float, nullable=False),
    Column("kept_at", String(40), nullable=False),
)
"""Invariant: a row is only for a fate that is final. The same job never writes a second one, except with --again."""


class ResultStore:
    """The results of jobs in one database. A context manager."""

    def __init__(self, url: str) -> None:
        self._engine = open_engine(url)

    @classmethod
    def open_in_folder(cls, folder: Path) -> ResultStore:
        """Return the store in a batch's own folder."""
        folder.mkdir(parents=True, exist_ok=True)
        return cls(f"sqlite:///{folder / 'batch.db'}")

    def load_results(self, scene_id: str, kit_version: str, seed: int, minimum_level: str) -> dict[str, JobResult]:
        """Return the stored results for this scene, kit and seed, from a strong enough jail, by the text's digest."""
        wanted = select(RESULT_TABLE.c.sha256, RESULT_TABLE.c.told).where(
            RESULT_TABLE.c.scene == scene_id,
            RESULT_TABLE.c.kit == kit_version,
            RESULT_TABLE.c.seed == seed,
            RESULT_TABLE.c.level >= minimum_level,
        )
        try:
            with self._engine.connect() as connection:
                return {row.sha256: msgspec.json.decode(row.told, type=JobResult) for row in connection.execute(wanted)}
        except SQLAlchemyError as fault:
            raise database_error(fault) from None

    def save_result(self, job: Job, job_result: JobResult, *, replaces: bool = False) -> None:
        """Store a final result in one transaction; a result that is to be tried again is not stored.

        replaces: an outcome of the same job that is stored already gives way, as for --again.
        """
        if job_result.fate not in FINAL_STATUSES:
            return
        key: dict[str, Any] = {"sha256": job.sha256, "scene": job.scene, "kit": job.kit_version, "seed": job.seed}
        same = [getattr(RESULT_TABLE.c, name) == value for name, value in key.items()]
        row = key | {
            "level": job_result.level,
            "fate": job_result.fate,
            "told": msgspec.json.encode(job_result),
            "duration_s": job_result.duration_s,
            "kept_at": datetime.now(UTC).isoformat(timespec="seconds"),
        }
        try:
            with self._engine.begin() as connection:
                worse = or_(RESULT_TABLE.c.level < job_result.level, RESULT_TABLE.c.fate == "timed out")
                connection.execute(RESULT_TABLE.delete().where(*same, *([] if replaces else [worse])))
                connection.execute(RESULT_TABLE.insert().values(**row))
        except IntegrityError:
            pass  # another batch kept this one first
        except SQLAlchemyError as fault:
            raise database_error(fault) from None

    def close(self) -> None:
        """Close the database."""
        self._engine.dispose()

    def __enter__(self) -> ResultStore:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def open_engine(url: str) -> Engine:
    """Return the engine of the database, and create its tables. UsageError if the database cannot be used."""
    try:
        engine = create_engine(url, pool_pre_ping=True)
        if engine.dialect.name == "sqlite":
            event.listen(engine, "connect", enable_write_ahead_log)
        METADATA.create_all(engine)
    except ImportError as fault:
        raise UsageError(
            f"--db needs {fault.name}, which is not installed; pip install 'raftlab[staff]' brings what "
            "postgresql+psycopg://… needs; or leave --db out for a file in --out"
        ) from None
    except SQLAlchemyError as fault:
        raise database_error(fault) from None
    return engine


def database_error(error: Exception) -> UsageError:
    """Return the error for a database that cannot be used or whose connection is lost; what it stores stays whole."""
    why = one_line(str(getattr(error, "orig", None) or error).partition("\n")[0])
    return UsageError(
        f"the database cannot be used ({why}); fix --db, or leave it out for a file in --out; what it keeps stays kept"
    )


def enable_write_ahead_log(connection: Any, _: object) -> None:
    """Let SQLite survive a kill at any moment, and wait for another process rather than fail."""
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute("PRAGMA busy_timeout=10000")
    cursor.close()
