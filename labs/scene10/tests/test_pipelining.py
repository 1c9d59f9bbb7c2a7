"""Several appends on their way: the window, the batch, answers in any order, and messages that are lost."""

import msgspec

from raftlab.checks import check
from raftlab.checks.deployments import options_text
from raftlab.checks.lab_fixture import Lab
from raftlab.checks.placed_server import PlacedServer, ServerStep
from raftlab.labs.scene10.deployment_cases import (
    SETTINGS,
    Setting,
    begin_phase,
    lead_in,
    name_setting_on_failure,
    take_calls,
)
from raftlab.labs.scene10.messages import entry_bytes
from raftlab.labs.scene10.pipelining_pair import (
    BESIDE_A_WINDOW,
    PLAIN,
    TERM,
    PipeliningPair,
    elect_leader,
    last_index_in,
    make_put_command,
    name_options_on_failure,
    place_pair,
    propose_and_heartbeat,
    refusal_reply,
    sent_appends,
    sent_heartbeats,
    success_reply,
    window_options,
)
from raftlab.server import AppendEntriesReply, Command, Configuration, Entry, Options, RequestVoteReply, Snapshot

LARGE = 500
"""The letters of a large value."""
MANY = 24
MANY_WAITING = 130
"""Entries that one message may hold."""
HINTS = ((1, 0, 0), (1, 2, 1), (2, 0, 0), (2, 1, 1), (3, 0, 1), (4, 3, 3), (4, 4, 2), (5, 2, 2), (5, 3, 3), (6, 8, 2))
"""(refused prevLogIndex, conflictTerm, conflictIndex): refusals with and without a hint."""


def stream(lab: Lab, options: Options, calls: int, size: int = 1) -> tuple[PlacedServer, list[ServerStep]]:
    """Return a leader that has taken so many calls and heard no answer, and the steps."""
    server = elect_leader(lab, options)
    return server, [
        step for number in range(1, calls + 1) for step in propose_and_heartbeat(server, make_put_command(number, size))
    ]


@check(
    points=5,
    paper="dissertation §10.2.1",
    ask="must the second message wait for the answer to the first?",
    gate_reason="a leader with one message on its way at a time passes the other checks and shows nothing",
)
def test_window_is_filled(lab: Lab) -> None:
    """A leader sends on without waiting for answers, up to window_messages messages to a follower."""
    for others in BESIDE_A_WINDOW:
        with name_options_on_failure(msgspec.structs.replace(PLAIN, **others)):
            check_window_is_filled(lab, others)


def check_window_is_filled(lab: Lab, others: dict[str, str]) -> None:
    """AssertionError if the window holds too few messages or too many."""
    for messages in (2, 5, 20):
        server, steps = stream(lab, window_options(messages, **others), messages + 3)
        sent = [last_index_in(message) for message in sent_appends(steps)]
        assert sent == list(range(2, 2 + messages)), (
            f"window {messages}, one entry a message, {messages + 3} calls and no answer: S2 was sent the entries "
            f"{sent}"
        )
        step = server.deliver(success_reply(2, 1), now=2)
        assert [last_index_in(m) for m in sent_appends(step)] == [2 + messages], (
            f"S2 acknowledged index 2, which frees one place of {messages}; then it was sent "
            f"{[last_index_in(m) for m in sent_appends(step)]}"
        )
        server.deliver(AppendEntriesReply(TERM + 1, "S3", False), now=3)
        server.fire_timer("election", now=400)
        server.deliver(RequestVoteReply(TERM + 2, "S2", True), now=401)
        assert server.role == "leader", "S1 lost its leadership and got S2's vote in the next election"
        again = propose_and_heartbeat(server, make_put_command(90), now=402)
        assert len(sent_appends(again)) == 1, (
            "S1 lost its leadership with a full window and won again; a new call was not sent to S2"
        )
    members = Configuration(("S1", "S2", "S3"), ("S4",))
    led = lab.place(
        "S1",
        role="leader",
        term=TERM,
        log=(1, Entry(1, None, members)),
        commit_index=2,
        options=window_options(4, **others),
    )
    steps = [step for number in range(1, 9) for step in propose_and_heartbeat(led, make_put_command(number))]
    for follower in ("S3", "S4"):
        sent = [last_index_in(message) for message in sent_appends(steps, follower)]
        assert sent == [3, 4, 5, 6], (
            f"window 4, S4 is a learner, eight calls and no answer: {follower} was sent the entries {sent}"
        )
    server, _ = stream(lab, window_options(2, 4, **others), 6)  # two messages of one entry, and four calls that wait
    on_their_way = sent_appends(
        [server.deliver(success_reply(2, 1), now=2), server.deliver(success_reply(3, 2), now=3)]
    )
    step = server.propose(make_put_command(7), now=4)
    step = step if sent_appends(step) else server.fire_timer("heartbeat", now=50)
    assert len(on_their_way) > 1 or sent_appends(step), (
        f"window 2, up to four entries a message: on their way to S2 is one message, of {len(on_their_way[0].entries)} "
        "entries, and a new call was not sent"
        if on_their_way
        else "window 2: S2 acknowledged both messages on their way, and was sent nothing of the four calls that waited"
    )


