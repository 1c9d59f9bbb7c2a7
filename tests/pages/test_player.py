"""The player in a real browser: every key, deep links, folding, the reference beside, the download, print, 320 px."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from browser_checks import SCENE, MakeRandomRun, OpenPage, find_overlaps
from playwright.sync_api import expect

from raftlab.kit import Kit
from raftlab.pages.player.page import player_page
from raftlab.pages.trace_analysis.aligned_runs import replay_on_host
from raftlab.pages.trace_analysis.cluster_states import cluster_states, position_of_step
from raftlab.pages.trace_analysis.event_text import act_text, message_arrow_kind, message_dict, message_text
from raftlab.run_execution import open_host, run_scenario
from raftlab.trace import Deliver, Event, Timeout, Trace, from_json


@pytest.fixture(scope="module")
def reference_events(kit: Kit, figure8_trace: Trace) -> tuple[Event | None, ...]:
    """Return the reference's run of d1's schedule."""
    with open_host(kit, kit.scene(SCENE), None) as (host, codec):
        return replay_on_host(host, codec, figure8_trace)


@pytest.fixture
def page(open_page: OpenPage, figure8_trace: Trace, reference_events: tuple[Event | None, ...]) -> Any:
    """Return the player of d1, opened."""
    return open_page(player_page(figure8_trace, reference_events))


def shown_step(page: Any) -> int:
    """Return the step that the player shows."""
    return int(page.inner_text("#now").split()[1])


def test_only_heartbeats_that_change_nothing_are_folded(make_random_run: MakeRandomRun) -> None:
    """A cut, a refusal and other timers are shown; so is a broadcast of which one heartbeat changed something."""
    states = cluster_states(make_random_run(1500))
    sent_at: dict[int, int] = {}
    broadcasts: dict[int, set[bool]] = {}
    for position, state in enumerate(states):
        act = state.event.act
        if isinstance(act, Deliver) and act.id in sent_at:
            broadcasts.setdefault(sent_at[act.id], set()).add(state.is_quiet)
        if state.is_quiet:
            assert isinstance(act, Deliver | Timeout)
            assert getattr(act, "timer", "heartbeat") == "heartbeat"
            assert "refused" not in act_text(act)
            assert not any("refused" in message_text(message_dict(m.message)) for m in state.event.sent_messages)
        sent_at |= {
            sent.id: position
            for sent in state.event.sent_messages
            if message_arrow_kind(message_dict(sent.message)) == "heartbeat"
        }
    assert {len(each) for each in broadcasts.values()} == {1}
    assert {True} in broadcasts.values()


def test_reference_is_compared_up_to_the_first_difference(page: Any) -> None:
    """After the two runs part, the reference's logs are pale, and the text says why they mean little from there."""
    page.keyboard.press("End")
    expect(page.locator("#differs")).to_contain_text("They differ since step")
    expect(page.locator("#differs")).to_contain_text("not made for it")
    expect(page.locator(".apart #theirs")).to_be_visible()
    page.keyboard.press("Home")
    expect(page.locator(".apart")).to_have_count(0)


def test_violations_follow_each_other(page: Any, figure8_trace: Trace) -> None:
    """v goes from the worst violation to the others, and around; a folded event is shown while it is chosen."""
    steps = {v.step for v in figure8_trace.violations}
    seen = [shown_step(page)]
    for _ in range(len(steps) - 1):
        page.keyboard.press("v")
        seen.append(shown_step(page))
    assert set(seen) == steps
    page.keyboard.press("v")
    assert shown_step(page) == seen[0]
    quiet = page.locator("#events .quiet").first
    step = quiet.locator("span").text_content()
    expect(quiet).not_to_be_visible()
    page.evaluate(f"location.hash = 't={step}'")
    page.reload()
    expect(page.locator("#events .quiet").first).to_be_visible()


def strip_terms(page: Any, picture: str, server: int) -> list[str]:
    """Return the terms printed in one server's strip."""
    row = page.locator(f"#{picture} .row").nth(server)
    return list(row.locator(".cell:not(.empty) .term").all_text_contents())


