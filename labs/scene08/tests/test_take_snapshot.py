"""takeSnapshot and restoreSnapshot: what a snapshot stands for, and what a restart makes of it."""

from typing import Any

from raftlab.checks import CheckFailure, check
from raftlab.checks.lab_fixture import Lab
from raftlab.checks.placed_server import PlacedServer
from raftlab.labs.scene08.follower_settings import Deployment, next_deployment, waiting_calls
from raftlab.labs.scene08.snapshot_states import (
    MIXED,
    compacted_text,
    is_machine_wrong,
    machine_after_log,
    member_text,
    numbered_entry,
    numbered_log,
    place_compacted_server,
    snapshot_of,
)
from raftlab.server import Command, Configuration, Entry

TERMS = [1, 1, 2, 2, 3, 3]
LOG = numbered_log(TERMS)
ROLES = ("follower", "pre-candidate", "candidate", "leader")
PLAIN_LOG = tuple(Entry(term, Command("append", "x", f"{term}.{index} ")) for index, term in enumerate(TERMS, start=1))
"""The same without sessions: a command that is applied twice takes effect twice."""
CRASHES = ((4, 4, 0, "follower"), (5, 5, 0, "leader"), (6, 6, 2, "follower"), (6, 5, 2, "candidate"))
"""(applied entries, index of the request, where the log begins, role of the server)."""
COMPACTIONS = ((4, 4), (4, 2), (5, 1), (3, 3), (6, 6), (6, 3))
"""(applied entries, index of the request)."""


def place_applied(lab: Lab, applied: int, log: tuple[Entry, ...] = LOG) -> PlacedServer:
    """Place a follower of term 3 with the log of six entries, that has applied so many of them."""
    server = lab.place("S1", term=3, log=log)
    server.learn(log, applied)
    return server


def place_applied_in_role(lab: Lab, applied: int, start: int, role: str, deployment: Deployment) -> PlacedServer:
    """Place S1 with a log behind `start` and so many applied entries.

    A leader leads term 3, and its clients wait for the entries of that term.
    """
    options, size = deployment
    leads: dict[str, Any] = {
        "waiting": waiting_calls(LOG, applied, 3),
        "match_index": {f"S{number}": 6 for number in range(2, size + 1)},
    }
    server = lab.place(
        "S1",
        role=role,
        term=3 if role == "leader" else 4,
        log=LOG,
        options=options,
        cluster=size,
        **(leads if role == "leader" else {}),
    )
    if start:
        server.learn(LOG, start)
        server.compact(start)
    server.learn(LOG, applied)
    return server


@check(
    points=2,
    paper="§7; Figure 12",
    ask="which entries does the snapshot cover, and which are still needed?",
)
def test_log_begins_after_the_snapshot(lab: Lab) -> None:
    """After a snapshot the log begins behind the index that was asked for; the entries after it stay."""
    for applied, index in COMPACTIONS:
        server = place_applied(lab, applied)
        for at in {min(index, 2), index}:
            server.compact(at)
        if server.log_start != (index, TERMS[index - 1]) or server.log != LOG[index:]:
            raise CheckFailure(
                f"A server with log {' '.join(map(str, TERMS))} and lastApplied {applied} was asked to compact its log "
                f"up to {index}: then it was {compacted_text(server)}."
            )
        server.restart()
        if not index <= server.log_start[0] <= applied or server.lastIndex != 6:
            raise CheckFailure(
                f"A server with lastApplied {applied} compacted its log up to {index}, and restarted: then it was "
                f"{compacted_text(server)}."
            )
    check_whoever_is_asked(lab)


def check_whoever_is_asked(lab: Lab) -> None:
    """CheckFailure if the role of a server keeps it from compacting its log."""
    without_vote = (Configuration(("S2", "S3"), ("S1",)), Configuration(("S2", "S3")), *MIXED)
    for role, configuration in (*((role, None) for role in ROLES), *(("follower", each) for each in without_vote)):
        server = place_compacted_server(lab, TERMS, 2, role=role, term=4, commit_index=5, configuration=configuration)
        for index in (3, 5):
            step = server.compact(index)
            if step.timers:
                raise CheckFailure(
                    f"S1, {role} in term 4, was asked to compact its log up to {index}: it started its "
                    f"{step.timers[-1].name} timer."
                )
            if server.log_start != (index, TERMS[index - 1]) or server.log != LOG[index:]:
                raise CheckFailure(
                    f"The configuration: {member_text(configuration)}. S1, {role} in term 4 with log 2 2 3 3 "
                    f"behind index 2 and lastApplied 5, was asked to compact its log up to {index}: then it "
                    f"was {compacted_text(server)}."
                )
    for match in (0, 3, 4):
        leader = place_compacted_server(
            lab,
            TERMS,
            2,
            role="leader",
            term=4,
            commit_index=6,
            next_index={"S2": match + 1, "S3": 7},
            match_index={"S2": match, "S3": 6},
        )
        for index in (5, 6):
            leader.compact(index)
            if leader.log_start != (index, 3) or leader.log != LOG[index:]:
                raise CheckFailure(
                    f"S1, leader in term 4 with log 2 2 3 3 behind index 2, lastApplied 6 and matchIndex[S2] {match}, "
                    f"was asked to compact its log up to {index}: then it was {compacted_text(leader)}."
                )