@check(
    points=4,
    depends_on=[test_window_is_filled],
    paper="dissertation §10.2.1",
    ask="how many bytes are on their way to a follower that answers nothing?",
)
def test_window_counts_bytes(lab: Lab) -> None:
    """Large entries fill the window by their bytes, before it is full by its messages; answers free them."""
    for others in BESIDE_A_WINDOW:
        with name_options_on_failure(msgspec.structs.replace(PLAIN, **others)):
            check_window_counts_bytes(lab, others)
    for setting in SETTINGS:
        with name_setting_on_failure(setting):
            check_bytes_in(lab, setting.with_options(window_messages=8, window_bytes=30, entriesPerAppend=1), [1, 1], 1)


def check_bytes_in(lab: Lab, setting: Setting, at_first: list[int], then: int) -> None:
    """AssertionError if a limit of 30 bytes lets another number of entries go, of 12 bytes each, to a follower.

    at_first: how many each message holds at first, while four calls come. then: how many go once one is acknowledged.
    """
    now = setting.now
    for follower in setting.followers:
        server = lead_in(lab, setting, follower)
        end = server.lastIndex
        sizes = [len(message.entries) for message in sent_appends(take_calls(server, 4, now), follower)]
        steps = begin_phase(server, setting, now + 1)
        steps += [server.deliver(success_reply(end + 1, end, follower, setting.term), now=now + 2)]
        more = [len(message.entries) for message in sent_appends(steps, follower)]
        assert (sizes, sum(more)) == (at_first, then), (
            f"S1 {setting.phase}; four entries of 12 bytes came, {options_text(setting.options, PLAIN)}: {follower} "
            f"was sent messages of {sizes} entries, and once it had acknowledged the first, of {more}"
        )
    follower = setting.followers[-1]
    server = lead_in(lab, setting, follower)
    assert sent_appends(propose_and_heartbeat(server, make_put_command(1, LARGE), now), follower), (
        f"{options_text(setting.options, PLAIN)}, nothing is on its way to {follower}, and an entry of {LARGE + 11} "
        "bytes was not sent to it"
    )


def check_window_counts_bytes(lab: Lab, others: dict[str, str]) -> None:
    """AssertionError if the window holds too few bytes or too many."""
    server, steps = stream(lab, window_options(50, window_bytes=3 * (LARGE + 20), **others), 10, LARGE)
    sent = sent_appends(steps)
    assert len(sent) == 3, (
        f"entries of {LARGE + 11} bytes, window_bytes {3 * (LARGE + 20)}: {len(sent)} of them are on their way"
    )
    more = sent_appends(server.deliver(success_reply(3, 2), now=2))
    assert len(more) == 2, f"S2 acknowledged two of the three; {len(more)} more were sent"
    _, steps = stream(lab, window_options(2, window_bytes=10 * LARGE, **others), 8)
    sent = sent_appends(steps)
    assert len(sent) == 2, (
        f"window_messages 2 and window_bytes {10 * LARGE}, eight entries of 12 bytes: {len(sent)} messages are on "
        "their way"
    )
    _, steps = stream(lab, window_options(50, window_bytes=3 * (LARGE + 11), **others), 10, LARGE)
    sent = sent_appends(steps)
    assert len(sent) == 3, (
        f"entries of {LARGE + 11} bytes, window_bytes {3 * (LARGE + 11)}, three times as much: {len(sent)} of them are "
        "on their way"
    )


@check(
    points=3,
    depends_on=[test_window_is_filled],
    paper="dissertation §10.2.1",
    ask="what happens to an entry that is larger than the limit?",
)
def test_large_entry_is_sent_alone(lab: Lab) -> None:
    """An entry above bytes_per_append or window_bytes is sent alone: one entry may always go."""
    for others in BESIDE_A_WINDOW:
        with name_options_on_failure(msgspec.structs.replace(PLAIN, **others)):
            check_large_entry_is_sent_alone(lab, others)


