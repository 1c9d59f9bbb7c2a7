"""Why a log is behind: entries that a crash lost because they were never written, or that another server holds."""

from __future__ import annotations

from collections.abc import Iterator

from raftlab.scenario.parsed_scenario import Statement
from raftlab.scenario.scripted_cluster import log_terms_text
from raftlab.server import LEADER, Entry
from raftlab.simulator.world import World

ELECTION_LINES = ("elect", "leads", "leader")
COMMIT_LINES = ("commit", "applied", "hears")


def missing_entries_text(statement: Statement, world: World) -> str:
    """Return what the failed line may be due to: the entries that a server lost or lacks, in sentences; "" for none."""
    kind = statement.expectation or statement.verb
    if kind not in (*ELECTION_LINES, *COMMIT_LINES):
        return ""
    facts = [*crash_loss_texts(world)]
    if kind in ELECTION_LINES and not facts:
        facts = [*longer_log_texts(statement["name"], world)] if statement["name"] else []
    return "".join(f" {fact}" for fact in facts)


def crash_loss_texts(world: World) -> Iterator[str]:
    """Yield in a sentence what each server still lacks of the log that it had before it crashed."""
    for server in world.servers:
        held: tuple[Entry, ...] = ()
        lost: tuple[int, tuple[Entry, ...], tuple[Entry, ...]] | None = None
        for event in world.events:
            if event.server != server or event.view is None:
                continue
            log = event.view.log
            if not event.view.up and len(log) < len(held):
                lost = (event.step, held, log)
            held = log
        if lost is not None and held[: len(lost[1])] != lost[1]:
            step, before, disk = lost
            first, last = len(disk) + 1, len(before)
            entries = f"entry {last} was" if first == last else f"entries {first} to {last} were"
            yield (
                f"{server} crashed at step {step}: its log was {log_terms_text(before)}, "
                f"and on its disk {log_terms_text(disk)}; {entries} never written."
            )


def longer_log_texts(server: str, world: World) -> Iterator[str]:
    """Yield in a sentence whose log is more up-to-date than that of a server that does not lead."""
    own = world.running_servers.get(server)
    if own is None or own.role == LEADER:
        return
    ahead = [
        f"{other} has {log_terms_text(world.log_of(other))}"
        for other in world.running_servers
        if other != server and up_to_date_key(world.log_of(other)) > up_to_date_key(world.log_of(server))
    ]
    if ahead:
        yield f"The log of {server} is {log_terms_text(world.log_of(server))}; {', '.join(ahead)}."


def up_to_date_key(log: tuple[Entry, ...]) -> tuple[int, int]:
    """Return what §5.4.1 compares of a log: the last term, then the last index."""
    return (log[-1].term if log else 0, len(log))
