"""The story of a scene's page: panels that unfold, a prediction before the answer, words that follow the choices."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest
from browser_checks import SCENE, OpenPage, axe_violations
from playwright.sync_api import expect

from raftlab.errors import KitError
from raftlab.kit import Kit
from raftlab.pages.handout.scene_page import handout_page, scene_page
from raftlab.pages.storyboard.badge_text import shown_badge
from raftlab.pages.storyboard.choices import read_choices_file
from raftlab.pages.storyboard.panel_facts import panel_facts_of
from raftlab.pages.storyboard.runs import Storyboard, play_storyboard
from raftlab.pages.storyboard.story_file import PanelText, Question, Story, choose_panel_text, read_story
from raftlab.pages.storyboard.text_sections import question_section
from raftlab.pages.trace_analysis.aligned_runs import event_difference_position
from raftlab.worker.worker_hosts import WorkerHosts

ROOT = Path(__file__).parents[2]
STORIES = [scene.id for scene in Kit(ROOT).scenes if read_story(scene).scenario and scene.id != SCENE]
"""The other scenes that have a story."""
SHOWN = "#panels > figure:not([hidden]):not(.folded)"


@pytest.fixture(scope="session")
def scene_html(kit: Kit, storyboard: Storyboard) -> str:
    """Return the page of scene 05, with the naive server as the student's own."""
    return scene_page(kit.scene("scene05"), storyboard)


@pytest.fixture
def page(open_page: OpenPage, scene_html: str) -> Any:
    """Return the page as a reader opens it."""
    return open_page(scene_html)


def figure_text(page: Any, panel: str) -> str:
    """Return the text of the shown panel with that name."""
    return str(page.locator(f"{SHOWN}:has(figcaption strong:has-text('({panel})'))").inner_text())


def test_page_opens_on_the_trap_with_the_first_panel(page: Any) -> None:
    """The reader's own server is chosen, panel a alone is shown, and no verdict gives the end away."""
    assert page.is_checked("input[value=yours]")
    expect(page.locator(SHOWN)).to_have_count(1)
    expect(page.locator("#verdict")).not_to_be_visible()
    assert "a minority" in figure_text(page, "a")
    expect(page.locator(".code-line.lit")).to_contain_text("if copies > half")


def test_arrow_keys_unfold_and_ask_before_they_answer(page: Any) -> None:
    """The right arrow shows b and c; at c it waits for the answer; then it shows d1 and the verdict."""
    for count in (2, 3):
        page.keyboard.press("ArrowRight")
        expect(page.locator(SHOWN)).to_have_count(count)
    expect(page.locator("#question")).to_be_visible()
    expect(page.locator("#answer")).not_to_be_visible()
    expect(page.locator(f"{SHOWN} .badge .reply").first).not_to_be_visible()
    assert page.locator(f"{SHOWN}.asked .commit").first.evaluate("it => getComputedStyle(it).visibility") == "hidden"
    page.keyboard.press("ArrowRight")
    expect(page.locator("#answer")).to_be_visible()
    expect(page.locator(SHOWN)).to_have_count(3)
    page.keyboard.press("ArrowRight")
    expect(page.locator(SHOWN)).to_have_count(4)
    expect(page.locator("#verdict")).to_be_visible()
    expect(page.locator(".code-line.lit")).to_contain_text("delete log[i]")
    page.click("#story-back")
    expect(page.locator(SHOWN)).to_have_count(3)


def test_left_goes_back_and_the_counter_follows(page: Any) -> None:
    """The left arrow does what "back" does: it folds the last panel, and the counter says so."""
    for key, count in (("ArrowRight", 2), ("ArrowLeft", 1), ("j", 2), ("k", 1)):
        page.keyboard.press(key)
        expect(page.locator(SHOWN)).to_have_count(count)
        expect(page.locator("#story-place")).to_have_text(f"panel {count} of 4")


def test_keys_are_the_storys_after_a_click_on_a_choice(page: Any) -> None:
    """A click on a radio button leaves the arrow keys to the story; who came by keyboard changes the choice."""
    page.click("input[value=own-term]")
    expect(page.locator(SHOWN).last).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(page.locator(SHOWN)).to_have_count(2)
    assert page.is_checked("input[value=own-term]")
    page.focus("input[value=own-term]")
    page.keyboard.press("ArrowRight")
    assert not page.is_checked("input[value=own-term]")
    expect(page.locator(SHOWN)).to_have_count(2)


