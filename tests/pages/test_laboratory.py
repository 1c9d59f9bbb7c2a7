"""The laboratory: lines carried out live, rewound, branched, saved and played again; and who may call its server."""

from __future__ import annotations

import http.client
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from browser_checks import SCENE, TIMEOUT_MS, BrowserLog, axe_violations, find_overlaps
from playwright.sync_api import expect

from raftlab.cli.play import layer_load_request, open_reference_mirror, reload_each_save, scenario_setup_lines
from raftlab.errors import UsageError
from raftlab.grading_models import Submission
from raftlab.kit import Kit, LayerSource
from raftlab.pages.laboratory.election_timer_intervals import election_timer_runs
from raftlab.pages.laboratory.http_server import LaboratoryService, make_server, page_url
from raftlab.pages.laboratory.page import laboratory_page
from raftlab.pages.laboratory.page_state import page_state
from raftlab.pages.laboratory.session import Session, scenario_text
from raftlab.pages.laboratory.suggested_lines import suggested_command, suggested_lines
from raftlab.run_execution import run_scenario
from raftlab.server import LEADER
from raftlab.trace import Timeout
from raftlab.worker.message_codec import Codec
from raftlab.worker.worker_hosts import InProcessHosts, make_load_request

ELECTION_LINES = (
    "timeout S1",
    "deliver any S1 -> S2",
    "deliver any S2 -> S1",
    "deliver vote S1 -> S2",
    "deliver any S2 -> S1",
)


@pytest.fixture
def session(kit: Kit) -> Iterator[Session]:
    """Yield a session with three of the reference's servers."""
    scene = kit.scene(SCENE)
    modules = kit.message_modules(scene)
    with InProcessHosts(make_load_request((*kit.given_layers(scene), kit.solution_layer(scene)), modules)) as hosts:
        made = Session(hosts.open, Codec(modules), SCENE, ("servers S1 S2 S3",))
        yield made
        made.close()


@pytest.fixture
def desk(session: Session, tmp_path: Path) -> LaboratoryService:
    """Return the desk that carries out calls on the session."""
    return LaboratoryService(session, laboratory_page(session, "the reference"), tmp_path / SCENE / "scenarios")


@contextmanager
def serve_desk(desk: LaboratoryService) -> Iterator[str]:
    """Yield the address at which a desk is being served."""
    server = make_server(desk)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield page_url(server, desk)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def laboratory_url(desk: LaboratoryService) -> Iterator[str]:
    """Yield the address of a laboratory that is being served."""
    with serve_desk(desk) as address:
        yield address


@pytest.fixture
def page(blank_page: Any, laboratory_url: str) -> Iterator[Any]:
    """Yield the laboratory in a browser; at the end no error was seen and no request left for elsewhere."""
    seen = BrowserLog()
    seen.watch(blank_page)
    blank_page.emulate_media(reduced_motion="reduce")
    blank_page.set_viewport_size({"width": 1440, "height": 900})
    blank_page.goto(laboratory_url)
    expect(blank_page.locator("#ring .ring-hit")).to_have_count(3)
    yield blank_page
    blank_page.emulate_media(reduced_motion="no-preference")
    seen.unwatch_all()
    assert seen.errors == []
    assert [url for url in seen.requests if not url.startswith((laboratory_url, "data:"))] == []


# ---- the session ---------------------------------------------------------------------------------------------------


def test_rewinding_stands_where_the_run_was(session: Session) -> None:
    """Going back and on again shows the same run, event for event."""
    for line in ELECTION_LINES:
        session.run_line(line)
    before = session.trace().events
    session.go_to(2)
    session.go_to(len(ELECTION_LINES))
    assert session.trace().events == before


def test_another_line_after_rewinding_is_a_branch(session: Session) -> None:
    """What was done before stays, as a branch to go back to."""
    for line in ELECTION_LINES:
        session.run_line(line)
    session.go_to(1)
    session.run_line("crash S1")
    assert session.lines == (ELECTION_LINES[0], "crash S1")
    session.switch_branch(0)
    assert session.lines == ELECTION_LINES
    assert session.branches == [(ELECTION_LINES[0], "crash S1")]


@pytest.mark.parametrize("line", ["", "servers S1", "fork d", "crash S9", "run 99999", "x" * 300, "crash S1\ncrash S2"])
def test_invalid_line_changes_nothing(session: Session, line: str) -> None:
    """A line that cannot be one is refused, and the run stays as it is."""
    with pytest.raises(UsageError):
        session.run_line(line)
    assert session.lines == ()