def check_large_entry_is_sent_alone(lab: Lab, others: dict[str, str]) -> None:
    """AssertionError if a large entry is not sent, or not alone."""
    for options in (
        window_options(4, 0, message_bytes=100, **others),
        window_options(4, 0, window_bytes=100, **others),
    ):
        server, steps = stream(lab, options, 1, LARGE)
        for follower in ("S2", "S3"):
            assert [last_index_in(message) for message in sent_appends(steps, follower)] == [2], (
                f"an entry of {LARGE + 11} bytes, a limit of 100 bytes, nothing on its way: it was not sent to "
                f"{follower}"
            )
        sent = propose_and_heartbeat(server, make_put_command(2, LARGE), now=2)
        if options.window_bytes:
            assert not sent_appends(sent), "one entry above window_bytes is on its way; a second was sent after it"
            sent = [server.deliver(success_reply(2, 1), now=3)]
        assert [last_index_in(message) for message in sent_appends(sent)] == [3], (
            "the second large entry was never sent"
        )


@check(
    points=3,
    depends_on=[test_window_is_filled],
    paper="dissertation §10.2.2",
    ask="how many entries are in one message, and how many bytes?",
)
def test_batch_has_two_limits(lab: Lab) -> None:
    """While the window is full, entries gather; the next message takes as many as both limits allow."""
    for others in BESIDE_A_WINDOW:
        with name_options_on_failure(msgspec.structs.replace(PLAIN, **others)):
            check_batch_has_two_limits(lab, others)
    for setting in SETTINGS:
        with name_setting_on_failure(setting):
            check_bytes_in(lab, setting.with_options(window_messages=1, bytes_per_append=30), [1], 2)


def check_batch_has_two_limits(lab: Lab, others: dict[str, str]) -> None:
    """AssertionError if a message holds too few entries or too many."""
    for options, expected in (
        (window_options(1, 4, **others), 4),
        (window_options(1, 0, **others), 9),
        (window_options(1, 0, message_bytes=60, **others), 5),
    ):
        server, _ = stream(lab, options, 10)
        step = server.deliver(success_reply(2, 1), now=2)
        sizes = [len(message.entries) for message in sent_appends(step)]
        assert sizes == [expected], (
            f"nine entries of 12 bytes wait; entriesPerAppend {options.entriesPerAppend}, bytes_per_append "
            f"{options.bytes_per_append or 'unset'}: messages of {sizes} entries"
        )
        assert sent_appends(step)[0].prevLogIndex == 2, "the batch does not follow what was sent before"
    empty = lab.place(
        "S1",
        role="leader",
        term=TERM,
        log=(1, *[Entry(1)] * 10),
        commit_index=1,
        next_index={"S2": 2, "S3": 12},
        options=window_options(1, 0, message_bytes=60, **others),
    )
    sizes = [len(message.entries) for message in sent_appends(empty.fire_timer("heartbeat", now=2))]
    assert sizes == [6], (
        f"ten entries without a command wait, of 10 bytes each; bytes_per_append is 60: messages of {sizes} entries"
    )
    for options, waiting, expected in (
        (window_options(1, 3, message_bytes=60, **others), 9, 3),
        (window_options(1, 9, message_bytes=60, **others), 9, 6),
        (window_options(1, 0, **others), MANY_WAITING, MANY_WAITING),
    ):
        led = lab.place(
            "S1",
            role="leader",
            term=TERM,
            log=(1, *[Entry(1)] * waiting),
            commit_index=1,
            next_index={"S2": 2, "S3": waiting + 2},
            options=options,
        )
        sizes = [len(message.entries) for message in sent_appends(led.fire_timer("heartbeat", now=2))]
        assert sizes == [expected], (
            f"{waiting} entries without a command wait, of 10 bytes each; {options_text(options, PLAIN)}: "
            f"messages of {sizes} entries"
        )
    swap = Entry(1, Command("cas", "x", "1", "0" * 18, client="c", sequence=1))
    led = lab.place(
        "S1",
        role="leader",
        term=TERM,
        log=(1, *[swap] * 6),
        commit_index=1,
        next_index={"S2": 2, "S3": 8},
        options=window_options(1, 0, message_bytes=59, **others),
    )
    sizes = [len(message.entries) for message in sent_appends(led.fire_timer("heartbeat", now=2))]
    assert sizes == [1], (
        f"six entries wait, each a cas of {entry_bytes(swap)} bytes with what it expects; bytes_per_append is 59: "
        f"messages of {sizes} entries"
    )
    server = elect_leader(lab, window_options(1, 0, message_bytes=60, **others))
    for number, size in ((1, 1), (2, 1), (3, LARGE), (4, 1), (5, 1)):
        propose_and_heartbeat(server, make_put_command(number, size))
    sent = []
    for index in (2, 3, 4):
        sent += [
            last_index_in(message)
            for message in sent_appends(server.deliver(success_reply(index, index - 1), now=index))
        ]
    assert sent == [3, 4, 6], (
        f"the entries 3 to 6 wait, one message at a time; 4 alone is above bytes_per_append, and the others have 12 of "
        f"60 bytes: messages that end at {sent}"
    )


