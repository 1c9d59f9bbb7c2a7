"""Frame conditions: after an event only the variables that the contract of a hole names may have changed.

The docstring of a hole says it in one sentence, "May change: votedFor, role.", or "May change: nothing.". The skeleton
holds that docstring, so a student reads what a check demands.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from raftlab.checks.case_failures import judge_cases
from raftlab.checks.check_context import CheckContext
from raftlab.checks.check_exceptions import CheckFailure
from raftlab.checks.forbidden_changes import FIELDS, changed_fields, property_broken_by_change, property_broken_by_loss
from raftlab.checks.placed_server import PlacedServer, ServerStep, entry
from raftlab.checks.write_conditions import losing_write, write_text
from raftlab.errors import KitError
from raftlab.kit import Kit, Scene
from raftlab.server import (
    LEADER,
    AppendEntries,
    Apply,
    CancelTimer,
    Command,
    Entry,
    Options,
    Reply,
    SetTimer,
    Waiting,
)
from raftlab.worker.responses import ObservedState

FRAME_SENTENCE = re.compile(r"May change: ([^.]*)\.")
CONSEQUENCES = {"commitIndex": ("lastApplied", "digest", "waiting"), "lastApplied": ("digest",)}
"""What changes with a variable: a server applies what is committed and answers its clients in the same step."""

OBSERVED_NAMES = {"adopted_configuration": "configuration", "lastIncludedIndex": "log_start"}
"""What a contract names, and what a check sees of it."""


@dataclass(frozen=True)
class FrameCase:
    """One event for a server in a known state. `holes` are the methods whose contracts say what it may change.

    Without holes it may change nothing: it is stale, refused, or not for a server in this role. `given` are variables
    that given code changes besides. `follower` sent the message: matchIndex and nextIndex of the others stay.
    """

    event: str  # in words: "a refusal of term 3 arrives from S2"
    place: Callable[[], PlacedServer]
    act: Callable[[PlacedServer], ServerStep]
    holes: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    follower: str = ""
    becomes: Mapping[str, object] = field(default_factory=dict)  # variables that must have these values afterwards
    is_call: bool = False  # a client's call: it may be answered at once
    keeps_timers: bool = False  # no timer may start or stop


def check_frames(lab: CheckContext, cases: Iterable[FrameCase], *, is_strict: bool = False) -> None:
    """Raise CheckFailure if in a case a variable changes that no contract of its holes names.

    Of several such cases it tells the first that breaks a safety property, else the first.
    is_strict: where nothing may change, the election timer of a server that does not lead also runs on as it was; and
    whatever changed in term, vote and log is on the disk after the event.
    A variable is left to a red check that judges it (`judged_by` of the check).
    """
    frames = read_frames(lab.kit, lab.scene)
    judge_cases(lambda case: check_frame(lab, frames, case, is_strict), cases)


def check_frame(lab: CheckContext, frames: Mapping[str, frozenset[str]], case: FrameCase, is_strict: bool) -> None:
    """Raise CheckFailure if a variable changes in `case` that no contract of its holes names."""
    server = case.place()
    try:
        judge_case(lab, frames, case, server, is_strict)
    except CheckFailure as failure:
        failure.options_text = lab.options_sentence(server.options)
        raise


def judge_case(
    lab: CheckContext, frames: Mapping[str, frozenset[str]], case: FrameCase, server: PlacedServer, is_strict: bool
) -> None:
    """Raise CheckFailure if a variable of `server` changes in `case` that no contract of its holes names."""
    before, text = server.observation, repr(server)
    step = case.act(server)
    changed = changed_fields(before, step.observation)
    left = lab.earlier_failures.judging_check
    allowed = allowed_fields(frames, case.holes, changed, left) | set(case.given)
    wrong = sorted(changed - allowed) or unrelated_follower_changes(case, before, step, left)
    if wrong:
        seen = f"{text}: {case.event}. {change_text(wrong[0], before, step.observation)}"
        raise CheckFailure(seen, safety=property_broken_by_change(before, step.observation, wrong))
    for name, value in case.becomes.items():
        if name not in left and getattr(step.observation, name) != value:
            now = value_text(getattr(step.observation, name))
            raise CheckFailure(f"{text}: {case.event}. Its {name} then was {now}.")
    if not ("waiting" in allowed or case.is_call) and any(isinstance(effect, Reply) for effect in step.effects):
        raise CheckFailure(f"{text}: {case.event}. It then answered a client.")
    if "lastApplied" not in allowed and any(isinstance(effect, Apply) for effect in step.effects):
        raise CheckFailure(f"{text}: {case.event}. It then applied an entry.")
    timers = [each for each in step.effects if isinstance(each, SetTimer | CancelTimer)] if case.keeps_timers else []
    if timers:
        verb = "started" if isinstance(timers[-1], SetTimer) else "stopped"
        raise CheckFailure(f"{text}: {case.event}. It then {verb} its {timers[-1].name} timer.")
    if stopped := stopped_timer(server, before, step):
        raise CheckFailure(f"{text}: {case.event}. It then stopped its {stopped} timer, and stayed a {before.role}.")
    lost = losing_write(before, step)
    if lost is not None and not left.keys() & {"log", "votedFor", "currentTerm"}:
        seen = f"{text}: {case.event}. It wrote {write_text(lost)}; a crash right after that write loses what it holds."
        raise CheckFailure(seen, safety="VoteIsDurable" if lost.log == step.observation.log else "AckIsDurable")
    if is_strict:
        check_timer_and_disk(server, step, f"{text}: {case.event}.", may_start_timer=bool(allowed))


def stopped_timer(server: PlacedServer, before: ObservedState, step: ServerStep) -> str:
    """Return the timer that a step stopped although the server goes on to need it; "" for none.

    A leader that leads on needs its heartbeats and, with CheckQuorum, the quorum timer; another voter its election
    timer.
    """
    after = step.observation
    if (before.role == LEADER) != (after.role == LEADER):
        return ""
    leader_timers = ("heartbeat", "quorum") if server.options.checkQuorum else ("heartbeat",)
    is_voter = after.configuration is None or server.id in after.configuration.voters
    needed = leader_timers if after.role == LEADER else ("election",) if is_voter else ()
    last = {each.name: each for each in step.effects if isinstance(each, SetTimer | CancelTimer)}
    return next((name for name in needed if isinstance(last.get(name), CancelTimer)), "")


def check_timer_and_disk(server: PlacedServer, step: ServerStep, story: str, *, may_start_timer: bool) -> None:
    """Raise CheckFailure if a step that must change nothing touched the election timer, or did not persist a change."""
    after = step.observation
    touched = [each for each in step.effects if isinstance(each, SetTimer | CancelTimer) and each.name == "election"]
    if touched and not may_start_timer and after.role != LEADER:
        verb = "restarted" if isinstance(touched[-1], SetTimer) else "stopped"
        raise CheckFailure(f"{story} It then {verb} its election timer.")
    disk = server.restart().observation
    for name in ("currentTerm", "votedFor", "log"):
        if getattr(disk, name) != getattr(after, name):
            seen = f"{story} It crashed right after that and restarted. {change_text(name, after, disk)}"
            raise CheckFailure(seen, safety=property_broken_by_loss(name, after))


def unrelated_follower_changes(
    case: FrameCase, before: ObservedState, step: ServerStep, left_to_others: Iterable[str] = ()
) -> list[str]:
    """Return which of matchIndex and nextIndex changed for a follower that takes no part in the case.

    nextIndex may change with what the step sent to that follower.
    """
    sent = {to for to, message in step.sent_messages if isinstance(message, AppendEntries)}
    free = {"matchIndex": {case.follower}, "nextIndex": {case.follower, *sent}}
    return [
        variable
        for variable, names in free.items()
        if case.follower
        and variable not in left_to_others
        and any(
            name not in names and dict(getattr(step.observation, variable)).get(name) != index
            for name, index in getattr(before, variable)
        )
    ]


def allowed_fields(
    frames: Mapping[str, frozenset[str]], holes: Iterable[str], changed: set[str], left_to_others: Iterable[str] = ()
) -> set[str]:
    """Return the variables that the contracts of `holes` let change, with the consequences of those that `changed`.

    left_to_others: variables that are not compared. KitError for a hole without a frame.
    """
    allowed = set(left_to_others)
    for hole in holes:
        if hole not in frames:
            raise KitError(f"{hole}: its docstring has no sentence “May change: …”; add it to the reference")
        allowed |= frames[hole]
    for name, consequences in CONSEQUENCES.items():
        if name in allowed & changed:
            allowed.update(consequences)
    return allowed


def change_text(name: str, before: ObservedState, after: ObservedState) -> str:
    """Return how one variable changed, in a sentence."""
    if name == "log":
        terms = [" ".join(str(each.term) for each in state.log) or "empty" for state in (before, after)]
        same = terms[0] == terms[1]
        return f"Its log changed: {terms[0]}, then {terms[1]}{' with other commands' if same else ''}."
    if name == "digest":
        return "The state machine changed."
    values = [value_text(getattr(state, name)) for state in (before, after)]
    if name == "waiting":
        return f"The number of its waiting clients was {values[0]}, and then {values[1]}."
    return f"Its {name} was {values[0]}, and then {values[1]}."


def value_text(value: object) -> str:
    """Return a variable's value as a student writes it: pairs as a dict, names as a list."""
    if isinstance(value, tuple):
        if all(isinstance(each, tuple) and len(each) == 2 for each in value):
            return "{" + ", ".join(f"{name}: {number}" for name, number in value) + "}"
        return "{" + ", ".join(str(each.term if isinstance(each, Entry) else each) for each in value) + "}"
    return str(value)


