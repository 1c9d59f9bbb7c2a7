"""A handler depends on its server's state and on the event alone; one that does not is told what it depends on."""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from two_ways import HEAD, REST, SCENE, SELDOM, TWO_WAYS, TwoWays

from raftlab.checks.determinism import OTHER_SEED, WHY
from raftlab.checks.suspects import suspects
from raftlab.kit import Kit, find_kit
from raftlab.pipeline import grade
from raftlab.records import CheckResult, Submission


@pytest.fixture(scope="module")
def kit() -> Kit:
    """Return the kit of this checkout."""
    return find_kit()


def came_to(kit: Kit, work: Submission, *names: str) -> list[CheckResult]:
    """Return what the checks of these names came to."""
    return list(grade(kit, work, only=names).result.checks)


@pytest.mark.parametrize("kind", TWO_WAYS, ids=lambda kind: kind.name)
def test_acting_in_two_ways_is_told_with_what_decides_and_its_line(kit: Kit, kind: TwoWays) -> None:
    """Each way to depend on more than state and event fails a check, by name and with the line."""
    (check,) = came_to(kit, kind.submission(kit), kind.check)
    assert (check.verdict, check.points) == ("FAIL", 0)
    assert "acted in two ways on the same events" in check.seen
    assert "Not deterministic: " in check.seen
    assert kind.told in check.seen
    assert f"commit.py line {kind.number(kit)}: " in check.seen


def test_servers_that_share_an_attribute_of_their_class_are_caught(kit: Kit) -> None:
    """Two servers in one process that talk through their class, not by messages, are found out and told."""
    talks = TwoWays(
        "",
        "\n\nclass Commit(Right):\n    logs = {}\n\n    def settle(self):\n        self.logs[self.id] = len(self.log)\n"
        "        super().settle()\n\n    def tryAdvanceCommit(self):\n        for follower in self.matchIndex:\n"
        "            self.matchIndex[follower] = self.logs.get(follower, 0)\n"
        "        return super().tryAdvanceCommit()\n",
        "self.logs[self.id] = len(self.log)",
        "",
    )
    (check,) = came_to(kit, talks.submission(kit), "test_partition_and_recover")
    assert check.verdict == "FAIL"
    assert WHY["shared"] in check.seen
    assert f"commit.py line {talks.number(kit)}: self.logs belongs to the class, and is changed here" in check.seen


def test_a_file_that_loads_in_one_process_only_is_caught(kit: Kit) -> None:
    """A submission that does not load under another hash seed does not pass by keeping out of the second look."""
    hides = TwoWays("", "\n\nclass Commit(Right):\n    assert list({'S1', 'S2'}) == ['S2', 'S1']\n", "", "")
    (check,) = came_to(kit, hides.submission(kit), "test_partition_and_recover")
    assert check.verdict == "FAIL"
    assert "loaded in one process, and in another it was not: AssertionError" in check.seen


def test_servers_that_talk_through_the_heap_are_caught(kit: Kit) -> None:
    """Two servers that find each other in memory, with no name that they share, are found out too."""
    talks = TwoWays(
        "",
        "\n\nimport collections\n\n\nclass Commit(Right):\n    def tryAdvanceCommit(self):\n"
        "        others = [each for each in collections._sys.modules['gc'].get_objects() if isinstance(each, Commit)]\n"
        "        for other in others:\n            if other.id in self.matchIndex:\n"
        "                self.matchIndex[other.id] = len(other.log)\n        return super().tryAdvanceCommit()\n",
        "",
        "",
    )
    (check,) = came_to(kit, talks.submission(kit), "test_partition_and_recover")
    assert check.verdict == "FAIL"
    assert WHY["shared"] in check.seen