@pytest.mark.parametrize(("width", "height"), [(1440, 1000), (360, 740)])
def test_what_is_new_comes_into_the_window(open_page: OpenPage, scene_html: str, width: int, height: int) -> None:
    """A new panel begins inside the window, above the bar, which is one row; after the last comes the verdict."""
    page = open_page(scene_html, "#panel=a", width=width)
    page.set_viewport_size({"width": width, "height": height})
    for _ in range(4):
        page.keyboard.press("ArrowRight")
        page.wait_for_function(
            "() => { const it = document.activeElement.querySelector('figcaption').getBoundingClientRect();"
            " return it.top >= 0 && it.bottom < innerHeight - 50; }"
            if not page.locator("#answer").is_visible() or page.locator(SHOWN).count() == 4
            else "() => document.querySelector('#answer').getBoundingClientRect().top < innerHeight - 50"
        )
    page.click("#story-next")
    page.wait_for_function("() => document.querySelector('#verdict').getBoundingClientRect().top < innerHeight - 50")
    assert page.locator(".story-controls").bounding_box()["height"] < 56
    for name in ("b", "answer", "all"):
        page.evaluate(f"location.hash = 'panel={name}'")
        assert page.locator("#story-place").evaluate("it => it.getBoundingClientRect().right <= innerWidth")


def test_question_without_a_badge_hides_no_commit_line(open_page: OpenPage, kit: Kit) -> None:
    """Scene 07 asks for a vote: what is committed gives nothing away, and stays visible."""
    scene = kit.scene("scene07")
    scenario = scene.folder / "scenarios" / f"{read_story(scene).scenario}.txt"
    page = open_page(scene_page(scene, play_storyboard(kit, scene, scenario, None, WorkerHosts)))
    page.keyboard.press("ArrowRight")
    expect(page.locator("#question")).to_be_visible()
    asked = page.locator(f"{SHOWN}.asked .commit[d^=M]").first
    assert asked.evaluate("it => getComputedStyle(it).visibility") == "visible"


def test_badge_names_its_server_and_the_configuration_that_it_counts_by(kit: Kit) -> None:
    """Scene 07: the badge is left out while its server is down; while it is up it says by which voters it counts."""
    scene = kit.scene("scene07")
    scenario = scene.folder / "scenarios" / f"{read_story(scene).scenario}.txt"
    runs = play_storyboard(kit, scene, scenario, None, WorkerHosts).runs
    states = [each for run in runs.values() for each in panel_facts_of(run, {}) if each.panel.badge]
    assert states
    shown = []
    for each in states:
        assert each.panel.badge is not None
        server = each.panel.badge.server
        view = each.state.views[server]
        assert not view.up and shown_badge(each.panel, each.state.views) is None
        shown.append(shown_badge(each.panel, {**each.state.views, server: msgspec.structs.replace(view, up=True)}))
    assert None in shown, "nobody has the index that the badge asks about"
    texts = {(badge.question, badge.arithmetic) for badge in shown if badge}
    assert texts == {("S2: commit?", "2 of 3 voters hold index 2 in S2's configuration S2 S3 S4")}


def test_reference_is_the_first_server_of_each_scenario(kit: Kit) -> None:
    """The player shows the first server's run beside the others' as the reference's: it is the reference."""
    for scene in kit.scenes:
        for scenario in sorted((scene.folder / "scenarios").glob("*.txt")):
            servers = read_choices_file(scenario).get("servers", [{"file": scene.file}])
            assert servers[0]["file"] == scene.file, scenario


def test_answer_of_the_last_call_chooses_the_text(kit: Kit) -> None:
    """Scene 09: the naive server answers the read in panel c, the reference lets it wait; so the two runs differ."""
    scene = kit.scene("scene09")
    scenario = scene.folder / "scenarios" / f"{read_story(scene).scenario}.txt"
    runs = play_storyboard(kit, scene, scenario, None, WorkerHosts).runs
    naive, reference = runs[("naive",)], runs[("confirmed",)]
    assert [each.facts["last_answer"] for each in panel_facts_of(naive, {})] == ["ok", "ok", "ok", "ok"]
    assert [each.facts["last_answer"] for each in panel_facts_of(reference, {})] == ["ok", "ok", "waits", "not leader"]
    assert naive.reference_events is not None
    position = event_difference_position(naive.trace.events, naive.reference_events)
    assert position is not None and naive.trace.events[position].step <= naive.trace.panels[2].last


