"""A disk that takes its time: what may be acknowledged, counted and kept, and when it is too slow to lead."""

import contextlib

import msgspec

from raftlab.checks import check
from raftlab.checks.lab_fixture import Lab
from raftlab.checks.placed_server import PlacedServer, ServerStep
from raftlab.errors import UnwrittenHoleError
from raftlab.labs.scene10.deployment_cases import (
    ALONE,
    LEARNER,
    SETTINGS,
    Setting,
    begin_phase,
    elect_in,
    lead_earlier_term,
    lead_in,
    name_setting_on_failure,
    place_in,
    touched_timers,
)
from raftlab.labs.scene10.messages import TimeoutNow
from raftlab.labs.scene10.pipelining_pair import (
    DISK,
    DISK_DEPLOYMENTS,
    ELECTION_TIMEOUTS,
    TERM,
    acked_indexes,
    elect_leader,
    entries_message,
    finish_writes,
    make_put_command,
    name_options_on_failure,
    propose_and_heartbeat,
    sent_appends,
    success_reply,
)
from raftlab.server import (
    OK,
    AppendEntries,
    AppendEntriesReply,
    Configuration,
    Entry,
    Options,
    RequestVote,
    RequestVoteReply,
)

NO_OP_DISK = msgspec.structs.replace(DISK, no_op=True)
LOW, HIGH = DISK.electionTimeout


def answers(step: ServerStep) -> list[AppendEntriesReply]:
    """Return the answers to appends that a step sent to S2."""
    return [message for to, message in step.sent_messages if to == "S2" and isinstance(message, AppendEntriesReply)]


def is_success_of_s1(reply: AppendEntriesReply, term: int) -> bool:
    """Tell whether an answer is a success of S1 in this term."""
    return (reply.term, reply.followerId, reply.success) == (term, "S1", True)


@check(
    points=5,
    paper="Figure 2; dissertation §10.2.1",
    ask="what would be left of these entries after a power failure?",
)
def test_only_durable_is_acknowledged(lab: Lab) -> None:
    """A follower acknowledges no entry that its disk does not have yet, not even in answer to an empty append."""
    for options in DISK_DEPLOYMENTS:
        with name_options_on_failure(options):
            check_only_durable_is_acknowledged(lab, options)
    for setting in (*SETTINGS, LEARNER):
        with name_setting_on_failure(setting):
            check_follower_in(lab, setting.with_options(disk="background"))


def check_follower_in(lab: Lab, setting: Setting) -> None:
    """AssertionError if a follower in this setting acknowledges too much, or nothing when its write has ended."""
    follower, end, now = place_in(lab, setting, "follower", leader="S2"), setting.end, setting.now
    step = follower.deliver(entries_message(end, (setting.term,), term=setting.term), now=now)
    assert all(index <= end for index in acked_indexes(step)), (
        f"the write of index {end + 1} goes on, and S1 acknowledged {max(acked_indexes(step))}"
    )
    heartbeat = follower.deliver(entries_message(end + 1, (), term=setting.term, prev_term=setting.term), now=now)
    assert all(index <= end for index in acked_indexes(heartbeat)), (
        f"the write of index {end + 1} goes on, and to an empty append after it S1 acknowledged "
        f"{max(acked_indexes(heartbeat))}"
    )
    ended = follower.complete_write(now=now + 1)
    assert acked_indexes(ended)[-1:] == [end + 1], (
        f"the write of index {end + 1} ended; S1 acknowledged {acked_indexes(ended) or 'nothing'}"
    )


def check_only_durable_is_acknowledged(lab: Lab, options: Options) -> None:
    """AssertionError if a follower acknowledges what its disk does not have."""
    follower = lab.place("S1", term=TERM, log=(1,), commit_index=1, options=options)
    step = follower.deliver(entries_message(1, (2, 2)), now=1)
    assert all(index <= 1 for index in acked_indexes(step)), (
        f"the write goes on, and S1 acknowledged {max(acked_indexes(step))}"
    )
    assert follower.lastIndex == 3, f"S1 took two entries; its log ends at {follower.lastIndex}"
    heartbeat = follower.deliver(entries_message(3, (), prev_term=2), now=20)
    assert all(index <= 1 for index in acked_indexes(heartbeat)), (
        f"the write goes on; S1 answered an empty append after index 3 and acknowledged {max(acked_indexes(heartbeat))}"
    )
    told = lab.place("S1", term=TERM, log=(1,), commit_index=1, options=options)
    steps = [told.deliver(entries_message(1, (2, 2), commit=3), now=1)]
    steps += [told.deliver(entries_message(3, (), commit=3, prev_term=2), now=20)]
    acked = [index for step in steps for index in acked_indexes(step)]
    assert all(index <= 1 for index in acked), (
        "S2 sent the entries 2 and 3, which are committed; S1's write of them goes on, and S1 acknowledged "
        f"{max(acked)}"
    )
    later = lab.place("S1", term=9, log=(1,), commit_index=1, options=options)
    step = later.deliver(entries_message(1, (2, 2), term=9), now=1)
    assert all(is_success_of_s1(message, 9) for message in answers(step)), (
        f"S1 is in term 9 and answered S2, its leader: {answers(step)}"
    )
    follower.restart()
    assert follower.lastIndex == 1, "the write had not ended, and its entries are on the disk"


