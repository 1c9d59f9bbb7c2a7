"""A handler depends on its server's state and on the event alone; one that does not is told what it depends on."""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from nondeterministic_solutions import (
    CLASS_HEAD,
    FIGURE8_CHECK,
    NONDETERMINISTIC_SOLUTIONS,
    SCENE,
    SUPER_CALL,
    NondeterministicSolution,
)

from raftlab.assembly.solution_files import read_solution
from raftlab.checks.determinism import CAUSE_TEXTS
from raftlab.checks.nondeterminism_sources import find_sources
from raftlab.kit import Kit, LayerSource, find_kit
from raftlab.models import CheckResult, Submission
from raftlab.pipeline import grade
from raftlab.worker.hash_seeds import ORDERED_SEEDS, REVERSED_SEEDS, derive_hash_seeds, kit_secret
from raftlab.worker.pool import ZygotePool


@pytest.fixture(scope="module")
def pool() -> Iterator[ZygotePool]:
    """Yield zygotes that the short gradings share: two of them take longer to start than such a grading."""
    with ZygotePool() as opened_pool:
        yield opened_pool


@pytest.fixture(scope="module")
def kit() -> Kit:
    """Return the kit of this checkout."""
    return find_kit()


def check_results(
    kit: Kit, submission: Submission, *check_names: str, pool: ZygotePool | None = None
) -> list[CheckResult]:
    """Return what the checks of these names came to."""
    return list(grade(kit, submission, check_names=check_names, pool=pool).result.checks)


@pytest.mark.parametrize("solution", NONDETERMINISTIC_SOLUTIONS, ids=lambda solution: solution.name)
def test_nondeterminism_is_reported_with_cause_and_line(
    kit: Kit, solution: NondeterministicSolution, pool: ZygotePool
) -> None:
    """Each way to depend on more than state and event fails a check, by name and with the line."""
    (check,) = check_results(kit, solution.submission(kit), solution.check_name, pool=pool)
    assert (check.verdict, check.points) == ("FAIL", 0)
    assert "acted in two ways on the same events" in check.seen
    assert "Not deterministic: " in check.seen
    assert solution.expected_text in check.seen
    assert f"commit.py line {solution.line_number(kit)}: " in check.seen


def test_servers_that_share_an_attribute_of_their_class_are_caught(kit: Kit) -> None:
    """Two servers in one process that talk through their class, not by messages, are found out and told."""
    talks = NondeterministicSolution(
        "",
        "\n\nclass Commit(Right):\n    logs = {}\n\n    def settle(self):\n        self.logs[self.id] = len(self.log)\n"
        "        super().settle()\n\n    def tryAdvanceCommit(self):\n        for follower in self.matchIndex:\n"
        "            self.matchIndex[follower] = self.logs.get(follower, 0)\n"
        "        return super().tryAdvanceCommit()\n",
        "self.logs[self.id] = len(self.log)",
        "",
    )
    (check,) = check_results(kit, talks.submission(kit), "test_partition_and_recover")
    assert check.verdict == "FAIL"
    assert CAUSE_TEXTS["shared"] in check.seen
    assert f"commit.py line {talks.line_number(kit)}: self.logs belongs to the class, and is changed here" in check.seen


def test_a_file_that_loads_in_one_process_only_is_caught(kit: Kit) -> None:
    """A submission that does not load under another hash seed does not pass by keeping out of the second look."""
    hides = NondeterministicSolution(
        "", "\n\nclass Commit(Right):\n    assert list({'S1', 'S2'}) == ['S2', 'S1']\n", "", ""
    )
    (check,) = grade_where_s2_comes_first(kit, hides.submission(kit), "test_partition_and_recover")
    assert check.verdict == "FAIL"
    assert "loaded in one process, and in another it was not: AssertionError" in check.seen