@check(
    points=4,
    explained_by=[test_log_begins_after_the_snapshot, "test_restart_begins_at_the_snapshot"],
    safety="SameState",
    paper="§7 (the last included index and term)",
    ask="which entries has the saved machine applied, whatever the log or commitIndex say?",
)
def test_snapshot_is_labelled_with_what_it_holds(lab: Lab) -> None:
    """After a restart from a snapshot the rest of the log leads to the same machine: no call takes effect twice."""
    for applied, index in COMPACTIONS:
        server = place_applied(lab, applied, PLAIN_LOG)
        server.compact(index)
        check_replay(lab, server, applied, index)
    for role in ROLES:
        server = place_applied_in_role(lab, 5, 2, role, next_deployment(lab))
        for saved in server.compact(3).saved_snapshots:
            if (saved.lastIncludedIndex, saved.lastIncludedTerm) != (5, 3):
                raise CheckFailure(
                    f"A {role} with lastApplied 5 was asked to compact its log up to 3: the snapshot had "
                    f"lastIncludedIndex {saved.lastIncludedIndex}, lastIncludedTerm {saved.lastIncludedTerm}.",
                    safety="SameState" if saved.lastIncludedIndex != 5 else "LogMatching",
                )
    server = lab.place("S1", term=3, log=LOG, commit_index=5, last_applied=3, machine={"x": "1.1 1.2 2.3 "})
    saved = server.compact(3).saved_snapshots
    if saved and (saved[-1].lastIncludedIndex, saved[-1].lastIncludedTerm) != (3, 2):
        raise CheckFailure(
            "commitIndex 5, lastApplied 3; log 1 1 2 2 3 3: the snapshot had lastIncludedIndex "
            f"{saved[-1].lastIncludedIndex}, lastIncludedTerm {saved[-1].lastIncludedTerm}.",
            safety="SameState" if saved[-1].lastIncludedIndex != 3 else "LogMatching",
        )


def check_replay(lab: Lab, server: PlacedServer, applied: int, index: int) -> None:
    """Restart the server and let it apply the rest; compare its machine."""
    server.restart()
    story = f"A server with lastApplied {applied} compacted its log up to {index}, and restarted"
    if server.lastApplied > applied or server.commitIndex > applied:
        raise CheckFailure(f"{story}: its lastApplied then was {server.lastApplied}, commitIndex {server.commitIndex}.")
    server.learn(PLAIN_LOG, 6)
    if server.observation.digest != machine_after_log(lab, PLAIN_LOG)[0]:
        text = str(server.call("machine_text").result)[:200]
        raise CheckFailure(
            f"{story}. Then all six entries were committed: the machine was {text}.",
            safety="SameState" if is_machine_wrong(lab, server, PLAIN_LOG) else "",
        )


@check(
    points=2,
    explained_by=[test_log_begins_after_the_snapshot],
    paper="§7; §8",
    ask="a client repeats a call whose entry is in the snapshot: what does the machine need to know?",
)
def test_sessions_are_in_the_snapshot(lab: Lab) -> None:
    """A call that took effect before the snapshot does not take effect again after a restart."""
    log = (*numbered_log([1, 1, 2]), numbered_entry(2, 3), Entry(3, Command("get", "x", client="c", sequence=4)))
    expected = machine_after_log(lab, log)[0]
    server = lab.place("S1", term=3, log=log)
    server.learn(log, 3)
    server.compact(3)
    server.restart()
    server.learn(log, 5)
    if server.observation.digest != expected:
        raise CheckFailure(
            "Entries 3 and 4 are the same call of client c. A snapshot was taken after entry 3, and the server "
            f"restarted and applied entry 4: its machine then was {str(server.call('machine_text').result)[:200]}."
        )