@check(
    points=5,
    depends_on=[test_window_is_filled],
    paper="dissertation §10.2.1",
    ask="which message is this the answer to?",
)
def test_answers_in_any_order(lab: Lab) -> None:
    """Answers that overtake each other lose nothing: each is about its own message, and a late one changes nothing."""
    check_late_and_double_answers(lab)
    for setting in SETTINGS:
        with name_setting_on_failure(setting):
            check_window_in(lab, setting.with_options(window_messages=3, entriesPerAppend=1))


def check_late_and_double_answers(lab: Lab) -> None:
    """AssertionError if an answer counts for too much or too little, whatever came before it."""
    server, _ = stream(lab, window_options(4), 4)
    server.deliver(success_reply(1, 1), now=1)
    assert server.matchIndex["S2"] == 1, (
        f"S2 took entry 2, and acknowledged what its disk has, index 1; matchIndex is {server.matchIndex['S2']}"
    )
    late = server.deliver(success_reply(4, 3), now=2)
    assert server.matchIndex["S2"] == 4, f"S2 acknowledged index 4; matchIndex is {server.matchIndex['S2']}"
    assert not sent_appends(late), f"nothing new to send, and entries {sent_appends(late)[0].entries} went out again"
    steps = [
        server.deliver(success_reply(2, 1), now=3),
        server.deliver(success_reply(3, 2), now=3),
        server.deliver(success_reply(3, 2), now=4),
    ]
    assert server.matchIndex["S2"] == 4, f"older answers arrived late; matchIndex[S2] went to {server.matchIndex['S2']}"
    assert server.nextIndex["S2"] == 6 and not sent_appends(steps), (
        f"older answers arrived late; nextIndex[S2] is {server.nextIndex['S2']}, and {len(sent_appends(steps))} "
        "messages with entries went out again"
    )
    assert server.commitIndex >= 4, f"S1 and S2 store index 4; commitIndex is {server.commitIndex}"
    five = elect_leader(lab, window_options(4), cluster=5)
    for number in (1, 2, 3):
        propose_and_heartbeat(five, make_put_command(number))
    five.deliver(success_reply(4, 3), now=2)
    five.deliver(success_reply(3, 2, "S3"), now=3)
    assert five.commitIndex == 3, (
        f"five servers: S1 and S2 store index 4, then S3 acknowledged index 3; commitIndex is {five.commitIndex}"
    )
    partly, _ = stream(lab, window_options(1, 4), 10)
    partly.deliver(success_reply(2, 1), now=2)
    step = partly.deliver(success_reply(4, 2), now=3)
    step = step if sent_appends(step) else partly.fire_timer("heartbeat", now=50)
    assert partly.matchIndex["S2"] == 4 and not sent_appends(step), (
        "window 1, and the message with the entries 3 to 6 is on its way; S2 acknowledged index 4, which its disk has: "
        f"matchIndex[S2] is {partly.matchIndex['S2']}, and entries {[last_index_in(m) for m in sent_appends(step)]} "
        "were sent"
    )
    without = elect_leader(lab, PLAIN)
    without.deliver(success_reply(1), now=1)
    step = without.deliver(success_reply(1), now=2)
    assert "AppendEntries" not in message_types(step), (
        "no window is set; S2 has all of S1's log and said so twice: the second answer was answered with an append"
    )
    for members in (Configuration(("S1", "S2", "S3"), ("S4",)), Configuration(("S1", "S2", "S3"))):
        led = lab.place(
            "S1", role="leader", term=2, log=(1, Entry(1, None, members), 2), commit_index=2, options=window_options(4)
        )
        led.deliver(success_reply(3, 2, "S4"), now=1)
        assert (led.role, led.commitIndex) == ("leader", 2), (
            f"S1, S2 and S3 vote, S4 does not, and acknowledged index 3: S1 is a {led.role}, commitIndex is "
            f"{led.commitIndex}"
        )
    lost, _ = stream(lab, window_options(4), 4)
    lost.deliver(success_reply(5, 4), now=2)
    after = [step for number in (5, 6, 7, 8) for step in propose_and_heartbeat(lost, make_put_command(number), now=3)]
    assert len(sent_appends(after)) == 4, (
        f"four messages were sent, and S2 acknowledged the last: nothing is on its way, and of four calls "
        f"{len(sent_appends(after))} were sent"
    )
    server, _ = stream(lab, window_options(4), 4)
    for index in (4, 2, 3):
        server.deliver(success_reply(index, index - 1), now=3)
    room = [
        step for number in (5, 6, 7, 8, 9) for step in propose_and_heartbeat(server, make_put_command(number), now=5)
    ]
    assert [last_index_in(message) for message in sent_appends(room)] == [6, 7, 8], (
        f"one message is on its way, window 4; five calls sent {[last_index_in(m) for m in sent_appends(room)]}"
    )


