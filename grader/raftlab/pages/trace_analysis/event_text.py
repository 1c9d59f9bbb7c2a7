"""Acts, messages and state changes in a few words, for a list of events."""

from __future__ import annotations

import re
from typing import Any

import msgspec

from raftlab.server import Change, Command, Entry, Reply
from raftlab.trace import (
    Act,
    Boot,
    ClockJump,
    ClockRate,
    Compact,
    CompleteWrite,
    Crash,
    Cut,
    Deliver,
    Drop,
    Duplicate,
    Event,
    Heal,
    Inject,
    Learn,
    Pause,
    PersistedState,
    Propose,
    Reconfigure,
    Restart,
    Resume,
    ResumeDisk,
    ServerView,
    StallDisk,
    Timeout,
    Transfer,
    Wipe,
    command_label,
    configuration_label,
)

MessageFields = dict[str, Any]

PREEXISTING = Command("given")
"""The command that pictures show for an entry without a command that was there before the run."""


def message_dict(message: Any) -> MessageFields:
    """Return a message as plain data, with its type under "type"."""
    data = msgspec.to_builtins(message)
    return data if isinstance(data, dict) else {"type": str(data)}


def message_arrow_kind(message: MessageFields) -> str:
    """Return how an arrow is drawn: "heartbeat", "reply" or "request"."""
    name = str(message.get("type", ""))
    if name.endswith("Reply"):
        return "reply"
    return "heartbeat" if name == "AppendEntries" and not message.get("entries") else "request"


def message_text(message: MessageFields) -> str:
    """Return a message in a few words."""
    name, term = str(message.get("type", "?")), message.get("term", "?")
    make_text = MESSAGE_TEXTS.get(name)
    if make_text is None:
        fields = [f"{key} {field_value_text(value)}" for key, value in message.items() if key not in ("type", "term")]
        rest = ", ".join(fields[1:])  # the first after the term is the sender
        return f"{name} t{term}" + (f": {rest}" if rest else "")
    return make_text(message, term)


