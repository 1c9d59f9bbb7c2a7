"""A client with a session of its own, for one command or many."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Sequence
from pathlib import Path

from raftlab.cluster.cluster_plan import read_plan
from raftlab.cluster.storm_clients import CallLog, Writer


class SessionClient:
    """Calls the cluster whose plan is in a data folder. UsageError if there is none."""

    def __init__(self, folder: Path) -> None:
        plan = read_plan(folder)
        self._log = CallLog(time.monotonic())
        self._writer = Writer(plan, self._log, f"client-{time.time_ns():x}", random.Random(), 1.0)
        self._writer._server = plan.names[0]

    def call(self, operation: str, arguments: Sequence[str], limit_s: float) -> str | None:
        """Make one call; return its answer in words, or None if there is none in time."""
        key, *values = arguments
        expected, value = values if operation == "cas" else ("", values[0] if values else "")
        is_answered = asyncio.run(self._make_call(operation, key, value, expected, limit_s))
        if not is_answered:
            return None
        result = self._log.operations[-1]
        if operation not in ("get", "cas"):
            return "ok"
        if operation == "cas":
            was = "nothing" if result.result is None else str(result.result)
            return f"{'swapped' if (result.result or '') == expected else 'not swapped'}; it was {was}"
        return "(nothing)" if result.result is None else str(result.result)

    async def _make_call(self, operation: str, key: str, value: str, expected: str, limit_s: float) -> bool:
        try:
            return await self._writer.make_call(operation, key, value, expected, limit_s)
        finally:
            for connection in self._writer._connections.values():
                connection.close()
