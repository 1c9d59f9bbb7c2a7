"""The storyboard: Figure 8 in every combination as the engine played it, and each control of the page."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import msgspec
import pytest
from browser_checks import OpenPage, find_overlaps
from playwright.sync_api import expect

from raftlab.kit import Kit, LayerSource, find_kit
from raftlab.pages.storyboard.page import storyboard_page
from raftlab.pages.storyboard.recorded_runs import encode_recording
from raftlab.pages.storyboard.run_summary import missing_entry_text, promise_violations
from raftlab.pages.storyboard.runs import Storyboard, StoryboardRun, play_storyboard
from raftlab.trace import Trace, from_json, to_json
from raftlab.worker.worker_hosts import WorkerHosts

COMMIT_RULES = ("own-term", "any-term", "yours")
COMBINATIONS = list(product(COMMIT_RULES, ("off", "on"), ("one", "all"), ("d1", "d2")))

PANEL_LOGS = {
    "a": ["1 2", "1 2", "1", "1", "1"],
    "b": ["1 2", "1 2", "1", "1", "1 3"],
    "c": ["1 2", "1 2", "1 2", "1", "1 3"],
}
"""Figure 8's logs by their terms, S1 to S5."""


@pytest.fixture
def page(open_page: OpenPage, storyboard_html: str) -> Any:
    """Return the storyboard of Figure 8, all panels unfolded, with the course's rule."""
    return open_page(storyboard_html, "#rule=own-term&panel=all")


BOXES_OF_INDEX_TWO = """(figure) => {
  const marked = [figure.querySelector(".ring"), ...figure.querySelectorAll(".row .cell:nth-of-type(3)")];
  return marked.map((each) => each.getBoundingClientRect()).map((box) => [box.left, box.right]);
}"""
"""The left and right end of a panel's ring, then those of each cell with index 2."""
SHOWN_RUN = """() => {
  const shown = [...document.querySelectorAll("#panels > figure:not([hidden]):not(.folded)")];
  const terms = (row) => [...row.querySelectorAll(".cell .term")].map((term) => term.textContent).join(" ");
  return {
    names: shown.map((figure) => figure.querySelector("figcaption strong").textContent),
    logs: [...shown.at(-1).querySelectorAll("svg.panel .row")].map(terms),
    verdict: document.querySelector("#verdict").innerText,
  };
}"""
"""The names of the panels that are shown, the logs of the last one, and the verdict, asked for in one call."""


def shown_verdict(page: Any) -> str:
    """Return the verdict that is shown."""
    return str(page.inner_text("#verdict"))


def panel_logs(figure: Any) -> list[str]:
    """Return the terms printed in a panel's strips, a string a server."""
    texts = "row => [...row.querySelectorAll('.cell .term')].map(term => term.textContent).join(' ')"
    return list(figure.locator("svg.panel .row").evaluate_all(f"rows => rows.map({texts})"))


def shown_panels(page: Any) -> list[Any]:
    """Return the panels that are shown, in order."""
    return list(page.locator("#panels > figure:not([hidden]):not(.folded)").all())


def test_panels_show_figure_8(page: Any) -> None:
    """Panels a, b and c print the paper's terms in each cell, and the fork shows the overwrite."""
    figures = shown_panels(page)
    assert [panel_logs(figure) for figure in figures[:3]] == list(PANEL_LOGS.values())
    assert [row.split()[1] for row in panel_logs(figures[3])] == ["3"] * 5


def test_index_two_is_marked_in_every_panel(page: Any) -> None:
    """Each panel rings index 2: its change of colour is the story."""
    for figure in shown_panels(page):
        ring, *cells = figure.evaluate(BOXES_OF_INDEX_TWO)
        assert cells
        for left, right in cells:
            assert ring[0] <= left
            assert right <= ring[1] + 3


def test_badge_shows_answer_and_count(page: Any) -> None:
    """Under panel c the badge says NO with both terms, or YES (unsafe), and that three of five hold index 2."""
    badge = shown_panels(page)[2].locator(".badge")
    assert "NO" in badge.text_content()
    assert "log[2].term 2 is not currentTerm 4" in badge.text_content()
    page.check("input[value=any-term]")
    badge = shown_panels(page)[2].locator(".badge")
    assert "YES (unsafe)" in badge.text_content()
    assert "3 of 5 hold index 2" in badge.text_content()


def test_naive_verdict_names_properties_index_terms_and_commands(page: Any) -> None:
    """The naive rule's d1 names both properties, the index, both terms and both commands."""
    page.check("input[value=any-term]")
    told = shown_verdict(page)
    for word in ("LeaderCompleteness", "StateMachineSafety", "index 2", "term 2", "term 3", "x=1", "y=2"):
        assert word in told