@check(
    points=4,
    depends_on=[test_only_durable_is_acknowledged],
    paper="dissertation §10.2.1",
    ask="who tells the leader, once the disk has the entries?",
)
def test_completion_is_acknowledged(lab: Lab) -> None:
    """When the write ends, the leader hears of it; the end counts in any role, as long as the log has the entries."""
    for options in DISK_DEPLOYMENTS:
        with name_options_on_failure(options):
            check_completion_is_acknowledged(lab, options)


def check_completion_is_acknowledged(lab: Lab, options: Options) -> None:
    """AssertionError if the end of a write is not acknowledged, or counts for too much."""
    follower = lab.place("S1", term=TERM, log=(1,), commit_index=1, options=options)
    follower.deliver(entries_message(1, (2,)), now=1)
    follower.deliver(entries_message(2, (2,), prev_term=2), now=2)
    for index in (2, 3):
        step = follower.complete_write(now=index)
        assert acked_indexes(step)[-1:] == [index], (
            f"the write of index {index} ended; S1 acknowledged {acked_indexes(step) or 'nothing'}"
        )
    later = lab.place("S1", term=9, log=(1,), commit_index=1, options=options)
    later.deliver(entries_message(1, (2,), term=9), now=1)
    step = later.complete_write(now=2)
    assert all(is_success_of_s1(message, 9) for message in answers(step)), (
        f"S1 is in term 9, its write ended, and it answered S2, its leader: {answers(step)}"
    )
    copied = lab.place("S1", term=TERM, log=(1,), commit_index=1, options=options)
    copied.deliver(entries_message(1, (2, 2)), now=1)
    copied.deliver(entries_message(1, (2,)), now=2)  # sent earlier, and overtaken
    heard = []
    while copied.pending_writes:
        heard += acked_indexes(copied.complete_write(now=3))
    assert heard and max(heard) == 3, (
        f"S1 took the entries 2 and 3, then a late message with entry 2 alone; its writes ended: acknowledged {heard}"
    )
    settled = lab.place("S1", term=TERM, log=(1,), commit_index=1, options=options)
    settled.deliver(entries_message(1, (2, 2)), now=1)
    while settled.pending_writes:
        settled.complete_write(now=2)
    settled.deliver(entries_message(1, (2,)), now=3)  # a copy, or sent earlier and overtaken
    while settled.pending_writes:
        settled.complete_write(now=4)
    beat = settled.deliver(entries_message(3, (), prev_term=2), now=50)
    assert acked_indexes(beat)[-1:] == [3], (
        "S1's disk has the entries 2 and 3; a copy of entry 2 came, and then a heartbeat after index 3: S1 "
        f"acknowledged {acked_indexes(beat) or 'nothing'}"
    )
    asking = lab.place(
        "S1", term=TERM, log=(1,), commit_index=1, leader="S2", options=msgspec.structs.replace(options, preVote=True)
    )
    asking.deliver(entries_message(1, (2,)), now=1)
    asking.fire_timer("election", now=60)
    while asking.pending_writes:
        asking.complete_write(now=61)
    beat = asking.deliver(entries_message(2, (), prev_term=2), now=62)
    assert acked_indexes(beat)[-1:] == [2], (
        "S1 asked for pre-votes when its write ended, then heard S2 again; index 2 is on its disk, and it acknowledged "
        f"{acked_indexes(beat) or 'nothing'}"
    )
    other = lab.place("S1", term=TERM, log=(1,), commit_index=1, options=options)
    other.deliver(entries_message(1, (2, 2)), now=1)
    heard = [other.deliver(AppendEntries(TERM + 1, "S3", 1, 1, (), 1), now=2)]
    while other.pending_writes:
        heard.append(other.complete_write(now=3))
    assert all(index <= 1 for step in heard for index in acked_indexes(step, "S3")), (
        "S1 wrote the entries 2 and 3 of S2; S3 leads now and agrees up to index 1, and S1 acknowledged more to S3"
    )
    changed = lab.place("S1", term=TERM, log=(1,), commit_index=1, options=options)
    changed.deliver(entries_message(1, (2,)), now=1)
    heard = changed.deliver(AppendEntries(TERM + 1, "S3", 2, 2, (), 1), now=4)
    while changed.pending_writes:
        heard = changed.complete_write(now=5)
    beat = changed.deliver(AppendEntries(TERM + 1, "S3", 2, 2, (), 1), now=60)
    assert 2 in [*acked_indexes(heard, "S3"), *acked_indexes(beat, "S3")], (
        "S1 wrote index 2 for S2, then followed S3, whose log agrees; the write ended, and S3 never heard of it"
    )