def test_step_that_cannot_be_done_changes_nothing(session: Session) -> None:
    """A step that cannot be done now is refused with the reason, and the run goes on."""
    session.run_line("elect S1")
    session.go_to(0)
    before = session.trace().events
    with pytest.raises(UsageError, match="already up"):
        session.run_line("restart S1")
    assert (session.lines, session.position, session.branches) == (("elect S1",), 0, [])
    assert session.trace().events == before
    session.run_line("crash S1")
    assert not session.end_reason


def test_elect_that_does_not_elect_is_a_campaign(session: Session) -> None:
    """A server that is cut off does not win: the line is kept as what happened, and the run goes on."""
    session.run_line("partition S1 | S2 S3")
    note = session.run_line("elect S1")
    assert "did not become leader" in note
    assert session.lines[-1] == "campaign S1"
    session.run_line("elect S2")


def test_undone_events_stay_in_the_record(session: Session) -> None:
    """After an undo the page still has the whole run, and the number of events that stand; another line ends that."""
    for line in ELECTION_LINES:
        session.run_line(line)
    whole = page_state(session)
    session.go_to(2)
    undone = page_state(session)
    assert undone["texts"] == whole["texts"]
    assert undone["now"] == whole["counts"][2] < whole["now"]
    session.run_line("crash S1")
    assert page_state(session)["now"] == len(page_state(session)["texts"])


def test_every_offered_line_can_be_run(session: Session) -> None:
    """Whatever the page offers can be done, where a server is down, links are cut and messages are in flight."""
    lines = ("elect S1", "propose S1 x=1", "cut S1 -> S2", "deliver all", "crash S2")
    for line in lines:
        session.run_line(line)
    offers = suggested_lines(session)
    assert {line.split()[0] for line in offers} > {"elect", "replicate", "deliver", "restart", "heal", "run", "expect"}
    for offer in offers:
        assert not session.run_line(offer) or offer.startswith("elect")
        session.lines = lines
        session.go_to(len(lines))


def test_saved_scenario_replays_the_same_run(kit: Kit, session: Session, tmp_path: Path) -> None:
    """A saved session is a scenario file: played again it gives the same events, and its expectations hold."""
    for line in (*ELECTION_LINES, "propose S1 x=1", "replicate S1 -> S2", "cut S1 -> S3", "duplicate any S1 -> S3"):
        session.run_line(line)
    file = tmp_path / SCENE / "scenarios" / "mine.txt"
    file.parent.mkdir(parents=True)
    file.write_text(scenario_text(session, "mine", with_expectations=True))
    run = run_scenario(kit, kit.scene(SCENE), file, None, None)
    assert run.misses == ()
    assert run.trace.events == session.trace().events


def test_election_clocks_end_when_they_fire(session: Session) -> None:
    """A timer that fired was due then, and is gone; one that did not is due after its longest delay."""
    session.run_line("run 300")
    events = session.trace().events
    clocks = election_timer_runs(events)
    fired = [event for event in events if isinstance(event.act, Timeout) and event.act.timer == "election"]
    assert fired
    for event in fired:
        assert (event.server, event.at_ms) in {(server, due) for server, _, end, _, due in clocks if end < event.step}
    assert all(set_ms <= due and start < end for _, start, end, set_ms, due in clocks)
    leader = next(
        server for server in ("S1", "S2", "S3") if session.runner.world.running_servers[server].role == LEADER
    )
    assert {server for server, _, end, _, _ in clocks if end == len(events)} == {"S1", "S2", "S3"} - {leader}
    session.run_line("crash S1")
    assert "S1" not in {
        server for server, _, end, _, _ in election_timer_runs(session.trace().events) if end > len(events)
    }


def test_offered_commands_are_counted(session: Session) -> None:
    """The command that is offered is x=1, then x=2: other lines do not count, nor do those that were undone."""
    session.run_line("elect S1")
    assert suggested_command(session) == "x=1"
    session.run_line("propose S1 x=1")
    assert suggested_command(session) == "x=2"
    session.go_to(1)
    assert suggested_command(session) == "x=1"


