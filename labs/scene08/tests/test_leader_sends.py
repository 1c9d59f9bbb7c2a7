"""replicateTo and handleInstallSnapshotReply: what a leader sends to a follower that needs what is gone."""

import itertools
from collections.abc import Iterator

from raftlab.checks import CheckFailure, check
from raftlab.checks.case_failures import judge_cases
from raftlab.checks.lab_fixture import Lab
from raftlab.checks.placed_server import PlacedServer
from raftlab.labs.scene08.messages import CHUNK_CHARACTERS, InstallSnapshot, InstallSnapshotReply
from raftlab.labs.scene08.snapshot_states import (
    MIXED,
    compacted_text,
    lead_later,
    member_text,
    message_text,
    messages_to,
    numbered_log,
    place_compacted_server,
    snapshot_of,
)
from raftlab.server import (
    AppendEntries,
    AppendEntriesReply,
    Change,
    Command,
    Configuration,
    ConfigurationRequest,
    Entry,
    Message,
)

TERMS = [1, 1, 2, 2, 3, 3, 4]
START = 4
"""S1's log begins behind index 4 of term 2; it leads term 4."""
LONG_TERMS = [2] * CHUNK_CHARACTERS + [CHUNK_CHARACTERS] * 2
"""A log in which term and last included index are also the length of a part."""
LATER_MS = 500.0
SIX = ("S2", "S3", "S4", "S5", "S6", "S7")
ROLES_OF_S3 = (
    Configuration(("S1", "S2"), ("S3",)),
    Configuration(("S1", "S2"), (), ("S1", "S2", "S3")),
    Configuration(("S1", "S2", "S3"), (), ("S1", "S2")),
    Configuration(("S2", "S3"), (), ("S1", "S2", "S3")),
)
"""S3 learns, leaves and joins; the leader itself leaves."""


def place_leader(lab: Lab, next_index: int, match_index: int = 0, **settings: object) -> PlacedServer:
    """Place S1, leader of term 4 with a log behind index 4, and nextIndex[S3] and matchIndex[S3]."""
    return place_compacted_server(
        lab,
        TERMS,
        START,
        role="leader",
        next_index={"S2": 8, "S3": next_index},
        match_index={"S2": 7, "S3": match_index},
        **settings,
    )


def heartbeat_messages(leader: PlacedServer, now: float = 0.0) -> list[Message]:
    """Return what the leader's heartbeat sends to S3."""
    return messages_to(leader.fire_timer("heartbeat", now=now), "S3")


def sent_messages_text(leader: PlacedServer, sent: list[Message]) -> str:
    """Return in words what a leader sent."""
    told = "; ".join(map(message_text, sent)) or "nothing"
    return f"{compacted_text(leader)}, nextIndex[S3] {leader.nextIndex.get('S3')}: it sent S3 {told}."


@check(
    points=3,
    safety="LogMatching",
    paper="§7 (the leader has already discarded the next log entry)",
    ask="which entries does the follower need, and of which index does an append name the term?",
)
def test_follower_below_the_log_gets_the_snapshot(lab: Lab) -> None:
    """A follower that needs an entry which is gone gets the snapshot; any other gets the entries."""
    cases = ((START, None), (6, None), *((START, configuration) for configuration in ROLES_OF_S3))

    def check_sent(case: tuple[int, tuple[int, Configuration | None]]) -> None:
        next_index, (end, configuration) = case
        leader = place_leader(lab, next_index, snapshot_end=end, configuration=configuration, commit_index=end)
        sent = heartbeat_messages(leader)
        story = f"nextIndex[S3] was {next_index}; {sent_messages_text(leader, sent)}"
        if end > START:
            story = f"S1's snapshot covers the log up to index {end}. {story}"
        if configuration is not None:
            story = f"The configuration: {member_text(configuration)}. {story}"
        if not sent:
            raise CheckFailure(story, safety="")
        for message in sent:
            if isinstance(message, AppendEntries):
                prev = message.prevLogIndex
                whole = (*numbered_log(TERMS)[:START], *leader.log)
                fits = START <= prev <= len(whole) and message.prevLogTerm == whole[prev - 1].term
                fits = fits and message.entries == whole[prev : prev + len(message.entries)]
                if next_index <= START or not fits:
                    raise CheckFailure(story, safety="LogMatching" if misleads_a_follower(message, whole) else "")
            elif next_index > START:
                raise CheckFailure(story, safety="")

    judge_cases(check_sent, itertools.product(range(1, 9), cases))