@check(
    points=2,
    depends_on=[test_completion_is_acknowledged],
    explained_by=["test_leader_counts_its_own_copy_when_durable"],
    paper="Figure 2; dissertation §10.2.1",
    ask="which write has ended, and which entries did it hold?",
)
def test_write_of_an_earlier_term_ends(lab: Lab) -> None:
    """A write that ends in a later term than it began says nothing about the entries of that term."""
    for options in DISK_DEPLOYMENTS:
        with name_options_on_failure(options):
            check_write_of_an_earlier_term_ends(lab, options)


def check_write_of_an_earlier_term_ends(lab: Lab, options: Options) -> None:
    """AssertionError if a write of an earlier term counts for entries of this one."""
    follower = lab.place("S1", term=TERM, log=(1,), commit_index=1, options=options)
    follower.deliver(entries_message(1, (2,)), now=1)
    taken = follower.deliver(AppendEntries(TERM + 1, "S3", 2, 2, (Entry(TERM + 1), Entry(TERM + 1)), 1), now=2)
    ended = follower.complete_write(now=3)
    assert all(index <= 2 for step in (taken, ended) for index in acked_indexes(step, "S3")), (
        f"S1 wrote index 2 for S2, and took term {TERM + 1} and the entries 3 and 4 of S3; the write of index 2 ended, "
        f"and S1 acknowledged {[*acked_indexes(taken, 'S3'), *acked_indexes(ended, 'S3')]} to S3"
    )
    heard = [*acked_indexes(ended, "S3")]
    while follower.pending_writes:
        heard += acked_indexes(follower.complete_write(now=4), "S3")
    assert heard[-1:] == [4], f"all writes of S1 ended; it acknowledged {heard or 'nothing'} to S3, which sent index 4"
    server = elect_leader(lab, options)
    server.propose(make_put_command(1), now=1)
    server.deliver(AppendEntries(TERM + 1, "S2", 1, 1, (), 1), now=2)
    server.fire_timer("election", now=2 + HIGH)
    server.deliver(RequestVoteReply(TERM + 2, "S3", True), now=3 + HIGH)
    assert (server.role, server.currentTerm) == ("leader", TERM + 2), (
        f"S1 led term {TERM}, followed S2 in term {TERM + 1}, started an election and got a vote of S3; it is a "
        f"{server.role} in term {server.currentTerm}"
    )
    server.propose(make_put_command(2), now=4 + HIGH)
    server.deliver(success_reply(server.lastIndex, 2, term=TERM + 2), now=5 + HIGH)
    before = len(server.pending_writes)
    server.complete_write(now=6 + HIGH)
    assert before < 2 or server.commitIndex == 1, (
        f"S1 wrote index 2 in term {TERM} and leads term {TERM + 2}; S2 has index 3 too, S1's disk does not: the write "
        f"of term {TERM} ended, and commitIndex is {server.commitIndex}"
    )
    while server.pending_writes:
        server.complete_write(now=7 + HIGH)
    assert server.commitIndex == server.lastIndex, (
        f"S1 leads term {TERM + 2}, its disk and S2's have index {server.lastIndex}; commitIndex is "
        f"{server.commitIndex}"
    )


@check(
    points=6,
    paper="dissertation §10.2.1",
    ask="on how many disks is the entry?",
)
def test_leader_counts_its_own_copy_when_durable(lab: Lab) -> None:
    """A leader counts itself once its disk has the entry; a majority of others is enough without it."""
    for options in DISK_DEPLOYMENTS:
        with name_options_on_failure(options):
            check_leader_counts_its_own_copy_when_durable(lab, options)
    for setting in (*SETTINGS, ALONE):
        with name_setting_on_failure(setting):
            check_leader_in(lab, setting.with_options(disk="background"))


def check_leader_in(lab: Lab, setting: Setting) -> None:
    """AssertionError if a leader in this setting counts disks that do not have the entry."""
    now = setting.now
    server = lead_in(lab, setting)
    server.propose(make_put_command(1), now=now)
    end = server.lastIndex
    begin_phase(server, setting, now)
    for follower in setting.voters:
        server.deliver(success_reply(end, 1, follower, setting.term), now=now + 1)
    seen = f"S1 {setting.phase}; {', '.join(setting.voters) or 'no other'} has index {end}"
    assert server.commitIndex < end, f"{seen}, S1's disk does not, and S1 committed it"
    server.complete_write(now=now + 2)
    assert server.commitIndex == end, f"{seen}, and S1's disk: commitIndex is {server.commitIndex}"
    late, answers_at = elect_in(lab, setting), now + 5 * setting.options.electionTimeout[1]
    late.propose(make_put_command(1), now=now)
    steps = [
        late.deliver(success_reply(late.lastIndex, 1, follower, setting.term), now=answers_at)
        for follower in setting.voters
    ]
    steps.append(late.propose(make_put_command(1, client="d"), now=answers_at))
    heard = [reply for step in steps for reply in step.replies if reply.outcome == OK]
    assert late.commitIndex < late.lastIndex - 1 and not heard, (
        f"S1's disk hangs, and has not written index {late.lastIndex - 1} yet, for which it is needed; commitIndex is "
        f"{late.commitIndex}, and S1 answered {heard or 'nobody'}"
    )
    if not setting.options.no_op and setting.cluster > 1:
        older = elect_in(lab, setting, (1, 1))
        for follower in setting.voters:
            older.deliver(success_reply(older.lastIndex, 1, follower, setting.term), now=now + 1)
        assert older.commitIndex == setting.commit_index, (
            f"no entry of term {setting.term} is in S1's log, all of it is on a majority of disks, and commitIndex is "
            f"{older.commitIndex}"
        )


