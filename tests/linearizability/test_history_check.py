"""Verdicts on histories: known ones, random ones against an oracle, hard ones, and what proves that one is illegal."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

import pytest
from known_histories import known_histories
from msgspec.structs import replace

from raftlab.linearizability.client_history import NEVER, ClientHistory, Kind, Operation, Value
from raftlab.linearizability.history_check import check_history
from raftlab.linearizability.illegal_part import find_illegal_answer, find_illegal_part
from raftlab.linearizability.order_search import Verdict, apply_operation, search_order
from raftlab.linearizability.register_zones import find_conflict, has_distinct_values

KNOWN = known_histories()
MIXES: tuple[tuple[Kind, ...], ...] = (
    ("put", "get"),
    ("put", "get", "get"),
    ("append", "get", "put"),
    ("put", "get", "cas"),
    ("put", "get", "cas", "append", "delete"),
)
"""The operations of random histories. The values of the first are distinct."""


def has_order(operations: Sequence[Operation], initial: Value = None) -> bool:
    """Return whether an order explains every answer, by trying all orders."""

    def goes_on(left: tuple[Operation, ...], value: Value) -> bool:
        if not any(each.is_answered for each in left):
            return True
        for each in left:
            others = tuple(other for other in left if other is not each)
            is_explained, after = apply_operation(each, value)
            if is_explained and all(other.end >= each.start for other in others) and goes_on(others, after):
                return True
        return False

    return goes_on(tuple(operations), initial)


def random_operation(random: Random, number: int, kind: Kind, is_distinct: bool) -> Operation:
    """Return an operation on the one key of a short history."""
    start = random.randrange(12)
    end = start + random.randrange(1, 8) if random.random() < 0.85 else NEVER
    results = (None, "0", "1", "2", "3") if is_distinct else (None, "a", "b", "ab", "aa")
    return Operation(
        client=f"c{number}",
        kind=kind,
        key="x",
        start=start,
        end=end,
        value=None if kind in ("get", "delete") else str(number) if is_distinct else random.choice("ab"),
        expected=random.choice((None, "a", "b")) if kind == "cas" else None,
        result=random.choice(results) if kind == "get" and end != NEVER else None,
        has_result=kind == "get" and end != NEVER,
        swapped=random.random() < 0.5 if kind == "cas" and end != NEVER else None,
    )


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[] if n % 8 == 0 else pytest.mark.long) for n, name in enumerate(KNOWN)]
)
def test_known_history_has_its_known_verdict(name: str) -> None:
    """Each history of other checkers' test data has the verdict that they give it."""
    history, is_linearizable = KNOWN[name]
    result = check_history(history)
    assert result.verdict is (Verdict.OK if is_linearizable else Verdict.ILLEGAL)
    assert result.states < 40_000, "a plain search visits millions for some of them"
    if result.illegal is not None and len(part := find_illegal_part(history, result.illegal)) <= 20:
        again = check_history(replace(history, operations=part))
        assert again.verdict is Verdict.ILLEGAL, "the operations shown have no order among themselves"


@pytest.mark.parametrize("count", [1_000, pytest.param(20_000, marks=pytest.mark.long)])
def test_random_histories_have_the_verdict_of_all_orders(count: int) -> None:
    """Zones, the search, and trying every order agree; what is shown of an illegal history is illegal by itself."""
    random = Random(count)
    seen = set()
    for number in range(count):
        mix = MIXES[number % len(MIXES)]
        is_distinct = number % len(MIXES) == 0
        operations = tuple(
            random_operation(random, n, random.choice(mix), is_distinct) for n in range(random.randrange(1, 7))
        )
        expected = has_order(operations)
        result = check_history(ClientHistory(operations))
        assert (result.verdict is Verdict.OK) == expected, operations
        assert (search_order(operations, None, 10**6).verdict is Verdict.OK) == expected, operations
        if has_distinct_values(operations, None):
            assert (find_conflict(operations, None) is None) == expected, operations
        if result.illegal is not None:
            assert not has_order(find_illegal_part(ClientHistory(operations), result.illegal)), operations
        seen.add((is_distinct, expected))
    assert seen == {(True, True), (True, False), (False, True), (False, False)}


