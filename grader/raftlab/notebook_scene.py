"""A scene in a notebook: grade the layer in a cell, or in a file, and show the result as rich output.

    from raftlab.notebook_scene import scene_here

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
from raftlab.grading_models import GradingResult, OnProgress, Progress, Result, Submission
from raftlab.hints import take_next_hint
from raftlab.kit import Kit, Scene, find_kit
from raftlab.pages.grade_report import checks_table
from raftlab.pages.html.markup import Markup, tag
from raftlab.pages.html.sandboxed_iframe import folded_iframe
from raftlab.pages.player.page import player_page
from raftlab.pages.storyboard.page import storyboard_page
from raftlab.pages.storyboard.runs import play_storyboard
from raftlab.pipeline import grade
from raftlab.report.advice import next_step
from raftlab.report.check_text import check_text
from raftlab.report.result_json import student_result
from raftlab.run_execution import scenario_files
from raftlab.saved_notebook import saved_notebook_notes
from raftlab.state_dir import first_open_check
from raftlab.submission_reader import check_shape, read_submission
from raftlab.worker.worker_hosts import make_time_limited_hosts

NBGRADER_ENV_VAR = "NBGRADER_EXECUTION"
"""nbgrader sets it in its kernel. Elsewhere a failed check raises nothing, so the cells after it still run."""
STYLESHEET = (
    ".raftlab td,.raftlab th{text-align:left!important;vertical-align:top}.raftlab .good{color:#0a6b2d}"
    ".raftlab .bad{color:#b00020;font-weight:bold}.raftlab p{margin:.2em 0}"
    "@media (prefers-color-scheme: dark){.raftlab .good{color:#5fd38d}.raftlab .bad{color:#ff8a80}}"
)


class CellError(Exception):
    """A failed check, or a layer that cannot be graded. A notebook shows its text without a traceback."""

    def _render_traceback_(self) -> list[str]:
        return str(self).splitlines()


@dataclass(frozen=True)
class RichOutput:
    """The output of a cell: markup for a notebook, text for a plain interpreter."""

    text: str
    markup: Markup

    def __repr__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        return self.markup


def scene_here(scene_id: str, file: str | None = None) -> NotebookScene:
    """Return the scene, with the layer in a cell of this notebook, or in `file` beside the notebook."""
    try:
        kit = find_kit()
        return NotebookScene(kit, kit.scene(scene_id), Path(file) if file else None)
    except RaftlabError as error:
        raise CellError(str(error)) from None


class NotebookScene:
    """One scene in one notebook. It keeps the last grading: the same text is not graded twice."""

    def __init__(self, kit: Kit, scene: Scene, file: Path | None) -> None:
        self._kit, self._scene, self._file = kit, scene, file
        self._hint_counts: dict[str, int] = {}
        self._last_grading: tuple[Submission, GradingResult] | None = None

    def grade(self) -> RichOutput:
        """Grade the layer; return the table of checks, the run of the first failure, and the storyboard."""
        graded = self._grade_once()
        text = "\n".join(check_text(check, check_titles(graded.result)) for check in graded.result.checks)
        head = f"{graded.result.score} of {graded.result.max} points · next: {self._advice_text(graded.result)}"
        if graded.result.limit:
            head = f"{graded.result.limit_text}\n{head}"
        notes = [f"before you hand in: {note}" for note in self._notebook_notes()]
        board = self.storyboard().markup if scenario_files(self._scene) else None
        warned = [tag("p", note, class_="bad") for note in notes]
        title = tag("p", tag("strong", head))
        table = tag("div", tag("style", Markup(STYLESHEET)), *warned, title, self._checks_markup(graded))
        return RichOutput(
            "\n".join((text, *notes, head)), tag("div", table, first_failure_player(graded), board, class_="raftlab")
        )

    def check(self, name: str) -> None:
        """Print the result of one check. In nbgrader's kernel a failed check raises CellError, which it counts."""
        graded = self._grade_once()
        checks = {check.name.removeprefix("test_"): check for check in graded.result.checks}
        check = checks.get(name.removeprefix("test_"))
        if check is None:
            raise CellError(
                f"{self._scene.id}: this kit has no check {name}; install the kit that came with the notebook"
            )
        text = check_text(check, check_titles(graded.result))
        if check.verdict not in ("ok", "error") and os.environ.get(NBGRADER_ENV_VAR):
            raise CellError(text)
        print(text)

    def hint(self, check: str = "") -> None:
        """Print the next hint of a check, by default of the first open one: a small one first, then where to read."""
        open_check = first_open_check(
            [(each.name, each.verdict, each.blocked_by) for each in self._grade_once().result.checks if not each.hidden]
        )
        if not check and not open_check:
            print("no check is open; name a check to read its hints")
            return
        try:
            hint = take_next_hint(self._scene, check or open_check, self._hint_counts)
        except RaftlabError as error:
            raise CellError(str(error)) from None
        print(f"{hint.check} · hint {hint.number} of {hint.count}\n{textwrap.fill(hint.text, 100)}")

    def storyboard(self, scenario: str | None = None) -> RichOutput:
        """Return the storyboard of a scenario of the scene (by default its first), as this layer plays it."""
        known = {file.stem: file for file in scenario_files(self._scene)}
        name = scenario or next(iter(known), "")
        if name not in known:
            raise CellError(f"{self._scene.id}: no scenario {name}; its scenarios: {', '.join(known) or 'none'}")
        submission = self._submission()
        layer = self._kit.submission_layer(self._scene, submission.file, submission.source)
        board = play_storyboard(self._kit, self._scene, known[name], layer, make_time_limited_hosts)
        title = f"the storyboard: {board.scenario.title}"
        return RichOutput(title, folded_iframe(title, storyboard_page(board), is_open=True))

    def _checks_markup(self, graded: GradingResult) -> Markup:
        return tag("details", tag("summary", "the checks, one by one"), checks_table(graded.result, {}), open=True)

    def _advice_text(self, result: Result) -> str:
        """Return the report's advice, with the notebook's call instead of the command."""
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
                with show_progress_line() as on_progress:
                    graded = grade(self._kit, submission, on_progress=on_progress)
            except RaftlabError as error:
                raise CellError(str(error)) from None
            self._last_grading = submission, student_visible_grading(graded)
        return self._last_grading[1]

    def _notebook_notes(self) -> tuple[str, ...]:
        """Return what the grader would see otherwise in the saved notebook than in the cells that were run."""
        shell = ipython_shell()
        if self._file is not None or shell is None:
            return ()
        return saved_notebook_notes(self._scene, self._submission().source, shell.user_ns)

    def _submission(self) -> Submission:
        try:
            if self._file is not None:
                return read_submission(self._kit, self._scene, self._file)
            return Submission(self._scene.id, self._scene.file, layer_cell_text(self._scene))
        except RaftlabError as error:
            raise CellError(str(error)) from None