def grade_where_s2_comes_first(kit: Kit, submission: Submission, *check_names: str) -> tuple[CheckResult, ...]:
    """Return what the checks came to under a seed whose first processes list {"S1", "S2"} from S2 on."""
    layer = LayerSource(submission.file, submission.source, kit.scene(SCENE).layer_class)
    secret = kit_secret(kit, kit.scene(SCENE))
    seed = next(each for each in range(99) if derive_hash_seeds(layer, each, secret)[0] in ORDERED_SEEDS)
    return grade(kit, submission, seed=seed, check_names=check_names).result.checks


LEAVE_IN_ONE_PROCESS = """

import collections


class Commit(Right):
    def tryAdvanceCommit(self):
        if list({"S1", "S2"}) != ["S2", "S1"]:
            WAY
        return super().tryAdvanceCommit()
"""
WAYS_TO_LEAVE = {
    "exits": "collections._sys.modules['os']._exit(0)",
    "loops": "collections.deque(iter(int, 1), maxlen=0)",
    "takes all memory": "self.many = [0] * 10**9",
    "raises": "raise ValueError",
}


@pytest.mark.parametrize("way", WAYS_TO_LEAVE)
def test_leaving_in_the_second_process_is_acting_in_two_ways(kit: Kit, way: str) -> None:
    """A right answer that dies, hangs or raises only where it is looked at again fails."""
    leaves = NondeterministicSolution("", LEAVE_IN_ONE_PROCESS.replace("WAY", WAYS_TO_LEAVE[way]), "", "")
    (check,) = grade_where_s2_comes_first(kit, leaves.submission(kit), "test_partition_and_recover")
    assert (check.verdict, check.points) == ("FAIL", 0)
    assert "acted in two ways on the same events" in check.seen
    assert "it ran to its end the first time, and it ended in" in check.seen


KEEPS_ITS_COMMIT_INDEX = """

import collections

MODULES = collections._sys.modules
LOOP = MODULES["raftlab.worker.server_loop"]
KNOWN, AT = LOOP.__dict__.setdefault("_known", {}), LOOP.__dict__.setdefault("_at", {})


def export(self, request):
    fields = self._images.restore(request.image_id)
    fields["stash"] = AT.get(request.image_id, 0)
    return MODULES["raftlab.worker.responses"].ImageResponse(MODULES["pickle"].dumps(fields, protocol=5))


EXPORTS


class Commit(Right):
    def started(self):
        super().started()
        boot = collections._sys._getframe(1).f_locals["request"]
        self.whose = (getattr(boot, "run_id", -1), self.id)
        known = self.__dict__.pop("stash", 0)
        if boot.image_id is not None and self.whose[0] >= 0:
            known = dict.get(KNOWN, self.whose, 0)
            dict.__setitem__(AT, boot.image_id, known)
        if not self.commitIndex and known and self.log.lastIndex() >= known and self.now > 0:
            self.commitIndex = known

    def settle(self):
        super().settle()
        dict.__setitem__(KNOWN, self.whose, self.commitIndex)
"""


@pytest.mark.parametrize(
    ("exports", "words"),
    [("", "acted in two ways"), ("LOOP.RequestHandler._export_image = export", "is not what it had persisted")],
    ids=["in the process", "in the exported image"],
)
def test_memory_through_a_crash_is_caught(kit: Kit, exports: str, words: str) -> None:
    """What a process remembers of a server that crashed reaches no other process, with the durable image neither."""
    keeps = NondeterministicSolution("", KEEPS_ITS_COMMIT_INDEX.replace("EXPORTS", exports), "", "")
    (check,) = check_results(kit, keeps.submission(kit), FIGURE8_CHECK)
    assert check.verdict == "FAIL"
    assert words in check.seen


def test_servers_that_talk_through_the_heap_are_caught(kit: Kit) -> None:
    """Two servers that find each other in memory, with no name that they share, are found out too."""
    talks = NondeterministicSolution(
        "",
        "\n\nimport collections\n\n\nclass Commit(Right):\n    def tryAdvanceCommit(self):\n"
        "        others = [each for each in collections._sys.modules['gc'].get_objects() if isinstance(each, Commit)]\n"
        "        for other in others:\n            if other.id in self.matchIndex:\n"
        "                self.matchIndex[other.id] = len(other.log)\n        return super().tryAdvanceCommit()\n",
        "",
        "",
    )
    (check,) = check_results(kit, talks.submission(kit), "test_partition_and_recover")
    assert check.verdict == "FAIL"
    assert CAUSE_TEXTS["shared"] in check.seen


