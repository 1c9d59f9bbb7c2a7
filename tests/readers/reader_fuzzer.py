"""Damages real runs, scenarios, results and exports of a class, and reads them. Also a script for a long run:

    nice -n 19 python tests/readers/reader_fuzzer.py run scenario result archive --seconds 600

A file is read to its end, or refused in one line that names it and the repair. Case N of a kind is always the same.
"""

from __future__ import annotations

import argparse
import io
import random
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import msgspec
from file_mutations import damaged_bytes, damaged_json, damaged_text, damaged_zip
from rich.console import Console

from raftlab.authoring.synthetic.class_writer import write_class
from raftlab.batch.ingest.class_reader import LAYOUTS, ingest_class
from raftlab.cli.export import read_result_grade
from raftlab.cli.support.console import cut_middle, strip_control_characters
from raftlab.cli.support.run_loader import read_trace
from raftlab.errors import KitError, SubmissionError, UsageError
from raftlab.grading_models import CheckResult, Result, SubmittedFile
from raftlab.kit import Kit
from raftlab.pages.player.page import player_page
from raftlab.pages.trace_analysis.aligned_runs import replay_on_host
from raftlab.pages.trace_analysis.cluster_states import cluster_states
from raftlab.pages.trace_analysis.state_machines import PairedMachineHistories, replay_machines
from raftlab.report.result_json import student_result, to_json
from raftlab.run_execution import scenario_files
from raftlab.scenario.language import read_scenario
from raftlab.scenario.runner import Runner
from raftlab.scenario.trace_with_failure import with_failed_line
from raftlab.timeline.run_lines import run_lines
from raftlab.timeline.stepper import screen_lines
from raftlab.trace import Trace, Violation
from raftlab.trace import to_json as trace_to_json
from raftlab.worker.message_codec import Codec
from raftlab.worker.worker_connection import WorkerHost
from raftlab.worker.worker_hosts import WorkerHosts, make_load_request, make_time_limited_hosts

ROOT = Path(__file__).parents[2]
SCENE = "scene05"
SCENES = ("scene01", "scene03a", "scene05")
"""The scenes whose scenarios are damaged."""
CASE_LIMIT_S = 20.0
"""The most CPU time that one file may take."""
CLASS_SIZE = 4
VIOLATION = Violation("LogMatching", 5, "two logs differ", ("S1", "S2"), 1, (1, 2), ("x=1", "y=2"))
CONSOLE = Console(width=100, file=open("/dev/null", "w"), force_terminal=True)  # noqa: SIM115 -- for the whole process


@dataclass(frozen=True)
class FuzzFinding:
    """A file that was not read, and not refused as it should be."""

    kind: str
    case: int
    text: str