def misleads_a_follower(message: AppendEntries, leader_log: tuple[Entry, ...]) -> bool:
    """Tell whether an append says what is not in the leader's whole log, and some follower takes it.

    Nobody has an entry of term 0, so an append that follows one is only refused.
    """
    prev = message.prevLogIndex
    term = leader_log[prev - 1].term if 0 < prev <= len(leader_log) else 0
    is_true = message.prevLogTerm == term and message.entries == leader_log[max(0, prev) :][: len(message.entries)]
    return not is_true and (prev == 0 or message.prevLogTerm > 0)


@check(
    points=3,
    explained_by=[test_follower_below_the_log_gets_the_snapshot],
    paper="Figure 13 (InstallSnapshot, arguments)",
    ask="which part does this message hold, and how does the follower know that it is the last one?",
)
def test_parts_make_the_snapshot(lab: Lab) -> None:
    """The parts, sent as the follower acknowledges them, are the whole snapshot, in order, and the last one is done."""
    four = Configuration(("S1", "S2", "S3", "S4"))
    for configuration in (None, four, *MIXED):
        check_parts(lab, numbered_log(TERMS), START, configuration)
    check_parts(lab, numbered_log(LONG_TERMS), CHUNK_CHARACTERS)
    for log in sized_logs(lab):
        check_parts(lab, log, START)
    for kept in (1, 3):
        check_parts(lab, numbered_log(TERMS), START, four, kept)
    log = numbered_log(TERMS)
    check_parts(lab, (*log[:START], Entry(3, None, MIXED[0]), *log[START + 1 :]), START, four)


def sized_logs(lab: Lab) -> Iterator[tuple[Entry, ...]]:
    """Yield logs whose snapshot up to START fills its parts, or is one character shorter or longer, or has 21 parts."""
    log = numbered_log(TERMS)

    def filled(length: int) -> tuple[Entry, ...]:
        return (*log[: START - 1], Entry(2, Command("put", "p", "1" * length)), *log[START:])

    missing = -len(snapshot_of(lab, filled(0)[:START]).data) % CHUNK_CHARACTERS
    for length in (missing - 1, missing, missing + 1, missing + 12 * CHUNK_CHARACTERS, 20 * CHUNK_CHARACTERS + 7):
        yield filled(length + CHUNK_CHARACTERS)


def check_parts(
    lab: Lab, log: tuple[Entry, ...], end: int, configuration: Configuration | None = None, kept_count: int = 0
) -> None:
    """CheckFailure if the parts that a leader sends are not the snapshot up to `end` of its log.

    kept_count: so many of the entries for which the snapshot stands are still in its log.
    """
    term, snapshot = log[-1].term, snapshot_of(lab, log[:end], configuration)
    leader = lab.place(
        "S1",
        role="leader",
        term=term,
        log=log[end - kept_count :],
        log_start=(end - kept_count, log[end - kept_count - 1].term),
        snapshot=snapshot,
        commit_index=end + 1,
        next_index={"S3": 1},
    )
    told, data, is_done = heartbeat_messages(leader), "", False
    while told and not is_done:
        part = told[0]
        fits = isinstance(part, InstallSnapshot) and (
            (part.term, part.leaderId, part.lastIncludedIndex, part.lastIncludedTerm, part.configuration)
            == (term, "S1", end, 2, configuration)
        )
        is_last = fits and data == snapshot.data  # an empty part may follow, to say that the one before was the last
        if not fits or part.offset != len(data) or not (0 if is_last else 1) <= len(part.data) <= CHUNK_CHARACTERS:
            raise CheckFailure(f"After {len(data)} characters that S3 acknowledged: {sent_messages_text(leader, told)}")
        data, is_done = data + part.data, part.done
        if is_done != (data == snapshot.data) and (is_done or is_last):
            raise CheckFailure(
                f"The snapshot has {len(snapshot.data)} characters. After {len(data) - len(part.data)} of them: "
                f"{sent_messages_text(leader, told)}"
            )
        if not is_done:
            reply = InstallSnapshotReply(term, "S3", end, len(data))
            told = messages_to(leader.deliver(reply), "S3") or heartbeat_messages(leader)
    if data != snapshot.data or not is_done:
        raise CheckFailure(
            f"The snapshot has {len(snapshot.data)} characters; S3 acknowledged {len(data)}, and then: "
            f"{sent_messages_text(leader, told)}"
        )