def test_server_that_fails_ends_the_run_until_rewound(kit: Kit, naive_submission: Submission) -> None:
    """Where the server's own code raises, the page is told so, and rewinding goes on."""
    scene = kit.scene(SCENE)
    raises = naive_submission.source.replace("-> bool:\n", "-> bool:\n        raise ValueError('<b>no</b>')\n", 1)
    load = layer_load_request(kit, scene, LayerSource(naive_submission.file, raises, scene.layer_class))
    with InProcessHosts(load) as hosts:
        session = Session(hosts.open, Codec(load.message_modules), SCENE, ("servers S1 S2 S3",))
        for line in ("elect S1", "propose S1 x=1"):
            session.run_line(line)
        assert "ValueError" in page_state(session)["ended"]
        with pytest.raises(UsageError, match="rewind"):
            session.run_line("crash S2")
        session.go_to(1)
        session.run_line("crash S2")
        assert page_state(session)["ended"] == ""
        session.close()


def test_server_that_cannot_be_loaded_is_no_fault_of_the_kit(kit: Kit, naive_submission: Submission) -> None:
    """A file that raises when it is loaded is named in one line."""
    scene = kit.scene(SCENE)
    load = layer_load_request(
        kit,
        scene,
        LayerSource(
            naive_submission.file, "raise ValueError('at once')\n" + naive_submission.source, scene.layer_class
        ),
    )
    with InProcessHosts(load) as hosts, pytest.raises(UsageError, match="cannot be loaded: ValueError: at once"):
        Session(hosts.open, Codec(load.message_modules), SCENE, ("servers S1",))


# ---- the page ------------------------------------------------------------------------------------------------------


def wait_for_message(page: Any, text: str) -> None:
    """Wait until the page has said `text`."""
    expect(page.locator("#said")).to_contain_text(text)


NEWCOMER_CLICKS = (
    # (the button that is clicked, the buttons that are in sight then): elect a leader, cut it off, heal the network.
    ("S1, follower, term 0", ("elect S1", "cut off S1")),
    ("elect S1", ("S1, leader, term 1", "S2, follower, term 1")),
    ("S1, leader, term 1", ("crash S1", "cut off S1")),
    ("cut off S1", ("link S1 S2: cut both ways", "link S1 S3: cut both ways")),
    ("S2, follower, term 1", ("elect S2",)),
    ("elect S2", ("S1, leader, term 1", "S2, leader, term 2")),
    ("heal all", ("link S1 S2: works", "link S1 S3: works")),
    ("run 300 ms", ("S1, follower, term 2", "S2, leader, term 2")),
)


def test_newcomer_elects_a_leader_cuts_it_off_and_heals_it(page: Any, session: Session) -> None:
    """Eight clicks on what is in sight: a leader, a second one while the first is cut off, and one again."""
    for clicked, seen in NEWCOMER_CLICKS:
        page.get_by_role("button", name=clicked).first.click()
        for each in seen:
            expect(page.get_by_role("button", name=each).first).to_be_visible()
    assert session.lines == ("elect S1", "partition S1 | S2 S3", "elect S2", "heal all", "run 300")


STEPS_DONE_BY = {"elect S1": 1, "cut off S1": 2, "elect S2": 3, "heal all": 3, "run 300 ms": 4}


def test_first_steps_are_ticked_off_and_then_go(page: Any) -> None:
    """An empty session says what to try; each step is ticked off once it has happened; after the last the list goes."""
    steps = page.locator("#first-steps")
    expect(steps.locator("[aria-current]")).to_contain_text("Elect a leader")
    for clicked, _ in NEWCOMER_CLICKS:
        page.get_by_role("button", name=clicked).first.click()
        expect(steps.locator(".done")).to_have_count(STEPS_DONE_BY.get(clicked, steps.locator(".done").count()))
    page.click("#let-run")
    expect(steps).to_be_hidden()


def test_first_steps_are_not_for_a_scenario(page: Any, session: Session) -> None:
    """A session with lines of its own begins without the list of first steps."""
    session.run_line("elect S1")
    page.reload()
    wait_for_message(page, "Line 1 of 1")
    expect(page.locator("#first-steps")).to_be_hidden()