def test_opens_at_the_harmful_violation(page: Any, figure8_trace: Trace) -> None:
    """The player opens where LeaderCompleteness broke, not at the first event nor at the lesser fault."""
    harm = next(v for v in figure8_trace.violations if v.property == "LeaderCompleteness")
    assert shown_step(page) == harm.step
    assert "LeaderCompleteness broken" in page.inner_text("header")


def test_step_keys_move_one_event(page: Any) -> None:
    """Left and right, j and k step by one event."""
    for key, start, distance in (
        ("ArrowRight", "Home", 1),
        ("j", "Home", 1),
        ("ArrowLeft", "End", -1),
        ("k", "End", -1),
    ):
        page.keyboard.press(start)
        before = shown_step(page)
        page.keyboard.press(key)
        assert (shown_step(page) - before) * distance > 0, key


def test_home_end_violation_difference_and_panels_have_keys(page: Any, figure8_trace: Trace) -> None:
    """Home, End, v, d and the digits go where the help says."""
    page.keyboard.press("Home")
    assert shown_step(page) == 1
    page.keyboard.press("End")
    assert shown_step(page) == figure8_trace.events[-1].step
    page.keyboard.press("d")
    first = next(v for v in figure8_trace.violations if v.property == "NeverCommitPrevTerm")
    assert shown_step(page) == first.step, "the runs part where the naive server commits"
    for number, panel in enumerate(figure8_trace.panels, start=1):
        page.keyboard.press(str(number))
        assert shown_step(page) == panel.last
    page.keyboard.press("v")
    assert shown_step(page) == next(v.step for v in figure8_trace.violations if v.property == "LeaderCompleteness")


def test_strips_tell_the_votes_of_each_step(page: Any, figure8_trace: Trace) -> None:
    """Each strip's mark of a vote follows the cursor, and is gone where nobody was voted for."""
    for number in (1, 2):
        page.keyboard.press(str(number))
        views = cluster_states(figure8_trace)[
            position_of_step(figure8_trace, figure8_trace.panels[number - 1].last)
        ].views
        wanted = [f"✓ {views[server].votedFor}" if views[server].votedFor else "" for server in figure8_trace.servers]
        assert page.locator("#mine .vote").all_text_contents() == wanted
    page.keyboard.press("Home")
    assert page.locator("#mine .vote").all_text_contents() == [""] * 5


def test_space_plays_and_pauses(page: Any) -> None:
    """Space starts the run and stops it again."""
    page.keyboard.press("Home")
    page.keyboard.press("Space")
    expect(page.locator("#now")).to_contain_text("Step 2 of")
    assert page.inner_text("#play") == "pause"
    page.keyboard.press("Space")
    assert page.inner_text("#play") == "play"


def test_question_mark_lists_the_keys_and_escape_closes(page: Any) -> None:
    """? opens the list of keys; while it is open the keys of the run rest."""
    before = shown_step(page)
    page.keyboard.press("?")
    assert page.is_visible("#help")
    page.keyboard.press("j")
    assert shown_step(page) == before
    page.keyboard.press("Escape")
    assert not page.is_visible("#help")


def test_strips_show_the_logs_of_the_step(page: Any, figure8_trace: Trace) -> None:
    """At the end of panel c the strips print Figure 8's terms: 1 2 on S1 to S3, 1 on S4, 1 3 on S5."""
    page.keyboard.press("3")
    wanted = [["1", "2"], ["1", "2"], ["1", "2"], ["1"], ["1", "3"]]
    assert [strip_terms(page, "mine", n) for n in range(5)] == wanted