@check(
    points=2,
    explained_by=[test_parts_make_the_snapshot],
    paper="§5.3 (the leader retries indefinitely); §7",
    ask="the part, or the answer to it, was lost: which event sends it again?",
)
def test_lost_part_is_sent_again(lab: Lab) -> None:
    """Each heartbeat sends again the part that is not acknowledged, no other one."""
    leader = place_leader(lab, 2)
    for offset in (0, CHUNK_CHARACTERS):
        if offset:
            leader.deliver(InstallSnapshotReply(4, "S3", START, offset))
        for _ in range(12):
            sent = heartbeat_messages(leader)
            if not sent or any(not isinstance(m, InstallSnapshot) or m.offset != offset for m in sent):
                raise CheckFailure(
                    f"S3 has acknowledged {offset} characters. The heartbeat: {sent_messages_text(leader, sent)}"
                )
    many = place_compacted_server(lab, TERMS, START, role="leader", cluster=7, next_index=dict.fromkeys(SIX, 2))
    step = many.fire_timer("heartbeat")
    if idle := [each for each in SIX if not messages_to(step, each)]:
        raise CheckFailure(
            f"Six followers need the snapshot of S1, which leads seven servers. Its heartbeat sent {idle[0]} nothing."
        )
    both = place_compacted_server(lab, TERMS, START, role="leader", next_index={"S2": 2, "S3": 2})
    both.fire_timer("heartbeat")
    both.deliver(InstallSnapshotReply(4, "S2", START, CHUNK_CHARACTERS))
    step = both.fire_timer("heartbeat")
    for follower, offset in (("S2", CHUNK_CHARACTERS), ("S3", 0)):
        sent = messages_to(step, follower)
        if not sent or any(not isinstance(m, InstallSnapshot) or m.offset != offset for m in sent):
            told = "; ".join(map(message_text, sent)) or "nothing"
            raise CheckFailure(
                f"S1 sends its snapshot to S2, which has acknowledged {CHUNK_CHARACTERS} characters, and to S3, which "
                f"has acknowledged none. Its heartbeat sent {follower} {told}."
            )


@check(
    points=3,
    explained_by=[test_parts_make_the_snapshot],
    paper="§7; Figure 13",
    ask="the follower says how much of the snapshot it has: can that become less?",
)
def test_follower_that_lost_the_parts_gets_the_first(lab: Lab) -> None:
    """A follower that has forgotten earlier parts gets the first one again."""
    for has in (CHUNK_CHARACTERS, 2 * CHUNK_CHARACTERS):
        for wants in (0, CHUNK_CHARACTERS):
            if wants == has:
                continue
            leader = place_leader(lab, 1)
            heartbeat_messages(leader)
            for offset in range(CHUNK_CHARACTERS, has + 1, CHUNK_CHARACTERS):
                leader.deliver(InstallSnapshotReply(4, "S3", START, offset))
            sent = messages_to(leader.deliver(InstallSnapshotReply(4, "S3", START, wants)), "S3")
            sent = sent or heartbeat_messages(leader)
            if not sent or any(not isinstance(m, InstallSnapshot) or m.offset != wants for m in sent):
                raise CheckFailure(
                    f"S3 had acknowledged {has} characters, and then answered that it has {wants}: "
                    f"{sent_messages_text(leader, sent)}"
                )


