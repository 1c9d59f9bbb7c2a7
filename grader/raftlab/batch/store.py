"""What a batch must not lose: every outcome, kept in a database the moment it is known."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import Column, Float, Integer, LargeBinary, MetaData, String, Table, create_engine, event, or_, select
from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from raftlab.batch.records import DONE, Job, Outcome
from raftlab.errors import UsageFault
from raftlab.report.sanitise import one_line

METADATA = MetaData()
OUTCOMES = Table(
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
"""Invariant: a row is written once, and only for a fate that is final; the same job never writes a second one."""


class Store:
    """The outcomes in one database. A context manager."""

    def __init__(self, url: str) -> None:
        self._engine = opened(url)

    @classmethod
    def beside(cls, folder: Path) -> Store:
        """Return the store in a batch's own folder."""
        folder.mkdir(parents=True, exist_ok=True)
        return cls(f"sqlite:///{folder / 'batch.db'}")

    def known(self, scene: str, kit: str, seed: int, least_level: str) -> dict[str, Outcome]:
        """Return the outcomes kept for this scene, kit and seed at a good enough level, by the text's digest."""
        wanted = select(OUTCOMES.c.sha256, OUTCOMES.c.told).where(
            OUTCOMES.c.scene == scene, OUTCOMES.c.kit == kit, OUTCOMES.c.seed == seed, OUTCOMES.c.level >= least_level
        )
        try:
            with self._engine.connect() as connection:
                return {row.sha256: msgspec.json.decode(row.told, type=Outcome) for row in connection.execute(wanted)}
        except SQLAlchemyError as fault:
            raise unusable(fault) from None

    def keep(self, job: Job, outcome: Outcome) -> None:
        """Write a final outcome, at once and whole; one that is to be tried again is not kept."""
        if outcome.fate not in DONE:
            return
        key: dict[str, Any] = {"sha256": job.sha256, "scene": job.scene, "kit": job.kit, "seed": job.seed}
        same = [getattr(OUTCOMES.c, name) == value for name, value in key.items()]
        row = key | {
            "level": outcome.level,
            "fate": outcome.fate,
            "told": msgspec.json.encode(outcome),
            "duration_s": outcome.duration_s,
            "kept_at": datetime.now(UTC).isoformat(timespec="seconds"),
        }
        try:
            with self._engine.begin() as connection:
                worse = or_(OUTCOMES.c.level < outcome.level, OUTCOMES.c.fate == "timed out")
                connection.execute(OUTCOMES.delete().where(*same, worse))
                connection.execute(OUTCOMES.insert().values(**row))
        except IntegrityError:
            pass  # another batch kept this one first
        except SQLAlchemyError as fault:
            raise unusable(fault) from None

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def opened(url: str) -> Engine:
    """Return the engine, with its tables there. UsageFault where the database cannot be used."""
    try:
        engine = create_engine(url, pool_pre_ping=True)
        if engine.dialect.name == "sqlite":
            event.listen(engine, "connect", write_ahead)
        METADATA.create_all(engine)
    except ImportError as fault:
        raise UsageFault(
            f"--db needs {fault.name}, which is not installed; pip install 'raftlab[staff]' brings what "
            "postgresql+psycopg://… needs; or leave --db out for a file in --out"
        ) from None
    except SQLAlchemyError as fault:
        raise unusable(fault) from None
    return engine


def unusable(fault: Exception) -> UsageFault:
    """Return what is said of a database that cannot be used, or has gone; what it keeps is whole."""
    why = one_line(str(getattr(fault, "orig", None) or fault).partition("\n")[0])
    return UsageFault(
        f"the database cannot be used ({why}); mend --db, or leave it out for a file in --out; what it keeps stays kept"
    )


def write_ahead(connection: Any, _: object) -> None:
    """Let SQLite survive a kill at any moment, and wait for another process rather than fail."""
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute("PRAGMA busy_timeout=10000")
    cursor.close()