def test_cluster_that_keeps_running_elects_a_leader(page: Any, session: Session) -> None:
    """Nobody elects: the timers run down, and a leader is there; an act of one's own ends the runs."""
    page.click("#keep-running")
    expect(page.get_by_role("button", name=re.compile("S., leader")).first).to_be_visible()
    expect(page.locator("#keep-running")).to_have_text("pause")
    page.click("#servers [aria-label='crash S3']")
    expect(page.locator("#keep-running")).to_have_text("▶▶ keep running")
    wait_for_message(page, "crash S3.")
    assert set(session.lines[:-1]) == {"run 300"}


def test_server_is_clicked_while_messages_fly(page: Any, session: Session) -> None:
    """A click during a movement ends it, and opens the menu of what was clicked."""
    page.emulate_media(reduced_motion="no-preference")
    page.select_option("#speed", "slow")
    place = page.locator("#ring .ring-hit").first.bounding_box()
    page.click("#keep-running")
    expect(page.locator("body")).to_have_class(re.compile("playing"))
    page.mouse.click(place["x"] + place["width"] / 2, place["y"] + place["height"] / 2)
    expect(page.get_by_role("dialog", name="S1")).to_be_visible()
    expect(page.locator("#keep-running")).to_have_text("▶▶ keep running")
    wait_for_message(page, "Line 1 of 1: run 300.")


def test_message_is_delivered_dropped_and_duplicated_by_its_arrow(page: Any, session: Session) -> None:
    """A click on an arrow's label opens its three acts; a second click at the same place delivers."""
    page.click("[aria-label='election timeout of S1']")
    labels = page.locator("#ring .ring-message")
    expect(labels).to_have_count(2)
    for verb, count in (("duplicate", 3), ("drop", 2)):
        labels.first.click()
        page.locator(f"#menu button:text-is('{verb}')").click()
        expect(labels).to_have_count(count)
    box = labels.first.bounding_box()
    for _ in range(2):
        page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    wait_for_message(page, "Line 4 of 4")
    assert [line.split()[0] for line in session.lines] == ["timeout", "duplicate", "drop", "deliver"]


def test_rows_have_the_acts_of_their_server(page: Any, session: Session) -> None:
    """The buttons beside a log act on its server; what cannot be done now is disabled."""
    clicks = ("elect S2", "send x=1 to S2", "heartbeat timeout of S2", "crash S2", "restart S2", "cut off S2")
    for number, label in enumerate(clicks, start=1):
        page.click(f"#servers [aria-label='{label}']")
        wait_for_message(page, f"Line {number} of {number}")
    expect(page.locator("#servers [aria-label='cut off S2']")).to_be_disabled()
    assert [line.split()[0] for line in session.lines] == [
        "elect",
        "propose",
        "timeout",
        "crash",
        "restart",
        "partition",
    ]


def test_link_is_cut_one_way_and_healed(page: Any, session: Session) -> None:
    """The middle of a link cuts it, both ways or one, and heals it."""
    page.click("[aria-label='link S1 S2: works']")
    page.click("#menu [aria-label='cut S2 -> S1']")
    page.click("[aria-label='link S1 S2: cut S2 to S1']")
    page.click("#menu [aria-label='heal S1 <-> S2']")
    expect(page.locator("[aria-label='link S1 S2: works']")).to_be_visible()
    assert session.lines == ("cut S2 -> S1", "heal S1 <-> S2")


def test_keyboard_alone_elects_and_delivers(page: Any, session: Session) -> None:
    """A server is reached by Tab, its menu opens by Enter and closes by Escape; d delivers, u and r undo and redo."""
    page.locator("#ring .ring-hit").first.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    expect(page.locator("#menu")).to_be_hidden()
    expect(page.locator("#ring .ring-hit").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="S1").get_by_role("button", name="elect S1")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(page.locator("#menu")).to_be_hidden()
    page.locator("#ring .ring-hit").first.press("Enter")
    page.keyboard.press("Enter")
    wait_for_message(page, "Line 1 of 1: elect S1. 2 messages in flight.")
    page.keyboard.press("d")
    wait_for_message(page, "Line 2 of 2")
    page.keyboard.press("u")
    wait_for_message(page, "Line 1 of 2")
    page.keyboard.press("r")
    wait_for_message(page, "Line 2 of 2")
    assert session.lines == ("elect S1", "deliver all")