def test_overwrite_with_the_rule_on_is_called_legal(page: Any) -> None:
    """With the rule on, d1 overwrites what was never promised, and the verdict says so."""
    expected = "x=1 of term 2 on S1, S2, S3. It is legal: this entry was never committed"
    assert expected in shown_verdict(page)


def test_two_by_two_breaks_in_one_case_only(storyboard: Storyboard) -> None:
    """Of rule on or off and own-term entry copied or not, only (off, not copied) breaks a promise."""
    broken = {
        (rule, fork): bool(promise_violations(storyboard.runs[rule, "off", "one", fork].trace))
        for rule in ("own-term", "any-term")
        for fork in ("d1", "d2")
    }
    assert [corner for corner, breaks in broken.items() if breaks] == [("any-term", "d1")]


def test_no_op_with_whole_suffixes_hides_the_fault(storyboard: Storyboard) -> None:
    """Driven with a no-op and all entries at once, the naive rule breaks nothing: that suite passes a wrong answer."""
    assert promise_violations(storyboard.runs["any-term", "on", "one", "d1"].trace)
    assert not promise_violations(storyboard.runs["any-term", "on", "all", "d1"].trace)


def test_every_combination_is_shown_as_the_engine_played_it(page: Any, storyboard: Storyboard) -> None:
    """For each of the 24 combinations the page shows, at its address, that run's panels and its verdict."""
    assert set(COMBINATIONS) == set(storyboard.runs)
    for keys in COMBINATIONS:
        place = "&".join(f"{t.name}={key}" for t, key in zip(storyboard.toggles, keys, strict=True))
        page.evaluate("place => { location.hash = place; dispatchEvent(new HashChangeEvent('hashchange')) }", place)
        assert_shows_run(page, storyboard.runs[keys])


def assert_shows_run(page: Any, run: StoryboardRun) -> None:
    """Assert that the page shows one telling's panels and verdict."""
    shown = page.evaluate(SHOWN_RUN)
    assert [name.strip("() ") for name in shown["names"]] == [panel.name for panel in run.trace.panels]
    last = {event.server: event.view for event in run.trace.events if event.view}
    assert shown["logs"] == [" ".join(str(e.term) for e in last[s].log) for s in run.trace.servers]
    named = [v.property for v in promise_violations(run.trace)]
    assert all(f"{name} is broken" in shown["verdict"] for name in named)
    assert ("No safety property is broken" in shown["verdict"]) == (not named)


def test_toggles_answer_to_mouse_and_keys(page: Any) -> None:
    """Radio buttons, the checkbox, t and f change what is shown, and the address follows."""
    page.check("input[name=no-op]")
    assert "no-op=on" in page.url
    page.keyboard.press("t")
    assert "rule=any-term" in page.url
    page.keyboard.press("f")
    assert "fork=d2" in page.url
    page.check("input[name=batch][value=all]")
    assert "batch=all" in page.url
    page.check("input[value=yours]")
    assert "rule=yours" in page.url


def test_v_goes_to_a_broken_combination(page: Any) -> None:
    """v chooses the next combination in which a promise is broken."""
    page.keyboard.press("v")
    assert "is broken" in shown_verdict(page)
    assert "rule=any-term" in page.url


def test_digits_and_arrows_move_between_panels(page: Any) -> None:
    """1 to 4 focus a panel, Home and End the ends; left folds the last panel, right unfolds it again."""
    focused = (
        "[...document.querySelectorAll('#panels > figure:not([hidden]):not(.folded)')].indexOf(document.activeElement)"
    )
    for key, wanted in (("2", 1), ("End", 3), ("Home", 0), ("ArrowLeft", 2), ("ArrowRight", 3), ("k", 2), ("j", 3)):
        page.keyboard.press(key)
        assert page.evaluate(focused) == wanted, key


def test_table_stands_in_for_each_picture(page: Any) -> None:
    """Each panel has a table that tells the same state in words."""
    figure = shown_panels(page)[1]
    figure.locator("summary").click()
    expect(figure.locator("table")).to_be_visible()
    told = figure.locator("tbody tr").nth(4).all_inner_texts()[0]
    assert told.split("\t")[1:3] == ["down", "3"]


def test_votes_stand_under_the_terms_and_in_the_words(page: Any) -> None:
    """In panel b S3, S4 and S5 have voted for S5, in the picture and in what stands in for it; the legend says how."""
    figure = shown_panels(page)[1]
    votes = figure.locator("svg.panel .row .vote").all_text_contents()
    assert votes == ["✓ S1", "✓ S1", "✓ S5", "✓ S5", "✓ S5"]
    assert "S4: follower, commit 1, term 3, voted for S5," in figure.locator("svg.panel desc").text_content()
    assert "✓ S1 under a term: voted for S1" in page.inner_text(".legend")