def register_history(count: int) -> tuple[Operation, ...]:
    """Return puts of distinct values and gets of the newest, each ended before the next begins."""
    random = Random(count)
    operations: list[Operation] = []
    newest: Value = None
    for number in range(count):
        span = {"client": f"c{number % 10}", "key": "x", "start": number, "end": number + random.random()}
        if random.random() < 0.5:
            newest = str(number)
            operations.append(Operation(kind="put", value=newest, **span))  # type: ignore[arg-type]
        else:
            operations.append(Operation(kind="get", result=newest, has_result=True, **span))  # type: ignore[arg-type]
    return tuple(operations)


def test_register_of_ten_thousand_operations_takes_no_search() -> None:
    """Distinct values are decided by zones: no state is visited, however long the history is."""
    for count in (1_000, 10_000):
        result = check_history(ClientHistory(register_history(count)))
        assert (result.verdict, result.states) == (Verdict.OK, 0)


def test_stale_read_among_ten_thousand_is_shown_with_few_operations() -> None:
    """The proof is the two puts and the get that returned the older value, and the first answer is that get."""
    operations = list(register_history(10_000))
    gets = [place for place, each in enumerate(operations) if each.kind == "get" and place > 9_000]
    place = gets[0]
    older = next(each for each in reversed(operations[: place - 50]) if each.kind == "put")
    operations[place] = replace(operations[place], result=older.value)
    history = ClientHistory(tuple(operations))
    result = check_history(history)
    assert result.illegal is not None
    assert result.illegal.operation == operations[place]
    part = find_illegal_part(history, result.illegal)
    assert len(part) <= 4
    assert operations[place] in part


def test_hard_key_hides_no_illegal_key() -> None:
    """The budget is raised for all keys together: the key that is illegal is found though another has no end."""
    hard = [Operation(f"a{n}", "append", "hard", n, NEVER, chr(97 + n)) for n in range(18)]
    hard.append(Operation("r", "cas", "hard", 20, 21, "!", "?", result="!", has_result=True))
    wrong = [
        Operation("a", "append", "wrong", 0, 1, "1"),
        *(Operation(f"g{n}", "get", "wrong", 2 + n, 3 + n, result="1", has_result=True) for n in range(30)),
        Operation("z", "get", "wrong", 50, 51, result=None, has_result=True),
    ]
    assert check_history(ClientHistory(tuple(hard)), 20_000).verdict is Verdict.UNKNOWN
    result = check_history(ClientHistory((*hard, *wrong)), 20_000)
    assert result.illegal is not None and result.illegal.key == "wrong"
    assert result.illegal.legal_count == 31


def test_spent_budget_is_unknown_and_counted() -> None:
    """A search that the budget ends says so, with its keys and its states: never that there is an order."""
    operations = [Operation(f"a{n}", "append", "x", n, NEVER, chr(97 + n)) for n in range(18)]
    operations.append(Operation("r", "cas", "x", 20, 21, "!", "?", result="!", has_result=True))
    result = check_history(ClientHistory(tuple(operations)), 5_000)
    assert (result.verdict, result.undecided, result.states) == (Verdict.UNKNOWN, ("x",), 5_000)


def test_where_no_part_is_decided_the_last_answer_is_shown() -> None:
    """A proof that may visit no state keeps all operations and names the last answer."""
    operations = (
        Operation("a", "append", "x", 0, 1, "1"),
        Operation("b", "get", "x", 2, 3, result="2", has_result=True),
        Operation("c", "get", "x", 4, 5, result="3", has_result=True),
    )
    history = ClientHistory(operations)
    answer = find_illegal_answer("x", operations, history, 0)
    assert answer.operation == operations[2]
    assert find_illegal_part(history, answer) == operations


def test_absent_key_matches_an_empty_cas_only_where_the_machine_says_so() -> None:
    """The kit's machine treats an absent key as empty in a cas; other histories do not."""
    swap = Operation("a", "cas", "x", 0, 1, "1", "", swapped=True)
    assert check_history(ClientHistory((swap,), is_absent_empty=True)).verdict is Verdict.OK
    assert check_history(ClientHistory((swap,))).verdict is Verdict.ILLEGAL