def test_cursor_shows_earlier_events_without_a_rewind(page: Any, session: Session) -> None:
    """The cursor of the diagram shows any event; acts wait until it is back at the present, or the run is rewound."""
    page.click("#servers [aria-label='elect S1']")
    wait_for_message(page, "Line 1 of 1")
    page.keyboard.press("Home")
    expect(page.locator("#step")).to_contain_text("Step 1 of 12. S1 starts")
    expect(page.locator("#ring")).not_to_contain_text("leader")
    expect(page.locator("#ring")).to_have_attribute("inert", "")
    assert session.position == 1
    page.keyboard.press("Escape")
    expect(page.locator("#ring")).to_contain_text("leader")
    page.locator("#diagram .event").nth(5).click()
    expect(page.locator("#step")).to_contain_text("Step 6 of 12")
    page.click("#rewind")
    wait_for_message(page, "Line 0 of 1")
    assert session.position == 0


def test_acts_are_played_message_by_message(page: Any) -> None:
    """Where motion is welcome, the messages of a line fly before its end is shown."""
    page.emulate_media(reduced_motion="no-preference")
    page.evaluate(
        """() => { window.flown = 0; const old = Element.prototype.animate;
        Element.prototype.animate = function (...all) { window.flown += 1; return old.apply(this, all); }; }"""
    )
    page.click("#servers [aria-label='elect S1']")
    wait_for_message(page, "Line 1 of 1")
    assert page.evaluate("window.flown") >= 8  # two requests and two answers, twice
    expect(page.locator("#ring .dot-label")).to_have_count(0)


def test_branch_is_taken_up_again(page: Any) -> None:
    """Another act after an undo keeps the old lines as a branch; a click takes it up again."""
    page.click("[aria-label='election timeout of S1']")
    wait_for_message(page, "Line 1 of 1")
    page.click("#undo")
    wait_for_message(page, "Line 0 of 1")
    page.click("#servers [aria-label='crash S3']")
    expect(page.locator("#branches button")).to_have_count(1)
    page.click("#branches button")
    expect(page.locator("#history")).to_contain_text("timeout S1")


def test_box_offers_lines_and_forms_while_typing(page: Any, session: Session) -> None:
    """What is typed is completed from what can be done now; the forms of the language stand below."""
    page.keyboard.press("/")
    page.keyboard.type("elect")
    expect(page.locator("#offers li")).to_have_text(["elect S1", "elect S2", "elect S3"])
    expect(page.locator("#forms")).to_have_text("elect S1 [votes S2 S3 …]")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#line")).to_have_attribute("aria-activedescendant", "offer-1")
    page.keyboard.press("Enter")
    expect(page.locator("#line")).to_have_value("elect S2")
    page.keyboard.press("Enter")
    wait_for_message(page, "Line 1 of 1: elect S2.")
    page.keyboard.type("deliver")
    expect(page.locator("#offers li").first).to_have_text("deliver all")
    expect(page.locator("#forms")).to_contain_text("deliver KIND S1 -> S2 [number N]")


def test_errors_stand_at_the_box(page: Any, session: Session) -> None:
    """A wrong line stays in the box, with what is wrong with it under it."""
    page.fill("#line", "elekt S1")
    page.keyboard.press("Enter")
    expect(page.locator("#line-error")).to_have_text("`elekt` is not a step; did you mean `elect`?")
    expect(page.locator("#line")).to_have_value("elekt S1")
    page.fill("#line", "deliver vote S1 -> S2")
    page.keyboard.press("Enter")
    expect(page.locator("#line-error")).to_have_text("no vote message is in flight from S1 to S2.")
    page.fill("#line", "elect S1")
    expect(page.locator("#line-error")).to_have_text("")
    page.keyboard.press("Enter")
    wait_for_message(page, "Line 1 of 1")
    expect(page.locator("#line")).to_have_value("")
    assert session.lines == ("elect S1",)


def test_lines_are_saved_as_a_scenario(page: Any, kit: Kit, desk: LaboratoryService) -> None:
    """Saving writes a scenario that passes; a taken name is refused."""
    page.click("#servers [aria-label='elect S1']")
    wait_for_message(page, "Line 1 of 1")
    page.click("#save button")
    wait_for_message(page, "Saved")
    file = desk.folder / "my-run.txt"
    assert run_scenario(kit, kit.scene(SCENE), file, None, None).misses == ()
    page.click("#save button")
    wait_for_message(page, "choose another name")