@dataclass
class ReaderFuzzer:
    """Reads damaged files in `folder`. Its servers are the kit's own, in a jail."""

    folder: Path
    hosts: WorkerHosts
    codec: Codec
    accepted_count: int = 0
    kit: Kit = field(default_factory=lambda: Kit(ROOT))

    # ---- real files --------------------------------------------------------------------------------------------------

    @cached_property
    def scenarios(self) -> list[bytes]:
        """Return the texts of scenarios."""
        return [file.read_bytes() for scene in SCENES for file in scenario_files(self.kit.scene(scene))]

    @cached_property
    def runs(self) -> list[bytes]:
        """Return stored runs of scenarios."""
        found = []
        for file in (file for name in SCENES for file in scenario_files(self.kit.scene(name))[:2]):
            scenario = read_scenario(file)
            with self.host() as host:
                runner = Runner(host, self.codec, scenario, file.parent.parent.name)
                runner.run(scenario.forks[0].name if scenario.forks else None)
            trace = with_failed_line(runner.trace(), runner.failed_lines, scenario.file)
            found.append(msgspec.structs.replace(trace, violations=(VIOLATION,)))
        return [trace_to_json(trace) for trace in found]

    @cached_property
    def results(self) -> list[bytes]:
        """Return a result."""
        checks = tuple(
            CheckResult(name=f"test_{n}", title="It counts.", verdict=verdict, points=n, max=n, hidden=n == 2)
            for n, verdict in enumerate(("ok", "FAIL", "blocked", "unknown"))
        )
        submitted = SubmittedFile("commit.py", "0" * 64)
        return [
            to_json(
                Result(
                    kit="1",
                    scene=SCENE,
                    title="t",
                    seed=0,
                    level="L3",
                    submission=submitted,
                    checks=checks,
                    score=3,
                    max=6,
                )
            )
        ]

    @cached_property
    def archives(self) -> list[bytes]:
        """Return a zip of each platform's export."""
        found = []
        for layout in LAYOUTS:
            folder = self.folder / f"class-{layout.name}"
            write_class(self.kit, self.kit.scene(SCENE), folder, CLASS_SIZE, 7, layout.name)
            found.append(zipped(folder / "submissions"))
        return found

    # ---- damaging and reading ----------------------------------------------------------------------------------------

    def damaged(self, kind: str, case: int) -> bytes:
        """Return the file of one case."""
        dice = random.Random(f"{kind} {case}")
        if kind == "archive":
            return damaged_zip(dice.choice(self.archives), dice)
        if kind == "scenario":
            lines = [line for text in self.scenarios for line in text.decode().splitlines()]
            text = damaged_text(dice.choice(self.scenarios), dice, lines)
            return text if dice.random() < 0.9 else damaged_bytes(text, dice)
        data = dice.choice(self.runs if kind == "run" else self.results)
        return damaged_json(data, dice) if dice.random() < 0.9 else damaged_bytes(data, dice)

    def read(self, kind: str, file: Path) -> None:
        """Read a file to its end. UsageError for a bad one."""
        READERS[kind](self, file)
        self.accepted_count += 1

    def read_run(self, file: Path) -> None:
        """Read a stored run as `show` and `replay` do."""
        self.show(read_trace(self.kit, file))

    def read_scenario(self, file: Path) -> None:
        """Read a scenario, and run each of its endings."""
        scenario = read_scenario(file)
        for fork in [each.name for each in scenario.forks[:2]] or [None]:
            with self.host() as host:
                runner = Runner(host, self.codec, scenario, SCENE)
                try:
                    runner.run(fork)
                except SubmissionError:
                    pass
                self.show(runner.trace())

    def read_result(self, file: Path) -> None:
        """Read a result as `export` does."""
        grade = read_result_grade(file)
        if grade.result is not None:
            to_json(student_result(grade.result))

    def read_archive(self, file: Path) -> None:
        """Read the zip of a class."""
        for entry in ingest_class(self.kit.scene(SCENE), file).entries:
            "".join((entry.key, entry.error_text, *entry.notes, *map(str, entry.people))).encode()

    def show(self, trace: Trace) -> None:
        """Write the pages and the lines of a run, with the reference's run beside it."""
        with self.host() as host:
            events = replay_on_host(host, self.codec, trace)
        with self.host() as host:
            machines = replay_machines(host, self.codec, trace, must_match=False)
        player_page(trace, events, "", PairedMachineHistories(machines, machines)).encode()
        for line in run_lines(trace, True, machines):
            CONSOLE.print(line)
        states = cluster_states(trace)
        for position in {0, len(states) // 2, len(states) - 1} if states else ():
            for line in screen_lines(trace, states, position, machines):
                CONSOLE.print(line)
        trace_to_json(trace)

    @contextmanager
    def host(self) -> Iterator[WorkerHost]:
        """Yield a fresh process of the kit's servers."""
        host = self.hosts.open()
        try:
            yield host
        finally:
            host.close()

    def run_case(self, kind: str, case: int) -> str:
        """Read one damaged file; return what went wrong, "" if nothing did."""
        file = self.folder / f"{kind}{SUFFIXES[kind]}"
        file.write_bytes(self.damaged(kind, case))
        started_s = time.process_time()
        try:
            self.read(kind, file)
        except (UsageError, KitError) as error:
            if fault := refusal_fault(str(error), kind):
                return fault
        except Exception as error:
            return f"{type(error).__name__}: {str(error)[:200]} in {innermost_place(error)}"
        spent_s = time.process_time() - started_s
        return f"it took {spent_s:.0f} s" if spent_s > CASE_LIMIT_S else ""


READERS: dict[str, Callable[[ReaderFuzzer, Path], None]] = {
    "run": ReaderFuzzer.read_run,
    "scenario": ReaderFuzzer.read_scenario,
    "result": ReaderFuzzer.read_result,
    "archive": ReaderFuzzer.read_archive,
}
SUFFIXES = {"run": ".json", "scenario": ".txt", "result": ".json", "archive": ".zip"}


def refusal_fault(text: str, kind: str) -> str:
    """Return what is wrong with the line that refuses a file, "" if nothing is."""
    text = cut_middle(text)
    if f"{kind}{SUFFIXES[kind]}" not in text and "submission_metadata.yml" not in text and "index.html" not in text:
        return f"the line does not name the file: {text[:300]}"
    if not any(sign in text for sign in (";", "does not have the form")):
        return f"the line names no repair: {text[:300]}"
    return "" if strip_control_characters(text) == text else f"no line: {text[:300]!r}"


def innermost_place(error: BaseException) -> str:
    """Return the kit's innermost lines in an exception's traceback."""
    place, found = error.__traceback__, []
    while place is not None:
        found.append(f"{Path(place.tb_frame.f_code.co_filename).name}:{place.tb_lineno}")
        place = place.tb_next
    return " < ".join(found[:-4:-1])


def zipped(folder: Path) -> bytes:
    """Return the files below a folder as a zip."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(file for file in folder.rglob("*") if file.is_file()):
            archive.writestr(str(file.relative_to(folder)), file.read_bytes(), zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


@contextmanager
def open_fuzzer() -> Iterator[ReaderFuzzer]:
    """Yield a fuzzer in a folder of its own."""
    kit = Kit(ROOT)
    scene = kit.scene(SCENE)
    layers = (*kit.given_layers(scene), kit.solution_layer(scene))
    modules = kit.course_message_modules
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="raftlab-readers-"))
        hosts = stack.enter_context(make_time_limited_hosts(make_load_request(layers, modules)))
        yield ReaderFuzzer(Path(folder), hosts, Codec(modules))


def fuzz(fuzzer: ReaderFuzzer, kind: str, cases: range, seconds: float) -> tuple[int, list[FuzzFinding]]:
    """Read the files of `cases` until the time is over; return how many, and what was found."""
    stop_at, count, found = time.monotonic() + seconds, 0, []
    for case in cases:
        if time.monotonic() > stop_at:
            break
        if text := fuzzer.run_case(kind, case):
            found.append(FuzzFinding(kind, case, text))
        count += 1
    return count, found


def main() -> int:
    """Run as a script and print what was found, each place once."""
    parser = argparse.ArgumentParser(description="Read damaged files.")
    parser.add_argument("kinds", nargs="+", choices=READERS)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--first", type=int, default=0, help="The first case's number.")
    arguments = parser.parse_args()
    is_clean = True
    with open_fuzzer() as fuzzer:
        for kind in arguments.kinds:
            fuzzer.accepted_count = 0
            count, found = fuzz(fuzzer, kind, range(arguments.first, 10**9), arguments.seconds)
            print(f"{kind}: {count} files, {fuzzer.accepted_count} read, {len(found)} findings", flush=True)
            for text in dict.fromkeys(each.text for each in found):
                cases = [each.case for each in found if each.text == text]
                print(f"  {len(cases)}x {text}\n      case {cases[0]}")
            is_clean = is_clean and not found
    return 0 if is_clean else 1


if __name__ == "__main__":
    sys.exit(main())