def check_leader_counts_its_own_copy_when_durable(lab: Lab, options: Options) -> None:
    """AssertionError if a leader counts disks that do not have the entry, or not all that do."""
    for cluster in (1, 3, 5, 9):
        server = elect_leader(lab, options, cluster=cluster) if cluster > 1 else place_single_leader(lab, options)
        server.propose(make_put_command(1), now=1)
        for number in range(2, cluster // 2 + 2):
            server.deliver(success_reply(2, 1, f"S{number}"), now=2)
        assert server.commitIndex == 1, (
            f"cluster of {cluster}: {cluster // 2} of its disks have index 2, and S1 committed it"
        )
        server.complete_write(now=3)
        assert server.commitIndex == 2, (
            f"cluster of {cluster}: {cluster // 2 + 1} of its disks have index 2, S1's among them; commitIndex is "
            f"{server.commitIndex}"
        )
    others = elect_leader(lab, options, cluster=9)
    others.propose(make_put_command(1), now=1)
    for number in range(2, 6):
        others.deliver(success_reply(2, 1, f"S{number}"), now=2)
    assert others.commitIndex == 1, "four of nine disks have index 2, not S1's, and S1 committed it"
    parallel = elect_leader(lab, options, cluster=5)
    assert sent_appends(propose_and_heartbeat(parallel, make_put_command(1))), (
        "the entry waits for S1's own disk before it is sent"
    )
    for number in (2, 3, 4):
        parallel.deliver(success_reply(2, 1, f"S{number}"), now=2)
    assert parallel.commitIndex == 2, "three of five disks have index 2, not S1's; it is committed, and S1 waits"
    behind = elect_leader(lab, options)
    behind.propose(make_put_command(1), now=1)
    behind.complete_write(now=1)
    behind.propose(make_put_command(2), now=1)
    behind.deliver(success_reply(3, 2), now=2)
    assert behind.commitIndex == 2, (
        f"S1's disk has index 2, S2's index 3: two of three have index 2, and commitIndex is {behind.commitIndex}"
    )
    ahead = elect_leader(lab, options)
    ahead.propose(make_put_command(1), now=1)
    ahead.propose(make_put_command(2), now=1)
    while ahead.pending_writes:
        ahead.complete_write(now=2)
    ahead.deliver(success_reply(2, 1), now=3)
    assert ahead.commitIndex == 2, (
        f"S1's disk has index 3, S2's index 2: two of three have index 2, and commitIndex is {ahead.commitIndex}"
    )
    sides = (("S1", "S2", "S3"), ("S1", "S4", "S5"))
    joint = (Configuration(sides[0], (), sides[1]), Configuration(sides[1], (), sides[0]))
    for members in (Configuration(sides[0], ("S4",)), Configuration(("S2", "S3")), *joint):
        led = lab.place(
            "S1", role="leader", term=TERM, log=(1, Entry(1, None, members), 2), commit_index=1, options=options
        )
        led.deliver(success_reply(3, 2, "S4" if members.learners else "S2"), now=1)
        assert led.commitIndex == 1, (
            f"voters are {', '.join(members.voters)}{' on one side' if members.is_joint else ''}; one of them has "
            f"index 3; commitIndex is {led.commitIndex}"
        )
    for match, moves in ((2, True), (1, False)):
        led = lab.place(
            "S1",
            role="leader",
            term=TERM,
            log=(1, 2),
            commit_index=1,
            match_index={"S2": match, "S3": 0},
            options=options,
        )
        told = led.call("tryAdvanceCommit").result
        assert told is moves and led.commitIndex == 1 + moves, (
            f"S1's disk has index 2, S2's index {match}; tryAdvanceCommit returned {told!r}, and commitIndex is "
            f"{led.commitIndex}"
        )
    inherited = elect_leader(lab, options, (1, 1, 1))
    told = inherited.call("tryAdvanceCommit").result
    assert told is False, f"no entry of term {TERM} is in S1's log, and tryAdvanceCommit returned {told!r}"
    inherited.deliver(success_reply(3, 2), now=2)
    assert inherited.commitIndex == 1, "entry 3 is of term 1: S1 leads term 2 and committed it by counting copies"


def place_single_leader(lab: Lab, options: Options) -> PlacedServer:
    """Return S1 as the leader of a cluster of one."""
    return lab.place("S1", cluster=1, role="leader", term=TERM, log=(1,), commit_index=1, options=options)


def leader_with_idle_disk(lab: Lab, options: Options, cluster: int = 3) -> PlacedServer:
    """Return a new leader that has written what it began with."""
    server = elect_leader(lab, options, cluster=cluster)
    finish_writes(server, 0)
    return server


@check(
    points=5,
    depends_on=[test_completion_is_acknowledged],
    paper="§5.3; dissertation §10.2.1",
    ask="which entry had the disk written, and which is in the log now?",
)
def test_replaced_entry_is_not_durable(lab: Lab) -> None:
    """The end of a write says nothing about an entry that took the place of the written one, or came back."""
    for options in DISK_DEPLOYMENTS:
        with name_options_on_failure(options):
            check_replaced_entry_is_not_durable(lab, options)
    for setting in (*SETTINGS, LEARNER):
        with name_setting_on_failure(setting):
            check_replaced_in(lab, setting.with_options(disk="background"))
    for setting in SETTINGS[1:]:  # the first has no S3
        with name_setting_on_failure(setting):
            check_former_leader_in(lab, setting.with_options(disk="background"))


def check_replaced_in(lab: Lab, setting: Setting) -> None:
    """AssertionError if in this setting an entry that took the place of another is durable at once."""
    end = setting.end
    server = place_in(lab, setting, "follower", (1, 1), leader="S2")
    step = server.deliver(entries_message(end, (setting.term,) * 2, term=setting.term), now=setting.now)
    assert all(index <= end for index in acked_indexes(step)), (
        f"entries {end + 1} and {end + 2} were replaced just now, and S1 acknowledged {max(acked_indexes(step))}"
    )


def check_former_leader_in(lab: Lab, setting: Setting) -> None:
    """AssertionError if a leader at which a client waits, and that follows now, acknowledges too much."""
    end, term = setting.end, setting.term
    server = lead_earlier_term(lab, setting)
    step = server.deliver(
        AppendEntries(term, "S3", end, 1, (Entry(term), Entry(term)), setting.commit_index), now=setting.now
    )
    assert all(index <= end for index in acked_indexes(step, "S3")), (
        f"S1 led, and S3 leads now: index {end + 1} was replaced just now, and S1 acknowledged "
        f"{max(acked_indexes(step, 'S3'))}"
    )


def check_replaced_entry_is_not_durable(lab: Lab, options: Options) -> None:
    """AssertionError if a write counts for an entry that took the place of the written one."""
    server = lab.place("S1", term=TERM, log=(1,), commit_index=1, options=options)
    server.deliver(entries_message(1, (1, 1)), now=1)
    server.deliver(entries_message(1, (2,)), now=2)
    step = server.complete_write(now=3)
    assert all(index <= 1 for index in acked_indexes(step)), (
        f"the disk has entry 2 of term 1; the log has one of term 2, and S1 acknowledged {max(acked_indexes(step))}"
    )
    beat = server.deliver(entries_message(2, (), prev_term=2), now=4)
    assert all(index <= 1 for index in acked_indexes(beat)), (
        f"entry 2 of term 2 is not on the disk; acknowledged: {acked_indexes(beat)}"
    )
    done = server.complete_write(now=5)
    assert acked_indexes(done)[-1:] == [2], (
        f"entry 2 of term 2 is on the disk; S1 acknowledged {acked_indexes(done) or 'nothing'}"
    )
    back = lab.place("S1", term=TERM, log=(1,), commit_index=1, options=options)
    for terms in ((1, 1), (2,), (1, 1)):
        back.deliver(entries_message(1, terms), now=1)
    step = back.complete_write(now=2)
    assert all(index <= 1 for index in acked_indexes(step)), (
        "A, B and A again were written; the first write ended, B is about to replace it there, and S1 acknowledged"
        f" {max(acked_indexes(step))}"
    )
    two = lab.place("S1", term=TERM, log=(1,), commit_index=1, options=options)
    two.deliver(entries_message(1, (1, 1)), now=1)
    two.deliver(entries_message(3, (1,)), now=1)
    begun = len(two.pending_writes)
    two.deliver(entries_message(1, (2, 2, 2)), now=2)
    for number in range(1, begun + 1):
        step = two.complete_write(now=2 + number)
        assert all(index <= 1 for index in acked_indexes(step)), (
            f"{begun} writes of the entries 2 to 4 of term 1 went on when entries of term 2 took their place; write "
            f"{number} ended, and S1 acknowledged {max(acked_indexes(step))}"
        )
    durable = lab.place("S1", term=TERM, log=(1, 1, 1), commit_index=1, options=options)
    step = durable.deliver(entries_message(1, (2, 2)), now=1)
    assert all(index <= 1 for index in acked_indexes(step)), (
        "entries 2 and 3 were replaced just now, and S1 acknowledged them"
    )


@check(
    points=4,
    depends_on=[test_only_durable_is_acknowledged],
    paper="Figure 2",
    ask="what does the disk hold after an error?",
)
def test_failed_write_is_repeated(lab: Lab) -> None:
    """After an error of the disk nothing is acknowledged, no entry is dropped, and the write is begun again."""
    for options in DISK_DEPLOYMENTS:
        with name_options_on_failure(options):
            check_failed_write_is_repeated(lab, options)
    for setting in (*SETTINGS, ALONE):
        with name_setting_on_failure(setting):
            check_failed_write_in(lab, setting.with_options(disk="background", window_messages=2, entriesPerAppend=1))
    for setting in (*SETTINGS, LEARNER):
        with name_setting_on_failure(setting):
            check_end_of_write_in(lab, setting.with_options(disk="background"))


def check_failed_write_in(lab: Lab, setting: Setting) -> None:
    """AssertionError if in this setting a write that failed is not begun again, or a client is forgotten with it."""
    server = lead_in(lab, setting)
    server.propose(make_put_command(1), now=setting.now)
    begin_phase(server, setting, setting.now)
    server.complete_write(failed=True, now=setting.now + 1)
    assert server.pending_writes, f"S1 {setting.phase}, its write failed, and no other was begun"
    server = elect_in(lab, setting)
    for number in (1, 2, 3):
        propose_and_heartbeat(server, make_put_command(number), setting.now)
    waiting = server.observation.waiting
    server.complete_write(failed=True, now=setting.now + 1)
    assert server.observation.waiting == waiting, "the write of S1, the leader, failed, and its client waits no more"
    assert server.role == "leader", f"one write of S1 failed after 1 ms, and it is a {server.role}"
    assert not sent_appends(server.fire_timer("heartbeat", now=setting.now + 2)), (
        "window 2, and two messages are on their way to S2; a write of S1 failed, and S2 was sent another"
    )


def check_end_of_write_in(lab: Lab, setting: Setting) -> None:
    """AssertionError if the end of a write, which says nothing of a leader, touches a server's election timer."""
    follower, end, now, term = place_in(lab, setting, "follower", leader="S2"), setting.end, setting.now, setting.term
    follower.deliver(entries_message(end, (term,), term=term), now=now)
    failed = follower.complete_write(failed=True, now=now + 1)
    assert all(index <= end for index in acked_indexes(failed)), (
        f"the write of index {end + 1} failed, and S1 acknowledged {max(acked_indexes(failed))}"
    )
    steps = [failed, follower.complete_write(now=now + 2)]
    follower.deliver(entries_message(end + 1, (term,), term=term, prev_term=term), now=now + 3)
    follower.fire_timer("election", now=now + 4)  # with preVote it asks, and its write goes on
    while follower.pending_writes:
        steps.append(follower.complete_write(now=now + 5))
    assert "election" not in touched_timers(steps), (
        f"a write of S1, a {follower.role}, ended, and its election timer was started or stopped: whom did S1 hear?"
    )


def check_failed_write_is_repeated(lab: Lab, options: Options) -> None:
    """AssertionError if a write that failed counts, or is not begun again."""
    follower = lab.place("S1", term=TERM, log=(1,), commit_index=1, options=options)
    follower.deliver(entries_message(1, (2, 2)), now=1)
    for attempt in (1, 2):
        step = follower.complete_write(failed=True, now=attempt + 1)
        assert all(index <= 1 for index in acked_indexes(step)), (
            f"the write failed, and S1 acknowledged {max(acked_indexes(step))}"
        )
        assert follower.lastIndex == 3, f"the write failed, and S1's log ends at {follower.lastIndex}"
        assert follower.pending_writes, f"write {attempt} failed, and no other was begun"
    while follower.pending_writes:
        step = follower.complete_write(now=9)
    assert acked_indexes(step)[-1:] == [3], (
        f"the third attempt succeeded; S1 acknowledged {acked_indexes(step) or 'nothing'}"
    )
    asking = lab.place(
        "S1", term=TERM, log=(1,), commit_index=1, leader="S2", options=msgspec.structs.replace(options, preVote=True)
    )
    asking.deliver(entries_message(1, (2,)), now=1)
    asking.fire_timer("election", now=60)
    asking.complete_write(failed=True, now=61)
    while asking.pending_writes:
        asking.complete_write(now=62)
    beat = asking.deliver(entries_message(2, (), prev_term=2), now=63)
    assert acked_indexes(beat)[-1:] == [2], (
        "S1 asked for pre-votes when its write failed, then heard S2 again, and no write goes on; to a heartbeat after "
        f"index 2 it acknowledged {acked_indexes(beat) or 'nothing'}"
    )
    again = elect_leader(lab, options)
    again.propose(make_put_command(1), now=5000)
    again.complete_write(failed=True, now=5010)
    while again.pending_writes:
        again.complete_write(now=5020)
    again.propose(make_put_command(2), now=5030)
    again.deliver(success_reply(3, 2), now=5040)
    assert again.commitIndex == 2, (
        f"the write of index 2 failed, and the next attempt succeeded; S1 is writing index 3, which S2 has: "
        f"commitIndex is {again.commitIndex}"
    )
    leader = elect_leader(lab, options)
    leader.propose(make_put_command(1), now=1)
    leader.complete_write(failed=True, now=2)
    assert leader.pending_writes, "the write of S1, the leader, failed, and no other was begun"
    leader.propose(make_put_command(2), now=3)
    assert [entry.command for entry in leader.log[1:]] == [make_put_command(1), make_put_command(2)], (
        f"S1 sent x=1 as entry 2, its own write failed, then came x=2; its log is {leader.log[1:]}"
    )
    leader.deliver(success_reply(3, 2), now=4)
    assert leader.commitIndex == 1, "both writes of S1 are still to be done; it counted itself"


@check(
    points=6,
    paper="dissertation §6.2",
    ask="what use is a leader whose heartbeats arrive and whose disk does not answer?",
)
def test_late_disk_ends_the_leadership(lab: Lab) -> None:
    """A leader whose disk stalls for long steps down, and starts no election meanwhile; a short stall ends nothing."""
    with name_options_on_failure(DISK):
        check_late_disk_ends_the_leadership(lab, DISK)
    for options in (*DISK_DEPLOYMENTS, NO_OP_DISK):
        with name_options_on_failure(options):
            check_idle_leader(lab, options)
    for setting in (*SETTINGS, ALONE):
        with name_setting_on_failure(setting):
            check_late_disk_in(lab, setting.with_options(disk="background"))


def check_late_disk_in(lab: Lab, setting: Setting) -> None:
    """AssertionError if in this setting a late disk ends no leadership, or lets a follower stand."""
    late = setting.now + 5 * setting.options.electionTimeout[1]
    server = lead_in(lab, setting)
    server.propose(make_put_command(1), now=setting.now)
    begin_phase(server, setting, late - 1)
    server.fire_timer("heartbeat", now=late)
    assert server.role != "leader", (
        f"S1 {setting.phase}; a write of it has taken {late - setting.now:.0f} ms: it still leads"
    )
    for hangs in (True, False) if setting.cluster > 1 else ():
        target = place_in(lab, setting, "follower", leader="S2")
        target.deliver(entries_message(setting.end, (setting.term,), term=setting.term), now=setting.now)
        while target.pending_writes and not hangs:
            target.complete_write(now=late - 1)
        with contextlib.suppress(UnwrittenHoleError):  # handleTimeoutNow comes later
            target.deliver(TimeoutNow(setting.term, "S2"), now=late)
            assert target.role == ("follower" if hangs else "candidate"), (
                f"S1's disk {'hangs' if hangs else 'has written all'}; TimeoutNow came, and S1 is a {target.role}"
            )


def check_idle_leader(lab: Lab, options: Options) -> None:
    """AssertionError if a late disk ends no leadership where others have committed what it writes."""
    low, high = options.electionTimeout
    idle = leader_with_idle_disk(lab, options, cluster=5)
    idle.propose(make_put_command(1), now=5000)
    for follower in ("S2", "S3", "S4"):
        idle.deliver(success_reply(idle.lastIndex, 1, follower), now=5001)
    for part in range(1, 6):
        if idle.role == "leader":
            idle.fire_timer("heartbeat", now=5000 + part * high)
    assert idle.role != "leader", (
        f"a write of S1 has taken {5 * high} ms, its entry is on three other disks and committed; the election "
        f"timeout is {low} to {high} ms: S1 still leads"
    )


def check_late_disk_ends_the_leadership(lab: Lab, options: Options) -> None:
    """AssertionError if a server with a late disk leads or starts an election, or one with a short stall does not."""
    fast = leader_with_idle_disk(lab, options)
    for number in range(1, 30):
        fast.propose(make_put_command(number), now=number * 50)
        fast.complete_write(now=number * 50 + 20)
        fast.fire_timer("heartbeat", now=number * 50 + 30)
    assert fast.role == "leader", "no write took more than 20 ms, for a second and a half, and S1 leads no more"
    follower = lab.place("S1", term=1, log=(1,), commit_index=1, options=options)
    follower.deliver(entries_message(1, (1,), term=1), now=1)
    follower.fire_timer("election", now=60)
    assert follower.role == "candidate", (
        "S1's write has taken 59 ms, its election timer fired, and it starts no election"
    )
    for low, high in ELECTION_TIMEOUTS:
        timed = msgspec.structs.replace(options, electionTimeout=(low, high))
        for fails, calls in ((False, 1), (True, 1), (False, 40 if low == LOW else 2)):
            busy = leader_with_idle_disk(lab, timed)
            for number in range(1, calls + 1):
                busy.propose(make_put_command(number), now=5000)
            if fails:
                busy.complete_write(failed=True, now=5000 + low / 10)
            busy.fire_timer("heartbeat", now=5000 + low * 0.45)
            assert busy.role == "leader", (
                f"S1 has run for 5 s; {calls} calls came, and their writes have taken {low * 0.45:.0f} ms"
                f"{', with one error' if fails else ''}; the election timeout is {low} to {high} ms: S1 leads no more"
            )
        check_idle_leader(lab, timed)
    for ended in (False, True):
        replaced = lab.place("S1", term=TERM, log=(1,), commit_index=1, options=options)
        replaced.deliver(entries_message(1, (1, 1)), now=5000)
        replaced.deliver(entries_message(1, (2,)), now=5001)
        while ended and replaced.pending_writes:
            replaced.complete_write(now=5010)
        replaced.fire_timer("election", now=5000 + (5 * HIGH if ended else LOW / 3))
        assert replaced.role == "candidate", (
            "S1's entries were replaced. "
            + ("All its writes ended long ago" if ended else f"Its writes have taken {LOW / 3:.0f} ms")
            + "; its election timer fired, and it starts no election"
        )
    server = leader_with_idle_disk(lab, options)
    server.propose(make_put_command(1), now=10)
    server.fire_timer("heartbeat", now=10 + LOW / 3)
    assert server.role == "leader", f"the write has taken {LOW / 3:.0f} ms, and S1 leads no more"
    for now in range(100, 10 + 5 * HIGH, 50):
        if server.role == "leader":
            server.fire_timer("heartbeat", now=now)
    assert server.role != "leader", f"the write has taken {5 * HIGH} ms, and S1 still leads: nobody else can"
    term = server.currentTerm
    for attempt in (1, 2, 3):
        step = server.fire_timer("election", now=10 + 5 * HIGH + attempt * HIGH)
        assert not [m for _, m in step.sent_messages if isinstance(m, RequestVote)], (
            "S1's disk still hangs, and it starts an election"
        )
        assert step.timers, "S1 started no election, and its election timer does not run"
    assert server.currentTerm == term, f"S1 went from term {term} to {server.currentTerm} while its disk hung"
    while server.pending_writes:
        server.complete_write(now=12 * HIGH)
    step = server.fire_timer("election", now=13 * HIGH)
    assert [m for _, m in step.sent_messages if isinstance(m, RequestVote)], "the disk works, and S1 starts no election"
    busy = leader_with_idle_disk(lab, options)
    for number, now in enumerate(range(10, 10 + 5 * HIGH, 50), start=1):
        if busy.role == "leader":
            busy.propose(make_put_command(number), now=now)
            busy.fire_timer("heartbeat", now=now + 1)
    assert busy.role != "leader", f"calls come all the time, no write has ended for {5 * HIGH} ms, and S1 still leads"
    failing = leader_with_idle_disk(lab, options)
    failing.propose(make_put_command(1), now=10)
    for now in range(60, 10 + 5 * HIGH, 50):
        if failing.role == "leader":
            failing.complete_write(failed=True, now=now - 20)
            failing.fire_timer("heartbeat", now=now)
    assert failing.role != "leader", f"every attempt to write has failed for {5 * HIGH} ms, and S1 still leads"
    queued = leader_with_idle_disk(lab, options)
    queued.propose(make_put_command(1), now=10)
    for number, now in enumerate(range(60, 10 + 5 * HIGH, 50), start=2):
        if queued.role == "leader":
            queued.propose(make_put_command(number), now=now)
            queued.complete_write(failed=True, now=now + 1)
            queued.fire_timer("heartbeat", now=now + 2)
    assert queued.role != "leader", (
        f"calls come all the time, and each write has failed for {5 * HIGH} ms while the next one was under way: S1 "
        "still leads"
    )
    target = lab.place("S1", term=TERM, log=(1,), commit_index=1, leader="S2", options=options)
    target.deliver(entries_message(1, (TERM,)), now=10)
    target.deliver(TimeoutNow(TERM, "S2"), now=10 + LOW / 3)
    assert target.role == "candidate", (
        f"a write of S1 has taken {LOW / 3:.0f} ms; TimeoutNow came, and S1 starts no election"
    )
    target = lab.place("S1", term=TERM, log=(1,), commit_index=1, leader="S2", options=options)
    target.deliver(entries_message(1, (TERM,)), now=10)
    target.deliver(TimeoutNow(TERM, "S2"), now=10 + 5 * HIGH)
    assert target.role == "follower", (
        f"no write of S1 has ended for {5 * HIGH} ms; TimeoutNow came, and it starts an election"
    )
