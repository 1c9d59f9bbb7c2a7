"""A scene in a notebook: the layer in a cell, or in a file, graded where it stands and told in rich output.

    from raftlab.notebook import scene_here

    here = scene_here("SCENE")
    here.grade()

JupyterLab and VS Code show tables and pictures; a plain interpreter shows the same as text.
"""

from __future__ import annotations

import os
import re
import textwrap
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from raftlab.errors import RaftlabError, UsageError
from raftlab.hints import take_next_hint
from raftlab.kit import Kit, LayerSource, Scene, find_kit
from raftlab.models import GradingResult, OnProgress, Progress, Result, Submission
from raftlab.pages.grade_report import checks_table
from raftlab.pages.html.iframe import folded_iframe
from raftlab.pages.html.markup import Markup, tag
from raftlab.pages.player.page import player_page
from raftlab.pages.storyboard.page import storyboard_page
from raftlab.pages.storyboard.runs import play_storyboard
from raftlab.pipeline import grade
from raftlab.report.advice import next_step
from raftlab.report.check_text import check_text
from raftlab.report.result_json import student_result
from raftlab.rerun import scenario_files
from raftlab.state_dir import first_open_check
from raftlab.submission_reader import check_shape, read_submission
from raftlab.worker.host import WorkerHosts

NBGRADER_ENV_VAR = "NBGRADER_EXECUTION"
"""What nbgrader sets for its kernel; in a student's own, a check that fails stops no cell behind it."""
STYLESHEET = (
    ".raftlab td,.raftlab th{text-align:left!important;vertical-align:top}.raftlab .good{color:#0a6b2d}"
    ".raftlab .bad{color:#b00020;font-weight:bold}.raftlab p{margin:.2em 0}"
    "@media (prefers-color-scheme: dark){.raftlab .good{color:#5fd38d}.raftlab .bad{color:#ff8a80}}"
)


class CellError(Exception):
    """What a cell ends in where a check does not hold or nothing can be graded: words, and no traceback."""

    def _render_traceback_(self) -> list[str]:
        return str(self).splitlines()


@dataclass(frozen=True)
class RichOutput:
    """What a notebook shows: rich where it can, else text."""

    text: str
    markup: Markup

    def __repr__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        return self.markup


def scene_here(scene_id: str, file: str | None = None) -> NotebookScene:
    """Return the scene, for the layer in this notebook's cell, or in `file` beside the notebook."""
    try:
        kit = find_kit()
        return NotebookScene(kit, kit.scene(scene_id), Path(file) if file else None)
    except RaftlabError as fault:
        raise CellError(str(fault)) from None


