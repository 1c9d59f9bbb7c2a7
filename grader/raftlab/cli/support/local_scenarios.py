"""The student's own scenarios, which `raftlab play` saves in SCENE/scenarios: each grading runs them, for no points."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rich.text import Text

from raftlab.cli.support.console import progress_bar, stdout_console, strip_control_characters
from raftlab.cli.support.layers_below import chosen_layers
from raftlab.errors import UnwrittenHoleError, UsageError
from raftlab.grading_models import Submission
from raftlab.kit import Kit, Scene
from raftlab.nofollow_files import files_below
from raftlab.report.check_rows import wrap_lines
from raftlab.report.command_options import CommandOptions
from raftlab.report.terminal import PIPED_WIDTH, report_width
from raftlab.submission_reader import printable_path, workspace_folder

VERDICT_STYLES = {"ok": "green", "FAIL": "bold red", "todo": "yellow", "unknown": "magenta", "error": "magenta"}
FILE_LIMIT = 50
"""The most files that are run: a folder with more holds something else than saved scenarios."""


@dataclass(frozen=True)
class ScenarioResult:
    """The verdict on one ending of a scenario: ok, FAIL, todo, unknown, or error if the file is no scenario."""

    file: Path
    ending: str | None
    verdict: str
    seen_text: str = ""


def local_scenario_files(scene: Scene) -> list[Path]:
    """Return the scenario files in the workspace, by name."""
    return files_below(Path(), workspace_folder(scene) / "scenarios", ".txt")[:FILE_LIMIT]


def least_line_count(scene: Scene) -> int:
    """Return how many lines the verdicts have at least."""
    files = local_scenario_files(scene)
    return len(files) + 2 if files else 0


def report_local_scenarios(kit: Kit, scene: Scene, submission: Submission, submission_path: Path | None) -> None:
    """Run the workspace's scenarios on the submission and print the verdicts; print nothing without scenarios."""
    for line in local_scenario_lines(kit, scene, submission, submission_path):
        stdout_console().print(line, soft_wrap=True)


def local_scenario_lines(kit: Kit, scene: Scene, submission: Submission, submission_path: Path | None) -> list[Text]:
    """Run the workspace's scenarios on the submission; return the lines of the verdicts, none without scenarios."""
    files = local_scenario_files(scene)
    if not files:
        return []
    results: list[ScenarioResult] = []
    with progress_bar("your scenarios") as move:
        for number, file in enumerate(files):
            move(number, len(files), file.stem)
            results += run_scenario_file(kit, scene, submission, file)
    width = report_width(stdout_console())
    title = f"your scenarios, for no points ({printable_path(workspace_folder(scene))}/scenarios)"
    lines = [Text(), *wrap_lines("  ", title, width, "bold")]
    for result in results:
        lines += result_lines(result, submission_path or workspace_folder(scene), chosen_layers(kit, scene), width)
    return lines


def run_scenario_file(kit: Kit, scene: Scene, submission: Submission, file: Path) -> Iterator[ScenarioResult]:
    """Yield the verdict on each ending of one file."""
    from raftlab.run_execution import run_scenario
    from raftlab.scenario.failure_text import failure_text
    from raftlab.scenario.language import read_scenario

    try:
        forks: list[str | None] = [fork.name for fork in read_scenario(file).forks]
    except UsageError as error:
        yield ScenarioResult(file, None, "error", str(error))
        return
    for fork in forks or [None]:
        run = run_scenario(kit, scene, file, submission, fork)
        if isinstance(run.error, UnwrittenHoleError):
            yield ScenarioResult(file, fork, "todo", f"{run.error.hole} is still to be written")
            continue
        seen = f"the run ended early: {run.error}" if run.error else failure_text(run.trace, run.misses, file.name)
        if seen is None and run.trace.undecided:
            yield ScenarioResult(file, fork, "unknown", run.trace.undecided)
            continue
        yield ScenarioResult(file, fork, "FAIL" if seen else "ok", seen or "")


def result_lines(
    result: ScenarioResult, submission_path: Path, layer_choice: str = "", width: int = PIPED_WIDTH
) -> Iterator[Text]:
    """Yield the lines of one result: the verdict and name, and for a failure what was seen and the replay command."""
    name = result.file.stem + (f" · {result.ending}" if result.ending else "")
    yield Text.assemble(
        (f"  {result.verdict:<7}", VERDICT_STYLES[result.verdict]), f"   {strip_control_characters(name)}"
    )
    if result.seen_text:
        yield from wrap_lines("            seen    ", strip_control_characters(result.seen_text), width)
    if result.verdict == "FAIL":
        fork = f" --fork {result.ending}" if result.ending else ""
        options = CommandOptions(printable_path(submission_path), layer_choice)
        command = f"raftlab replay {shlex.quote(printable_path(result.file))}{fork}{options.submission_text}"
        yield from wrap_lines("            replay  ", command, width)
