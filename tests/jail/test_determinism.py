"""A handler may depend only on its server's state and the event; otherwise the grader names the cause."""

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

from raftlab.checks.determinism_diagnosis import CAUSE_TEXTS
from raftlab.checks.nondeterminism_sources import find_sources
from raftlab.grading_models import CheckResult, Submission
from raftlab.kit import Kit, LayerSource, find_kit
from raftlab.pipeline import grade
from raftlab.solutions.named_solutions import read_solution
from raftlab.worker.derive_hash_seeds import HASH_SEED_TRIPLES, ORDERED_SEEDS, derive_hash_seeds, hidden_checks_digest
from raftlab.worker.zygote_pool import ZygotePool


@pytest.fixture(scope="module")
def pool() -> Iterator[ZygotePool]:
    """Yield zygotes that the short gradings share: starting two takes longer than such a grading."""
    with ZygotePool() as opened_pool:
        yield opened_pool


@pytest.fixture(scope="module")
def kit() -> Kit:
    """Return the kit of this checkout."""
    return find_kit()


def check_results(
    kit: Kit, submission: Submission, *check_names: str, pool: ZygotePool | None = None
) -> list[CheckResult]:
    """Return the results of the checks with these names."""
    return list(grade(kit, submission, check_names=check_names, pool=pool).result.checks)


@pytest.mark.parametrize("solution", NONDETERMINISTIC_SOLUTIONS, ids=lambda solution: solution.name)
def test_nondeterminism_is_reported_with_cause_and_line(
    kit: Kit, solution: NondeterministicSolution, pool: ZygotePool
) -> None:
    """Each dependence on more than state and event fails a check, with its name and line."""
    (check,) = check_results(kit, solution.submission(kit), solution.check_name, pool=pool)
    assert (check.verdict, check.points) == ("FAIL", 0)
    assert "acted in two ways on the same events" in check.seen
    assert "Not deterministic: " in check.seen
    assert solution.expected_text in check.seen
    assert f"commit.py line {solution.line_number(kit)}: " in check.seen


def test_servers_that_share_an_attribute_of_their_class_are_caught(kit: Kit, pool: ZygotePool) -> None:
    """Two servers that communicate through their class instead of messages are detected."""
    talks = NondeterministicSolution(
        "",
        "\n\nclass Commit(Right):\n    logs = {}\n\n    def settle(self):\n        self.logs[self.id] = len(self.log)\n"
        "        super().settle()\n\n    def tryAdvanceCommit(self):\n        for follower in self.matchIndex:\n"
        "            self.matchIndex[follower] = self.logs.get(follower, 0)\n"
        "        return super().tryAdvanceCommit()\n",
        "self.logs[self.id] = len(self.log)",
        "",
    )
    (check,) = check_results(kit, talks.submission(kit), "test_partition_and_recover", pool=pool)
    assert check.verdict == "FAIL"
    assert CAUSE_TEXTS["shared"] in check.seen
    assert f"commit.py line {talks.line_number(kit)}: self.logs belongs to the class, and is changed here" in check.seen


def test_a_file_that_loads_in_one_process_only_is_caught(kit: Kit) -> None:
    """A submission that does not load under another hash seed fails: it cannot avoid the second run."""
    hides = NondeterministicSolution(
        "", "\n\nclass Commit(Right):\n    assert list({'S1', 'S2'}) == ['S2', 'S1']\n", "", ""
    )
    (check,) = grade_where_s2_comes_first(kit, hides.submission(kit), "test_partition_and_recover")
    assert check.verdict == "FAIL"
    assert "loaded in one process, and in another it was not: AssertionError" in check.seen


def grade_where_s2_comes_first(kit: Kit, submission: Submission, *check_names: str) -> tuple[CheckResult, ...]:
    """Return the check results under a seed whose first processes iterate {"S1", "S2"} from S2."""
    layer = LayerSource(submission.file, submission.source, kit.scene(SCENE).layer_class)
    secret = hidden_checks_digest(kit, kit.scene(SCENE))
    seed = next(each for each in range(99) if derive_hash_seeds(layer, each, secret)[0] in ORDERED_SEEDS)
    return grade(kit, submission, seed=seed, check_names=check_names).result.checks  # a pool has fixed hash seeds


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


@pytest.mark.usefixtures("short_events")
@pytest.mark.parametrize(
    "way", [pytest.param(way, marks=pytest.mark.long if way == "loops" else ()) for way in WAYS_TO_LEAVE]
)
def test_leaving_in_the_second_process_is_acting_in_two_ways(kit: Kit, way: str) -> None:
    """A right answer that dies, hangs or raises only in the second run fails."""
    leaves = NondeterministicSolution("", LEAVE_IN_ONE_PROCESS.replace("WAY", WAYS_TO_LEAVE[way]), "", "")
    (check,) = grade_where_s2_comes_first(kit, leaves.submission(kit), "test_partition_and_recover")
    assert (check.verdict, check.points) == ("FAIL", 0)
    assert "acted in two ways on the same events" in check.seen
    assert "it ran to its end the first time, and it ended in" in check.seen