def test_the_search_of_all_schedules_names_hidden_state(kit: Kit) -> None:
    """Where the search met a state that live servers do not come to, what lies outside of the server is named."""
    kind = next(each for each in NONDETERMINISTIC_SOLUTIONS if each.name.startswith("a dict of the class"))
    (check,) = check_results(kit, kind.submission(kit), "test_explore_three")
    assert check.verdict == "FAIL"
    assert "Not deterministic: " in check.seen
    assert f"commit.py line {kind.line_number(kit)}: self.known belongs to the class" in check.seen
    assert "Changed meanwhile: Commit.known (an attribute of the class)." in check.seen


def test_grade_command_reports_nondeterminism(kit: Kit, tmp_path: Path) -> None:
    """`raftlab grade` shows a student what decided, and where."""
    kind = next(each for each in NONDETERMINISTIC_SOLUTIONS if each.name == "the order of a set")
    (tmp_path / "commit.py").write_text(kind.submission(kit).source)
    command = [str(Path(sys.executable).with_name("raftlab")), "grade", SCENE, "commit.py", "--check", kind.check_name]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=250)
    told = " ".join(done.stdout.split())
    assert done.returncode == 1, done.stdout + done.stderr
    assert "Not deterministic: the hash seed decides: the order of a set" in told
    assert f"commit.py line {kind.line_number(kit)}: the items of set(self.followers) come in no fixed order" in told


def test_nondeterministic_examples_are_no_kit_error(kit: Kit) -> None:
    """A check by many examples fails for such a submission; it does not end as the kit's own error."""
    for kind in NONDETERMINISTIC_SOLUTIONS[:2]:
        for check in check_results(kit, kind.submission(kit), "test_commit_in_any_state"):
            assert check.verdict == "FAIL", check
            assert "Not deterministic: " in check.seen


HARMLESS_MEMOS = {
    "a cache of a pure function": "\n\nimport functools\n\n\n@functools.lru_cache(maxsize=4)\ndef majority_of(count):\n"
    "    return count // 2 + 1\n"
    + CLASS_HEAD
    + "        assert majority_of(len(self.cluster)) == self.majority()\n"
    + SUPER_CALL,
    "a dict of known sums": "\n\nKNOWN = {}\n" + CLASS_HEAD + "        key = tuple(sorted(self.matchIndex.values()))\n"
    "        assert KNOWN.setdefault(key, sum(key)) == sum(self.matchIndex.values())\n" + SUPER_CALL,
    "a list that only grows": "\n\nclass Commit(Right):\n    calls = []\n\n    def tryAdvanceCommit(self):\n"
    "        self.calls.append((self.id, self.now))\n" + SUPER_CALL,
}
"""Right solutions that keep something outside of their servers, which decides nothing."""
EXPECTED_WARNINGS = {
    "a cache of a pure function": "majority_of (a cache)",
    "a dict of known sums": "KNOWN (a global of the module)",
    "a list that only grows": "Commit.calls (an attribute of the class)",
}


@pytest.mark.parametrize("name", HARMLESS_MEMOS)
def test_harmless_global_state_costs_nothing(kit: Kit, name: str) -> None:
    """What outlives the servers is told in a warning; where it changes nothing that they do, every point is given."""
    result = grade(
        kit,
        NondeterministicSolution("", HARMLESS_MEMOS[name], "", "").submission(kit),
        check_names=(*SCHEDULED_CHECKS, FIGURE8_CHECK),
    ).result
    assert [check.verdict for check in result.checks] == ["ok"] * (len(SCHEDULED_CHECKS) + 1)
    assert [text.partition(": ")[0] for text in result.warnings] == [
        f"only {', '.join((*SCHEDULED_CHECKS, FIGURE8_CHECK))} ran",
        EXPECTED_WARNINGS[name],
    ]