def check_window_in(lab: Lab, setting: Setting) -> None:
    """AssertionError if in this setting a window holds too few messages or too many, or an answer frees it not."""
    now = setting.now
    for follower in setting.followers:
        server = lead_in(lab, setting, follower)
        end = server.lastIndex
        sent = [last_index_in(message) for message in sent_appends(take_calls(server, 6, now), follower)]
        assert sent == [end + 1, end + 2, end + 3], (
            f"S1 {setting.phase}; window 3, {follower} has index {end}, six calls and no answer: it was sent the "
            f"entries {sent or 'none'}"
        )
        steps = begin_phase(server, setting, now + 1)
        steps += [server.deliver(success_reply(end + 1, end, follower, setting.term), now=now + 2)]
        steps += [server.fire_timer("heartbeat", now=now + 3)]
        sent = [last_index_in(message) for message in sent_appends(steps, follower)]
        assert sent == [end + 4], (
            f"S1 {setting.phase}; window 3, full for {follower}, which then acknowledged index {end + 1}: it was sent "
            f"the entries {sent or 'none'}"
        )


@check(
    points=4,
    depends_on=[test_window_is_filled],
    paper="§5.3; dissertation §10.2.1",
    ask="which messages on their way does this refusal make useless?",
)
def test_refusal_goes_back(lab: Lab) -> None:
    """After a refusal the leader goes back to what the follower lacks, and streams again after the next success."""
    for others in BESIDE_A_WINDOW:
        with name_options_on_failure(msgspec.structs.replace(PLAIN, **others)):
            check_refusal_goes_back(lab, others)
    for setting in SETTINGS:
        with name_setting_on_failure(setting):
            check_refusal_in(lab, setting.with_options(window_messages=3))


def check_refusal_in(lab: Lab, setting: Setting) -> None:
    """AssertionError if in this setting a refusal is not heeded, or takes back too much."""
    now = setting.now
    for follower in setting.followers:
        server = lead_in(lab, setting, follower)
        known = server.lastIndex
        take_calls(server, 3, now)
        before = server.observation
        begin_phase(server, setting, now + 1)
        old = AppendEntriesReply(setting.term, follower, False, known - 1, 0, 0, known - 1)
        step = server.deliver(old, now=now + 2)
        assert server.nextIndex[follower] > known + 3 and not sent_appends(step, follower), (
            f"{follower} acknowledged {known}, then came an old refusal of what follows {known - 1}; S1 "
            f"{setting.phase}, and went back: nextIndex is {server.nextIndex[follower]}"
        )
        refused = AppendEntriesReply(setting.term, follower, False, known + 1, 0, 0, known + 1)
        step = server.deliver(refused, now=now + 2)
        sent = [(message.prevLogIndex, len(message.entries)) for message in sent_appends(step, follower)]
        assert sent[:1] == [(known, 1)], (
            f"{follower} has index {known}, and refused what follows {known + 1}; S1 {setting.phase}, and sent it "
            f"messages of (prevLogIndex, entries) {sent or 'none'}"
        )
        after = server.observation
        assert (after.matchIndex, after.waiting) == (before.matchIndex, before.waiting), (
            f"{follower} acknowledged {known}, then refused what follows: matchIndex was {before.matchIndex} and "
            f"is {after.matchIndex}; {len(before.waiting)} clients waited, and {len(after.waiting)} wait now"
        )
        steps = [step, server.deliver(success_reply(known + 1, known, follower, setting.term), now=now + 3)]
        steps += [server.fire_timer("heartbeat", now=now + 4)]
        sent = [last_index_in(message) for message in sent_appends(steps, follower)]
        assert known + 3 in sent, (
            f"{follower} refused, then took index {known + 1}; S1 {setting.phase}, its window is 3: since the refusal "
            f"it sent the entries {sent}"
        )