def scenario_names() -> list[tuple[str, str]]:
    """Return the scene and the name of every scenario file."""
    return [
        (scene.id, file.stem) for scene in find_kit().scenes for file in sorted(scene.folder.glob("scenarios/*.txt"))
    ]


@pytest.mark.long
@pytest.mark.parametrize(("scene_id", "name"), scenario_names())
def test_every_scenario_with_panels_has_a_storyboard(kit: Kit, open_page: OpenPage, scene_id: str, name: str) -> None:
    """Each scenario file is played and drawn in every combination; as it is written, nothing in it goes wrong.

    Where its page begins with a wrong server, that is so of another choice. A scenario that is not graded may show
    what no server survives.
    """
    scene = kit.scene(scene_id)
    file = scene.folder / "scenarios" / f"{name}.txt"
    board = play_storyboard(kit, scene, file, None, WorkerHosts)
    first, *others = board.runs.values()
    has_choices = (scene.folder / "scenarios" / f"{name}.toml").is_file()
    is_graded = not file.read_text(encoding="utf-8").startswith("# Not graded")
    choices = (first, *(others if has_choices else ()))
    assert not is_graded or any(not run.trace.violations and not run.misses for run in choices)
    assert all(told.trace.panels for told in board.runs.values())
    page = open_page(storyboard_page(board))
    assert len(shown_panels(page)) == len(first.trace.panels)
    page.click("#run > summary")
    expect(page.locator("#run-now")).to_contain_text("Step")


def test_disruptive_server_is_told_by_an_option(kit: Kit) -> None:
    """In the story of the server that comes back, Pre-Vote on keeps the leader; off, the leader is deposed."""
    scene = kit.scene("scene03a")
    board = play_storyboard(kit, scene, scene.folder / "scenarios" / "rejoin.txt", None, WorkerHosts)
    assert not board.runs["reference", "on"].misses
    assert "expect S1 leads term 1" in [miss.text for miss in board.runs["reference", "off"].misses]
    page = storyboard_page(board)
    assert "links: S1 S2 | S3" in page


def student_kit(kit: Kit, folder: Path, recordings: dict[str, bytes]) -> Kit:
    """Return a kit as students have it: without the reference, with the earlier scenes' layers and the recordings."""
    lab = folder / "labs" / "scene05"
    lab.mkdir(parents=True)
    for each in kit.scenes:
        if each.id != "scene05":
            (folder / "labs" / each.id).symlink_to(each.folder)
            if each.id < "scene05":
                (folder / "given" / each.id).parent.mkdir(exist_ok=True)
                (folder / "given" / each.id).symlink_to(kit.reference / each.id)
    for path in kit.scene("scene05").folder.iterdir():
        (lab / path.name).symlink_to(path)
    (lab / "recorded").mkdir()
    for name, data in recordings.items():
        (lab / "recorded" / name).write_bytes(data)
    return Kit(folder)


def without_servers(storyboard: Storyboard) -> Storyboard:
    """Return the storyboard with the course's runs only."""
    runs = {keys: run for keys, run in storyboard.runs.items() if keys[0] != "yours"}
    return replace(storyboard, runs=runs)


def play_in_student_kit(student: Kit, submission: Any) -> Storyboard:
    """Return the storyboard of Figure 8 in a student kit, with the submission as the student's code."""
    scene = student.scene("scene05")
    own = LayerSource(submission.file, submission.source, scene.layer_class)
    return play_storyboard(student, scene, scene.folder / "scenarios" / "figure8.txt", own, WorkerHosts)


def test_kit_without_reference_and_recordings_shows_only_your_code(
    kit: Kit, tmp_path: Path, naive_submission: Any
) -> None:
    """Where a kit has neither servers nor recordings, the choices are left out, and the page says so."""
    told = play_in_student_kit(student_kit(kit, tmp_path, {}), naive_submission)
    assert [choice.key for choice in told.toggles[0].choices] == ["yours"]
    assert "Their choices are left out" in storyboard_page(told)