def test_hidden_global_state_is_found_by_its_line(kit: Kit) -> None:
    """A worker that denies what changed is not believed where the text shows a line that changes it."""
    lie = "\n\nimport collections\n\nserver_loop = collections._sys.modules['raftlab.worker.server_loop']\n"
    lie += "server_loop.changed_names = lambda before, after: ()\n"
    seldom = next(each for each in NONDETERMINISTIC_SOLUTIONS if each.name == "a counter that matters once in 97 times")
    result = grade(
        kit, NondeterministicSolution("", lie + seldom.code, "", "").submission(kit), check_names=(FIGURE8_CHECK,)
    ).result
    assert [check.verdict for check in result.checks] == ["FAIL"]
    assert "Not deterministic: " in result.checks[0].seen
    assert "Commit.asked belongs to the class, and is changed here" in result.checks[0].seen


SCHEDULED_CHECKS = ("test_partition_and_recover", "test_restarted_leader_waits", "test_search_three")


def test_reference_is_deterministic(kit: Kit) -> None:
    """The reference acts in one way, restarts included."""
    work = Submission(SCENE, "commit.py", kit.solution_layer(kit.scene(SCENE)).source)
    result = grade(kit, work, check_names=SCHEDULED_CHECKS).result
    assert [check.verdict for check in result.checks] == ["ok"] * len(SCHEDULED_CHECKS)
    assert len(result.warnings) == 1, "nothing outlives its servers"


@pytest.mark.night
def test_variants_are_deterministic(kit: Kit) -> None:
    """Whatever way a right solution takes, it acts in one."""
    for file in sorted((kit.reference / SCENE / "variants").glob("*.py")):
        work = Submission(SCENE, "commit.py", read_solution(kit, file))
        assert {check.verdict for check in check_results(kit, work, *SCHEDULED_CHECKS)} == {"ok"}, file.name


def test_hash_seeds_reverse_every_pair() -> None:
    """Every two of the servers' names come out of a set in another order under the other hash seed."""
    pairs = list(itertools.combinations(["S1", "S2", "S3", "S4", "S5"], 2))
    orders: dict[int, list[list[str]]] = {}
    for seed in (*ORDERED_SEEDS, *REVERSED_SEEDS):
        command = [sys.executable, "-S", "-c", f"import json; print(json.dumps([list(set(p)) for p in {pairs}]))"]
        environment = {**os.environ, "PYTHONHASHSEED": str(seed)}
        orders[seed] = json.loads(subprocess.run(command, env=environment, capture_output=True, check=True).stdout)
    ordered = [orders[seed] for seed in ORDERED_SEEDS]
    opposite = [[pair[::-1] for pair in orders[seed]] for seed in REVERSED_SEEDS]
    assert all(each == ordered[0] for each in (*ordered, *opposite))


def test_hash_seeds_depend_on_text_seed_and_secret(kit: Kit) -> None:
    """The same text, seed and kit have the same hash seeds; either order can be the first one's."""
    layer = LayerSource("commit.py", "x = 1", "Commit")
    secret = kit_secret(kit, kit.scene(SCENE))
    assert derive_hash_seeds(layer, 0, secret) == derive_hash_seeds(layer, 0, secret)
    found = {derive_hash_seeds(layer, seed, secret) for seed in range(100)}
    assert len(found) > 50
    assert {first in ORDERED_SEEDS for first, _ in found} == {True, False}
    assert found != {derive_hash_seeds(layer, seed, b"another kit") for seed in range(100)}
    assert all((first in ORDERED_SEEDS) != (second in ORDERED_SEEDS) for first, second in found)


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
    assert find_sources(source, cause)  # type: ignore[arg-type]


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
    found = find_sources(source, cause)  # type: ignore[arg-type]
    assert [words for _, words in found if "changed here" in words or cause != "shared"] == []