def test_cells_behind_a_snapshot_are_marked(open_page: OpenPage, kit: Kit) -> None:
    """A cell that only a snapshot stands for is pale, as on a storyboard; the state table and the legend say so too."""
    scene = kit.scene("scene08")
    trace = run_scenario(kit, scene, scene.folder / "scenarios" / "retry-after-the-snapshot.txt", None, None).trace
    page = open_page(player_page(trace))
    page.keyboard.press("End")
    views = cluster_states(trace)[-1].views
    compacted = {server: view.compacted or 0 for server, view in views.items()}
    assert max(compacted.values()) > 0
    for number, server in enumerate(trace.servers):
        assert page.locator("#mine .row").nth(number).locator(".cell.compacted").count() == compacted[server]
        if compacted[server]:
            expect(page.locator("#state tbody tr").nth(number)).to_contain_text(f"(snapshot to {compacted[server]}:")
    expect(page.locator(".strips .legend")).to_contain_text("covered by its snapshot")
    page.keyboard.press("Home")
    assert page.locator("#mine .cell.compacted").count() == 0


def test_reference_stands_beside_with_the_first_difference(page: Any, figure8_trace: Trace) -> None:
    """The reference's strips follow the cursor, and the first difference is told."""
    page.keyboard.press("d")
    assert f"differ since step {shown_step(page)}" in page.inner_text("#differs")
    mine, theirs = (page.locator(f"#{name} .row").first.locator("path.commit") for name in ("mine", "theirs"))
    assert mine.get_attribute("d") != theirs.get_attribute("d"), "S1 commits index 2 in one run and not in the other"


def test_rewind_shows_the_same_as_the_first_time(page: Any) -> None:
    """Going on and back shows a step as it was: nothing of later steps stays."""
    page.keyboard.press("2")
    before = page.inner_html("#mine")
    page.keyboard.press("End")
    page.keyboard.press("2")
    page.keyboard.press("Home")
    page.keyboard.press("2")
    assert page.inner_html("#mine") == before


def test_link_to_a_step_opens_there(open_page: OpenPage, figure8_trace: Trace) -> None:
    """#t=17 opens at step 17, and the address follows the cursor."""
    page = open_page(player_page(figure8_trace), "#t=17")
    assert shown_step(page) == 17
    page.keyboard.press("j")
    assert page.url.endswith(f"#t={shown_step(page)}")
    page.evaluate("location.hash = '#t=5'")
    expect(page.locator("#now")).to_contain_text("Step 5 of")


def test_download_is_the_trace(page: Any, figure8_trace: Trace) -> None:
    """The downloaded file reads as the very trace that was drawn."""
    with page.expect_download() as waiting:
        page.click("#download")
    with open(waiting.value.path(), "rb") as file:
        told = from_json(file.read())
    assert [event.step for event in told.events] == [event.step for event in figure8_trace.events]
    assert told.violations == figure8_trace.violations


def test_heartbeats_fold_and_unfold(open_page: OpenPage, make_random_run: MakeRandomRun) -> None:
    """Quiet events are folded at first; unfolding draws every event."""
    trace = make_random_run(200)
    page = open_page(player_page(trace))
    marks, quiet = page.locator("svg.spacetime .event"), page.locator("#events .quiet")
    folded = marks.count()
    assert quiet.count() > 0
    assert not quiet.first.is_visible()
    page.uncheck("#fold")
    expect(marks).not_to_have_count(folded)
    expect(quiet.first).to_be_visible()
    page.check("#fold")
    expect(marks).to_have_count(folded)


def test_pointing_at_a_mark_tells_it_and_clicking_goes_there(page: Any) -> None:
    """A mark of the diagram carries its event's words, and a click moves the cursor to it."""
    page.keyboard.press("Home")
    mark = page.locator("svg.spacetime g.event").nth(3)
    mark.dispatch_event("pointerover")
    position = mark.get_attribute("data-p")
    assert mark.locator("title").text_content() == page.text_content(f"#e{position}")
    mark.dispatch_event("click")
    assert page.get_attribute(f"#e{position}", "aria-selected") == "true"