KEEPS_ITS_COMMIT_INDEX = """

import collections

MODULES = collections._sys.modules
LOOP = MODULES["raftlab.worker.request_handler"]
KNOWN, AT = LOOP.__dict__.setdefault("_known", {}), LOOP.__dict__.setdefault("_at", {})


def export(self, request):
    fields = self._images.restore(request.image_id)
    fields["stash"] = AT.get(request.image_id, 0)
    return MODULES["raftlab.worker.responses"].ImageResponse(MODULES["pickle"].dumps(fields, protocol=5))


EXPORTS


class Commit(Right):
    def started(self):
        super().started()
        frame = collections._sys._getframe(1)
        while "request" not in frame.f_locals:
            frame = frame.f_back
        boot = frame.f_locals["request"]
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
def test_memory_through_a_crash_is_caught(kit: Kit, pool: ZygotePool, exports: str, words: str) -> None:
    """What a process remembers of a crashed server reaches no other process, not even with the durable image."""
    keeps = NondeterministicSolution("", KEEPS_ITS_COMMIT_INDEX.replace("EXPORTS", exports), "", "")
    (check,) = check_results(kit, keeps.submission(kit), FIGURE8_CHECK, pool=pool)
    assert check.verdict == "FAIL"
    assert words in check.seen


PERSISTS_WHAT_THE_PROCESS_KNOWS = """

import collections

KNOWN = collections._sys.modules["raftlab.worker.request_handler"].__dict__.setdefault("_known", {"most": 0})


class Commit(Right):
    persistent = (*Right.persistent, "most")
    most = 0

    def started(self):
        super().started()
        self.votesGranted = {f"{self.most}"} if self.most else self.votesGranted

    def persist(self):
        dict.__setitem__(KNOWN, "most", KNOWN["most"] + 1)
        self.most = KNOWN["most"]
        super().persist()
"""


def test_an_image_carries_nothing_from_the_first_process(kit: Kit, pool: ZygotePool) -> None:
    """What a server persists of its process is not what it persists when it lives all its lives again."""
    persists = NondeterministicSolution("", PERSISTS_WHAT_THE_PROCESS_KNOWS, "", "")
    (check,) = check_results(kit, persists.submission(kit), FIGURE8_CHECK, pool=pool)
    assert check.verdict == "FAIL"
    assert "acted in two ways" in check.seen
    assert "votesGranted was" in check.seen


def test_servers_that_talk_through_the_heap_are_caught(kit: Kit, pool: ZygotePool) -> None:
    """Two servers that find each other in memory, without a shared name, are detected too."""
    talks = NondeterministicSolution(
        "",
        "\n\nimport collections\n\n\nclass Commit(Right):\n    def tryAdvanceCommit(self):\n"
        "        others = [each for each in collections._sys.modules['gc'].get_objects() if isinstance(each, Commit)]\n"
        "        for other in others:\n            if other.id in self.matchIndex:\n"
        "                self.matchIndex[other.id] = len(other.log)\n        return super().tryAdvanceCommit()\n",
        "",
        "",
    )
    (check,) = check_results(kit, talks.submission(kit), "test_partition_and_recover", pool=pool)
    assert check.verdict == "FAIL"
    assert CAUSE_TEXTS["shared"] in check.seen


def test_the_search_of_all_schedules_names_hidden_state(kit: Kit, pool: ZygotePool) -> None:
    """If the search reaches a state that live servers do not, the state outside of the server is named."""
    kind = next(each for each in NONDETERMINISTIC_SOLUTIONS if each.name.startswith("a dict of the class"))
    (check,) = check_results(kit, kind.submission(kit), "test_explore_three", pool=pool)
    assert check.verdict == "FAIL"
    assert "Not deterministic: " in check.seen
    assert f"commit.py line {kind.line_number(kit)}: self.known belongs to the class" in check.seen
    assert "Changed meanwhile: Commit.known (an attribute of the class)." in check.seen


def test_grade_command_reports_nondeterminism(kit: Kit, tmp_path: Path) -> None:
    """`raftlab grade` shows the cause of nondeterminism and its line."""
    kind = next(each for each in NONDETERMINISTIC_SOLUTIONS if each.name == "the order of a set")
    (tmp_path / "commit.py").write_text(kind.submission(kit).source)
    command = [str(Path(sys.executable).with_name("raftlab")), "grade", SCENE, "commit.py", "--check", kind.check_name]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=250)
    told = " ".join(done.stdout.split())
    assert done.returncode == 1, done.stdout + done.stderr
    assert "Not deterministic: the hash seed decides: the order of a set" in told
    assert f"commit.py line {kind.line_number(kit)}: the items of set(self.followers) come in no fixed order" in told


def test_nondeterministic_examples_are_no_kit_error(kit: Kit, pool: ZygotePool) -> None:
    """A check by many examples fails for such a submission; it does not end as the kit's own error."""
    for kind in NONDETERMINISTIC_SOLUTIONS[:2]:
        for check in check_results(kit, kind.submission(kit), "test_commit_in_any_state", pool=pool):
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
    "a dict of known sums": "KNOWN (a global of the module)",
    "a list that only grows": "Commit.calls (an attribute of the class)",
}