@check(
    points=3,
    explained_by=[test_follower_below_the_log_gets_the_snapshot],
    safety="CommittedIsDurable",
    paper="§5.3; Figure 2 (matchIndex: known to be replicated)",
    ask="what does S3 store now, as far as S1 knows?",
)
def test_sent_parts_do_not_raise_match_index(lab: Lab) -> None:
    """matchIndex and nextIndex stay while parts are sent and acknowledged; they move when the follower has it all."""
    leader = place_leader(lab, 2, 1)
    heartbeat_messages(leader)
    for offset in (CHUNK_CHARACTERS, 2 * CHUNK_CHARACTERS, 0):
        leader.deliver(InstallSnapshotReply(4, "S3", START, offset))
        if leader.matchIndex.get("S3") != 1 or leader.nextIndex.get("S3") != 2:
            raise CheckFailure(
                f"S3 had acknowledged {offset} characters of the snapshot up to index {START}: matchIndex[S3] was "
                f"{leader.matchIndex.get('S3')}, nextIndex[S3] {leader.nextIndex.get('S3')}.",
                safety="CommittedIsDurable" if leader.matchIndex.get("S3", 0) > 1 else "",
            )


@check(
    points=3,
    explained_by=[test_sent_parts_do_not_raise_match_index],
    paper="§7; Figure 2 (Leaders, third and last rule)",
    ask="what does the follower store now, what does it lack, and is something on a majority that was not before?",
)
def test_installed_snapshot_raises_match_index(lab: Lab) -> None:
    """Once the follower has the snapshot, its entries count as stored, and the follower gets the entries after it."""
    leader = place_leader(lab, 2)
    heartbeat_messages(leader)
    sent = messages_to(leader.deliver(InstallSnapshotReply(4, "S3", START, 0, START)), "S3")
    sent = sent or heartbeat_messages(leader)
    appends = [m for m in sent if isinstance(m, AppendEntries) and m.prevLogIndex == START]
    if leader.matchIndex.get("S3") != START or leader.nextIndex.get("S3", 0) <= START or not appends:
        raise CheckFailure(
            f"S3 answered that it has the snapshot up to index {START}: matchIndex[S3] was "
            f"{leader.matchIndex.get('S3')}, and {sent_messages_text(leader, sent)}"
        )
    for members in (ROLES_OF_S3[0], ROLES_OF_S3[2]):
        leader = place_leader(lab, 2, configuration=members)
        heartbeat_messages(leader)
        leader.deliver(InstallSnapshotReply(4, "S3", START, 0, START))
        if leader.matchIndex.get("S3") != START:
            raise CheckFailure(
                f"The configuration: {member_text(members)}. S3 answered that it has the snapshot up to index {START}: "
                f"matchIndex[S3] was {leader.matchIndex.get('S3')}."
            )
    check_later_leadership(lab)
    for match, following in ((6, 7), (7, 8), (5, 8)):  # a leader that does not wait for answers is further on
        leader = place_leader(lab, following, match)
        leader.deliver(InstallSnapshotReply(4, "S3", START, 0, START))
        if leader.matchIndex.get("S3") != match or leader.nextIndex.get("S3") != following:
            raise CheckFailure(
                f"S3 is known to store index {match}, and nextIndex[S3] was {following}. A late answer that it has the "
                f"snapshot up to {START} made matchIndex[S3] {leader.matchIndex.get('S3')}, nextIndex[S3] "
                f"{leader.nextIndex.get('S3')}."
            )


def check_later_leadership(lab: Lab) -> None:
    """CheckFailure if S1, after two more elections, does not send its snapshot as it did at first."""
    leader = place_leader(lab, 2)
    lead_later(leader)
    term = leader.currentTerm
    story = f"S1 led term 4, and leads term {term} now; S3 has an empty log"
    sent = messages_to(leader.deliver(AppendEntriesReply(term, "S3", False, 7, 0, 0, 1)), "S3")
    data = ""
    while len(data) <= 2 * CHUNK_CHARACTERS:
        part = next(iter(sent or heartbeat_messages(leader)), None)
        if not isinstance(part, InstallSnapshot) or part.offset != len(data) or part.term != term or not part.data:
            raise CheckFailure(
                f"{story}, and {len(data)} characters: {sent_messages_text(leader, [part] if part else [])}"
            )
        data += part.data
        if part.done:
            break  # no follower answers it with the offset of a part that follows
        sent = messages_to(leader.deliver(InstallSnapshotReply(term, "S3", START, len(data))), "S3")
    leader.deliver(InstallSnapshotReply(term, "S3", START, 0, START))
    if leader.matchIndex.get("S3") != START:
        raise CheckFailure(
            f"{story}. S3 answered that it has the snapshot up to {START}: then matchIndex[S3] was "
            f"{leader.matchIndex.get('S3')}."
        )