def check_refusal_goes_back(lab: Lab, others: dict[str, str]) -> None:
    """AssertionError if a refusal is not heeded, or one that is late is."""
    server, _ = stream(lab, window_options(4, **others), 10)
    step = server.deliver(refusal_reply(3, 3), now=2)
    assert sent_appends(step) and sent_appends(step)[0].prevLogIndex <= 2, (
        f"S2 refused the entry after 3: its log ends at 2. S1 sent "
        f"{'then the entry after ' + str(sent_appends(step)[0].prevLogIndex) if sent_appends(step) else 'nothing then'}"
    )
    again = server.deliver(success_reply(3, 2), now=3)
    assert [last_index_in(message) for message in sent_appends([step, again])][-3:] == [5, 6, 7] or len(
        sent_appends(again)
    ) >= 3, f"S2 took an entry after its refusal; window 4, and {len(sent_appends(again))} messages followed"
    out = {last_index_in(message) for message in sent_appends([step, again]) if last_index_in(message) > 3}
    assert len(out) <= 4, f"window 4; after a refusal and an acknowledgement of 3 the entries {sorted(out)} were sent"
    both, _ = stream(lab, window_options(2, **others), 6)
    steps = [both.deliver(refusal_reply(1, 1, "S3"), now=2), *propose_and_heartbeat(both, make_put_command(20), now=3)]
    assert not sent_appends(steps), (
        "window 2, full for S2 and for S3; S3 refused the first message, a call came, and S2 was sent the entries "
        f"{[last_index_in(message) for message in sent_appends(steps)]}"
    )
    server, _ = stream(lab, window_options(4, **others), 10)
    server.deliver(refusal_reply(3, 3), now=2)
    server.deliver(success_reply(3, 2), now=3)
    stale = server.deliver(refusal_reply(2, 1), now=4)
    assert server.nextIndex["S2"] > server.matchIndex["S2"] == 3, "a refusal from before the acknowledgement counted"
    assert not [m for m in sent_appends(stale) if m.prevLogIndex < 3], "S2 has acknowledged 3, and was sent it again"
    for prev in (2, 3):
        before = server.nextIndex["S2"]
        stale = server.deliver(refusal_reply(prev, prev - 1), now=4)
        again = [last_index_in(message) for message in sent_appends(stale) if message.prevLogIndex < before - 1]
        assert server.nextIndex["S2"] >= before and not again, (
            f"S2 acknowledged 3, then came an old refusal of the entry after {prev}: nextIndex[S2] went from {before} "
            f"to {server.nextIndex['S2']}, and S1 sent the entries {again} again"
        )
    server.deliver(refusal_reply(server.nextIndex["S2"] + 5, 1), now=5)
    assert server.matchIndex["S2"] == 3
    step = server.deliver(AppendEntriesReply(TERM, "S2", False, server.nextIndex["S2"] - 1, 0, 1, 1), now=6)
    assert server.nextIndex["S2"] > 3, (
        f"S2 acknowledged 3; it refused a later message, its entries of term 1 begin at 1; nextIndex[S2] is "
        f"{server.nextIndex['S2']}"
    )
    assert not [m for m in sent_appends(step) if m.prevLogIndex < 3], "S2 has acknowledged 3, and was sent it again"
    for prev, term, index in HINTS:
        hinted = lab.place(
            "S1",
            role="leader",
            term=9,
            log=(1, 1, 3, 3, 3, 9),
            next_index={"S2": 7, "S3": 7},
            options=window_options(4, **others),
        )
        step = hinted.deliver(AppendEntriesReply(9, "S2", False, prev, 0, term, index), now=1)
        first = [message.prevLogIndex for message in sent_appends(step)][:1]
        assert first and first[0] < prev, (
            f"S1 leads term 9 with terms 1 1 3 3 3 9; S2 refused the entry after {prev}, conflictTerm {term}, "
            f"conflictIndex {index}; S1 sent {f'the entry after {first[0]}' if first else 'nothing'} then"
        )
    behind, _ = stream(lab, window_options(4, **others), 10)
    behind.deliver(refusal_reply(1, 1), now=2)
    went_back_to = behind.nextIndex["S2"]
    for prev in range(went_back_to, 4):  # messages that were on their way behind the first are refused too
        step = behind.deliver(refusal_reply(prev, 1), now=3)
        assert behind.nextIndex["S2"] == went_back_to and not sent_appends(step), (
            f"S2 refused the entry after 1, then the one after {prev}, sent before the first refusal: nextIndex[S2] was"
            f" {went_back_to}, is {behind.nextIndex['S2']}; S1 sent {[last_index_in(m) for m in sent_appends(step)]}"
        )
    other, _ = stream(lab, window_options(4, **others), 10)
    other.deliver(refusal_reply(3, 3), now=2)
    step = other.deliver(success_reply(5, 4), now=3)  # what it refused came too early; then all came
    assert other.nextIndex["S2"] > 5 and not [m for m in sent_appends(step) if m.prevLogIndex < 5], (
        f"S2 refused the entry after 3, then acknowledged 5; nextIndex[S2] is {other.nextIndex['S2']}, and it was sent "
        f"{[last_index_in(m) for m in sent_appends(step)]}"
    )
    for members in (Configuration(("S1", "S3"), ("S2",)), Configuration(("S1", "S3"), (), ("S1", "S2", "S3"))):
        other = lab.place(
            "S1",
            role="leader",
            term=TERM,
            log=(1, 1, 1, Entry(1, None, members)),
            commit_index=1,
            next_index={"S2": 5, "S3": 5},
            options=window_options(4, 0, **others),
        )
        steps = [other.deliver(refusal_reply(4, 2), now=1), other.fire_timer("heartbeat", now=50)]
        begins = [message.prevLogIndex for message in sent_appends(steps)]
        assert begins and begins[0] < 4, (
            f"S2, which has no vote in the new configuration, refused what follows index 4; S1 then sent it messages "
            f"that follow {begins or 'nothing'}"
        )