def check_titles(result: Result) -> Mapping[str, str]:
    """Return the title of each check, by its name."""
    return {check.name: check.title for check in result.checks}


def first_failure_player(result: GradingResult) -> Markup | None:
    """Return the run that shows the first failure, to step through; None where no failure has one."""
    for check in result.result.checks:
        if check.trace and check.trace in result.traces:
            page = player_page(result.traces[check.trace])
            return folded_iframe(f"the run that shows it: {check.title}", page, is_open=True)
    return None


# ---- the notebook this runs in ---------------------------------------------------------------------------------


def layer_cell_text(scene: Scene) -> str:
    """Return the text of the cell that last defined the scene's layer. UsageError if no such cell was run."""
    class_line = re.compile(rf"^class {re.escape(scene.layer_class)}\b", re.MULTILINE)
    for text in reversed(executed_cells()):
        if class_line.search(text):
            return text.rstrip("\n") + "\n"
    raise UsageError(
        f"no cell with `class {scene.layer_class}` was run; run the cell with your layer, then this one again"
    )


def executed_cells() -> list[str]:
    """Return the texts of the cells that were run in this notebook, in order; none outside a notebook."""
    shell = ipython_shell()
    return list(shell.history_manager.input_hist_raw) if shell is not None else []


def ipython_shell() -> Any:
    """Return IPython's shell; None in a plain interpreter."""
    try:
        from IPython import get_ipython
    except ImportError:
        return None
    return get_ipython()


@contextmanager
def show_progress_line() -> Iterator[OnProgress | None]:
    """Yield a callback that shows the progress of a grading in one line, then clears it; None outside a notebook."""
    if ipython_shell() is None:
        yield None
        return
    from IPython.display import clear_output

    def on_progress(progress: Progress) -> None:
        clear_output(wait=True)
        print(f"grading: {progress.done} of {progress.total} checks", flush=True)

    try:
        yield on_progress
    finally:
        clear_output()


def student_visible_grading(grading: GradingResult) -> GradingResult:
    """Return the grading as a student may see it: without texts and runs of hidden checks."""
    result = student_result(grading.result)
    shown = {check.trace for check in result.checks}
    return GradingResult(result, {path: trace for path, trace in grading.traces.items() if path in shown})
