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

from raftlab.cli.play import layer_load_request, open_reference_mirror, starting_lines
from raftlab.errors import UsageError
from raftlab.kit import Kit, LayerSource
from raftlab.models import Submission
from raftlab.pages.laboratory.http_server import LaboratoryService, make_server, page_url
from raftlab.pages.laboratory.page import laboratory_page, page_state
from raftlab.pages.laboratory.session import Session, scenario_text
from raftlab.rerun import run_scenario
from raftlab.worker.host import InProcessHosts, make_load_request
from raftlab.worker.message_codec import Codec

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
    return LaboratoryService(session, laboratory_page(SCENE, "the reference"), tmp_path / SCENE / "scenarios")


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
    blank_page.goto(laboratory_url)
    expect(blank_page.locator("#servers strong")).to_have_count(3)
    yield blank_page
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


def test_step_that_cannot_be_done_ends_the_run_until_rewound(session: Session) -> None:
    """After a step that failed nothing more happens; rewinding before it goes on."""
    session.run_line("restart S1")
    assert "already up" in session.end_reason
    with pytest.raises(UsageError, match="rewind"):
        session.run_line("crash S1")
    session.go_to(0)
    session.run_line("crash S1")
    assert not session.end_reason


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


def test_clicks_deliver_drop_duplicate_cut_crash_and_command(page: Any, session: Session) -> None:
    """Each control does its act, once, as a line of the history."""
    page.click("[aria-label='election timeout of S1']")
    wait_for_message(page, "Line 1 of 1")
    for verb in ("duplicate", "deliver", "drop"):
        page.locator(f"#flying button:text-is('{verb}')").first.click()
        wait_for_message(page, f"Line {len(session.lines)} of")
        expect(page.locator("#history li")).to_have_count(["duplicate", "deliver", "drop"].index(verb) + 2)
    page.uncheck("[aria-label='link S1 -> S3 works']")
    wait_for_message(page, "Line 5 of 5")
    page.click("text=heal all")
    wait_for_message(page, "Line 6 of 6")
    page.click("[aria-label='send a command to S2']")
    wait_for_message(page, "Line 7 of 7")
    page.click("[aria-label='crash S2']")
    wait_for_message(page, "Line 8 of 8")
    page.click("[aria-label='restart S2']")
    wait_for_message(page, "Line 9 of 9")
    verbs = [line.split()[0] for line in session.lines]
    assert verbs == ["timeout", "duplicate", "deliver", "drop", "cut", "heal", "propose", "crash", "restart"]


def test_cluster_can_be_let_run(page: Any, session: Session) -> None:
    """A click lets the cluster go on by itself for a while: it elects a leader."""
    for line in (1, 2):
        page.click("#let-run")
        wait_for_message(page, f"Line {line} of {line}")
    expect(page.locator("#cluster")).to_contain_text("leader")
    assert session.lines == ("run 300", "run 300")


def test_undo_redo_and_branch_by_keys(page: Any) -> None:
    """u and r go back and on; another act then keeps the old lines as a branch that a click takes up again."""
    page.click("[aria-label='election timeout of S1']")
    wait_for_message(page, "Line 1 of 1")
    page.keyboard.press("u")
    wait_for_message(page, "Line 0 of 1")
    page.keyboard.press("r")
    wait_for_message(page, "Line 1 of 1")
    page.keyboard.press("u")
    wait_for_message(page, "Line 0 of 1")
    page.click("[aria-label='crash S3']")
    expect(page.locator("#branches button")).to_have_count(1)
    page.click("#branches button")
    expect(page.locator("#history")).to_contain_text("timeout S1")


def test_any_line_can_be_written_and_saved(page: Any, kit: Kit, desk: LaboratoryService) -> None:
    """A written line is carried out; saving writes a scenario that passes; a taken name is refused."""
    page.keyboard.press("/")
    page.keyboard.type("elect S1")
    page.keyboard.press("Enter")
    wait_for_message(page, "Line 1 of 1")
    expect(page.locator("#cluster svg")).to_contain_text("leader")
    page.click("#save button")
    wait_for_message(page, "Saved")
    file = desk.folder / "my-run.txt"
    assert run_scenario(kit, kit.scene(SCENE), file, None, None).misses == ()
    page.click("#save button")
    wait_for_message(page, "choose another name")


def test_axe_finds_no_violation(page: Any, node_modules: Path) -> None:
    """axe-core finds nothing wrong in the laboratory."""
    page.click("[aria-label='election timeout of S1']")
    wait_for_message(page, "Line 1 of 1")
    page.evaluate("document.querySelectorAll('details').forEach((each) => (each.open = true))")
    assert axe_violations(page, node_modules) == []


@pytest.mark.parametrize("width", [320, 1024, 1440])
def test_page_fits_and_nothing_overlaps(page: Any, width: int) -> None:
    """The laboratory fits its window, and nothing lies on anything else."""
    page.set_viewport_size({"width": width, "height": 900})
    page.click("[aria-label='election timeout of S1']")
    wait_for_message(page, "Line 1 of 1")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert find_overlaps(page) == []


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
    setup, endings = starting_lines(kit.scene(SCENE), "figure8", 3)
    assert setup[0].startswith("servers S1 S2 S3 S4 S5")
    assert ["fork d1" in " ".join(lines) for lines in endings] == [True, False]
    assert ["fork d2" in " ".join(lines) for lines in endings] == [False, True]
    assert endings[0][:13] == endings[1][:13]


@pytest.fixture
def naive_session(kit: Kit, naive_submission: Submission) -> Iterator[Session]:
    """Yield Figure 8, ready to step, on the naive server, with the other ending as a branch."""
    scene = kit.scene(SCENE)
    setup, endings = starting_lines(scene, "figure8", 3)
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
    """The companion follows act for act, also after a rewind, and the page says where the two part."""
    scene = kit.scene(SCENE)
    with open_reference_mirror(
        kit, scene, LayerSource(naive_submission.file, naive_submission.source, scene.layer_class)
    ) as companion:
        assert companion is not None
        naive_session.go_to(12)
        assert page_state(naive_session, companion)["differs"] == "The reference does the same up to here."
        naive_session.go_to(len(naive_session.lines))
        apart = page_state(naive_session, companion)
        assert "differ since step 60" in apart["differs"]
        whole = companion.events_for(naive_session.trace())
        naive_session.go_to(12)
        assert companion.events_for(naive_session.trace()) == whole[: len(naive_session.trace().events)]
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
        desk = LaboratoryService(naive_session, laboratory_page(SCENE, "naive.py"), Path("unused"), companion)
        with serve_desk(desk) as where:
            page = blank_page
            page.goto(where)
            expect(page.locator("#branches button")).to_contain_text("ending d2")
            page.click("#branches button")
            expect(page.locator("#branches button")).to_contain_text("ending d1")
            expect(page.locator("#beside h2")).to_have_text("The reference, same schedule")
            expect(page.locator("#differs")).to_contain_text("differ since step")
            page.goto("about:blank")
        desk.close()