def test_axe_finds_no_violation(page: Any, node_modules: Path) -> None:
    """axe-core finds nothing wrong in the laboratory, with a menu and an error open."""
    page.click("#servers [aria-label='elect S1']")
    wait_for_message(page, "Line 1 of 1")
    page.fill("#line", "deliver append S1 -> S9")
    page.keyboard.press("Enter")
    expect(page.locator("#line-error")).to_contain_text("S9")
    page.locator("#ring .ring-message").first.click()
    assert axe_violations(page, node_modules) == []


@pytest.mark.parametrize("width", [320, 1024, 1440])
def test_page_fits_and_nothing_overlaps(page: Any, width: int) -> None:
    """The laboratory fits its window, and nothing lies on anything else; on a desk it is one screen."""
    page.set_viewport_size({"width": width, "height": 900})
    for line in ("elect S1", "deliver all", "propose S1 x=1", "elect S2", "partition S3 | S1 S2"):
        page.fill("#line", line)
        page.keyboard.press("Enter")
        wait_for_message(page, f": {line}.")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert width < 1000 or page.evaluate("document.documentElement.scrollHeight") <= 900
    assert find_overlaps(page) == []


# ---- a saved file ---------------------------------------------------------------------------------------------------


def test_saved_file_runs_the_same_lines_again(
    page: Any, desk: LaboratoryService, session: Session, kit: Kit, naive_submission: Submission
) -> None:
    """The page shows the saved version by itself; a version that cannot be loaded is named, and the one before runs."""
    page.click("#servers [aria-label='elect S1']")
    wait_for_message(page, "Line 1 of 1")
    scene = kit.scene(SCENE)

    def saved_hosts(source: str) -> InProcessHosts:
        layer = LayerSource(naive_submission.file, source, scene.layer_class)
        return InProcessHosts(layer_load_request(kit, scene, layer))

    with saved_hosts("raise ValueError('at once')\n") as broken, saved_hosts(naive_submission.source) as naive:
        assert not desk.reload("commit.py", broken.open)
        expect(page.locator("#alerts .bad")).to_contain_text("cannot be loaded: ValueError: at once")
        expect(page.locator("#ring")).to_contain_text("leader")
        session.run_line("deliver all")
        assert desk.reload("commit.py", naive.open)
        expect(page.locator("#alerts .good")).to_contain_text("commit.py was saved")
        wait_for_message(page, "Line 2 of 2")