def test_legend_names_only_signs_that_occur(open_page: OpenPage, kit: Kit) -> None:
    """Scene 03a has empty logs and cut links: its legend explains the link and the roles, and no cell of a log."""
    scene = kit.scene("scene03a")
    scenario = scene.folder / "scenarios" / f"{read_story(scene).scenario}.txt"
    page = open_page(scene_page(scene, play_storyboard(kit, scene, scenario, None, WorkerHosts)))
    legend = page.locator("#legends .legend:visible").inner_text()
    assert "a link that is cut" in legend and "★" in legend
    assert "number in a cell" not in legend and "dots" not in legend


def test_prediction_stands_beside_what_the_engine_found(open_page: OpenPage, scene_html: str) -> None:
    """What was ticked stays beside who can win by the logs, and the text says why."""
    page = open_page(scene_html, "#panel=c")
    page.check("#question input[value=S2]")
    page.click("#answer-button")
    told = page.inner_text("#answer")
    assert "Your prediction: S2." in told
    assert "By the logs in this panel: S2, S3, S5." in told
    assert "compares the term of the last entry first" in told
    assert "panel=answer" in page.url


@pytest.mark.parametrize(
    ("choices", "kind"), [((), "checkbox"), (("S2", "S3"), "checkbox"), (("a", "aa", "nothing"), "radio")]
)
def test_one_of_several_answers_is_chosen_by_radio_buttons(choices: tuple[str, ...], kind: str) -> None:
    """Several servers can be ticked; of answers in words, which exclude each other, one can be chosen."""
    section = str(question_section(Question("c", "Who?", (), choices), ("S2", "S3", "S4"), ()))
    assert section.count(f'type="{kind}"') == (len(choices) or 3)
    assert section.count("<input") == (len(choices) or 3)


@pytest.mark.parametrize(("place", "count"), [("a", 1), ("c", 3), ("answer", 3), ("d1", 4), ("all", 4)])
def test_link_leads_to_a_panel(open_page: OpenPage, scene_html: str, place: str, count: int) -> None:
    """The address names the panel up to which the story is unfolded."""
    page = open_page(scene_html, f"#panel={place}")
    expect(page.locator(SHOWN)).to_have_count(count)


def test_everything_is_unfolded_with_reduced_motion_and_on_paper(open_page: OpenPage, scene_html: str) -> None:
    """A reader without motion gets all panels and the answer; so does paper, however far the story is."""
    page = open_page(scene_html, "#panel=a")
    page.emulate_media(media="print")
    expect(page.locator("#panels > figure:not([hidden])").last).to_be_visible()
    page.emulate_media(media="screen", reduced_motion="reduce")
    page.evaluate("history.replaceState(null, '', location.pathname)")
    page.reload()
    expect(page.locator(SHOWN)).to_have_count(4)
    page.emulate_media(reduced_motion="no-preference")


def test_promised_and_lost_differs_from_overwritten_legally(open_page: OpenPage, scene_html: str) -> None:
    """The naive rule's d1 crosses out the cells of S1, S2 and S3; with the rule they only show the old colour."""
    page = open_page(scene_html, "#rule=any-term&panel=all")
    last = page.locator(SHOWN).last
    expect(last.locator(".replaced.lost")).to_have_count(3)
    assert "It had been committed, and is lost" in figure_text(page, "d1")
    assert page.inner_text("#verdict").startswith("x=1 was committed, and a server applied it; x=1 is gone.")
    page.check("input[value=own-term]")
    expect(page.locator(SHOWN).last.locator(".replaced.legal")).to_have_count(3)
    assert "It had not been committed: this is legal" in figure_text(page, "d1")
    assert "It had not been committed: this is legal" in page.inner_text("#verdict")


def test_words_and_ring_follow_the_no_op(open_page: OpenPage, scene_html: str) -> None:
    """With a no-op x=1 sits at index 3: the texts, the badge and the ring say so; whole logs keep S5 from winning."""
    page = open_page(scene_html, "#rule=any-term&no-op=on&panel=all")
    assert "Index 3 is on S1 and S2 only" in figure_text(page, "a")
    assert "3 of 5 hold index 3" in figure_text(page, "c")
    ring = page.locator(SHOWN).first.locator(".ring").bounding_box()
    cell = page.locator(SHOWN).first.locator(".row").first.locator(".cell").nth(2).bounding_box()
    assert ring["x"] <= cell["x"] <= ring["x"] + ring["width"]
    page.check("input[name=batch][value=all]")
    assert "S5 cannot win" in figure_text(page, "d1")