# ---- the contracts ---------------------------------------------------------------------------------------------------


def read_frames(kit: Kit, scene: Scene) -> dict[str, frozenset[str]]:
    """Return hole -> the variables that its docstring lets change, of this scene's skeleton and all before it.

    A later scene's contract of the same method replaces the earlier one. KitError for a name that is no variable.
    """
    frames: dict[str, frozenset[str]] = {}
    for each in kit.scenes:
        file = kit.skeletons / each.id / each.file
        if each.id <= scene.id and file.suffix == ".py" and file.is_file():
            frames |= dict(skeleton_frames(file.read_text(encoding="utf-8"), f"{each.id}/{each.file}"))
    return frames


def skeleton_frames(source: str, name: str) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield the frames in the docstrings of one file; `name` is the file's name in an error.

    A contract may also name what the class itself adds to a server. No check compares that.
    """
    tree = ast.parse(source)
    added = frozenset(init_variables(tree)) - FIELDS - OBSERVED_NAMES.keys()
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            sentence = FRAME_SENTENCE.search(" ".join((ast.get_docstring(node) or "").split()))
            if sentence:
                names = frozenset(re.split(r", and |, | and ", sentence[1])) - {"nothing"}
                fields = frozenset(OBSERVED_NAMES.get(name, name) for name in names - added)
                if unknown := sorted(fields - FIELDS):
                    raise KitError(f"{name}, {node.name}: {unknown[0]} is no variable that a check can compare")
                yield node.name, fields


def init_variables(tree: ast.AST) -> Iterator[str]:
    """Yield the variables that a class sets in its own `__init__`."""
    for method in ast.walk(tree):
        if isinstance(method, ast.FunctionDef) and method.name == "__init__":
            stored = (n for n in ast.walk(method) if isinstance(n, ast.Attribute) and isinstance(n.ctx, ast.Store))
            yield from (node.attr for node in stored if isinstance(node.value, ast.Name) and node.value.id == "self")


# ---- servers with something to lose ----------------------------------------------------------------------------------

CLIENT_ENTRIES = (
    Entry(4, Command("put", "y", "4.4", client="c", sequence=1)),
    Entry(4, Command("put", "y", "4.5", client="d", sequence=2)),
)
"""Entries 4 and 5 of a rich log: two clients wait for them."""
RICH_LOG = (entry(1, 1), entry(1, 2), entry(2, 3), *CLIENT_ENTRIES)
"""Terms 1 1 2 4 4; entries 1 and 2 are committed and applied, so the machine holds x = 1.2."""
RICH_TERM = 4


def nondefault_server_factories(
    lab: CheckContext, options: Options | Callable[[], Options], roles: Iterable[str]
) -> Iterator[Callable[[], PlacedServer]]:
    """Yield the arguments that place S1 of five in term 4 with no variable at its default, once or twice per role.

    Its log is 1 1 2 4 4 (a candidate's 1 1 2), committed and applied up to index 2. Follower: of S2, with its vote
    given to S2, or of nobody it knows and with a free vote. Leader: matchIndex and nextIndex differ by follower, two
    clients wait. Each call of what is yielded places a fresh server. options: what they are, or returns them for each.
    """
    plain = {"cluster": 5, "term": RICH_TERM, "commit_index": 2, "machine": {"x": "1.2"}}
    waiting = {4: Waiting(4, "c", 1), 5: Waiting(4, "d", 2)}
    match_index = {"S2": 4, "S3": 2, "S4": 0, "S5": 3}
    next_index = {"S2": 5, "S3": 3, "S4": 2, "S5": 6}
    settings: dict[str, tuple[dict[str, object], ...]] = {
        "follower": ({"log": RICH_LOG, "leader": "S2", "voted_for": "S2"}, {"log": RICH_LOG}),
        "pre-candidate": ({"log": RICH_LOG, "voted_for": "S2"},),
        "candidate": ({"log": RICH_LOG[:3], "votes": ("S1", "S3")},),
        "leader": ({"log": RICH_LOG, "match_index": match_index, "next_index": next_index, "waiting": waiting},),
    }
    for role in roles:
        for setting in settings[role]:
            yield nondefault_server_factory(lab, role, plain | setting, options)


def nondefault_server_factory(
    lab: CheckContext, role: str, setting: Mapping[str, object], options: Options | Callable[[], Options]
) -> Callable[[], PlacedServer]:
    """Return the arguments that place one server of that role."""

    def place() -> PlacedServer:
        chosen = options if isinstance(options, Options) else options()
        return lab.place("S1", role=role, options=chosen, **setting)  # type: ignore[arg-type]

    return place
