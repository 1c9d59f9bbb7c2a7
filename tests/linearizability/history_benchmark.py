"""Measure the linearizability checker: `python tests/linearizability/history_benchmark.py` prints CPU times."""

from __future__ import annotations

import time
from collections.abc import Callable

from known_histories import known_histories
from test_history_check import register_history

from raftlab.linearizability.client_history import ClientHistory
from raftlab.linearizability.history_check import check_history
from raftlab.linearizability.order_search import Verdict

REGISTER_LENGTH = 10_000
REPEATS = 5
"""A measurement is the shortest of so many: what else runs on the machine only makes it longer."""


def shortest_cpu_s(run: Callable[[], object]) -> float:
    """Return the CPU time of the shortest of REPEATS runs."""
    times_s = []
    for _ in range(REPEATS):
        started_s = time.process_time()
        run()
        times_s.append(time.process_time() - started_s)
    return min(times_s)


def print_known_histories(kind: str) -> None:
    """Check the known histories whose names begin with `kind`, and print their number, their verdicts and the time."""
    histories = [each for name, each in known_histories().items() if name.startswith(kind)]
    verdicts = [check_history(history).verdict for history, _ in histories]
    cpu_s = shortest_cpu_s(lambda: [check_history(history) for history, _ in histories])
    pairs = list(zip(verdicts, (known for _, known in histories), strict=True))
    other = sum(verdict is not (Verdict.OK if known else Verdict.ILLEGAL) for verdict, known in pairs)
    illegal = verdicts.count(Verdict.ILLEGAL)
    print(
        f"{kind or 'all'}: {len(histories)} histories, {illegal} not linearizable, {other} with another verdict than "
        f"known, {cpu_s:.3f} s"
    )


def print_register(count: int) -> None:
    """Check one history of a register with distinct values, and print the states of the search and the time."""
    history = ClientHistory(register_history(count))
    result = check_history(history)
    cpu_ms = 1000 * shortest_cpu_s(lambda: check_history(history))
    print(f"register: {count} operations, {result.verdict.name}, {result.states} states, {cpu_ms:.1f} ms")


if __name__ == "__main__":
    for kind in ("", "etcd", "kv"):
        print_known_histories(kind)
    print_register(REGISTER_LENGTH)