@check(
    points=5,
    depends_on=[test_window_is_filled],
    paper="§5.3; dissertation §10.2.1",
    ask="how does the leader notice that a message never arrived?",
)
def test_lost_messages_are_found(lab: Lab) -> None:
    """Whatever is lost on the way, appends or answers, the follower has the log within a few heartbeats."""
    for lost in ({1}, {2}, {0, 1, 2}, {0, 1, 2, 3, 4}):
        link = place_pair(lab, window_options(3), MANY)
        count = iter(range(1000))
        beats = link.beats_until_equal(8, lambda message, lost=lost, count=count: next(count) not in lost)
        assert beats is not None, (
            f"{MANY} entries, window 3; of what S1 sent, the messages {sorted(lost)} were lost. Eight heartbeats later "
            f"S2 has {link.follower.lastIndex} of {link.leader.lastIndex} entries"
        )
    link = place_pair(lab, window_options(3), MANY)
    for _ in range(6):
        link.beat(lambda message: False)
    assert link.beats_until_equal(8) is not None, (
        f"nothing arrived for six heartbeats; eight later S2 has {link.follower.lastIndex} of {link.leader.lastIndex}"
    )
    follower = lab.place("S2", term=TERM, log=(1,), commit_index=1, options=window_options(3))
    link = PipeliningPair(elect_leader(lab, window_options(3), (1, 1, 1)), follower)
    assert link.beats_until_equal(8) is not None, (
        f"S1 was elected with three entries of term 1, S2 has one of them, and no call came; eight heartbeats later S2 "
        f"has {follower.lastIndex}"
    )
    link = place_pair(lab, window_options(3), MANY, follower_log=(1,) * 12)
    assert link.beats_until_equal(8) is not None, "S2 has other entries; eight heartbeats later it has not S1's log"


@check(
    points=3,
    depends_on=[test_lost_messages_are_found],
    paper="dissertation §10.2.2",
    ask="what if the network delivers no message of that size?",
)
def test_lost_batch_is_not_repeated_unchanged(lab: Lab) -> None:
    """Where large messages never arrive, smaller ones do: the follower still catches up."""
    for lost, words in ((4, "four entries"), (2, "two entries")):
        link = place_pair(lab, window_options(3, 0), 8)
        link.leader.deliver(refusal_reply(1, 1), now=1)
        beats = link.beats_until_equal(40, lambda message, lost=lost: len(message.entries) < lost)
        assert beats is not None, (
            f"no message with {words} or more arrives; 40 heartbeats later S2 has {link.follower.lastIndex} of 9"
        )