def test_student_kit_shows_recorded_runs_beside_your_code(
    kit: Kit, storyboard: Storyboard, tmp_path: Path, naive_submission: Any
) -> None:
    """With recordings every choice of the course shows the same run as in the whole kit, also beside one's own."""
    recordings = {"figure8.json": encode_recording(without_servers(storyboard))}
    told = play_in_student_kit(student_kit(kit, tmp_path, recordings), naive_submission)
    for keys in COMBINATIONS:
        if keys[0] != "yours":
            assert to_json(told.runs[keys].trace) == to_json(storyboard.runs[keys].trace)
        elif keys[1] == "on":
            assert "does not contain that layer" in told.runs[keys].unavailable_text
        else:
            assert told.runs[keys].trace == storyboard.runs[keys].trace
    beside = told.runs["yours", "off", "one", "d1"].reference_events
    assert beside is not None
    assert beside[59] is not None  # the step at which the naive rule commits
    assert not told.missing_choices


@pytest.mark.parametrize("width", [320, 1024, 1440])
def test_page_fits_and_nothing_overlaps(open_page: OpenPage, storyboard_html: str, width: int) -> None:
    """At every width the page fits, and nothing lies on anything else, with every fold open."""
    page = open_page(storyboard_html, width=width)
    page.evaluate("document.querySelectorAll('details').forEach((each) => (each.open = true))")
    expect(page.locator("#run-now")).to_contain_text("Step")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert find_overlaps(page) == []


def test_prints_its_panels(page: Any) -> None:
    """On paper the chosen panels and the verdict stand."""
    page.emulate_media(media="print")
    assert len(shown_panels(page)) == 4
    assert page.pdf()[:4] == b"%PDF"


# ---- stepping into a run --------------------------------------------------------------------------------------------


def run_step(page: Any) -> int:
    """Return the step that the run below the panels shows."""
    return int(page.inner_text("#run-now").split()[1])


def test_panel_steps_into_its_run(page: Any, storyboard: Storyboard) -> None:
    """A panel's button opens the run of the chosen combination at that panel's first event."""
    page.check("input[value=yours]")
    shown_panels(page)[2].locator(".step-in").click()
    expect(page.locator("#run-now")).to_contain_text("Step")
    told = storyboard.runs["yours", "off", "one", "d1"].trace
    assert run_step(page) == next(panel.first for panel in told.panels if panel.name == "c")
    page.keyboard.press("j")
    assert run_step(page) > next(panel.first for panel in told.panels if panel.name == "c")


def test_run_follows_the_choices(page: Any, storyboard: Storyboard) -> None:
    """Where the run is open, another choice shows another run; v finds its violation, and the reference is beside."""
    page.click("#run > summary")
    expect(page.locator("#run-differs")).to_have_count(0)
    page.check("input[value=any-term]")
    expect(page.locator("#run-differs")).to_contain_text("differ")
    page.focus("#run-events")
    page.keyboard.press("Home")
    page.keyboard.press("v")
    told = storyboard.runs["any-term", "off", "one", "d1"].trace
    assert run_step(page) == next(v.step for v in told.violations if v.property == "LeaderCompleteness")


def test_link_leads_to_a_step_of_a_combination(open_page: OpenPage, storyboard_html: str) -> None:
    """The address names the combination and the step; closing the run takes the step away."""
    page = open_page(storyboard_html, "#rule=any-term&fork=d2&t=17")
    expect(page.locator("#run-now")).to_contain_text("Step 17 of")
    assert "fork=d2" in page.url
    page.click("#run > summary")
    expect(page.locator("#run-now")).not_to_be_visible()
    page.wait_for_url(lambda url: "t=17" not in url)


def test_s_steps_in_and_keys_then_move_the_run(page: Any) -> None:
    """s opens the run at the focused panel; arrows then move in it, and t still turns the rule."""
    page.keyboard.press("2")
    page.keyboard.press("s")
    expect(page.locator("#run-now")).to_contain_text("Step")
    expect(page.locator("#run-events")).to_be_focused()
    before = run_step(page)
    page.keyboard.press("ArrowRight")
    assert run_step(page) > before
    page.keyboard.press("t")
    assert "rule=any-term" in page.url


def test_run_of_a_combination_can_be_downloaded(page: Any, storyboard: Storyboard) -> None:
    """The downloaded trace is the run that the engine played for the combination."""
    page.click("#run > summary")
    expect(page.locator("#run-now")).to_contain_text("Step")
    with page.expect_download() as waiting:
        page.click("#run-download")
    with open(waiting.value.path(), "rb") as file:
        assert from_json(file.read()).panels == storyboard.runs["own-term", "off", "one", "d1"].trace.panels


def test_missing_entry_is_said_in_a_persons_words(figure8_trace: Trace) -> None:
    """Of a run without a badge the verdict begins with what was committed, and who led without it."""
    said = missing_entry_text(figure8_trace)
    assert said == "x=1 was committed, and a server applied it; S5 then led a later term without it."
    assert missing_entry_text(msgspec.structs.replace(figure8_trace, violations=())) == ""