@check(
    points=2,
    explained_by=[
        test_parts_make_the_snapshot,
        test_installed_snapshot_raises_match_index,
        "test_snapshot_is_labelled_with_what_it_holds",
        "test_sessions_are_in_the_snapshot",
    ],
    paper="§7; §5.1",
    ask="which snapshot is this answer about, and in which role and term was that sent?",
)
def test_answer_about_another_snapshot_moves_nothing(lab: Lab) -> None:
    """A newer snapshot begins at its first part, and answers about the older one do not move it."""
    for end in (START + 1, 6):
        check_newer_snapshot(lab, end)
    check_late_news_of_the_older(lab)
    check_nonmember_answer(lab)
    check_late_part_answer(lab)
    check_answer_of_one_that_was_removed(lab)
    follower = place_compacted_server(lab, TERMS, START)
    for reply in (InstallSnapshotReply(4, "S3", START, 0, START), InstallSnapshotReply(4, "S3", START, 48)):
        step = follower.deliver(reply)
        if step.sent_messages or follower.matchIndex or follower.nextIndex:
            raise CheckFailure(
                "S1, a follower, got an answer to a snapshot that it had sent as leader: it acted on it."
            )


def check_newer_snapshot(lab: Lab, end: int) -> None:
    """CheckFailure if a newer snapshot, up to `end`, does not begin at its first part, or an old answer moves it."""
    leader = place_leader(lab, 2, commit_index=end)
    heartbeat_messages(leader)
    leader.deliver(InstallSnapshotReply(4, "S3", START, CHUNK_CHARACTERS))
    leader.compact(end)
    text = str(leader.call("machine_text").result)
    for reply in (None, InstallSnapshotReply(4, "S3", START, 2 * CHUNK_CHARACTERS)):
        sent = messages_to(leader.deliver(reply), "S3") if reply else []
        sent = sent or heartbeat_messages(leader)
        if not sent or any(
            not isinstance(m, InstallSnapshot) or (m.lastIncludedIndex, m.offset) != (end, 0) for m in sent
        ):
            told = f"S3 then answered about the one up to {START}" if reply else "no answer came since"
            raise CheckFailure(
                f"S3 had the first part of the snapshot up to {START}; then S1 took a snapshot up to {end}; {told}: "
                f"{sent_messages_text(leader, sent)}"
            )
    data = ""
    while sent and isinstance(sent[0], InstallSnapshot) and sent[0].offset == len(data) < len(text):
        data += sent[0].data
        if sent[0].done:
            break  # no follower answers it with the offset of a part that follows
        reply = InstallSnapshotReply(4, "S3", end, len(data))
        sent = messages_to(leader.deliver(reply), "S3") or heartbeat_messages(leader)
    if data != text:
        raise CheckFailure(
            f"S3 had the first part of the snapshot up to {START}; then S1 took one up to {end}. Its machine is "
            f"{text}; in the parts of the newer snapshot S3 got {data or 'nothing'}."
        )


def check_late_part_answer(lab: Lab) -> None:
    """CheckFailure if nextIndex falls because a late answer says that a follower has a part of the snapshot."""
    for offset in (0, CHUNK_CHARACTERS):
        leader = place_leader(lab, 7, 6)
        leader.deliver(InstallSnapshotReply(4, "S3", START, offset))
        if leader.nextIndex.get("S3") != 7 or leader.matchIndex.get("S3") != 6:
            raise CheckFailure(
                f"S3 stores index 6, as S1 knows. A late answer that it has {offset} characters of the snapshot up to "
                f"{START} made nextIndex[S3] {leader.nextIndex.get('S3')}, and matchIndex[S3] "
                f"{leader.matchIndex.get('S3')}."
            )


