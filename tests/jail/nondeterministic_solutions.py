"""Nondeterministic submissions: each is a right solution with one change."""

from __future__ import annotations

from dataclasses import dataclass

from raftlab.grading_models import Submission
from raftlab.kit import Kit

SCENE = "scene05"
CLASS_HEAD = "\n\nclass Commit(Right):\n    def tryAdvanceCommit(self):\n"
SUPER_CALL = "        return super().tryAdvanceCommit()\n"
TIMER_LINES = '        self.setTimer("mark", {0}, {0})\n        self.cancelTimer("mark")\n'


@dataclass(frozen=True)
class NondeterministicSolution:
    """One nondeterministic submission. `line` is the line that must be named; `told` is the expected text."""

    name: str
    code: str
    line: str
    expected_text: str
    check_name: str = "test_partition_and_recover"

    def submission(self, kit: Kit) -> Submission:
        """Return it as a submission: the reference's class, renamed, and a subclass of it."""
        scene = kit.scene(SCENE)
        right = kit.solution_layer(scene).source.replace("class Commit(Server)", "class Right(Server)")
        return Submission(scene.id, scene.file, right + self.code)

    def line_number(self, kit: Kit) -> int:
        """Return the number of the line that must be named."""
        lines = self.submission(kit).source.splitlines()
        return next(number for number, text in enumerate(lines, start=1) if text.strip() == self.line)


