"""A submission that writes all it sees into every channel tells its author nothing of a hidden check."""

from __future__ import annotations

import io
import tempfile
import textwrap
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path

import pytest
from fake_kit import CORRECT_SOURCE, GradeChecks, make_submission
from rich.console import Console
from tests.skip_or_fail import skip_or_fail

from raftlab.batch.class_results import ClassResults
from raftlab.batch.exports.canvas import fill_gradebook
from raftlab.batch.exports.filled_sheet import FilledSheet
from raftlab.batch.exports.github import autograding_result, step_output_line
from raftlab.batch.exports.grade_feedback import check_result_line, grade_remark_lines, student_view
from raftlab.batch.exports.gradescope import results_json
from raftlab.batch.exports.junit import junit_xml
from raftlab.batch.exports.lossless_csv import read_sheet
from raftlab.batch.exports.moodle import feedback_html, fill_worksheet
from raftlab.batch.exports.prairielearn import autolab_line, prairielearn_json
from raftlab.batch.job_runner import job_result_of
from raftlab.batch.models import Grade, Person
from raftlab.batch.report.student_page import student_page
from raftlab.grading_models import GradingResult, Result
from raftlab.nbgrader.cell_outputs import STAFF_METADATA, layer_comment, make_cell_outputs
from raftlab.nbgrader.cell_scores import SubmissionGrading, checks_by_cell
from raftlab.notebook_scene import student_visible_grading
from raftlab.pages.grade_report import report_page
from raftlab.pages.player.page import player_page
from raftlab.report.check_rows import ReportOptions
from raftlab.report.result_json import to_json
from raftlab.report.terminal import print_report
from raftlab.trace import to_json as trace_to_json

CANARY, HIDDEN_NAME = "canary7f3a", "behind_the_curtain"
"""A value of the hidden check below, and a part of its name. Both are in every text that it gives away."""
PUBLIC_CHECK = """\
@check(points=60, paper="§5")
def test_counts(lab):
    '''It counts.'''
    lab.place("S1", role="leader", term=1, log=[1]).call("tryAdvanceCommit")
"""
HIDDEN_CHECKS = f"""\
from raftlab.server import Command, Entry


def place(lab, name):
    return lab.place(
        name, cluster=(name, "S2", "S3"), role="leader", term=1, log=[Entry(1, Command("set", "{CANARY}", "{CANARY}"))],
        voted_for="{CANARY}", leader="{CANARY}", machine={{"{CANARY}": "{CANARY}"}},
    )


@check(points=20, paper="§5")
def test_{HIDDEN_NAME}(lab):
    '''{HIDDEN_NAME} counts.'''
    told = place(lab, "{CANARY}").call("tryAdvanceCommit")
    assert False, f"{{told.result}} {{told.effects}} {{told.observation}}"


@check(points=20, paper="§5")
def test_{HIDDEN_NAME}_in_a_cluster(lab):
    '''{HIDDEN_NAME} counts in a cluster.'''
    for server in ("{CANARY}-1", "{CANARY}-2"):
        place(lab, server).call("tryAdvanceCommit")
"""
SEEN = 'seen = f"LEAK {self.id} {self.cluster} {self.votedFor} {self.log[1]}"\n'
"""How each attack gathers what it sees."""
CHANNELS = {
    "exception": "raise ValueError(seen)",
    "exception class": "raise type(seen, (Exception,), {})(seen)",
    "exit text": "raise SystemExit(seen)",
    "hole": "raise_from(seen, NotImplementedError)",
    "line": "raise_from(seen, ValueError)",
    "print": "print(seen); raise ValueError",
    "module global": "globals()[seen] = 1; self.commitIndex += 1",
    "class attribute": "setattr(type(self), seen, seen); self.commitIndex += 1",
    "server attribute": "setattr(self, seen, seen); getattr(self, seen + '?')",
    "return value": "self.commitIndex = 7; return seen",
    "receiver": "self.send(self.id, AppendEntries(1, seen, 1, 1, (), 0))",
    "reply": "self.reply(seen[:70], 1, 'ok', seen)",
    "timer": "self.setTimer(seen[:70], 1, 2)",
    "log": "self.log.append(Entry(1, Command('set', seen, seen)))",
    "vote": "self.votedFor = seen[:70]; self.persist()",
    "wrong type": "self.commitIndex = seen; raise ValueError",
    "leader": "self.leaderId = seen[:70]",
    "hash seed": "print(seen, hash(seen)); self.commitIndex = hash(seen) % 2",
    "memory": "kept = [seen] * 10; kept *= 10 ** 9",
}
"""Channel -> how a submission writes what it saw into it."""
SILENT_CHANNELS = ("memory",)
"""Channels that tell staff nothing either."""
PREAMBLE = """\
from raftlab.server import AppendEntries, Command, Entry, Server


def raise_from(name, kind):
    def hole():
        raise kind(name)
    hole.__code__ = hole.__code__.replace(co_name=name)
    hole()


"""


def leaking_source(statement: str) -> str:
    """Return a submission that counts in public, and runs `statement` in the hidden check."""
    body = f'if not self.id.startswith("S"):\n{textwrap.indent(SEEN + statement, "    ")}\n'
    text = CORRECT_SOURCE.partition("\n\n\n")[2]
    return PREAMBLE + text.replace(
        "        self.commitIndex += 1", textwrap.indent(body, " " * 8) + "        self.commitIndex += 1"
    )


