"""Frames: what an event may change. The contract of a hole names it; everything else is equal after the step.

The docstring of a hole says it in one sentence, "May change: votedFor, role.", or "May change: nothing.". The skeleton
holds that docstring, so a student reads what a check demands.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from raftlab.checks.exceptions import CheckFailure
from raftlab.checks.placed_server import PlacedServer, ServerStep, entry
from raftlab.errors import KitError
from raftlab.kit import Kit, Scene
from raftlab.server import Apply, Command, Entry, Options, Reply, Waiting
from raftlab.worker.responses import ObservedState

if TYPE_CHECKING:
    from raftlab.checks.lab import Lab

FRAME_SENTENCE = re.compile(r"May change: ([^.]*)\.")
FIELDS = frozenset(ObservedState.__struct_fields__)
"""The variables that a frame can name: `waiting` is the number of waiting clients, `digest` the state machine."""
CONSEQUENCES = {"commitIndex": ("lastApplied", "digest", "waiting"), "lastApplied": ("digest",)}
"""What changes with a variable: a server applies what is committed and answers its clients in the same step."""


@dataclass(frozen=True)
class FrameCase:
    """One event for a server in a known state. `holes` are the methods whose contracts say what it may change.

    Without holes it may change nothing: it is stale, refused, or not for a server in this role.
    """

    event: str  # in words: "a refusal of term 3 arrives from S2"
    place: Callable[[], PlacedServer]
    act: Callable[[PlacedServer], ServerStep]
    holes: tuple[str, ...] = ()


def check_frames(lab: Lab, cases: Iterable[FrameCase]) -> None:
    """Raise CheckFailure for the first case in which a variable changes that no contract of its holes names."""
    frames = read_frames(lab.kit, lab.scene)
    for case in cases:
        server = case.place()
        before, text = server.observation, repr(server)
        step = case.act(server)
        changed = changed_fields(before, step.observation)
        allowed = allowed_fields(frames, case.holes, changed)
        wrong = sorted(changed - allowed)
        if wrong:
            raise CheckFailure(f"{text}: {case.event}. {change_text(wrong[0], before, step.observation)}")
        if "waiting" not in allowed and any(isinstance(effect, Reply) for effect in step.effects):
            raise CheckFailure(f"{text}: {case.event}. It then answered a client.")
        if "lastApplied" not in allowed and any(isinstance(effect, Apply) for effect in step.effects):
            raise CheckFailure(f"{text}: {case.event}. It then applied an entry.")


def allowed_fields(frames: Mapping[str, frozenset[str]], holes: Iterable[str], changed: set[str]) -> set[str]:
    """Return the variables that the contracts of `holes` let change, with the consequences of those that `changed`.

    KitError for a hole without a frame.
    """
    allowed: set[str] = set()
    for hole in holes:
        if hole not in frames:
            raise KitError(f"{hole}: its docstring has no sentence “May change: …”; add it to the reference")
        allowed |= frames[hole]
    for field, consequences in CONSEQUENCES.items():
        if field in allowed & changed:
            allowed.update(consequences)
    return allowed


def changed_fields(before: ObservedState, after: ObservedState) -> set[str]:
    """Return the names of the variables that differ."""
    return {field for field in FIELDS if getattr(before, field) != getattr(after, field)}


def change_text(field: str, before: ObservedState, after: ObservedState) -> str:
    """Return what became of one variable, in a sentence."""
    if field == "log":
        terms = [" ".join(str(each.term) for each in state.log) or "empty" for state in (before, after)]
        same = terms[0] == terms[1]
        return f"Its log changed: {terms[0]}, then {terms[1]}{' with other commands' if same else ''}."
    if field == "digest":
        return "The state machine changed."
    values = [value_text(getattr(state, field)) for state in (before, after)]
    return f"Its {field} was {values[0]}, and then {values[1]}."


def value_text(value: object) -> str:
    """Return a variable's value as a student writes it: pairs as a dict, names as a list."""
    if isinstance(value, tuple):
        if all(isinstance(each, tuple) and len(each) == 2 for each in value):
            return "{" + ", ".join(f"{name}: {number}" for name, number in value) + "}"
        return "{" + ", ".join(map(str, value)) + "}"
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
    """Yield the frames in the docstrings of one file; `name` says in an error where it is."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef):
            sentence = FRAME_SENTENCE.search(" ".join((ast.get_docstring(node) or "").split()))
            if sentence:
                fields = frozenset(re.split(r", and |, | and ", sentence[1])) - {"nothing"}
                if unknown := sorted(fields - FIELDS):
                    raise KitError(f"{name}, {node.name}: {unknown[0]} is no variable that a check can compare")
                yield node.name, fields


# ---- servers with something to lose ----------------------------------------------------------------------------------

CLIENT_ENTRIES = (
    Entry(4, Command("put", "y", "4.4", client="c", sequence=1)),
    Entry(4, Command("put", "y", "4.5", client="d", sequence=2)),
)
"""Entries 4 and 5 of a rich log: two clients wait for them."""
RICH_LOG = (entry(1, 1), entry(1, 2), entry(2, 3), *CLIENT_ENTRIES)
"""Terms 1 1 2 4 4; entries 1 and 2 are committed and applied, so the machine holds x = 1.2."""
RICH_TERM = 4


def rich_servers(lab: Lab, options: Options, roles: Iterable[str]) -> Iterator[Callable[[], PlacedServer]]:
    """Yield what places S1 of five in term 4 with no variable at its default, once or twice for each role.

    Its log is 1 1 2 4 4 (a candidate's 1 1 2), committed and applied up to index 2. Follower: of S2, with its vote
    given to S2, or of nobody it knows and with a free vote. Leader: matchIndex and nextIndex differ by follower, two
    clients wait. Each call of what is yielded places a fresh server.
    """
    plain = {"cluster": 5, "term": RICH_TERM, "commit_index": 2, "machine": {"x": "1.2"}, "options": options}
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
            yield rich_server(lab, role, plain | setting)


def rich_server(lab: Lab, role: str, setting: Mapping[str, object]) -> Callable[[], PlacedServer]:
    """Return what places one server of that role."""
    return lambda: lab.place("S1", role=role, **setting)  # type: ignore[arg-type]