@check(
    points=4,
    depends_on=[test_window_is_filled],
    paper="§5.3",
    ask="who tells the follower what is committed, if nothing new is sent?",
)
def test_heartbeat_is_sent_though_the_window_is_full(lab: Lab) -> None:
    """A heartbeat goes to every follower, with commitIndex and the end of what was sent, however full its window."""
    server, _ = stream(lab, window_options(2), 6)
    server.deliver(success_reply(7, 6, "S3"), now=2)
    step = server.fire_timer("heartbeat", now=52)
    for follower, prev in (("S2", 3), ("S3", server.nextIndex["S3"] - 1)):
        found = sent_heartbeats(step, follower)
        assert found, f"the heartbeat sent {follower} nothing without entries"
        # a follower takes what is committed of the entries that it has: those up to prevLogIndex
        assert min(server.commitIndex, prev) <= found[-1].leaderCommit <= server.commitIndex, (
            f"commitIndex is {server.commitIndex}; the heartbeat told {follower} {found[-1].leaderCommit}"
        )
        assert found[-1].prevLogIndex == prev, (
            f"entries up to {prev} were sent to {follower}; the heartbeat asks whether it has {found[-1].prevLogIndex}"
        )
    entries = sent_appends(propose_and_heartbeat(server, make_put_command(7), now=60), "S3")
    assert entries and all(
        min(server.commitIndex, last_index_in(each)) <= each.leaderCommit <= server.commitIndex for each in entries
    ), (
        f"commitIndex is {server.commitIndex}; with the next entry, S3 was told "
        f"{[each.leaderCommit for each in entries] or 'nothing'}"
    )
    members = Configuration(("S1", "S2", "S3"), ("S4",))
    led = lab.place(
        "S1", role="leader", term=TERM, log=(1, Entry(1, None, members)), commit_index=2, options=window_options(2)
    )
    assert sent_heartbeats(led.fire_timer("heartbeat", now=50), "S4"), (
        "S4 is a learner, and the heartbeat sent it nothing"
    )
    for reads in ("index", "lease"):
        reading = lab.place(  # with reads a leader has an entry of its term, without no_op too
            "S1",
            role="leader",
            term=TERM,
            log=(1, 1, TERM),
            commit_index=3,
            match_index={"S2": 3, "S3": 3},
            options=window_options(2, reads=reads),
        )
        assert sent_heartbeats(reading.fire_timer("heartbeat", now=50)), (
            f"reads = {reads!r}: the heartbeat sent S2 nothing without entries"
        )
    server = compacted(lab, (), {"S2": 6, "S3": 6}, {"S2": 7, "S3": 7})
    found = sent_heartbeats(server.fire_timer("heartbeat", now=50))
    assert [message.prevLogIndex for message in found] == [6], (
        f"S1's snapshot ends at 6, S2 has all of it, and nothing came since; the heartbeat sent S2 {found or 'nothing'}"
    )
    for setting in SETTINGS:
        with name_setting_on_failure(setting):
            check_heartbeat_in(lab, setting.with_options(window_messages=3, entriesPerAppend=1))


def check_heartbeat_in(lab: Lab, setting: Setting) -> None:
    """AssertionError if in this setting a follower with a full window gets no heartbeat."""
    server = lead_in(lab, setting)
    take_calls(server, 4, setting.now)
    begin_phase(server, setting, setting.now + 1)
    beat = server.fire_timer("heartbeat", now=setting.now + 2)
    for follower in setting.followers:
        found = [(message.prevLogIndex, message.leaderCommit) for message in sent_heartbeats(beat, follower)]
        sent_up_to = server.nextIndex[follower] - 1
        assert found[-1:] == [(sent_up_to, server.commitIndex)], (
            f"S1 {setting.phase}; the window is full for {follower}, which was sent the entries up to {sent_up_to}; "
            f"commitIndex is {server.commitIndex}, and its heartbeats had (prevLogIndex, leaderCommit) {found}"
        )


@check(
    points=2,
    depends_on=[test_window_is_filled],
    paper="§7",
    ask="what does a follower need that is behind the log's first index?",
)
def test_full_window_does_not_stop_a_snapshot(lab: Lab) -> None:
    """A follower that falls behind the log's first index gets the snapshot, also if its window was full."""
    for hint, term in ((3, 0), (6, 0), (3, 1), (5, 2), (3, 9)):
        server = compacted(lab, (2, 2, 2, 2), {"S2": 2, "S3": 10}, {"S2": 7, "S3": 11})
        refused = AppendEntriesReply(TERM, "S2", False, 6, 0, term, hint)
        steps = [server.fire_timer("heartbeat", now=50), server.deliver(refused, now=51)]
        steps.append(server.fire_timer("heartbeat", now=100))
        assert "InstallSnapshot" in [name for step in steps for name in message_types(step)], (
            f"S2 lacks index {hint} and the log begins at 7: S2 got no part of the snapshot"
        )
    server = compacted(lab, (2, 2, 2, 2), {"S2": 2, "S3": 10}, {"S2": 11, "S3": 11})
    step = server.deliver(AppendEntriesReply(TERM, "S2", False, 9, 0, 1, 7), now=51)
    assert {"InstallSnapshot", "AppendEntries"} & set(message_types(step)), (
        f"S1's log begins at 7; S2 refused the entry after 9 (term 1 begins at 7) and was sent {message_types(step)}"
    )


def compacted(lab: Lab, log: tuple[int, ...], match: dict[str, int], following: dict[str, int]) -> PlacedServer:
    """Return S1, which leads term 2 with a window of two; its log begins after a snapshot up to index 6."""
    return lab.place(
        "S1",
        role="leader",
        term=2,
        log=log,
        log_start=(6, 2),
        snapshot=Snapshot(6, 2, None, '[{"x":"1"},{}]'),
        commit_index=6 + len(log) // 2,
        match_index=match,
        next_index=following,
        options=window_options(2),
    )


def message_types(step: ServerStep) -> list[str]:
    """Return the types of what a step sent to S2."""
    return [type(message).__name__ for to, message in step.sent_messages if to == "S2"]
