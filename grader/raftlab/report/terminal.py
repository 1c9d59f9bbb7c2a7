"""The report in a terminal or a plain file: the words say everything, colour only adds to them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.text import Text

from raftlab.grading_models import Result
from raftlab.kit import COMPOSED_ID
from raftlab.report.advice import next_step
from raftlab.report.check_rows import CheckRows, Layout, ReportOptions, wrap_lines
from raftlab.report.short_report import folded_check_lines

MINIMUM_WIDTH, MAXIMUM_WIDTH = 60, 120
PIPED_WIDTH = 100
SCREEN_LINES = 23
"""The lines of the smallest usual terminal, less the one of the prompt."""
SAVINGS = ("joins_todo", "names_others", "omits_repeats", "is_narrow", "joins_counts", "is_dense")
LAYOUTS = tuple(Layout(**dict.fromkeys(SAVINGS[:count], True)) for count in range(len(SAVINGS) + 1))
"""From the one that shows most to the one with the fewest lines."""
PIPED_LAYOUTS = 2
"""How many of them serve a pipe: it has no screen to fit."""


def print_report(result: Result, console: Console, options: ReportOptions | None = None) -> None:
    """Write the report to `console`, in its width; folded to its height unless the options ask for every check."""
    options = options or ReportOptions()
    width = report_width(console)
    height = max(SCREEN_LINES, console.height - 1) if console.is_terminal else SCREEN_LINES
    layouts = LAYOUTS if console.is_terminal else LAYOUTS[:PIPED_LAYOUTS]
    lines = report_lines(result, width, height - options.lines_after, options, layouts)
    if len(lines) > height - options.lines_after:  # nothing makes room for what follows: then the report need not try
        lines = report_lines(result, width, height, options, layouts)
    for line in lines:
        console.print(line, soft_wrap=True, markup=False, highlight=False)


def report_width(console: Console) -> int:
    """Return the columns that a report has: those of the terminal, within limits."""
    return min(max(console.width, MINIMUM_WIDTH), MAXIMUM_WIDTH) if console.is_terminal else PIPED_WIDTH


def report_lines(
    result: Result, width: int, height: int, options: ReportOptions, layouts: Sequence[Layout]
) -> list[Text]:
    """Return the lines of the report: in the first layout that fits `height`, else in the last."""
    tail = [Text(), *closing_lines(result, width, options)]
    if options.is_full:
        return [*header_lines(result, width), Text(), *CheckRows(result, width, options).all_lines(), *tail]
    for layout in layouts:
        head = [*header_lines(result, width, layout), *([] if layout.is_dense else [Text()])]
        rows = CheckRows(result, width, options, layout)
        lines = [*head, *folded_check_lines(result, rows, height - len(head) - len(tail), layout), *tail]
        if len(lines) <= height:
            break
    return lines


def header_lines(result: Result, width: int, layout: Layout = LAYOUTS[0]) -> Iterator[Text]:
    """Yield the title of the scene, and what was graded, on the same line if there is room."""
    left = f"Scene {result.scene.removeprefix('scene')} · {result.title}"
    file = "your layers" if result.scene == COMPOSED_ID else result.submission.file
    right = f"{file} · seed {result.seed} · jail {result.level}"
    if layout.omits_repeats and len(left) + len(right) + 2 > width:  # a grading without a jail has a warning as well
        right = file + (f" · seed {result.seed}" if result.seed else "")
    room = width - len(left) - len(right)
    if room >= 2:
        yield Text.assemble((left, "bold"), " " * room + right)
    else:
        yield from wrap_lines("", left, width, "bold")
        yield from wrap_lines("", right, width)


def closing_lines(result: Result, width: int, options: ReportOptions) -> Iterator[Text]:
    """Yield the warnings, the score and the next step."""
    for warning in (*result.warnings, *result.staff_warnings):
        yield from wrap_lines("  warning: ", warning, width, "yellow")
    if result.limit is not None:
        yield from wrap_lines("  limit: ", result.limit_text, width, "bold red")
    yield from wrap_lines("  ", score_line(result), width, "bold")
    if result.score == result.max and result.is_whole:
        for line in options.further_reading:
            yield from wrap_lines("  see: ", line, width)
    yield from wrap_lines("  next: ", next_step(result, options.next_scene, options.command_options), width)


def score_line(result: Result) -> str:
    """Return the line with the score; hidden checks that this kit does not have count in what it is out of."""
    points = f"{result.score} of {result.max + result.hidden_elsewhere_points}"
    if not result.hidden_elsewhere:
        return f"{points} · {result.duration_s:.1f} s"
    return f"{points}; {result.hidden_elsewhere_text} · {result.duration_s:.1f} s"