def test_callout_shows_code_as_code(open_page: OpenPage, scene_html: str) -> None:
    """A callout with code in it shows no backticks."""
    page = open_page(scene_html, "#rule=own-term&end=d2&panel=all")
    page.check("input[value=d2]")
    shown = page.locator(SHOWN).last.locator(".callout").first
    expect(shown).to_contain_text("S5's last entry is older than z=3 of term 4")
    expect(shown.locator("code")).to_have_text("z=3")


def test_safe_yes_says_which_entry_commits(open_page: OpenPage, scene_html: str) -> None:
    """With the rule, whole logs and a no-op S1 may commit index 3: its own entry follows on three of five."""
    page = open_page(scene_html, "#rule=own-term&no-op=on&batch=all&panel=all")
    badge = page.locator(f"{SHOWN} .badge.safe")
    expect(badge).to_contain_text("S1: commit? YES")
    expect(badge).to_contain_text("index 4 is of term 4, the leader's own, and")
    assert not page.locator("#verdict details:visible").count(), "the rule is safe, and the script was not for a no-op"
    page.check("input[value=any-term]")
    page.check("input[name=batch][value=one]")
    expect(page.locator(f"{SHOWN} .badge.yes")).to_contain_text("YES (unsafe)")


def test_card_of_a_rule_that_does_not_run_says_so(open_page: OpenPage, scene_html: str) -> None:
    """The listing of the naive rule is marked while the other rule runs, and only then."""
    page = open_page(scene_html, "#rule=own-term&panel=all")
    expect(page.locator("#unused-count")).to_have_text("The rule of the other choice (not used in this run)")
    expect(page.locator("#unused-truncate")).not_to_be_visible()
    page.check("input[value=any-term]")
    expect(page.locator("#unused-count")).not_to_be_visible()
    expect(page.locator("#verdict summary:visible")).to_contain_text(
        "The script was written for the rule “only those of its own term”; with your choices this differs:"
    )


def test_both_choices_show_the_calls(open_page: OpenPage, kit: Kit) -> None:
    """Scene 09: the naive run has the calls that no order explains; the confirmed run's read ends with a refusal."""
    scene = kit.scene("scene09")
    scenario = scene.folder / "scenarios" / f"{read_story(scene).scenario}.txt"
    text = scene_page(scene, play_storyboard(kit, scene, scenario, None, WorkerHosts))
    page = open_page(text, "#rule=naive&panel=all")
    calls = page.locator("#verdict figure.calls:visible")
    expect(calls).to_contain_text("no order explains this answer")
    expect(calls).to_contain_text("step of the run")
    expect(page.locator("#unused-confirm")).to_have_text("The correct rule (not used in this run)")
    page.check("input[value=confirmed]")
    expect(calls).to_contain_text("get x: not leader")
    expect(calls).to_contain_text("c3, call 1")


def test_single_choice_is_hidden(open_page: OpenPage, kit: Kit) -> None:
    """Scene 04 has one server to choose: the page does not ask whose. A wide picture fades at the edge of a phone."""
    scene = kit.scene("scene04")
    scenario = scene.folder / "scenarios" / f"{read_story(scene).scenario}.txt"
    page = open_page(scene_page(scene, play_storyboard(kit, scene, scenario, None, WorkerHosts)), width=360)
    expect(page.locator("input[name=rule]")).not_to_be_visible()
    box = page.locator(f"{SHOWN} .scroll").first
    assert box.evaluate("it => it.scrollWidth > it.clientWidth")
    assert box.evaluate("it => getComputedStyle(it).getPropertyValue('--fade-right')") == "36px"
    page.click("#run > summary")
    expect(page.locator("#run-events")).to_contain_text("log +10@t6 and 1 more")


def test_every_run_of_the_course_has_its_words(kit: Kit, storyboard: Storyboard, scene_html: str) -> None:
    """No combination of the course's servers falls back to the words for a run that takes another course."""
    assert "takes another course" not in scene_html
    assert storyboard.runs


