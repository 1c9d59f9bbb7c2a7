"""Names say what a thing is: no module and no public function or class is called by a bare participle or adverb."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.source_outlines import outline_of

ROOT = Path(__file__).resolve().parent.parent

NO_NAMES = frozenset(
    {
        "abreast",
        "again",
        "ahead",
        "alike",
        "alone",
        "apart",
        "asked",
        "asking",
        "asks",
        "begun",
        "behind",
        "below",
        "beside",
        "broken",
        "counted",
        "done",
        "each",
        "earlier",
        "every",
        "extra",
        "faced",
        "fallen",
        "found",
        "given",
        "gone",
        "graded",
        "handed",
        "held",
        "judged",
        "kept",
        "known",
        "lacking",
        "last",
        "later",
        "left",
        "leftovers",
        "less",
        "live",
        "lives",
        "look",
        "made",
        "moments",
        "most",
        "named",
        "next",
        "noted",
        "once",
        "opened",
        "ours",
        "outgrown",
        "own",
        "placed",
        "quiet",
        "ran",
        "rest",
        "same",
        "seen",
        "settled",
        "showing",
        "shown",
        "signs",
        "single",
        "some",
        "spent",
        "stand",
        "stray",
        "suspects",
        "taken",
        "telling",
        "tellings",
        "their",
        "told",
        "twice",
        "upshot",
        "walled",
        "wanted",
        "weather",
        "whole",
        "whose",
        "words",
        "written",
        "wrong",
    }
)
"""Words that are no name by themselves: they leave open what is told, given, held, wanted …"""


def named_things() -> Iterator[tuple[str, str]]:
    """Yield (where, name) of each module, public function, class and method of the kit."""
    for tree in ("grader", "labs", "tests"):
        for path in sorted((ROOT / tree).rglob("*.py")):
            where = path.relative_to(ROOT).as_posix()
            if "/jail/bank/" in where:
                continue  # hostile submissions: each is named for what it tries
            yield where, path.stem
            for each in outline_of(path).definitions:
                if not each.name.startswith("_"):
                    yield f"{where}:{each.name}", each.name.lower()


def test_no_name_is_a_bare_participle_or_adverb() -> None:
    """Each module, public function, class and method is named for a thing or an action."""
    bare = {where for where, name in named_things() if name in NO_NAMES}
    assert bare == set(), "say what it holds or does; NO_NAMES lists the words that do not"


@pytest.mark.parametrize("tree", ["grader", "labs"])
def test_parameters_are_named_too(tree: str) -> None:
    """No parameter of a public function is called by such a word."""
    bare = {
        f"{path.relative_to(ROOT)}:{each.name}({parameter})"
        for path in sorted((ROOT / tree).rglob("*.py"))
        for each in outline_of(path).definitions
        if each.is_function and not each.name.startswith("_")
        for parameter in each.parameters
        if parameter in NO_NAMES
    }
    assert bare == set()


FIGURES_OF_SPEECH = re.compile(r"\breigns?\b|\b(?:stand|stands|standing|stood)\s+for\s+election\b")
FROZEN_CONTRACTS = frozenset({"skeletons/scene07/membership.py"})
"""Files whose text waits for the end of a measurement."""


@pytest.mark.parametrize("tree", ["grader", "labs", "skeletons"])
def test_what_students_read_has_the_words_of_the_paper(tree: str) -> None:
    """A server leads a term and starts an election: no text for students says that it reigns or stands for one."""
    figures = {
        f"{path.relative_to(ROOT)}: {found.group()}"
        for path in sorted((ROOT / tree).rglob("*"))
        if path.suffix in {".py", ".md", ".toml", ".txt"} and path.relative_to(ROOT).as_posix() not in FROZEN_CONTRACTS
        for found in FIGURES_OF_SPEECH.finditer(path.read_text(encoding="utf-8"))
    }
    assert figures == set(), "say what the server does: it is a candidate, leads a term, has a leadership"


WORDS_IN_BACKTICKS = frozenset(
    {"alembic", "blocked", "command", "expect", "judged_by", "message", "scene09", "taskset", "todo", "unknown", "x"}
    | {"persist", "persist_in_background", "send", "started"}  # methods of the server
    | {"comment", "extend", "override"}  # commands
    | {"check_frames", "open_host"}  # functions of other modules
)
"""Words that a docstring may quote although its module has no such name: verdicts, keys, programs, and those below."""


def test_docstrings_quote_names_that_exist() -> None:
    """A lower-case name in backticks in a docstring is found in the code too: the former name of a parameter is not."""
    stale = set()
    for path in sorted((ROOT / "grader").rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        documented = [each for each in outline_of(path).definitions if each.has_docstring]
        spoken = Counter(re.findall(r"\w+", " ".join(each.docstring for each in documented)))
        words = Counter(re.findall(r"\w+", text))
        stale |= {
            f"{path.relative_to(ROOT)}: {each.name} quotes `{name}`"
            for each in documented
            for name in re.findall(r"`([a-z_][a-z0-9_]*)`", each.docstring)
            if words[name] == spoken[name] and name not in WORDS_IN_BACKTICKS
        }
    assert stale == set(), "quote the parameter or field under its present name"