def test_the_search_of_all_schedules_names_hidden_state(kit: Kit) -> None:
    """Where the search met a state that live servers do not come to, what lies outside of the server is named."""
    kind = next(each for each in TWO_WAYS if each.name.startswith("a dict of the class"))
    (check,) = came_to(kit, kind.submission(kit), "test_explore_three")
    assert check.verdict == "FAIL"
    assert "Not deterministic: " in check.seen
    assert f"commit.py line {kind.number(kit)}: self.known belongs to the class" in check.seen
    assert "Changed meanwhile: Commit.known (an attribute of the class)." in check.seen


def test_the_command_tells_it(kit: Kit, tmp_path: Path) -> None:
    """`raftlab grade` shows a student what decided, and where."""
    kind = next(each for each in TWO_WAYS if each.name == "the order of a set")
    (tmp_path / "commit.py").write_text(kind.submission(kit).source)
    command = [str(Path(sys.executable).with_name("raftlab")), "grade", SCENE, "commit.py", "--check", kind.check]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=250)
    told = " ".join(done.stdout.split())
    assert done.returncode == 1, done.stdout + done.stderr
    assert "Not deterministic: the hash seed decides: the order of a set" in told
    assert f"commit.py line {kind.number(kit)}: the items of set(self.followers) come in no fixed order" in told


def test_examples_that_come_out_in_two_ways_are_no_fault_of_the_kit(kit: Kit) -> None:
    """A check by many examples fails for such a submission; it does not end as the kit's own error."""
    for kind in TWO_WAYS[:2]:
        for check in came_to(kit, kind.submission(kit), "test_commit_in_any_state"):
            assert check.verdict == "FAIL", check
            assert "Not deterministic: " in check.seen


MEMOS = {
    "a cache of a pure function": "\n\nimport functools\n\n\n@functools.lru_cache(maxsize=4)\ndef majority_of(count):\n"
    "    return count // 2 + 1\n" + HEAD + "        assert majority_of(len(self.cluster)) == self.majority()\n" + REST,
    "a dict of known sums": "\n\nKNOWN = {}\n" + HEAD + "        key = tuple(sorted(self.matchIndex.values()))\n"
    "        assert KNOWN.setdefault(key, sum(key)) == sum(self.matchIndex.values())\n" + REST,
    "a list that only grows": "\n\nclass Commit(Right):\n    calls = []\n\n    def tryAdvanceCommit(self):\n"
    "        self.calls.append((self.id, self.now))\n" + REST,
}
"""Right solutions that keep something outside of their servers, which decides nothing."""
KEPT = {
    "a cache of a pure function": "majority_of (a cache)",
    "a dict of known sums": "KNOWN (a global of the module)",
    "a list that only grows": "Commit.calls (an attribute of the class)",
}


@pytest.mark.parametrize("name", MEMOS)
def test_memory_that_decides_nothing_costs_nothing(kit: Kit, name: str) -> None:
    """What outlives the servers is told in a warning; where it changes nothing that they do, every point is given."""
    result = grade(kit, TwoWays("", MEMOS[name], "", "").submission(kit), only=(*SCHEDULED, SELDOM)).result
    assert [check.verdict for check in result.checks] == ["ok"] * (len(SCHEDULED) + 1)
    assert [text.partition(": ")[0] for text in result.warnings] == [
        f"only {', '.join((*SCHEDULED, SELDOM))} ran",
        KEPT[name],
    ]


def test_memory_that_is_denied_is_found_by_its_line(kit: Kit) -> None:
    """A worker that denies what changed is not believed where the text shows a line that changes it."""
    lie = "\n\nimport collections\n\nservant = collections._sys.modules['raftlab.worker.servant']\n"
    lie += "servant.changed = lambda before, after: ()\n"
    seldom = next(each for each in TWO_WAYS if each.name == "a counter that matters once in 97 times")
    result = grade(kit, TwoWays("", lie + seldom.code, "", "").submission(kit), only=(SELDOM,)).result
    assert [check.verdict for check in result.checks] == ["FAIL"]
    assert "Not deterministic: " in result.checks[0].seen
    assert "Commit.asked belongs to the class, and is changed here" in result.checks[0].seen


