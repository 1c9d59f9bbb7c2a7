"""The grading of a class as staff see it: how far it is, how fast, and how it ends when it is stopped."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console, Group
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from raftlab.batch.begun import Begun, working_in
from raftlab.batch.grading import Moved, Way, grade_class
from raftlab.batch.records import Entry, Orders, Outcome
from raftlab.batch.run import run_all
from raftlab.batch.store import Store
from raftlab.cli.console import one_line, say, warn
from raftlab.errors import UsageFault
from raftlab.kit import Kit, Scene

SHOWN_VERDICTS = 4
PACED_BY = 40
BAR_WIDTH = 30


@dataclass(frozen=True)
class Place:
    """Where a class is graded, and where what came of it is kept."""

    out: Path
    db: str | None
    dask: str | None
    processes: int
    resume: bool


@dataclass
class Pace:
    """How fast outcomes come, by the last ones."""

    times: deque[float] = field(default_factory=lambda: deque(maxlen=PACED_BY))

    def tell(self, now: float) -> None:
        """Note that an outcome came at `now`, in seconds."""
        self.times.append(now)

    @property
    def per_minute(self) -> float:
        """Return the outcomes a minute, 0 as long as it cannot be said."""
        took = self.times[-1] - self.times[0] if len(self.times) > 1 else 0.0
        return 60 * (len(self.times) - 1) / took if took else 0.0

    def left(self, count: int) -> str:
        """Return how long `count` more take at this pace, in words."""
        if not count or not self.per_minute:
            return ""
        minutes, seconds = divmod(round(60 * count / self.per_minute), 60)
        return f"{minutes // 60} h {minutes % 60:02} min left" if minutes >= 60 else f"{minutes}:{seconds:02} left"


def graded(kit: Kit, scene: Scene, entries: tuple[Entry, ...], orders: Orders, place: Place) -> dict[str, Outcome]:
    """Grade what is not graded yet, keep each outcome at once, and return all by the text's digest.

    Ctrl-C ends it with what was graded kept.
    """
    begun = Begun(scene.id, orders.kit, orders.seeds)
    moved = Moved(0, 0)

    def on_move(now: Moved) -> None:
        nonlocal moved
        moved = now
        show(now)

    with (
        working_in(place.out, begun, place.resume),
        Store(place.db) if place.db else Store.beside(place.out) as store,
        progress() as show,
    ):
        try:
            return grade_class(scene, entries, store, orders, way_of(kit, place), on_move)
        except KeyboardInterrupt:
            warn(f"{moved.done} of {moved.total} gradings are kept; the same command goes on from there")
            raise


def way_of(kit: Kit, place: Place) -> Way:
    """Return the way to grade: on this machine, or on the cluster that is named."""
    if place.dask is None:
        return lambda jobs, on_outcome: run_all(kit.root, jobs, place.processes, on_outcome)
    from raftlab.batch.extra import need

    need("distributed", "dask.distributed", "--dask")
    from raftlab.batch.cluster import run_on_cluster

    address = place.dask
    return lambda jobs, on_outcome: run_on_cluster(address, jobs, on_outcome)


@contextmanager
def progress() -> Iterator[Callable[[Moved], None]]:
    """Show how far a grading is on standard error: on a terminal a bar, pace and last verdicts; nothing elsewhere."""
    console = Console(stderr=True, highlight=False)
    if not console.is_terminal:
        yield announce
        return
    pace, last = Pace(), deque[str](maxlen=SHOWN_VERDICTS)
    with Live(console=console, transient=True, refresh_per_second=4) as live:

        def show(moved: Moved) -> None:
            announce(moved)
            if moved.outcome and moved.entry:
                pace.tell(time.monotonic())
                last.append(verdict_line(moved.entry, moved.outcome))
            live.update(picture(moved, pace, last))

        yield show


def announce(moved: Moved) -> None:
    """Say, before the first grading, how many there are and how many were done before."""
    if moved.outcome is None:
        say(f"{moved.total} gradings, {moved.done} done before")


def picture(moved: Moved, pace: Pace, last: deque[str]) -> Group:
    """Return the bar with count, pace and time left, and the last verdicts below it."""
    rate = f"{pace.per_minute:.0f} a minute" if pace.per_minute else ""
    line = "  ".join(filter(None, (f"{moved.done} of {moved.total}", rate, pace.left(moved.total - moved.done))))
    bar = ProgressBar(total=max(moved.total, 1), completed=moved.done, width=BAR_WIDTH)
    paced = Table.grid(padding=(0, 2))  # a bar ends no line by itself
    paced.add_row(bar)
    paced.add_row(Text(line, no_wrap=True))
    return Group(paced, *(Text(each, style="dim", no_wrap=True) for each in last))


def verdict_line(entry: Entry, outcome: Outcome) -> str:
    """Return one outcome on a line that is safe to show."""
    points = f" {outcome.result.score} of {outcome.result.max}" if outcome.result else ""
    return one_line(f"  {ascii(entry.key)[1:-1][:60]}  {outcome.fate}{points}")


def numbers(text: str | None, option: str) -> tuple[float, ...]:
    """Return the numbers of a list like 50,60.5. UsageFault for anything else."""
    try:
        return tuple(float(each) for each in (text or "").split(",") if each.strip())
    except ValueError:
        raise UsageFault(f"{option} {text}: not a list of numbers; write it as 50,60,75") from None
