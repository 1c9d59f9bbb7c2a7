"""The story of a scene's page: its texts, question, listings and sources, in labs/<scene>/story.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping

import msgspec

from raftlab.errors import KitError
from raftlab.kit import Scene
from raftlab.server import Record

STORY_FILE = "story.toml"

Condition = Mapping[str, str | tuple[str, ...]]
"""Name of a fact -> the value, or the values, that it must have."""

NO_CONDITION: Condition = {}


class PanelText(Record, frozen=True):
    """What the page says at the panel `name` if the facts in `when` hold. The first text that holds is shown.

    `title` replaces the scenario's. `line` is the line of a listing that acts in this panel: "LISTING NUMBER".
    """

    name: str
    when: Condition = NO_CONDITION
    title: str = ""
    text: str = ""
    callout: str = ""
    line: str = ""


class Answer(Record, frozen=True):
    """An answer to the question, if the facts in `when` hold at its panel."""

    text: str
    when: Condition = NO_CONDITION


class Question(Record, frozen=True):
    """A question at a panel, with a place to predict. Without `choices` one chooses among the other servers."""

    panel: str
    ask: str
    answers: tuple[Answer, ...]
    choices: tuple[str, ...] = ()


class PseudocodeListing(Record, frozen=True):
    """A listing in pseudo-code beside the panels. Its lines are lit only if the facts in `when` hold."""

    id: str
    title: str
    code: str
    note: str = ""
    when: Condition = NO_CONDITION


class SourceReference(Record, frozen=True):
    """A source, and what to look for in it."""

    title: str
    look_for: str
    link: str = ""


class Story(Record, frozen=True):
    """The story of a scene. `opens`: for each toggle the choices to begin with, the best first."""

    previously: tuple[str, ...] = ()
    scenario: str = ""
    opens: Mapping[str, tuple[str, ...]] = {}
    panels: tuple[PanelText, ...] = ()
    question: Question | None = None
    listings: tuple[PseudocodeListing, ...] = ()
    sources: tuple[SourceReference, ...] = ()


NO_STORY = Story()


def read_story(scene: Scene) -> Story:
    """Return the story of `scene`, an empty one without a file. KitError for a malformed file."""
    file = scene.folder / STORY_FILE
    if not file.is_file():
        return NO_STORY
    try:
        return msgspec.convert(tomllib.loads(file.read_text(encoding="utf-8")), Story)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise KitError(f"{scene.id}: {STORY_FILE} is not a story ({error}); fix it") from None


def story_of_scenario(scene: Scene, scenario_name: str) -> Story:
    """Return the story of the scene if it is about that scenario, else an empty one."""
    story = read_story(scene)
    return story if story.scenario == scenario_name else NO_STORY


def choose_panel_text(story: Story, name: str, facts: Mapping[str, str]) -> PanelText | None:
    """Return the first text for the panel `name` that holds, its placeholders filled in; None without one."""
    for text in story.panels:
        if text.name == name and is_condition_met(text.when, facts):
            return msgspec.structs.replace(
                text, **{part: fill_placeholders(getattr(text, part), facts) for part in ("title", "text", "callout")}
            )
    return None


def choose_answer_text(question: Question, facts: Mapping[str, str]) -> str:
    """Return the first answer that holds, "" without one."""
    return next(
        (fill_placeholders(answer.text, facts) for answer in question.answers if is_condition_met(answer.when, facts)),
        "",
    )


def is_condition_met(condition: Condition, facts: Mapping[str, str]) -> bool:
    """Return whether every fact has one of the values that `condition` names."""
    return all(
        facts.get(name) in ((wanted,) if isinstance(wanted, str) else wanted) for name, wanted in condition.items()
    )


SERVER_FACTS = frozenset({"leader", "votes", "holders", "electable", "electable_without"})
"""The facts that are lists of servers."""


def server_list_text(names: str) -> str:
    """Return a list of servers as one says it: "S1, S2 and S3"."""
    *first, last = names.split()
    return f"{', '.join(first)} and {last}" if first else last


def fill_placeholders(text: str, facts: Mapping[str, str]) -> str:
    """Return `text` with each {fact} replaced by its value. KitError for an unknown fact."""
    try:
        return text.format_map(
            {name: server_list_text(value) if name in SERVER_FACTS else value for name, value in facts.items()}
        )
    except (KeyError, ValueError, IndexError) as error:
        raise KitError(f"the text {text[:60]!r} of a story names no fact ({error}); fix {STORY_FILE}") from None