class NotebookScene:
    """One scene in one notebook. Keeps its last grading: the same text is not graded twice."""

    def __init__(self, kit: Kit, scene: Scene, file: Path | None) -> None:
        self._kit, self._scene, self._file = kit, scene, file
        self._hint_counts: dict[str, int] = {}
        self._last_grading: tuple[Submission, GradingResult] | None = None

    def grade(self) -> RichOutput:
        """Grade the layer; return the table of checks, the first failure's run, and the scene's storyboard."""
        graded = self._grade_once()
        text = "\n".join(check_text(check, check_titles(graded.result)) for check in graded.result.checks)
        head = f"{graded.result.score} of {graded.result.max} points · next: {self._advice_text(graded.result)}"
        board = self.storyboard().markup if scenario_files(self._scene) else None
        table = tag("div", tag("style", Markup(STYLESHEET)), tag("p", tag("strong", head)), self._checks_markup(graded))
        return RichOutput(f"{text}\n{head}", tag("div", table, first_failure_player(graded), board, class_="raftlab"))

    def check(self, name: str) -> None:
        """Say what the check came to. CellError where it does not hold, if nbgrader runs this: it counts that."""
        graded = self._grade_once()
        told = {check.name.removeprefix("test_"): check for check in graded.result.checks}
        wanted = told.get(name.removeprefix("test_"))
        if wanted is None:
            raise CellError(
                f"{self._scene.id}: this kit has no check {name}; install the kit that came with the notebook"
            )
        words = check_text(wanted, check_titles(graded.result))
        if wanted.verdict not in ("ok", "error") and os.environ.get(NBGRADER_ENV_VAR):
            raise CellError(words)
        print(words)

    def hint(self, check: str = "") -> None:
        """Say the next hint of a check, by default of the first that is open: a nudge, then where to read."""
        found = first_open_check(
            [(each.name, each.verdict) for each in self._grade_once().result.checks if not each.hidden]
        )
        if not check and not found:
            print("nothing is open; name a check to read its hints")
            return
        try:
            rung = take_next_hint(self._scene, check or found, self._hint_counts)
        except RaftlabError as fault:
            raise CellError(str(fault)) from None
        print(f"{rung.check} · hint {rung.number} of {rung.count}\n{textwrap.fill(rung.text, 100)}")

    def storyboard(self, scenario: str | None = None) -> RichOutput:
        """Return the storyboard of a scenario of the scene, its first without a name, as this layer plays it."""
        known = {file.stem: file for file in scenario_files(self._scene)}
        name = scenario or next(iter(known), "")
        if name not in known:
            raise CellError(f"{self._scene.id}: no scenario {name}; its scenarios: {', '.join(known) or 'none'}")
        own = self._submission()
        layer = LayerSource(own.file, own.source, self._scene.layer_class)
        board = play_storyboard(self._kit, self._scene, known[name], layer, WorkerHosts)
        title = f"the storyboard: {board.scenario.title}"
        return RichOutput(title, folded_iframe(title, storyboard_page(board), is_open=True))

    def _checks_markup(self, graded: GradingResult) -> Markup:
        return tag("details", tag("summary", "the checks, one by one"), checks_table(graded.result, {}), open=True)

    def _advice_text(self, result: Result) -> str:
        """Return the advice of a report, in words that fit a notebook."""
        if result.score == result.max:
            return "submit"
        return re.sub(r", then `raftlab grade \w+` again", "", next_step(result)).replace(
            f"raftlab hint {result.scene}", "here.hint()"
        )

    def _grade_once(self) -> GradingResult:
        submission = self._submission()
        if self._last_grading is None or self._last_grading[0] != submission:
            try:
                check_shape(self._kit, self._scene, submission)
                with progress_line() as on_progress:
                    graded = grade(self._kit, submission, on_progress=on_progress)
            except RaftlabError as fault:
                raise CellError(str(fault)) from None
            self._last_grading = submission, GradingResult(student_result(graded.result), graded.traces)
        return self._last_grading[1]

    def _submission(self) -> Submission:
        try:
            if self._file is not None:
                return read_submission(self._kit, self._scene, self._file)
            return Submission(self._scene.id, self._scene.file, layer_cell_text(self._scene))
        except RaftlabError as fault:
            raise CellError(str(fault)) from None


def check_titles(result: Result) -> Mapping[str, str]:
    """Return what each check is called, by its name."""
    return {check.name: check.title for check in result.checks}


def first_failure_player(graded: GradingResult) -> Markup | None:
    """Return the run that shows the first failure, to step through; None where no failure has one."""
    for check in graded.result.checks:
        if check.trace and check.trace in graded.traces:
            page = player_page(graded.traces[check.trace])
            return folded_iframe(f"the run that shows it: {check.title}", page, is_open=True)
    return None


# ---- the notebook that this runs in --------------------------------------------------------------------------------


def layer_cell_text(scene: Scene) -> str:
    """Return the text of the cell that last defined the scene's layer. UsageError where none was run."""
    wanted = re.compile(rf"^class {re.escape(scene.layer_class)}\b", re.MULTILINE)
    for text in reversed(executed_cells()):
        if wanted.search(text):
            return text.rstrip("\n") + "\n"
    raise UsageError(
        f"no cell with `class {scene.layer_class}` was run; run the cell with your layer, then this one again"
    )


def executed_cells() -> list[str]:
    """Return the texts of the cells that were run in this notebook, the first first; none outside a notebook."""
    shell = ipython_shell()
    return list(shell.history_manager.input_hist_raw) if shell is not None else []


def ipython_shell() -> Any:
    """Return IPython's shell, None where this is a plain interpreter."""
    try:
        from IPython import get_ipython
    except ImportError:
        return None
    return get_ipython()


@contextmanager
def progress_line() -> Iterator[OnProgress | None]:
    """Yield what shows how far a grading is, in one line that goes away when it ends; None outside a notebook."""
    if ipython_shell() is None:
        yield None
        return
    from IPython.display import clear_output

    def on_progress(at: Progress) -> None:
        clear_output(wait=True)
        print(f"grading: {at.done} of {at.total} checks", flush=True)

    try:
        yield on_progress
    finally:
        clear_output()
