"""Submissions that act in two ways on the same events, each a right solution but for one thing."""

from __future__ import annotations

from dataclasses import dataclass

from raftlab.kit import Kit
from raftlab.records import Submission

SCENE = "scene05"
HEAD = "\n\nclass Commit(Right):\n    def tryAdvanceCommit(self):\n"
REST = "        return super().tryAdvanceCommit()\n"
TIMER = '        self.setTimer("mark", {0}, {0})\n        self.cancelTimer("mark")\n'


@dataclass(frozen=True)
class TwoWays:
    """One such submission. `line` is the line to be named; `told` is what is said of it, or of the cause."""

    name: str
    code: str
    line: str
    told: str
    check: str = "test_partition_and_recover"

    def submission(self, kit: Kit) -> Submission:
        """Return it as it is handed in: the reference's class, renamed, and refined by this one."""
        scene = kit.scene(SCENE)
        right = kit.solution(scene).source.replace("class Commit(Server)", "class Right(Server)")
        return Submission(scene.id, scene.file, right + self.code)

    def number(self, kit: Kit) -> int:
        """Return the number of the line to be named."""
        lines = self.submission(kit).source.splitlines()
        return next(number for number, text in enumerate(lines, start=1) if text.strip() == self.line)


ROWS = "test_majority_commits"
SELDOM = "test_figure8_carried"
"""It passes, however often it is run, where one in 97 questions is not answered."""
SKIPS = "        if {0} % 7 == 0:\n            return False\n"
TWO_WAYS = (
    TwoWays(
        "a global of the module",
        "\n\nASKED = 0\n" + HEAD + "        global ASKED\n        ASKED += 1\n" + SKIPS.format("ASKED") + REST,
        "global ASKED",
        "ASKED belongs to the module",
        ROWS,
    ),
    TwoWays(
        "a list of the module",
        "\n\nSEEN = []\n" + HEAD + "        SEEN.append(self.id)\n" + SKIPS.format("len(SEEN)") + REST,
        "SEEN.append(self.id)",
        "SEEN belongs to the module",
        ROWS,
    ),
    TwoWays(
        "a counter of the class",
        HEAD + "        Commit.asked = getattr(Commit, 'asked', 0) + 1\n" + SKIPS.format("Commit.asked") + REST,
        "Commit.asked = getattr(Commit, 'asked', 0) + 1",
        "Commit.asked belongs to the class, and is changed here",
        ROWS,
    ),
    TwoWays(
        "a dict of the class, one for all servers",
        HEAD.replace("    def", "    known = {}\n\n    def", 1)
        + "        for follower, index in self.matchIndex.items():\n"
        + "            self.known[follower] = max(index, self.known.get(follower, 0))\n"
        + "        self.matchIndex = dict(self.known)\n"
        + REST,
        "self.known[follower] = max(index, self.known.get(follower, 0))",
        "self.known belongs to the class",
        "test_minority_waits",
    ),
    TwoWays(
        "a default",
        HEAD.replace("(self)", "(self, seen=[])") + "        seen.append(1)\n" + SKIPS.format("len(seen)") + REST,
        "seen.append(1)",
        "seen has a default that all calls share",
        ROWS,
    ),
    TwoWays(
        "a closure",
        "\n\ndef counter():\n    count = 0\n\n    def up():\n        nonlocal count\n        count += 1\n"
        "        return count\n\n    return up\n\n\nup = counter()\n" + HEAD + SKIPS.format("up()") + REST,
        "nonlocal count",
        "count belongs to an outer function",
        ROWS,
    ),
    TwoWays(
        "a cache",
        "\n\nimport functools\n\n\n@functools.cache\ndef first(server):\n    return []\n"
        + HEAD
        + "        first(self.id).append(1)\n"
        + SKIPS.format("len(first(self.id))")
        + REST,
        "@functools.cache",
        "first remembers what it returned before",
        ROWS,
    ),
    TwoWays(
        "what outlives a restart",
        "\n\nclass Commit(Right):\n    known = {}\n\n    def started(self):\n        super().started()\n"
        "        self.commitIndex = min(self.known.get(self.id, 0), self.log.lastIndex())\n\n"
        "    def settle(self):\n        super().settle()\n        self.known[self.id] = self.commitIndex\n",
        "self.known[self.id] = self.commitIndex",
        "a restart does not lose it",
        "test_restarted_leader_waits",
    ),
    TwoWays(
        "a counter that matters once in 97 times",
        "\n\nclass Commit(Right):\n    asked = 0\n\n    def tryAdvanceCommit(self):\n        Commit.asked += 1\n"
        + SKIPS.format("Commit.asked").replace("7", "97")
        + REST,
        "Commit.asked += 1",
        "Changed meanwhile: Commit.asked (an attribute of the class).",
        SELDOM,
    ),
    TwoWays(
        "an object of the module that matters once in 97 times",
        "\n\nclass Count:\n    asked = 0\n\n\nCOUNT = Count()\n"
        + HEAD
        + "        COUNT.asked += 1\n"
        + SKIPS.format("COUNT.asked").replace("7", "97")
        + REST,
        "COUNT.asked += 1",
        "Changed meanwhile: COUNT (a global of the module).",
        SELDOM,
    ),
    TwoWays(
        "an iterator of the module that matters once in 97 times",
        "\n\nimport itertools\n\nCOUNT = itertools.count(1)\n"
        + HEAD
        + "        asked = next(COUNT)\n"
        + SKIPS.format("asked").replace("7", "97")
        + REST,
        "asked = next(COUNT)",
        "Changed meanwhile: COUNT (a global of the module).",
        SELDOM,
    ),
    TwoWays(
        "a default that matters once in 97 times",
        HEAD.replace("(self)", "(self, *, seen=[])")
        + "        seen.append(1)\n"
        + SKIPS.format("len(seen)").replace("7", "97")
        + REST,
        "seen.append(1)",
        "Changed meanwhile: seen of Commit.tryAdvanceCommit (a default).",
        SELDOM,
    ),
    TwoWays(
        "the order of a set",
        HEAD + "        for name in set(self.followers):\n            self.cancelTimer(name)\n" + REST,
        "for name in set(self.followers):",
        "the order of a set",
    ),
    TwoWays(
        "hash()",
        HEAD + TIMER.format("hash(self.id) % 10007") + REST,
        TIMER.split("\n")[0].strip().format("hash(self.id) % 10007"),
        "hash() of a text",
    ),
    TwoWays(
        "id()",
        HEAD + TIMER.format("id(self) % 100003") + REST,
        TIMER.split("\n")[0].strip().format("id(self) % 100003"),
        "where an object lies in memory",
    ),
    TwoWays(
        "the text of an object",
        HEAD + "        mark = sum(map(ord, repr(object())))\n" + TIMER.format("mark") + REST,
        "mark = sum(map(ord, repr(object())))",
        "where an object lies in memory",
    ),
    TwoWays(
        "a clock",
        "\n\nimport collections\n\nCLOCK = collections._sys.modules['time']\n"
        + HEAD
        + TIMER.format("CLOCK.perf_counter_ns() % 1000003")
        + REST,
        "CLOCK = collections._sys.modules['time']",
        "a clock or a random number decides",
    ),
)