def test_everything_is_reached_by_tab(page: Any) -> None:
    """Each control takes the focus in turn, and shows it."""
    wanted = {
        "first",
        "back",
        "play",
        "on",
        "last",
        "slider",
        "violation",
        "difference",
        "download",
        "help-button",
        "events",
    }
    reached = set()
    for _ in range(40):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.id"))
    assert wanted <= reached
    page.focus("#play")
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_slider_keys_are_the_sliders_own(page: Any) -> None:
    """An arrow key on the slider moves one event, not two."""
    page.keyboard.press("Home")
    page.focus("#slider")
    page.keyboard.press("ArrowRight")
    assert shown_step(page) == 2


@pytest.mark.parametrize("width", [320, 1024, 1440])
def test_page_fits_and_nothing_overlaps(
    open_page: OpenPage, figure8_trace: Trace, reference_events: tuple[Event | None, ...], width: int
) -> None:
    """At every width the page itself fits, and nothing lies on anything else: at each panel, and at the violation."""
    page = open_page(player_page(figure8_trace, reference_events), width=width)
    for key in "1234v":
        page.keyboard.press(key)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert find_overlaps(page) == []


def test_short_stop_has_no_caption_over_the_next(open_page: OpenPage, kit: Kit) -> None:
    """A server that stops for one event and restarts: "down" has no room in its lane, and the next term lies free."""
    scene = kit.scene("scene02")
    trace = run_scenario(kit, scene, scene.folder / "scenarios" / "cut-off-leader.txt", None, None).trace
    assert find_overlaps(open_page(player_page(trace))) == []


def test_prints_without_controls(page: Any) -> None:
    """On paper there are strips and events, and no buttons."""
    page.emulate_media(media="print")
    assert page.is_visible("#mine")
    assert page.is_visible("#events")
    assert not page.is_visible("#play")
    assert page.pdf()[:4] == b"%PDF"


def test_page_of_500_events_is_small(make_random_run: MakeRandomRun) -> None:
    """A page of 500 events, with another run beside, is under 400 kB."""
    trace = make_random_run(500)
    assert len(player_page(trace, trace.events).encode()) < 400_000


def test_step_costs_no_more_in_a_long_run(open_page: OpenPage, make_random_run: MakeRandomRun) -> None:
    """Drawing a step of 500 events, in the thread's own time, costs little more than one of 50."""
    trace = make_random_run(500)
    short = msgspec.structs.replace(trace, events=trace.events[:50], violations=(), panels=())
    few, many = (step_cost(open_page(player_page(each, each.events))) for each in (short, trace))
    assert many < 5 * few


@pytest.mark.long
def test_five_thousand_events_still_work(open_page: OpenPage, make_random_run: MakeRandomRun) -> None:
    """A long run opens folded, steps, and jumps to its end."""
    trace = make_random_run(5000)
    page = open_page(player_page(trace))
    page.keyboard.press("End")
    assert shown_step(page) == trace.events[-1].step
    page.keyboard.press("ArrowLeft")
    assert shown_step(page) < trace.events[-1].step


def step_cost(page: Any) -> float:
    """Return what forty steps cost the page's thread: its processor time in seconds, layout included."""
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    page.keyboard.press("Home")
    before = thread_seconds(session)
    page.evaluate(
        """() => {
          for (let n = 0; n < 40; n++) {
            document.dispatchEvent(new KeyboardEvent("keydown", { key: "j", bubbles: true }));
            document.body.getBoundingClientRect();
          }
        }"""
    )
    return thread_seconds(session) - before


def thread_seconds(session: Any) -> float:
    """Return how long the page's thread has worked, in seconds."""
    told = {each["name"]: each["value"] for each in session.send("Performance.getMetrics")["metrics"]}
    return float(told["TaskDuration"])


def test_run_that_breaks_nothing_opens_where_all_servers_have_started(
    open_page: OpenPage, make_random_run: MakeRandomRun
) -> None:
    """Without a violation the player opens at the last of the starts, with no server shown as down."""
    page = open_page(player_page(make_random_run(60)))
    assert shown_step(page) == 5
    assert page.locator("#mine .row.down").count() == 0