def check_nonmember_answer(lab: Lab) -> None:
    """CheckFailure if a leader acts on the answer of a server that is no follower any more."""
    for reply in (
        InstallSnapshotReply(4, "S4", START, CHUNK_CHARACTERS),
        InstallSnapshotReply(4, "S4", START, 0, START),
    ):
        leader = place_leader(lab, 8)
        known = leader.matchIndex, leader.nextIndex
        step = leader.deliver(reply)
        if step.sent_messages or (leader.matchIndex, leader.nextIndex) != known:
            raise CheckFailure(
                f"S4, which left the cluster, answered late to a part of the snapshot up to {START}. S1, leader of S2 "
                f"and S3, sent {len(step.sent_messages)} messages; its matchIndex was {leader.matchIndex}, its "
                f"nextIndex {leader.nextIndex}."
            )


def check_answer_of_one_that_was_removed(lab: Lab) -> None:
    """CheckFailure if a leader acts on the answer of a follower that left while it was sent the snapshot."""
    request = ConfigurationRequest((Change("remove", "S3"),), False)
    for reply in (
        InstallSnapshotReply(4, "S3", START, CHUNK_CHARACTERS),
        InstallSnapshotReply(4, "S3", START, 0, START),
    ):
        leader = place_leader(lab, 2, commit_index=7)
        heartbeat_messages(leader)
        leader.reconfigure(request)
        if "S3" in leader.nextIndex:
            continue  # other checks say why
        known = leader.matchIndex, leader.nextIndex
        step = leader.deliver(reply)
        if step.sent_messages or (leader.matchIndex, leader.nextIndex) != known:
            raise CheckFailure(
                f"S3 left the cluster while S1 sent it the snapshot up to {START}, and then answered. S1 sent "
                f"{len(step.sent_messages)} messages; its matchIndex was {leader.matchIndex}, its nextIndex "
                f"{leader.nextIndex}."
            )


def check_late_news_of_the_older(lab: Lab) -> None:
    """CheckFailure if the answer that S3 has the older snapshot counts as one about the newer, which is under way.

    The older answer may count for what it says, or not at all: the newer snapshot brings S3 further in any case.
    """
    leader = place_leader(lab, 2, commit_index=6)
    heartbeat_messages(leader)
    leader.compact(6)
    heartbeat_messages(leader)
    leader.deliver(InstallSnapshotReply(4, "S3", 6, CHUNK_CHARACTERS))
    known = leader.matchIndex.get("S3")
    leader.deliver(InstallSnapshotReply(4, "S3", START, 0, START))
    if leader.matchIndex.get("S3") not in (known, START):
        raise CheckFailure(
            "S3 had the first part of the snapshot up to 6. Then its answer arrived, late, that it has the whole "
            f"snapshot up to {START}: matchIndex[S3] was {known}, and became {leader.matchIndex.get('S3')}.",
            safety="CommittedIsDurable",
        )
    sent = heartbeat_messages(leader)
    if not sent or any(not isinstance(message, InstallSnapshot) for message in sent):
        raise CheckFailure(
            "S3 had the first part of the snapshot up to 6. Then its answer arrived, late, that it has the whole "
            f"snapshot up to {START}, and a heartbeat timer fired. {sent_messages_text(leader, sent)}"
        )


@check(
    points=2,
    paper="§5.3; §7",
    ask="the follower's log ends before the leader's begins: which message can help it?",
)
def test_refusal_below_the_log_leads_to_the_snapshot(lab: Lab) -> None:
    """A follower that refuses at the beginning of the leader's log gets the snapshot, whatever it hints."""
    for hint in ((0, 0), (0, 3), (0, 1), (1, 1), (1, 2), (2, 3), (2, 4), (1, 4)):
        leader = place_leader(lab, START + 1)
        sent: list[Message] = []
        for _ in range(4):
            refused = leader.nextIndex.get("S3", 1) - 1
            if refused < START:
                break
            step = leader.deliver(AppendEntriesReply(4, "S3", False, refused, 0, *hint))
            sent = messages_to(step, "S3")
        sent = sent or heartbeat_messages(leader)
        if not sent or any(not isinstance(message, InstallSnapshot) for message in sent):
            raise CheckFailure(
                f"S3 refused prevLogIndex {START} (conflictTerm {hint[0]}, conflictIndex {hint[1]}): "
                f"{sent_messages_text(leader, sent)}"
            )