@check(
    points=3,
    explained_by=[test_log_begins_after_the_snapshot],
    safety="CommittedIsDurable",
    paper="§7; Figure 2 (persistent state)",
    ask="which of the two writes may be the last one before a crash?",
)
def test_log_is_compacted_after_the_snapshot_is_durable(lab: Lab) -> None:
    """A crash between any two actions of a snapshot loses no entry."""
    digest = machine_after_log(lab, LOG)[0]
    for applied, index, start, role in CRASHES:
        deployment = next_deployment(lab)
        step = place_applied_in_role(lab, applied, start, role, deployment).compact(index)
        for count in range(len(step.effects) + 1):
            server = place_applied_in_role(lab, applied, start, role, deployment)
            server.restart_within(server.compact(index), count)
            held = server.log_start[0] <= server.lastApplied and server.lastIndex == 6
            if held:
                server.learn(LOG, 6)
            if not held or server.observation.digest != digest:
                raise CheckFailure(
                    f"A {role} with lastApplied {applied} and a log behind index {start} was asked to compact it "
                    f"up to {index}, crashed after {count} of its {len(step.effects)} actions, and restarted: then it "
                    f"was {compacted_text(server)}, with lastApplied {server.lastApplied}.",
                    safety="CommittedIsDurable" if not held or is_machine_wrong(lab, server, LOG) else "",
                )


@check(
    points=2,
    explained_by=[test_log_begins_after_the_snapshot],
    safety="CommittedIsDurable",
    paper="§7; the contract of takeSnapshot",
    ask="the disk reported an error: what is on it now?",
)
def test_failed_write_keeps_the_log(lab: Lab) -> None:
    """If the snapshot cannot be saved, the log stays as it is, also on disk; a later snapshot succeeds."""
    for role in ROLES:
        server = place_applied_in_role(lab, 5, 2, role, next_deployment(lab))
        server.compact(4, disk_fails=True)
        if server.log_start[0] != 2 or server.log != LOG[2:]:
            raise CheckFailure(
                f"A {role} with a log behind index 2 was asked to compact it up to 4, and the disk reported an error: "
                f"then it was {compacted_text(server)}.",
                safety="CommittedIsDurable" if server.log_start[0] > 2 or server.lastIndex < 6 else "",
            )
    server = place_applied(lab, 5)
    server.compact(2)
    server.learn(LOG, 6)
    server.compact(4, disk_fails=True)
    if server.log_start[0] != 2 or server.log != LOG[2:]:
        raise CheckFailure(
            "A server with a log behind index 2 was asked to compact it up to 4, and the disk reported an error: then "
            f"it was {compacted_text(server)}.",
            safety="CommittedIsDurable" if server.log_start[0] > 2 or server.lastIndex < 6 else "",
        )
    server.compact(5)
    if server.log_start[0] != 5:
        raise CheckFailure(
            "A snapshot could not be saved. Then the server was asked to compact its log up to 5, and the disk worked: "
            f"it was {compacted_text(server)}.",
            safety="",
        )
    server = place_applied(lab, 5)
    server.compact(4, disk_fails=True)
    server.restart()
    if server.lastIndex != 6 or server.log_start[0]:
        raise CheckFailure(
            f"A snapshot could not be saved, and the server restarted: then it was {compacted_text(server)}.",
            safety="CommittedIsDurable",
        )
    server = place_applied(lab, 4)
    server.compact(3, disk_fails=True)
    server.learn(LOG, 6)
    server.compact(5)
    server.restart()
    server.learn(LOG, 6)
    if server.observation.digest != machine_after_log(lab, LOG)[0]:
        raise CheckFailure(
            "A snapshot could not be saved while 4 entries were applied. With all 6 applied the disk worked, and the "
            f"server restarted: then it was {compacted_text(server)}, and its machine "
            f"{str(server.call('machine_text').result)[:200]}.",
            safety="CommittedIsDurable" if server.lastIndex < 6 or is_machine_wrong(lab, server, LOG) else "",
        )