def field_value_text(value: Any) -> str:
    """Return the value of a message field: yes or no for a bool, the count for a list."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"({len(value)})" if isinstance(value, list | dict) else str(value)


def _append(message: MessageFields, term: Any) -> str:
    previous = f"after {message['prevLogIndex']}@t{message['prevLogTerm']}"
    entries = message.get("entries") or ()
    if not entries:
        return f"heartbeat t{term} {previous}, commit {message['leaderCommit']}"
    first = int(message["prevLogIndex"]) + 1
    entries_text = " ".join(f"{first + n}@t{e['term']}" for n, e in enumerate(entries[:4]))
    more = f" and {len(entries) - 4} more" if len(entries) > 4 else ""
    return f"append t{term}: {entries_text}{more}, {previous}, commit {message['leaderCommit']}"


def _append_reply(message: MessageFields, term: Any) -> str:
    if message.get("success"):
        return f"append reply t{term}: stored up to {message.get('matchIndex', 0)}"
    return f"append reply t{term}: refused at {message.get('prevLogIndex', 0)}"


def _vote(message: MessageFields, term: Any) -> str:
    return f"asks for a vote in t{term}; last entry {message['lastLogIndex']}@t{message['lastLogTerm']}"


def _vote_reply(message: MessageFields, term: Any) -> str:
    return f"vote {'granted' if message.get('voteGranted') else 'refused'} in t{term}"


def _pre_vote(message: MessageFields, term: Any) -> str:
    last = f"{message['lastLogIndex']}@t{message['lastLogTerm']}"
    return f"asks for a pre-vote for t{message['nextTerm']}, is in t{term}; last entry {last}"


def _pre_vote_reply(message: MessageFields, term: Any) -> str:
    answer = "granted" if message.get("voteGranted") else "refused"
    return f"pre-vote {answer} for t{message.get('nextTerm', '?')}, is in t{term}"


MESSAGE_TEXTS = {
    "PreVote": _pre_vote,
    "PreVoteReply": _pre_vote_reply,
    "AppendEntries": _append,
    "AppendEntriesReply": _append_reply,
    "RequestVote": _vote,
    "RequestVoteReply": _vote_reply,
}


def learned_commands_text(act: Learn) -> str:
    """Return the committed commands that a server learns, each with the name of its client call."""
    commands = [entry.command for entry in act.log[: act.commit]]
    texts = [
        f"{command_label(command)} ({command.client}/{command.sequence})"
        if command and command.client
        else command_label(command)
        for command in commands
    ]
    return f"{', '.join(texts) or 'nothing'} {'are' if len(texts) > 1 else 'is'}"


def act_text(act: Act) -> str:
    """Return an act in one line."""
    match act:
        case Boot():
            return f"{act.server} starts"
        case Deliver() | Drop() | Duplicate() | Inject():
            return f"{act.source} → {act.to} {ACT_PREFIXES[type(act)]}{message_text(message_dict(act.message))}"
        case Learn():
            return f"{act.server} learns that {learned_commands_text(act)} committed"
        case Timeout():
            return f"{act.server}: {act.timer} timer fires"
        case Propose():
            return f"a client asks {act.server} for {command_label(act.command)}"
        case Reconfigure():
            way = ", by way of a joint configuration" if act.joint else ""
            return f"an operator asks {act.server} for {membership_changes_text(act.changes)}{way}"
        case Compact():
            return f"{act.server} is to compact its log up to {act.index}"
        case Transfer():
            return f"an operator asks {act.server} to hand over to {act.target}"
        case CompleteWrite():
            end = "fails" if act.failed else "ends"
            return f"{act.server}: write {act.number} {end}" + (f", {act.lastIndex} stored" if act.lastIndex else "")
        case StallDisk():
            return f"the disk of {act.server} hangs"
        case ResumeDisk():
            return f"the disk of {act.server} works again"
        case Wipe():
            return f"{act.server} loses its disk"
        case Crash():
            return f"{act.server} crashes"
        case Restart():
            return f"{act.server} restarts"
        case Cut():
            return f"link {act.source} → {act.to} is cut"
        case Heal():
            return f"link {act.source} → {act.to} works again"
        case ClockRate() | ClockJump() | Pause() | Resume():
            return time_act_text(act)
    return type(act).__name__


def time_act_text(act: ClockRate | ClockJump | Pause | Resume) -> str:
    """Return an act on the time of a server in one line."""
    match act:
        case ClockRate():
            return f"the clock of {act.server} runs at {act.rate:.4g} times the true time"
        case ClockJump():
            return f"the clock of {act.server} is set {'forward' if act.ms >= 0 else 'back'} by {abs(act.ms):g} ms"
        case Pause(is_inside=True):
            return f"{act.server} is to pause inside its next event, once it has read its clock"
        case Pause():
            return f"{act.server} pauses"
    return f"{act.server} resumes"


ACT_PREFIXES: dict[type[Act], str] = {Deliver: "", Drop: "lost: ", Duplicate: "sent twice: ", Inject: "on its way: "}


def membership_changes_text(changes: tuple[Change, ...]) -> str:
    """Return the parts of a change in words: S5 as voter, S1 to leave."""
    words = {"voter": "as voter", "learner": "as learner", "remove": "to leave"}
    return ", ".join(f"{change.server} {words[change.action]}" for change in changes) or "no change"


def crash_point_text(event: Event) -> str:
    """Return where the server crashed inside its handler, "" if it did not."""
    after = getattr(event.act, "crash_after", None)
    return "" if after is None else f", and {event.server} crashes after effect {after}"


def changes_text(before: ServerView | None, event: Event) -> str:
    """Return the Figure 2 fields that an event changed, and its replies: "term 2, commit 1, answers c1: ok"."""
    after = event.view
    if after is None or before is None:
        return ""
    changes = []
    if after.up and after.role != before.role:
        changes.append(after.role)
    if after.currentTerm != before.currentTerm:
        changes.append(f"term {after.currentTerm}")
    vote_changed = (after.currentTerm, after.votedFor) != (before.currentTerm, before.votedFor)
    if after.votedFor and vote_changed and not isinstance(event.act, Learn):
        changes.append(f"votes {after.votedFor}")
    covered = after.compacted or 0
    has_new_snapshot = covered != (before.compacted or 0)
    if has_new_snapshot:
        changes.append(f"snapshot to {covered}")
    changes += log_changes(before.log, after.log, covered if has_new_snapshot else 0)
    if after.up and after.commitIndex != before.commitIndex:
        changes.append(f"commit {after.commitIndex}")
    changes += [reply_text(effect) for effect in event.effects if isinstance(effect, Reply)]
    return ", ".join(changes)


def reply_text(reply: Reply) -> str:
    """Return the reply to a client."""
    value = "" if reply.value is None else f" {reply.value}"
    return f"answers {reply.client}: {reply.outcome}{value}"


def log_changes(before: tuple[Entry, ...], after: tuple[Entry, ...], covered: int) -> list[str]:
    """Return the entries that left a log and those that were added, each in a few words; none up to `covered`."""
    kept = max(common_prefix_length(before, after), covered)
    changes = (("−", before[kept:]), ("+", after[kept:]))
    return [f"log {sign}{kept + 1}@t{changed_entries_text(entries)}" for sign, entries in changes if entries]


def changed_entries_text(entries: tuple[Entry, ...]) -> str:
    """Return the term and the content of the first of some entries, and the number of the others."""
    first = entries[0]
    content = "" if first.command == PREEXISTING else f" {entry_content_text(first)}"
    more = f" and {len(entries) - 1} more" if len(entries) > 1 else ""
    return f"{first.term}{content}{more}"


def common_prefix_length(before: tuple[Entry, ...], after: tuple[Entry, ...]) -> int:
    """Return how many entries two logs share from the start."""
    shared = min(len(before), len(after))
    if before[:shared] == after[:shared]:
        return shared
    return next(n for n in range(shared) if before[n] != after[n])


def has_durable_effect(event: Event) -> bool:
    """Return whether the event made something durable."""
    return any(isinstance(effect, PersistedState) for effect in event.effects)


def entry_command_text(command: Command | None) -> str:
    """Return an entry's command in words."""
    return "from before the run" if command == PREEXISTING else command_label(command)


def entry_content_text(entry: Entry) -> str:
    """Return an entry in words: its command or its configuration."""
    if (members := entry.configuration) is not None:
        return f"configuration {configuration_label(members)}"
    return entry_command_text(entry.command)


def cell_text(entry: Entry) -> str:
    """Return an entry as its cell shows it: a configuration by the numbers of its servers: =123, =123|234 or =12+3.

    >>> from raftlab.server import Configuration
    >>> cell_text(Entry(1, None, Configuration(("S1", "S2"), ("S3",))))
    '=12+3'
    """
    if entry.configuration is None:
        return cell_command_text(entry.command)
    label = configuration_label(entry.configuration).replace(" + learner", "+").replace("+s ", "+")
    short = "=" + re.sub(r"\bS(?=\d)", "", label).replace(" ", "")
    return short if len(short) <= 6 else f"{short[:5]}…"


def cell_command_text(command: Command | None, limit: int = 6) -> str:
    """Return a command's label, shortened to `limit` characters for a cell; "" for PREEXISTING."""
    label = "" if command == PREEXISTING else command_label(command)
    if len(label) > limit:
        label = label.replace("delete ", "del ")
    return label if len(label) <= limit else label[: limit - 1] + "…"