@pytest.mark.parametrize(
    ("name", "scheduled_count"),
    [
        *((name, 2) for name in HARMLESS_MEMOS),
        pytest.param("a dict of known sums", 3, marks=pytest.mark.long),  # with a search, to which it costs the most
    ],
)
def test_harmless_global_state_costs_nothing(kit: Kit, pool: ZygotePool, name: str, scheduled_count: int) -> None:
    """State that outlives the servers costs no point if it changes no response; only functools' cache needs no word."""
    names = (*SCHEDULED_CHECKS[:scheduled_count], FIGURE8_CHECK)
    result = grade(
        kit,
        NondeterministicSolution("", HARMLESS_MEMOS[name], "", "").submission(kit),
        check_names=names,
        pool=pool,
    ).result
    assert [check.verdict for check in result.checks] == ["ok"] * len(names)
    assert [text.partition(": ")[0] for text in result.warnings] == [
        f"only {', '.join(names)} ran",
        *([EXPECTED_WARNINGS[name]] if name in EXPECTED_WARNINGS else []),
    ]


def test_hidden_global_state_is_found_by_its_line(kit: Kit, pool: ZygotePool) -> None:
    """A worker that hides a changed global is not believed if the text has a line that changes it."""
    lie = "\n\nimport collections\n\nrequest_handler = collections._sys.modules['raftlab.worker.request_handler']\n"
    lie += "request_handler.changed_names = lambda before, after: ()\n"
    seldom = next(each for each in NONDETERMINISTIC_SOLUTIONS if each.name == "a counter that matters once in 97 times")
    result = grade(
        kit,
        NondeterministicSolution("", lie + seldom.code, "", "").submission(kit),
        check_names=(FIGURE8_CHECK,),
        pool=pool,
    ).result
    assert [check.verdict for check in result.checks] == ["FAIL"]
    assert "Not deterministic: " in result.checks[0].seen
    assert "Commit.asked belongs to the class, and is changed here" in result.checks[0].seen


SCHEDULED_CHECKS = ("test_partition_and_recover", "test_restarted_leader_waits", "test_search_three")


def test_reference_is_deterministic(kit: Kit, pool: ZygotePool) -> None:
    """The reference is deterministic, restarts included."""
    work = Submission(SCENE, "commit.py", kit.solution_layer(kit.scene(SCENE)).source)
    result = grade(kit, work, check_names=SCHEDULED_CHECKS, pool=pool).result
    assert [check.verdict for check in result.checks] == ["ok"] * len(SCHEDULED_CHECKS)
    assert len(result.warnings) == 1, "nothing outlives its servers"


@pytest.mark.night
def test_variants_are_deterministic(kit: Kit) -> None:
    """Every variant is deterministic."""
    for file in sorted((kit.reference / SCENE / "variants").glob("*.py")):
        work = Submission(SCENE, "commit.py", read_solution(kit, file))
        assert {check.verdict for check in check_results(kit, work, *SCHEDULED_CHECKS)} == {"ok"}, file.name


SERVER_NAMES = [f"S{number}" for number in range(1, 10)]
NAME_SETS = [
    *([*names] for size in range(2, 6) for names in itertools.combinations(SERVER_NAMES[:5], size)),
    *(SERVER_NAMES[:size] for size in range(2, 10)),
    *([name for name in SERVER_NAMES[:size] if name != own] for size in range(3, 10) for own in SERVER_NAMES[:size]),
    *(["c1", "c2"], ["c1", "c2", "c3"], ["a", "b"], ["x", "y"], ["x", "y", "z"]),
    ["follower", "candidate", "leader"],
]
"""Sets that a handler can hold in a check: servers, clients, keys, roles."""


HASHED_NAMES = (
    *(f"S{number}" for number in range(1, 10)),
    *("c", "c1", "c2", "c3", "x", "y", "z", "leader", "follower", "candidate"),
    *("put", "get", "append", "election", "heartbeat"),
)
"""Texts by whose hash a handler could act."""


