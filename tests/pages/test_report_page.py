"""The report as a page: a table of the checks, and the player of each failure."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest
from browser_checks import SCENE, OpenPage, axe_violations, find_overlaps
from playwright.sync_api import expect

from raftlab.grading_models import CheckResult, GradingResult, Submission
from raftlab.kit import Kit
from raftlab.pages.grade_report import report_page
from raftlab.pipeline import grade


@pytest.fixture(scope="module")
def grading(kit: Kit, naive_submission: Submission) -> GradingResult:
    """Return the naive server's result in two checks: one right, and Figure 8."""
    only = ("test_majority_commits", "test_figure8_overwrite")
    every = grade(kit, naive_submission, in_process=True, check_names=only)
    assert every.traces
    return every


def test_each_check_has_a_row_in_order(open_page: OpenPage, grading: GradingResult) -> None:
    """The table tells each check's verdict in a word, its points and its title."""
    page = open_page(report_page(grading.result, grading.traces))
    rows = page.locator(".checks tbody tr")
    assert rows.count() == len(grading.result.checks)
    for row, check in zip(rows.all(), grading.result.checks, strict=True):
        told = row.inner_text()
        assert check.title in told
        assert f"{check.points} of {check.max}" in told


def test_failure_shows_observation_question_and_reference(open_page: OpenPage, grading: GradingResult) -> None:
    """A failed check tells what was seen, asks, and names the paper and the command that replays it."""
    check = next(check for check in grading.result.checks if check.verdict == "FAIL")
    told = open_page(report_page(grading.result, grading.traces)).inner_text(".checks")
    for text in (check.ask, check.paper, f"raftlab replay {check.trace}"):
        assert text in told


def test_each_failure_has_its_own_player(open_page: OpenPage, grading: GradingResult) -> None:
    """Two failures open two players that move apart; keys go to the one opened last."""
    two = with_repeated_failure(grading)
    page = open_page(report_page(two.result, two.traces))
    folds = page.locator("details.failure")
    assert folds.count() == 2
    names = [fold.get_attribute("id").removesuffix("run") for fold in folds.all()]
    for fold in folds.all():
        fold.locator("> summary").click()
    for name in names:
        expect(page.locator(f"#{name}now")).to_contain_text("Step")
    page.keyboard.press("Home")
    told = [page.inner_text(f"#{name}now").split()[1] for name in names]
    assert told[1] == "1"
    assert told[0] != "1"


def test_link_of_a_row_opens_its_player(open_page: OpenPage, grading: GradingResult) -> None:
    """The row's link unfolds the run it speaks of, and a link to a step moves that player."""
    two = with_repeated_failure(grading)
    page = open_page(report_page(two.result, two.traces))
    page.locator(".checks a").first.click()
    fold = page.locator("details.failure").first
    expect(fold.locator(".player")).to_be_visible()
    link = fold.locator(".properties a").first
    link.click()
    assert link.inner_text().removeprefix("step ") in fold.locator("[role=status]").inner_text()


def test_output_of_a_submission_is_text(open_page: OpenPage, grading: GradingResult) -> None:
    """What a submission prints or raises cannot add markup to the page."""
    evil = "</script><img src=x onerror=alert(1)>\u202e"
    check = msgspec.structs.replace(grading.result.checks[-1], verdict="FAIL", printed=evil, lines=(evil,), seen=evil)
    result = msgspec.structs.replace(grading.result, checks=(check,), warnings=(evil,))
    page = open_page(report_page(result, grading.traces))
    assert page.locator("img").count() == 0
    assert "onerror" in page.inner_text("pre >> nth=0")


def test_grade_writes_the_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, naive_submission: Submission) -> None:
    """`raftlab grade SCENE FILE --html PAGE` leaves the page where it was asked for."""
    from raftlab.cli.main import run

    monkeypatch.chdir(tmp_path)
    Path("mine.py").write_text(naive_submission.source, encoding="utf-8")
    run(["grade", SCENE, "mine.py", "--check", "figure8_overwrite", "--in-process", "--html", "out.html"])
    assert "figure8_overwrite" in Path("out.html").read_text(encoding="utf-8")


def with_repeated_failure(graded: GradingResult) -> GradingResult:
    """Return the result with its failure told a second time, under another name."""
    failed: CheckResult = next(check for check in graded.result.checks if check.trace)
    other: dict[str, Any] = {"name": "test_again", "trace": "again.json", "title": "The same once more."}
    again = msgspec.structs.replace(failed, **other)
    checks = (*graded.result.checks, again)
    traces = {**graded.traces, "again.json": graded.traces[failed.trace or ""]}
    return GradingResult(msgspec.structs.replace(graded.result, checks=checks), traces)


@pytest.mark.parametrize("scheme", ["light", pytest.param("dark", marks=pytest.mark.long)])
def test_axe_finds_no_violation_in_the_report(
    open_page: OpenPage, grading: GradingResult, node_modules: Path, scheme: str
) -> None:
    """axe-core finds nothing wrong in the report, with every failure's player open."""
    page = open_page(report_page(grading.result, grading.traces), color_scheme=scheme)
    page.evaluate("document.querySelectorAll('details').forEach((each) => (each.open = true))")
    expect(page.locator("[role=status]").first).to_contain_text("Step")
    assert axe_violations(page, node_modules) == []


@pytest.mark.parametrize("width", [320, 1024, 1440])
def test_report_fits_and_nothing_overlaps(open_page: OpenPage, grading: GradingResult, width: int) -> None:
    """At every width the report fits, with every failure's player open, and nothing lies on anything else."""
    page = open_page(report_page(grading.result, grading.traces), width=width)
    page.evaluate("document.querySelectorAll('details').forEach((each) => (each.open = true))")
    expect(page.locator("[role=status]").first).to_contain_text("Step")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert find_overlaps(page) == []


def test_each_run_left_behind_has_the_reference_beside_it(
    kit: Kit, grading: GradingResult, naive_submission: Submission
) -> None:
    """The page of a failed check's run shows the reference's run of the same schedule."""
    from raftlab.cli.support.grade_output import draw_run_pages

    made = draw_run_pages(grading, kit, naive_submission)
    assert list(made) == list(grading.traces)
    assert all("The reference, same schedule" in text for text in made.values())


def test_kit_without_the_reference_shows_the_run_alone(
    kit: Kit, grading: GradingResult, naive_submission: Submission, tmp_path: Path
) -> None:
    """A student's kit draws the run, and says that nothing stands beside it."""
    from raftlab.cli.support.grade_output import draw_run_pages

    (tmp_path / "labs").symlink_to(kit.labs)
    made = draw_run_pages(grading, Kit(tmp_path), naive_submission)
    assert all("The reference, same schedule" not in text for text in made.values())
    assert all("only your run is shown" in text for text in made.values())