def test_each_save_makes_new_servers(
    kit: Kit, naive_submission: Submission, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`play` gives the page the servers of each saved version, or the reason why it is none."""
    file = tmp_path / "commit.py"
    reloads: list[str] = []

    class RecordingService:
        def reload(self, file_name: str, open_host: Any) -> bool:
            reloads.append(str(open_host) if isinstance(open_host, UsageError) else "servers")
            return not isinstance(open_host, UsageError)

    def save_twice(watched: Path) -> Iterator[None]:
        for source in (naive_submission.source, "def (:\n"):
            watched.write_text(source, encoding="utf-8")
            yield

    monkeypatch.setattr("raftlab.cli.play.wait_for_saves", save_twice)
    reload_each_save(RecordingService(), kit, kit.scene(SCENE), file)  # type: ignore[arg-type]
    assert reloads[0] == "servers"
    assert "commit.py, line 1" in reloads[1]


# ---- who may call --------------------------------------------------------------------------------------------------


def post_status(url: str, path: str = "api/state", **changes: str | None) -> int:
    """Call the laboratory as its page does, but for `changes` of headers (None: without it); return the status."""
    host, token = re.fullmatch(r"http://([^/]+)/([^/]+)/", url).groups()  # type: ignore[union-attr]
    headers: dict[str, str | None] = {"Host": host, "Origin": f"http://{host}", "Content-Type": "application/json"}
    headers |= {name.replace("_", "-"): value for name, value in changes.items() if name != "token"}
    connection = http.client.HTTPConnection(host, timeout=TIMEOUT_MS / 1000)
    told = {name: value for name, value in headers.items() if value is not None}
    connection.request("POST", f"/{changes.get('token', token)}/{path}", json.dumps({}), told)
    status = connection.getresponse().status
    connection.close()
    return status


def test_page_request_is_accepted(laboratory_url: str) -> None:
    """The page's own call is answered: what the tests below refuse is refused for its difference."""
    assert post_status(laboratory_url) == 200


@pytest.mark.parametrize(
    "changes",
    [
        {"token": "guessed"},
        {"Host": "evil.example"},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": None},
        {"Content_Type": "text/plain"},
        {"Content_Length": "999999"},
    ],
    ids=lambda changes: "-".join(f"{name}-{value}" for name, value in changes.items()),
)
def test_foreign_requests_are_refused(laboratory_url: str, session: Session, changes: dict[str, str | None]) -> None:
    """A wrong secret, host, origin, type or size is refused, and nothing happens."""
    assert post_status(laboratory_url, **changes) == 404
    assert session.lines == ()


def test_listens_on_this_machine_only(laboratory_url: str) -> None:
    """The address is that of this machine, with a secret of 32 characters."""
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/[\w-]{32}/", laboratory_url)


# ---- scenarios with endings, and the reference beside ---------------------------------------------------------------


def test_scenario_endings_are_branches(kit: Kit) -> None:
    """`play --scenario` gives the lines of the first ending to step through, and the other endings as branches."""
    setup, endings = scenario_setup_lines(kit.scene(SCENE), "figure8", 3)
    assert setup[0].startswith("servers S1 S2 S3 S4 S5")
    assert ["fork d1" in " ".join(lines) for lines in endings] == [True, False]
    assert ["fork d2" in " ".join(lines) for lines in endings] == [False, True]
    assert endings[0][:13] == endings[1][:13]


@pytest.fixture
def naive_session(kit: Kit, naive_submission: Submission) -> Iterator[Session]:
    """Yield Figure 8, ready to step, on the naive server, with the other ending as a branch."""
    scene = kit.scene(SCENE)
    setup, endings = scenario_setup_lines(scene, "figure8", 3)
    load = layer_load_request(
        kit, scene, LayerSource(naive_submission.file, naive_submission.source, scene.layer_class)
    )
    with InProcessHosts(load) as hosts:
        codec = Codec(load.message_modules)
        made = Session(hosts.open, codec, SCENE, setup, endings[0], branches=list(endings[1:]))
        yield made
        made.close()


def test_reference_does_the_same_beside_a_live_session(
    kit: Kit, naive_submission: Submission, naive_session: Session
) -> None:
    """The reference follows act for act up to the first difference, and the page says what each did there."""
    scene = kit.scene(SCENE)
    with open_reference_mirror(
        kit, scene, LayerSource(naive_submission.file, naive_submission.source, scene.layer_class)
    ) as companion:
        assert companion is not None
        naive_session.go_to(12)
        assert page_state(naive_session, companion)["reference"] == {"position": None}
        naive_session.go_to(len(naive_session.lines))
        difference = page_state(naive_session, companion)["reference"]
        assert difference["position"] == 59
        assert "commit 2" in difference["yours"]
        assert "commit" not in difference["theirs"]
        naive_session.go_to(12)
        assert page_state(naive_session, companion)["reference"] == difference  # it is in the undone part
        companion.close()


def test_kit_without_the_reference_plays_alone(kit: Kit, naive_submission: Submission, tmp_path: Path) -> None:
    """A student's kit has no companion, and the reference has none beside itself."""
    scene = kit.scene(SCENE)
    (tmp_path / "labs").symlink_to(kit.labs)
    with open_reference_mirror(
        Kit(tmp_path), scene, LayerSource(naive_submission.file, naive_submission.source, scene.layer_class)
    ) as companion:
        assert companion is None
    with open_reference_mirror(kit, scene, None) as companion:
        assert companion is None


def test_other_ending_is_a_click_away(
    blank_page: Any, kit: Kit, naive_submission: Submission, naive_session: Session
) -> None:
    """In the browser the endings stand as branches, the reference stands beside, and a click takes the other ending."""
    scene = kit.scene(SCENE)
    with open_reference_mirror(
        kit, scene, LayerSource(naive_submission.file, naive_submission.source, scene.layer_class)
    ) as companion:
        desk = LaboratoryService(naive_session, laboratory_page(naive_session, "naive.py"), Path("unused"), companion)
        with serve_desk(desk) as where:
            page = blank_page
            page.goto(where)
            expect(page.locator("#branches button")).to_contain_text("ending d2")
            page.click("#branches button")
            expect(page.locator("#branches button")).to_contain_text("ending d1")
            expect(page.locator("#reference")).to_contain_text("First difference from the reference, step 60")
            expect(page.locator("#alerts")).to_contain_text("NeverCommitPrevTerm broken at step 60")
            page.goto("about:blank")
        desk.close()