@pytest.fixture(scope="module")
def orders_and_parities() -> dict[int, tuple[list[list[str]], list[int]]]:
    """Return the order of NAME_SETS and the parity of HASHED_NAMES under each hash seed that a grading can use."""
    found = f"[[list(set(p)) for p in {NAME_SETS}], [hash(n) % 2 for n in {HASHED_NAMES}]]"
    command = [sys.executable, "-S", "-c", f"import json; print(json.dumps({found}))"]
    told: dict[int, tuple[list[list[str]], list[int]]] = {}
    for hash_seed in {each for triple in HASH_SEED_TRIPLES for each in triple}:
        environment = {**os.environ, "PYTHONHASHSEED": str(hash_seed)}
        told[hash_seed] = json.loads(subprocess.run(command, env=environment, capture_output=True, check=True).stdout)
    return told


@pytest.fixture
def set_orders(
    orders_and_parities: dict[int, tuple[list[list[str]], list[int]]],
) -> dict[int, list[list[str]]]:
    """Return the order of each of NAME_SETS under each hash seed."""
    return {hash_seed: orders for hash_seed, (orders, _) in orders_and_parities.items()}


@pytest.mark.parametrize("pair", [triple[:2] for triple in HASH_SEED_TRIPLES])
def test_hash_seeds_change_the_order_of_every_set_of_names(
    pair: tuple[int, int], set_orders: dict[int, list[list[str]]]
) -> None:
    """An answer that depends on the order of a set acts otherwise in the second process, for whatever names."""
    one, other = (set_orders[each] for each in pair)
    assert [names for names, was, now in zip(NAME_SETS, one, other, strict=True) if was == now] == []


def test_hash_seeds_reverse_every_pair(set_orders: dict[int, list[list[str]]]) -> None:
    """A set of any two of S1 to S5 has one order under all first seeds, and the opposite one under all others."""
    for ordered, opposite, _ in HASH_SEED_TRIPLES:
        for position, names in enumerate(NAME_SETS[:10]):
            assert len(names) == 2
            assert set_orders[ordered][position] == set_orders[0][position]
            assert set_orders[opposite][position] == set_orders[0][position][::-1]


@pytest.mark.parametrize("triple", HASH_SEED_TRIPLES)
def test_hash_seeds_change_the_parity_of_every_name(
    triple: tuple[int, int, int], orders_and_parities: dict[int, tuple[list[list[str]], list[int]]]
) -> None:
    """No name has an odd hash, or an even one, under all three seeds."""
    found = [orders_and_parities[seed][1] for seed in triple]
    assert [name for name, *odd in zip(HASHED_NAMES, *found, strict=True) if len(set(odd)) == 1] == []


def test_hash_seeds_depend_on_text_seed_and_secret(kit: Kit) -> None:
    """The same text, seed and kit give the same hash seeds; either of the two orders can come first."""
    layer = LayerSource("commit.py", "x = 1", "Commit")
    secret = hidden_checks_digest(kit, kit.scene(SCENE))
    assert derive_hash_seeds(layer, 0, secret) == derive_hash_seeds(layer, 0, secret)
    found = [derive_hash_seeds(layer, seed, secret) for seed in range(100)]
    assert len(set(found)) > 15
    assert {first in ORDERED_SEEDS for first, _, _ in found} == {True, False}
    assert found != [derive_hash_seeds(layer, seed, b"another kit") for seed in range(100)]
    assert all((first in ORDERED_SEEDS) != (second in ORDERED_SEEDS) for first, second, _ in found)


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
    """Each source of nondeterminism is found in the text."""
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
    """A sorted set, a local name and an attribute of the server are not named."""
    found = find_sources(source, cause)  # type: ignore[arg-type]
    assert [words for _, words in found if "changed here" in words or cause != "shared"] == []


@pytest.mark.parametrize("seed", [0, 1, *(pytest.param(seed, marks=pytest.mark.long) for seed in range(2, 8))])
def test_parity_of_a_hash_is_caught_on_every_seed(kit: Kit, seed: int) -> None:
    """A submission that acts by whether the hash of its name is odd never passes a run of a whole cluster."""
    acts_by_parity = NondeterministicSolution(
        "",
        "\n\nclass Commit(Right):\n    def tryAdvanceCommit(self):\n        moved = super().tryAdvanceCommit()\n"
        "        self.setTimer('idle', 1, 1 + hash('S1') % 2)\n        return moved\n",
        "",
        "",
    )
    names = ("test_partition_and_recover",)
    result = grade(kit, acts_by_parity.submission(kit), seed=seed, check_names=names).result
    assert result.checks[0].verdict == "FAIL", result.checks[0]
    assert "the hash seed decides" in result.checks[0].seen