@check(
    points=2,
    explained_by=[test_log_begins_after_the_snapshot],
    paper="§7 (the snapshot includes the latest configuration in the log as of last included index)",
    ask="which configuration was the last one at the snapshot's last included index?",
)
def test_snapshot_holds_its_configuration(lab: Lab) -> None:
    """A snapshot holds the last configuration up to its last included index, and never a later one or none."""
    four, two = Configuration(("S1", "S2", "S3", "S4")), Configuration(("S1", "S2"))
    first, second = Entry(1, None, four), Entry(3, None, two)
    log = (LOG[0], first, LOG[2], LOG[3], second, LOG[5])
    for applied, expected in ((1, None), (2, four), (4, four), (5, two), (6, two)):
        server = place_applied(lab, applied, log)
        saved = server.compact(1).saved_snapshots
        if not saved or saved[-1].configuration != expected:
            raise CheckFailure(snapshot_configuration_text(applied, saved[-1].configuration if saved else None))
    for held in MIXED:
        saved = place_applied(lab, 3, (LOG[0], Entry(1, None, held), *LOG[2:])).compact(1).saved_snapshots
        if not saved or saved[-1].configuration != held:
            raise CheckFailure(
                f"Entry 2 holds the configuration {member_text(held)}. A server with lastApplied 3 took a snapshot: "
                f"{f'its configuration was {member_text(saved[-1].configuration)}' if saved else 'it saved none'}."
            )
    for held in MIXED:
        server = place_applied(lab, 3, (LOG[0], Entry(1, None, held), *LOG[2:]))
        server.compact(3)
        server.learn(LOG, 4)
        saved = server.compact(4).saved_snapshots
        if not saved or saved[-1].configuration != held:
            raise CheckFailure(
                f"Entry 2 holds the configuration {member_text(held)}. A server took a snapshot, applied entry 4, and "
                f"took another: {f'its configuration was {member_text(saved[-1].configuration)}' if saved else 'none'}."
            )
    server = place_applied(lab, 4, log)
    server.compact(4)
    if server.observation.configuration != two:
        raise CheckFailure(
            "Entry 5, not committed, holds the configuration S1 S2. A server with lastApplied 4 took a snapshot: it "
            f"then used {member_text(server.observation.configuration)}."
        )
    for applied, expected in ((4, four), (5, two), (6, two)):
        server = place_applied(lab, 3, log)
        server.compact(3)
        server.learn(log, applied)
        saved = server.compact(4).saved_snapshots
        if not saved or saved[-1].configuration != expected:
            raise CheckFailure(
                "After an earlier snapshot that holds entry 2: "
                + snapshot_configuration_text(applied, saved[-1].configuration if saved else None)
            )


def snapshot_configuration_text(applied: int, configuration: Configuration | None) -> str:
    """Return in words which configuration a snapshot had."""
    voters = "the initial one" if configuration is None else "that of " + " ".join(configuration.voters)
    return (
        "Entry 2 holds the configuration S1 S2 S3 S4, entry 5 that of S1 S2. A server with lastApplied "
        f"{applied} took a snapshot: its configuration was {voters}."
    )


@check(
    points=3,
    paper="§7; Figure 13 (steps 6 to 8)",
    ask="what does a server know when it starts, besides what is on its disk?",
)
def test_restart_begins_at_the_snapshot(lab: Lab) -> None:
    """A server starts where its snapshot ends, with a log that continues it, whatever the log on its disk is."""
    four = Configuration(("S1", "S2", "S3", "S4"))
    snapshot = snapshot_of(lab, LOG[:4], four)
    digest = machine_after_log(lab, LOG[:4])[0]
    conflicting = numbered_log([1, 1, 1, 1, 1])
    cases = (
        (LOG, (0, 0), 6),
        (LOG[:2], (0, 0), 4),
        ((), (0, 0), 4),
        (conflicting, (0, 0), 4),
        (LOG[4:], (4, 2), 6),
        (LOG[2:], (2, 1), 6),
        (numbered_log([2, 2, 2, 2, 2]), (0, 0), 5),
    )
    for log, start, last in cases:
        server = lab.place("S1", term=3, log=log, log_start=start if start[0] else None, snapshot=snapshot)
        for again in ("", " twice"):
            server.restart()
            told = (server.lastApplied, server.commitIndex, server.lastIndex, server.observation.digest)
            if told != (4, 4, last, digest) or server.observation.configuration != four:
                terms = " ".join(str(each.term) for each in log) or "empty"
                raise CheckFailure(
                    f"On the disk: a snapshot up to index 4 of term 2, and log {terms}, behind index {start[0]}. After "
                    f"a restart{again} it was {compacted_text(server)}, with lastApplied {server.lastApplied}"
                    + (", another machine" if server.observation.digest != digest else "")
                    + (", another configuration" if server.observation.configuration != four else "")
                    + ("" if last == 6 or server.lastIndex == last else f"; its last index was {server.lastIndex}")
                    + "."
                )


@check(
    points=1,
    explained_by=[test_restart_begins_at_the_snapshot],
    paper="§6; §7",
    ask="which configuration is the last one, of the snapshot and the log together?",
)
def test_later_configuration_in_the_log_counts(lab: Lab) -> None:
    """After a restart, a configuration in the log behind the snapshot is in force; without one, the snapshot's."""
    four, two = Configuration(("S1", "S2", "S3", "S4")), Configuration(("S1", "S2"))
    log = (*LOG[:5], Entry(3, None, two))
    for held, saved, expected in ((log, four, two), *((LOG, each, each) for each in (four, *MIXED))):
        server = lab.place("S1", term=3, log=held[4:], log_start=(4, 2), snapshot=snapshot_of(lab, LOG[:4], saved))
        server.restart()
        used = server.observation.configuration
        if used != expected:
            raise CheckFailure(
                f"On the disk: a snapshot up to index 4 with the configuration {member_text(saved)}"
                f"{', and the configuration S1 S2 at index 6' if expected == two else ''}. After a restart the server "
                f"used {member_text(used)}."
            )
