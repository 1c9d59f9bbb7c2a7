"""From the log to the machine: which entries are applied, in which order, and how often."""

from raftlab.checks import CheckFailure, check
from raftlab.checks.lab_fixture import Lab
from raftlab.count_text import count_text
from raftlab.labs.scene01.log_oracle import command_text, log_text, make_log
from raftlab.labs.scene01.machine_checks import (
    check_machine,
    check_machine_and_results,
    check_result,
    label_divergence,
    read_results,
)
from raftlab.labs.scene01.sample_logs import ADDED_LEARNER
from raftlab.server import Command, Options

MANY_ENTRIES = 100
"""How many entries a server learns of at most in one event."""
THREE_ENTRIES = make_log("x+=1", "x+=2", "y=3")


@check(
    points=4,
    paper="§5.3; Figure 2 (Rules for Servers: All Servers)",
    ask="commitIndex can move by several entries at once: which of them must be applied?",
)
def test_every_entry_is_applied(lab: Lab) -> None:
    """When commitIndex moves by several entries at once, all of them are applied."""
    server = lab.place("S1")
    step = server.learn(THREE_ENTRIES, 3)
    applied = [effect.index for effect in step.applied_commands]
    if server.lastApplied != 3 or sorted(set(applied)) != [1, 2, 3]:
        raise CheckFailure(
            f"commitIndex went from 0 to 3. Entries {' '.join(map(str, applied)) or '(none)'} reached the machine, and "
            f"lastApplied then was {server.lastApplied}."
        )
    many = make_log(*["x+=1"] * MANY_ENTRIES)
    for count in range(4, 13):
        server = lab.place("S1")
        step = server.learn(many[:count], count)
        if server.lastApplied != count:
            raise CheckFailure(
                f"commitIndex went from 0 to {count}. {len(step.applied_commands)} entries reached the machine, and "
                f"lastApplied then was {server.lastApplied}."
            )
    server = lab.place("S1", options=Options(entriesPerAppend=2))
    server.learn(many[:5], 5)
    if server.lastApplied != 5:
        raise CheckFailure(
            "commitIndex went from 0 to 5; options.entriesPerAppend, which bounds what a message holds, is 2. "
            f"lastApplied then was {server.lastApplied}."
        )
    server = lab.place("S1")
    steps = [server.learn(many, 1), server.learn(many, MANY_ENTRIES)]
    missing = set(range(1, MANY_ENTRIES + 1)) - {effect.index for step in steps for effect in step.applied_commands}
    if missing or server.lastApplied != MANY_ENTRIES:
        raise CheckFailure(
            f"commitIndex went from 0 to 1, and then to {MANY_ENTRIES}. lastApplied then was {server.lastApplied}, and "
            f"{len(missing)} entries had not reached the machine."
        )


@check(
    points=3,
    depends_on=[test_every_entry_is_applied],
    safety="StateMachineSafety",
    paper="§5.3; Figure 2 (lastApplied)",
    ask="may an entry be applied that a new leader could still replace?",
)
def test_nothing_beyond_the_commit_index(lab: Lab) -> None:
    """An entry that is in the log but not committed is not applied."""
    for commit in (1, 2):
        server = lab.place("S1")
        applied = [effect.index for effect in server.learn(THREE_ENTRIES, commit).applied_commands]
        if server.lastApplied != commit or max(applied, default=0) > commit:
            raise CheckFailure(
                f"The log has 3 entries, commitIndex is {commit}. Entries {' '.join(map(str, applied))} reached the "
                f"machine, and lastApplied then was {server.lastApplied}.",
                safety="StateMachineSafety" if max(server.lastApplied, *applied, 0) > commit else "",
            )


@check(
    points=3,
    explained_by=[test_every_entry_is_applied],
    safety="StateMachineSafety",
    paper="§5.3 (“in log order”)",
    ask="two servers apply the same commands in different orders: do they hold the same state?",
)
def test_applied_in_log_order(lab: Lab) -> None:
    """Each command reaches the machine under its own index, in the order of the log."""
    server = lab.place("S1")
    step = server.learn(THREE_ENTRIES, 3)
    seen = [(effect.index, effect.command) for effect in step.applied_commands]
    expected = [(index, entry.command) for index, entry in enumerate(THREE_ENTRIES, start=1)]
    if seen != expected:
        raise CheckFailure(
            f"The log is {log_text(THREE_ENTRIES)}. The machine got {applied_text(seen)}.",
            safety="" if seen == expected[: len(seen)] else "StateMachineSafety",  # the rest may come later
        )