SCHEDULED = ("test_partition_and_recover", "test_restarted_leader_waits", "test_search_three")


def test_a_right_solution_is_not_accused(kit: Kit) -> None:
    """The reference acts in one way, restarts included."""
    work = Submission(SCENE, "commit.py", kit.solution(kit.scene(SCENE)).source)
    result = grade(kit, work, only=SCHEDULED).result
    assert [check.verdict for check in result.checks] == ["ok"] * len(SCHEDULED)
    assert len(result.warnings) == 1, "nothing outlives its servers"


@pytest.mark.night
def test_no_variant_is_accused(kit: Kit) -> None:
    """Whatever way a right solution takes, it acts in one."""
    for file in sorted((kit.reference / SCENE / "variants").glob("*.py")):
        work = Submission(SCENE, "commit.py", file.read_text(encoding="utf-8"))
        assert {check.verdict for check in came_to(kit, work, *SCHEDULED)} == {"ok"}, file.name


def test_other_seed_turns_every_pair_round() -> None:
    """Every two of the servers' names come out of a set in another order under the other hash seed."""
    pairs = list(itertools.combinations(["S1", "S2", "S3", "S4", "S5"], 2))
    orders = []
    for seed in (0, OTHER_SEED):
        command = [sys.executable, "-S", "-c", f"import json; print(json.dumps([list(set(p)) for p in {pairs}]))"]
        environment = {**os.environ, "PYTHONHASHSEED": str(seed)}
        orders.append(json.loads(subprocess.run(command, env=environment, capture_output=True, check=True).stdout))
    assert [first for first, second in zip(*orders, strict=True) if first == second] == []


# ---- lines of the text ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cause", "source"),
    [
        ("order", "def f(self):\n    return [x for x in self.votesGranted]\n"),
        ("order", "def f(self):\n    return next(iter({1, 2}))\n"),
        ("order", "def f(self, a):\n    return ','.join(set(a) | {3})\n"),
        ("order", "x = {1} - {2}\ny = x.pop()\n"),
        ("shared", "A = []\ndef f():\n    A[0] = 1\n"),
        ("shared", "A = {}\ndef f():\n    del A[0]\n"),
        ("shared", "class A:\n    def f(self):\n        type(self).x = 1\n"),
        ("shared", "class A:\n    def f(self):\n        setattr(type(self), 'x', 1)\n"),
        ("shared", "class A:\n    def f(self):\n        self.__class__.x.append(1)\n"),
        ("shared", "import itertools\nA = itertools.count()\ndef f():\n    return next(A)\n"),
        ("shared", "def f():\n    f.calls = 1\n"),
        ("shared", "A = []\ndef f():\n    a = A\n    a += [1]\n"),
        ("address", "x = id(3)\n"),
        ("clock", "x = self.modules['time']\n"),
    ],
)
def test_suspicious_line_is_found(cause: str, source: str) -> None:
    """What can make a server act in two ways is found by its cause."""
    assert suspects(source, cause)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("cause", "source"),
    [
        ("order", "def f(self):\n    return sorted(x for x in self.votesGranted)\n"),
        ("order", "def f(self):\n    return len({x for x in self.log}) + max(set(self.log))\n"),
        ("order", "def f(self):\n    for x in sorted(self.votesGranted):\n        pass\n"),
        ("shared", "A = [1]\ndef f(A):\n    A.append(1)\n"),
        ("shared", "class A:\n    x = ()\n    def f(self):\n        self.x = []\n        self.x.append(1)\n"),
        ("address", "x = self.id\n"),
    ],
)
def test_harmless_line_is_not_named(cause: str, source: str) -> None:
    """A sorted set, a local name, an attribute of the server's own: none of them is named."""
    found = suspects(source, cause)  # type: ignore[arg-type]
    assert [words for _, words in found if "changed here" in words or cause != "shared"] == []
