"""Grade a class and show the progress: how many are graded, how fast, and how long the rest takes."""

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

from raftlab.batch.batch_manifest import RunManifest, lock_batch_folder
from raftlab.batch.class_grading import GradingBackend, GradingProgress, grade_class
from raftlab.batch.local_grading import grade_jobs_locally
from raftlab.batch.models import GradingSettings, JobResult, SubmissionEntry
from raftlab.batch.result_store import ResultStore
from raftlab.cli.support.console import say, strip_control_characters, warn
from raftlab.count_text import count_text
from raftlab.errors import UsageError
from raftlab.kit import Kit, Scene

VERDICT_LINES = 4
PACE_SAMPLES = 40
BAR_WIDTH = 30


@dataclass(frozen=True)
class GradingOptions:
    """Where a class is graded, and where its results are stored."""

    output_folder: Path
    database_url: str | None
    dask_address: str | None
    processes: int
    resume: bool
    regrade: bool = False


@dataclass
class GradingRate:
    """The rate of the latest results."""

    times: deque[float] = field(default_factory=lambda: deque(maxlen=PACE_SAMPLES))

    def add(self, now: float) -> None:
        """Add a result that arrived at `now`, in seconds."""
        self.times.append(now)

    @property
    def per_minute(self) -> float:
        """Return the results per minute, 0 while it is unknown."""
        duration = self.times[-1] - self.times[0] if len(self.times) > 1 else 0.0
        return 60 * (len(self.times) - 1) / duration if duration else 0.0

    def time_left_text(self, count: int) -> str:
        """Return how long `count` more results take at this rate, in words."""
        if not count or not self.per_minute:
            return ""
        minutes, seconds = divmod(round(60 * count / self.per_minute), 60)
        return f"{minutes // 60} h {minutes % 60:02} min left" if minutes >= 60 else f"{minutes}:{seconds:02} left"


def grade_entries(
    kit: Kit, scene: Scene, entries: tuple[SubmissionEntry, ...], settings: GradingSettings, setup: GradingOptions
) -> dict[str, JobResult]:
    """Grade what is not graded yet, and return all results by the digest of the file.

    Each result is stored at once, so that Ctrl-C loses none.
    """
    manifest = RunManifest(scene.id, settings.kit_version, settings.seeds)
    latest = GradingProgress(0, 0)

    def on_progress(progress: GradingProgress) -> None:
        nonlocal latest
        latest = progress
        show(progress)

    with (
        lock_batch_folder(setup.output_folder, manifest, setup.resume),
        ResultStore(setup.database_url)
        if setup.database_url
        else ResultStore.open_in_folder(setup.output_folder) as store,
        show_progress() as show,
    ):
        try:
            backend = choose_job_backend(kit, setup)
            return grade_class(scene, entries, store, settings, backend, on_progress, regrade=setup.regrade)
        except KeyboardInterrupt:
            warn(f"{latest.done} of {latest.total} gradings are stored; run the same command to continue")
            raise


def choose_job_backend(kit: Kit, setup: GradingOptions) -> GradingBackend:
    """Return the backend: this machine, or the cluster that is named."""
    if setup.dask_address is None:
        return lambda jobs, on_outcome: grade_jobs_locally(kit.root, jobs, setup.processes, on_outcome)
    from raftlab.batch.optional_packages import import_optional

    import_optional("distributed", "dask.distributed", "--dask")
    from raftlab.batch.dask_cluster import grade_on_cluster

    address = setup.dask_address
    return lambda jobs, on_outcome: grade_on_cluster(address, jobs, on_outcome)


@contextmanager
def show_progress() -> Iterator[Callable[[GradingProgress], None]]:
    """Show the progress on standard error: on a terminal a bar, the rate and the last verdicts; nothing elsewhere."""
    console = Console(stderr=True, highlight=False)
    if not console.is_terminal:
        yield print_start
        return
    pace, last = GradingRate(), deque[str](maxlen=VERDICT_LINES)
    with Live(console=console, transient=True, refresh_per_second=4) as live:

        def show(progress: GradingProgress) -> None:
            print_start(progress)
            if progress.last_result and progress.last_entry:
                pace.add(time.monotonic())
                last.append(verdict_line(progress.last_entry, progress.last_result))
            live.update(progress_display(progress, pace, last))

        yield show


def print_start(progress: GradingProgress) -> None:
    """Print, before the first grading, how many there are and how many were done earlier."""
    if progress.last_result is None:
        say(f"{count_text(progress.total, 'grading')}, {progress.done} done earlier")


def progress_display(progress: GradingProgress, pace: GradingRate, last_verdicts: deque[str]) -> Group:
    """Return the bar with count, rate and time left, and the last verdicts below it."""
    rate = f"{pace.per_minute:.0f} a minute" if pace.per_minute else ""
    line = "  ".join(
        filter(
            None, (f"{progress.done} of {progress.total}", rate, pace.time_left_text(progress.total - progress.done))
        )
    )
    bar = ProgressBar(total=max(progress.total, 1), completed=progress.done, width=BAR_WIDTH)
    bar_and_rate = Table.grid(padding=(0, 2))  # a bar does not end its line
    bar_and_rate.add_row(bar)
    bar_and_rate.add_row(Text(line, no_wrap=True))
    return Group(bar_and_rate, *(Text(line, style="dim", no_wrap=True) for line in last_verdicts))


def verdict_line(entry: SubmissionEntry, result: JobResult) -> str:
    """Return one result on a line that is safe to show."""
    points = f" {result.result.score} of {result.result.max}" if result.result else ""
    return f"  {strip_control_characters(entry.key)[:60]}  {result.fate}{points}"


def parse_numbers(text: str | None, option: str) -> tuple[float, ...]:
    """Return the numbers of a list such as 50,60.5. UsageError for other text."""
    try:
        return tuple(float(part) for part in (text or "").split(",") if part.strip())
    except ValueError:
        raise UsageError(f"{option} {text}: not a list of numbers; write it as 50,60,75") from None