@pytest.mark.parametrize("scene_id", STORIES)
def test_every_scene_has_its_page(kit: Kit, scene_id: str) -> None:
    """The page of each scene has what came before, a text for every panel of the reference's runs, and sources."""
    scene = kit.scene(scene_id)
    file = scene.folder / "scenarios" / f"{read_story(scene).scenario}.txt"
    text = scene_page(scene, play_storyboard(kit, scene, file, None, WorkerHosts))
    assert "takes another course" not in text
    for part in ("previously", "question", "handout", "sources"):
        assert f'id="{part}"' in text, part
    assert ('class="network"' in text) == (scene_id in ("scene03a", "scene08", "scene09", "scene10"))
    assert text.count("panel-text") >= 2


def test_text_in_pictures_is_13_pixels_at_1440(open_page: OpenPage, scene_html: str) -> None:
    """At 1440 pixels no text of a shown picture is smaller than 13."""
    page = open_page(scene_html, "#panel=all", width=1440)
    size = """texts => Math.min(...texts.map(each => parseFloat(getComputedStyle(each).fontSize)
      * each.ownerSVGElement.getBoundingClientRect().width / each.ownerSVGElement.viewBox.baseVal.width))"""
    assert page.locator(f"{SHOWN} svg text").evaluate_all(size) >= 12.95


def test_text_of_a_scene_page_is_13_pixels(open_page: OpenPage, scene_html: str) -> None:
    """No text of the page is smaller than 13, the listings and the legend too."""
    page = open_page(scene_html, "#panel=all", width=1440)
    sizes = """texts => Math.min(...texts.filter(each => each.checkVisibility() && each.textContent.trim())
      .map(each => parseFloat(getComputedStyle(each).fontSize)))"""
    assert page.locator("p, li, td, th, code, pre, label, button, summary, figcaption").evaluate_all(sizes) >= 13


def test_scene_without_schedules_has_its_handout(open_page: OpenPage, kit: Kit, node_modules: Any) -> None:
    """A scene that has no schedules to draw has a page too: its handout, with its picture."""
    page = open_page(handout_page(kit.scene("scene11")), width=360)
    expect(page.locator("h1")).to_have_text("Scene 11 · The design canvas")
    assert page.locator("#handout img").count() > 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert axe_violations(page, node_modules) == []


@pytest.mark.parametrize("width", [360, 1024, pytest.param(1440, marks=pytest.mark.long)])
def test_scene_page_fits_and_axe_finds_nothing(
    open_page: OpenPage, scene_html: str, node_modules: Any, width: int
) -> None:
    """At each width nothing is wider than the page; axe finds nothing, in the dark at the middle one."""
    page = open_page(scene_html, "#panel=all", width=width, color_scheme="dark" if width == 1024 else "light")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert axe_violations(page, node_modules) == []


@pytest.mark.long
@pytest.mark.parametrize("scene_id", STORIES)
def test_every_page_fits_and_axe_finds_nothing(open_page: OpenPage, kit: Kit, node_modules: Any, scene_id: str) -> None:
    """Each other scene's page fits three widths, in light and dark, and axe finds nothing."""
    scene = kit.scene(scene_id)
    file = scene.folder / "scenarios" / f"{read_story(scene).scenario}.txt"
    text = scene_page(scene, play_storyboard(kit, scene, file, None, WorkerHosts))
    for width, colors in ((360, "light"), (1024, "dark"), (1440, "light")):
        page = open_page(text, "#panel=all", width=width, color_scheme=colors)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, width
        assert axe_violations(page, node_modules) == [], width


def test_text_is_chosen_by_the_facts_and_filled_in() -> None:
    """The first text whose facts hold is shown, and a list of servers is spoken; an unknown fact is the kit's fault."""
    texts = (
        PanelText("a", {"leader": ("S1", "S2")}, text="{holders} at {index}"),
        PanelText("a", text="anything"),
        PanelText("b", text="{nonsense}"),
    )
    facts = {"leader": "S2", "holders": "S1 S2 S3", "index": "2"}
    story = Story(panels=texts)
    assert choose_panel_text(story, "a", facts).text == "S1, S2 and S3 at 2"  # type: ignore[union-attr]
    assert choose_panel_text(story, "a", facts | {"leader": "S5"}).text == "anything"  # type: ignore[union-attr]
    assert choose_panel_text(story, "c", facts) is None
    with pytest.raises(KitError, match="names no fact"):
        choose_panel_text(story, "b", facts)
