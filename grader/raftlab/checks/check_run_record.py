"""The record of one check: what its servers printed, how many events they had, and why it ends early."""

from __future__ import annotations

import gc
from collections.abc import Callable

from raftlab.checks.check_exceptions import BudgetExhausted
from raftlab.checks.worker_request_text import request_text
from raftlab.grader_process_limits import address_space_bytes, memory_limit_of_check
from raftlab.worker.wire import Codec, Request

PRINTED_LIMIT = 2000
EVENT_LIMIT = 60_000
"""How many events of live servers one check may have: six times what right answers need. Each is kept in memory."""


EFFECT_LIMIT = 200_000
"""How many effects they may give: five times what right answers give, all scenes together as one server."""
WEIGHING_INTERVAL, RESPONSE_WEIGHT = 100, 10
"""The grader looks at its memory after so many effects; a response counts as this many more."""
GROWTH_BYTES = 32 << 20
"""After so much growth of its memory the grader collects what nothing uses any more."""


class CheckUsage:
    """What the hosts of one check report. `stop_error` and `pending_time_check` act at the next request."""

    def __init__(self, codec: Codec) -> None:
        self.codec = codec
        self.printed = ""
        self.failed_request_text = ""  # the request that failed, in words
        self.last_request: Request | None = None
        self._event_count = 0
        self._effect_count = 0
        self._unweighed = 0
        self._memory_bytes = memory_limit_of_check()
        self._collect_above_bytes = address_space_bytes() + GROWTH_BYTES
        self.stop_error: BudgetExhausted | None = None  # once the time is over, every request raises it
        self.pending_time_check: Callable[[], None] | None = None  # runs before the next request

    def stop(self, reason: str) -> None:
        """End the check as unknown: raise here and at every later request. (An alarm's handler calls this.)"""
        self.stop_error = BudgetExhausted(reason)
        raise self.stop_error

    def count_events(self, count: int) -> None:
        """Count events of live servers; end the check as unknown when they are too many."""
        self._event_count += count
        if self._event_count > EVENT_LIMIT:
            self.stop(f"its servers took more than {EVENT_LIMIT:,} events, many times what a run needs")

    def count_effects(self, count: int) -> None:
        """Count the effects of a response; end the check as unknown before they fill the grader's memory."""
        self._effect_count += count
        if self._effect_count > EFFECT_LIMIT:
            self.stop(f"its servers gave more than {EFFECT_LIMIT:,} effects, many times what a run needs")
        self._unweighed += RESPONSE_WEIGHT + count
        if self._unweighed >= WEIGHING_INTERVAL:
            self._unweighed = 0
            self._weigh_memory()

    def _weigh_memory(self) -> None:
        """Collect garbage if the memory has grown, since Python's collector is off; end a check over the limit."""
        if not self._memory_bytes:
            return
        if address_space_bytes() > self._collect_above_bytes:
            gc.collect()
            held = address_space_bytes()
            self._collect_above_bytes = held + GROWTH_BYTES
            if held > self._memory_bytes:
                self.stop("the grader had no memory left for what the servers sent")

    def record_printed(self, text: str) -> None:
        """Keep what the submission printed, up to a limit."""
        self.printed = (self.printed + text)[:PRINTED_LIMIT]

    @property
    def last_request_text(self) -> str:
        """Return the last request that had a response, in words; "" before the first."""
        return "" if self.last_request is None else request_text(self.last_request, self.codec)

    def record_failed_request(self, request: Request) -> None:
        """Keep the request at which the submission failed."""
        self.failed_request_text = request_text(request, self.codec)