@check(
    points=4,
    explained_by=[test_every_entry_is_applied],
    safety="StateMachineSafety",
    paper="§5.3; Figure 2 (lastApplied: increases monotonically)",
    ask="lastApplied is the last entry that was applied: which one comes next?",
)
def test_each_entry_once(lab: Lab) -> None:
    """An entry that was applied is not applied again when the next one is committed."""
    server = lab.place("S1")
    counts = dict.fromkeys((1, 2, 3), 0)
    order: list[int] = []
    for commit in (1, 2, 2, 3):
        for effect in server.learn(THREE_ENTRIES, commit).applied_commands:
            counts[effect.index] = counts.get(effect.index, 0) + 1
            order.append(effect.index)
    if set(counts.values()) != {1}:
        counts_text = ", ".join(f"entry {index} {count_text(count, 'time')}" for index, count in sorted(counts.items()))
        raise CheckFailure(
            f"commitIndex went from 0 to 1, to 2, to 3. It applied {counts_text}.",
            safety="" if order == [1, 2, 3][: len(order)] else "StateMachineSafety",  # the rest may come later
        )
    with label_divergence(lab, server, THREE_ENTRIES, "StateMachineSafety"):
        check_machine(server, THREE_ENTRIES, f"The log is {log_text(THREE_ENTRIES)}; it was committed entry by entry.")


@check(
    points=4,
    explained_by=[test_every_entry_is_applied],
    paper="the contract of applyCommitted; §5.3 (the leader returns the result)",
    ask="a client waits for the entry at one index: where is its result kept?",
)
def test_results_by_index(lab: Lab) -> None:
    """The result of each entry is kept under the entry's index, at whatever index the server continues."""
    log = make_log("x=1", "x=2", "get x", "x+=3", "get x")
    server = lab.place("S1", term=1, log=log, commit_index=2, machine={"x": "2"})
    for commit in (3, 5):
        server.learn(log, commit)
    for index in (3, 4, 5):
        check_result(
            server,
            log,
            index,
            f"A server had applied 2 entries of {log_text(log)}. commitIndex then went to 3 and to 5.",
        )
    server = lab.place("S1")
    server.learn(make_log(*["x=1"] * MANY_ENTRIES), MANY_ENTRIES)
    missing = sorted(set(range(1, MANY_ENTRIES + 1)) - read_results(server).keys())
    if missing:
        raise CheckFailure(
            f"{MANY_ENTRIES} entries were committed and applied. For {len(missing)} of them results has nothing, the "
            f"first is entry {missing[0]}."
        )


@check(
    points=2,
    explained_by=[test_every_entry_is_applied],
    paper="§8 (a leader commits a blank no-op entry); the contracts of applyCommitted and apply",
    ask="an entry may hold no command: what happens to lastApplied?",
)
def test_noop_is_applied(lab: Lab) -> None:
    """An entry without a command is applied like the others, and changes nothing."""
    no_ops = make_log("no-op", "no-op", "x+=1 c1/1", *["no-op"] * 3)
    configurations = (*make_log("x=1"), ADDED_LEARNER, *make_log("x+=2 c1/1"), *[ADDED_LEARNER] * 3)
    for log in (make_log("x=1", "no-op", "x+=2"), no_ops, configurations):
        server = lab.place("S1")
        step = server.learn(log, len(log))
        if [effect.index for effect in step.applied_commands] != list(range(1, len(log) + 1)):
            raise CheckFailure(
                f"The log is {log_text(log)}. It applied entries {[effect.index for effect in step.applied_commands]}."
            )
        check_machine_and_results(server, log, f"The log is {log_text(log)}; all of it was committed.")


@check(
    points=4,
    explained_by=[test_every_entry_is_applied],
    safety="StateMachineSafety",
    paper="Figure 2 (Volatile state); §5.3",
    ask="what survives a crash, and at which entry does the server begin to apply after it?",
)
def test_restart_applies_each_once(lab: Lab) -> None:
    """After a restart the machine has each entry of the log applied once: none is missing, none is there twice."""
    log = make_log("x+=1 c1/1", "x+=2 c1/2")
    server = lab.place("S1")
    server.learn(log, 2)
    server.restart()
    server.learn(log, 2)
    story = f"S1 applied {log_text(log)}, crashed, restarted, and learned that both are committed."
    with label_divergence(lab, server, log, "StateMachineSafety"):
        check_machine(server, log, story)


def applied_text(applied_commands: list[tuple[int, Command | None]]) -> str:
    """Return the applied commands in words."""
    return ", ".join(f"{command_text(command)} at index {index}" for index, command in applied_commands) or "nothing"