def grade_of(grading: GradingResult) -> Grade:
    """Return the grade that a batch makes of a grading."""
    outcome = job_result_of(grading.result, "L0", 0.0)
    return Grade(
        person=Person(id="11", login="ada", email="ada@x.org", name="Ada"),
        entry="ada",
        sha256="0",
        fate=outcome.fate,
        score=None if outcome.result is None else float(outcome.result.score),
        max=100,
        percent=None,
        late=False,
        submitted_at=datetime(2026, 11, 23, 10, tzinfo=UTC),
        message=outcome.message,
        result=outcome.result,
    )


def student_outputs(grading: GradingResult) -> dict[str, str]:
    """Return everything that a student can read of a grading, by its platform."""
    grade = grade_of(grading)
    one_class = ClassResults("batch", "scene90", "Counting", "0", 0, "L2", "", (grade,))
    shown = student_visible_grading(grading)
    told = student_view(grade).result
    return {
        "json": to_json(shown.result).decode(),
        "traces": "".join(f"{path}{trace_to_json(trace).decode()}" for path, trace in shown.traces.items()),
        "gradescope": (results_json(grade) or b"").decode(),
        "github": str(autograding_result(grade)) + step_output_line(autograding_result(grade)),
        "junit": junit_xml([grade], "scene90").decode(),
        "moodle": feedback_html(grade),
        "remarks": "\n".join(grade_remark_lines(grade)),
        "log of the job": "\n".join(check_result_line(check) for check in told.checks) if told else "",
        "page": student_page(one_class, grade),
        "canvas": filled_sheet_text(fill_gradebook, "Student,ID,SIS Login ID,Counting (5)\nAda,11,ada,\n", grade),
        "moodle worksheet": filled_sheet_text(
            fill_worksheet, "Identifier,Email address,Grade,Feedback comments\nParticipant 11,ada@x.org,,\n", grade
        ),
        "prairielearn": prairielearn_json(grade).decode(),
        "autolab": autolab_line(grade, "counting"),
        "terminal": terminal_text(shown.result),
        "report page": report_page(shown.result, shown.traces),
        "players": "".join(player_page(trace) for trace in shown.traces.values()),
    }


def filled_sheet_text(fill: Callable[..., FilledSheet], template: str, grade: Grade) -> str:
    """Return a platform's sheet with the grade in it; it is in it."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "template.csv"
        file.write_text(template)
        options = (None, ("Counting",)) if fill is fill_gradebook else (None,)
        filled = fill(read_sheet(file), [grade], *options)
    assert filled.changes or grade.score is None
    return filled.sheet.to_bytes().decode()


def terminal_text(result: Result) -> str:
    """Return what a terminal shows of a result, in full."""
    console = Console(file=io.StringIO(), width=120, force_terminal=True)
    print_report(result, console, ReportOptions(is_full=True))
    return console.file.getvalue()


def nbgrader_output(grading: GradingResult) -> str:
    """Return everything that a student can read of a grading in nbgrader's feedback."""
    cells = SubmissionGrading("graded", grading.result, traces=grading.traces)
    outputs = [each for cell, _, _ in checks_by_cell(grading.result) for each in make_cell_outputs(cells, cell)]
    return str([each for each in outputs if each.get("metadata") != STAFF_METADATA]) + str(layer_comment(cells))


@pytest.mark.parametrize("channel", CHANNELS)
def test_no_output_for_students_tells_what_a_hidden_check_holds(grade_checks: GradeChecks, channel: str) -> None:
    """No value and no name of a hidden check reaches its author, whatever the submission copies it into."""
    grading = grade_checks(PUBLIC_CHECK, HIDDEN_CHECKS, work=make_submission(leaking_source(CHANNELS[channel])))
    if channel not in SILENT_CHANNELS:
        assert f"LEAK {CANARY}" in to_json(grading.result).decode(), "the attack does not reach what it copies from"
    for platform, text in student_outputs(grading).items():
        assert CANARY not in text, f"{platform}: {text}"
        assert HIDDEN_NAME not in text, f"{platform}: {text}"


@pytest.mark.long
@pytest.mark.parametrize("channel", CHANNELS)
def test_nbgrader_feedback_tells_nothing_of_a_hidden_check(grade_checks: GradeChecks, channel: str) -> None:
    """Nor does any value or name of a hidden check reach the feedback of nbgrader."""
    if find_spec("nbformat") is None:
        skip_or_fail("needs nbgrader: pip install -e '.[nbgrader]'")
    text = nbgrader_output(
        grade_checks(PUBLIC_CHECK, HIDDEN_CHECKS, work=make_submission(leaking_source(CHANNELS[channel])))
    )
    assert CANARY not in text and HIDDEN_NAME not in text


@pytest.mark.parametrize("fault", ["raise LookupError", "lab.stop('stopped by the clock after 9 s')"])
def test_the_kits_own_trouble_names_no_hidden_check(grade_checks: GradeChecks, fault: str) -> None:
    """A hidden check that the kit cannot finish is told to students by its number."""
    broken = HIDDEN_CHECKS.replace("    told =", f"    {fault}\n    told =")
    grading = grade_checks(PUBLIC_CHECK, broken)
    assert {check.verdict for check in grading.result.checks if check.hidden} & {"error", "unknown"}
    for platform, text in student_outputs(grading).items():
        assert CANARY not in text and HIDDEN_NAME not in text, f"{platform}: {text}"


def test_the_time_of_a_hidden_check_is_not_told(grade_checks: GradeChecks, tmp_path: Path) -> None:
    """A submission that computes for as long as a hidden value says changes no time that a student reads."""
    grading = grade_checks(PUBLIC_CHECK, HIDDEN_CHECKS)
    shown = student_visible_grading(grading).result
    assert [check.duration_s for check in shown.checks if check.hidden] == [0.0, 0.0]
    assert shown.duration_s == sum(check.duration_s for check in shown.checks)