MAJORITY_CHECK = "test_majority_commits"
FIGURE8_CHECK = "test_figure8_carried"
"""It passes, however often it is run, where one in 97 questions is not answered."""
SKIPPING_LINES = "        if {0} % 7 == 0:\n            return False\n"
NONDETERMINISTIC_SOLUTIONS = (
    NondeterministicSolution(
        "a global of the module",
        "\n\nASKED = 0\n"
        + CLASS_HEAD
        + "        global ASKED\n        ASKED += 1\n"
        + SKIPPING_LINES.format("ASKED")
        + SUPER_CALL,
        "global ASKED",
        "ASKED belongs to the module",
        MAJORITY_CHECK,
    ),
    NondeterministicSolution(
        "a list of the module",
        "\n\nSEEN = []\n"
        + CLASS_HEAD
        + "        SEEN.append(self.id)\n"
        + SKIPPING_LINES.format("len(SEEN)")
        + SUPER_CALL,
        "SEEN.append(self.id)",
        "SEEN belongs to the module",
        MAJORITY_CHECK,
    ),
    NondeterministicSolution(
        "a counter of the class",
        CLASS_HEAD
        + "        Commit.asked = getattr(Commit, 'asked', 0) + 1\n"
        + SKIPPING_LINES.format("Commit.asked")
        + SUPER_CALL,
        "Commit.asked = getattr(Commit, 'asked', 0) + 1",
        "Commit.asked belongs to the class, and is changed here",
        MAJORITY_CHECK,
    ),
    NondeterministicSolution(
        "a dict of the class, one for all servers",
        CLASS_HEAD.replace("    def", "    known = {}\n\n    def", 1)
        + "        for follower, index in self.matchIndex.items():\n"
        + "            self.known[follower] = max(index, self.known.get(follower, 0))\n"
        + "        self.matchIndex = dict(self.known)\n"
        + SUPER_CALL,
        "self.known[follower] = max(index, self.known.get(follower, 0))",
        "self.known belongs to the class",
        "test_minority_waits",
    ),
    NondeterministicSolution(
        "a default",
        CLASS_HEAD.replace("(self)", "(self, seen=[])")
        + "        seen.append(1)\n"
        + SKIPPING_LINES.format("len(seen)")
        + SUPER_CALL,
        "seen.append(1)",
        "seen has a default that all calls share",
        MAJORITY_CHECK,
    ),
    NondeterministicSolution(
        "a closure",
        "\n\ndef counter():\n    count = 0\n\n    def up():\n        nonlocal count\n        count += 1\n"
        "        return count\n\n    return up\n\n\nup = counter()\n"
        + CLASS_HEAD
        + SKIPPING_LINES.format("up()")
        + SUPER_CALL,
        "nonlocal count",
        "count belongs to an outer function",
        MAJORITY_CHECK,
    ),
    NondeterministicSolution(
        "a cache",
        "\n\nimport functools\n\n\n@functools.cache\ndef first(server):\n    return []\n"
        + CLASS_HEAD
        + "        first(self.id).append(1)\n"
        + SKIPPING_LINES.format("len(first(self.id))")
        + SUPER_CALL,
        "@functools.cache",
        "first remembers what it returned before",
        MAJORITY_CHECK,
    ),
    NondeterministicSolution(
        "what outlives a restart",
        "\n\nclass Commit(Right):\n    known = {}\n\n    def started(self):\n        super().started()\n"
        "        self.commitIndex = min(self.known.get(self.id, 0), self.log.lastIndex())\n\n"
        "    def settle(self):\n        super().settle()\n        self.known[self.id] = self.commitIndex\n",
        "self.known[self.id] = self.commitIndex",
        "a restart does not lose it",
        "test_restarted_leader_waits",
    ),
    NondeterministicSolution(
        "a counter that matters once in 97 times",
        "\n\nclass Commit(Right):\n    asked = 0\n\n    def tryAdvanceCommit(self):\n        Commit.asked += 1\n"
        + SKIPPING_LINES.format("Commit.asked").replace("7", "97")
        + SUPER_CALL,
        "Commit.asked += 1",
        "Changed meanwhile: Commit.asked (an attribute of the class).",
        FIGURE8_CHECK,
    ),
    NondeterministicSolution(
        "an object of the module that matters once in 97 times",
        "\n\nclass Count:\n    asked = 0\n\n\nCOUNT = Count()\n"
        + CLASS_HEAD
        + "        COUNT.asked += 1\n"
        + SKIPPING_LINES.format("COUNT.asked").replace("7", "97")
        + SUPER_CALL,
        "COUNT.asked += 1",
        "Changed meanwhile: COUNT (a global of the module).",
        FIGURE8_CHECK,
    ),
    NondeterministicSolution(
        "an iterator of the module that matters once in 97 times",
        "\n\nimport itertools\n\nCOUNT = itertools.count(1)\n"
        + CLASS_HEAD
        + "        asked = next(COUNT)\n"
        + SKIPPING_LINES.format("asked").replace("7", "97")
        + SUPER_CALL,
        "asked = next(COUNT)",
        "Changed meanwhile: COUNT (a global of the module).",
        FIGURE8_CHECK,
    ),
    NondeterministicSolution(
        "a default that matters once in 97 times",
        CLASS_HEAD.replace("(self)", "(self, *, seen=[])")
        + "        seen.append(1)\n"
        + SKIPPING_LINES.format("len(seen)").replace("7", "97")
        + SUPER_CALL,
        "seen.append(1)",
        "Changed meanwhile: seen of Commit.tryAdvanceCommit (a default).",
        FIGURE8_CHECK,
    ),
    NondeterministicSolution(
        "the order of a set",
        CLASS_HEAD + "        for name in set(self.followers):\n            self.cancelTimer(name)\n" + SUPER_CALL,
        "for name in set(self.followers):",
        "the order of a set",
    ),
    NondeterministicSolution(
        "hash()",
        CLASS_HEAD + TIMER_LINES.format("hash(self.id) % 10007") + SUPER_CALL,
        TIMER_LINES.split("\n")[0].strip().format("hash(self.id) % 10007"),
        "hash() of a text",
    ),
    NondeterministicSolution(
        "id()",
        CLASS_HEAD + TIMER_LINES.format("id(self) % 100003") + SUPER_CALL,
        TIMER_LINES.split("\n")[0].strip().format("id(self) % 100003"),
        "where an object lies in memory",
    ),
    NondeterministicSolution(
        "the text of an object",
        CLASS_HEAD
        + "        mark = int(repr(object())[-9:-1], 16) % 100003\n"
        + TIMER_LINES.format("mark")
        + SUPER_CALL,
        "mark = int(repr(object())[-9:-1], 16) % 100003",
        "where an object lies in memory",
    ),
    NondeterministicSolution(
        "a clock",
        "\n\nimport collections\n\nCLOCK = collections._sys.modules['time']\n"
        + CLASS_HEAD
        + TIMER_LINES.format("CLOCK.perf_counter_ns() % 1000003")
        + SUPER_CALL,
        "CLOCK = collections._sys.modules['time']",
        "a clock or a random number decides",
    ),
)
