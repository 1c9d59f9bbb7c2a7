"""The fixture of every check: opens fresh servers of one submission and runs the engines on them."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from raftlab.checks.determinism import DeterminismExaminer
from raftlab.checks.exceptions import BudgetExhausted
from raftlab.checks.placed_server import PlacedServer, boot_request
from raftlab.checks.recording_host import RecordingHost
from raftlab.checks.request_text import request_text
from raftlab.checks.transcript import ended_with_process
from raftlab.errors import NondeterminismError, SubmissionError
from raftlab.kit import Kit, LayerSource, Scene
from raftlab.server import Entry, Options, Waiting
from raftlab.worker.host import Hosts, WorkerHosts
from raftlab.worker.wire import Codec, InitialState, Request

PRINTED_LIMIT = 2000
EVENT_LIMIT = 60_000
"""How many events of live servers one check may have: six times what right answers need. Each is kept in memory."""


class Lab:
    """The fixture of one check. Every host that it opened is closed when the check ends."""

    def __init__(self, kit: Kit, scene: Scene, seed: int, hosts: Hosts, codec: Codec) -> None:
        self.kit = kit
        self.scene = scene
        self._seed = seed
        self.is_seed_used = False
        self.hosts = hosts
        self.codec = codec
        self.printed = ""
        self.changed_globals: tuple[str, ...] = ()  # globals that changed without effect
        self.failed_request_text = ""  # the request that failed, in words
        self.last_request: Request | None = None
        self._event_count = 0
        self.stop_error: BudgetExhausted | None = None  # once the time is over, every request raises it
        self.pending_time_check: Callable[[Lab], None] | None = None  # runs before the next request
        self._host_by_spy: dict[str, RecordingHost] = {}  # the hosts of placed servers
        self._open_hosts: list[RecordingHost] = []
        self._later_layers: tuple[LayerSource, ...] = ()

    @property
    def seed(self) -> int:
        """Return the seed of this run. A check that never reads it is the same on every seed."""
        self.is_seed_used = True
        return self._seed

    # ---- one server --------------------------------------------------------------------------------------------------

    def place(
        self,
        server: str = "S1",
        *,
        cluster: int | Iterable[str] = 3,
        role: str = "follower",
        term: int = 0,
        log: Iterable[int | Entry] = (),
        commit_index: int = 0,
        match_index: dict[str, int] | None = None,
        next_index: dict[str, int] | None = None,
        voted_for: str | None = None,
        leader: str | None = None,
        votes: Iterable[str] | None = None,
        last_applied: int | None = None,
        machine: dict[str, str] | None = None,
        waiting: dict[int, Waiting] | None = None,
        options: Options | None = None,
        spy: str = "",
    ) -> PlacedServer:
        """Return a server in the given state: a log (its terms or entries), a role, and Figure 2's variables.

        Defaults: a leader's matchIndex is 0 and nextIndex lastIndex + 1, a leader or candidate voted for itself,
        lastApplied is `commit_index`. The state is durable. spy: as in `open_host`. ValueError for a server outside of
        the cluster.
        """
        given = InitialState(
            role=role,
            currentTerm=term,
            votedFor=voted_for,
            commitIndex=commit_index,
            lastApplied=last_applied,
            leaderId=leader,
            votesGranted=None if votes is None else tuple(votes),
            machine=machine,
            waiting=waiting,
        )
        host = self._host_by_spy.get(spy)
        if host is None:
            host = self._host_by_spy[spy] = self.open_host(spy)
        boot = boot_request(server, cluster, options or Options(), log, given, match_index, next_index)
        return PlacedServer(host.request, self.codec, boot)

    # ---- engines -----------------------------------------------------------------------------------------------------

    def run_scenario(self, file: str, fork: str | None = None) -> Any:
        """Run a scenario file of this scene. CheckFailure, with a trace, if an expectation or a property fails."""
        from raftlab.checks.scenario_check import run_scenario

        return run_scenario(self, file, fork)

    def search(self, **settings: Any) -> Any:
        """Run seeded random schedules with faults. CheckFailure, with a shrunk trace, if a property fails."""
        from raftlab.checks.random_check import run_random_schedules

        return run_random_schedules(self, **settings)

    def explore(self, **settings: Any) -> Any:
        """Explore all schedules within bounds. CheckFailure if a property fails, BudgetExhausted if a budget does."""
        from raftlab.checks.explorer_check import run_exploration

        return run_exploration(self, **settings)

    @contextlib.contextmanager
    def later_layers(self) -> Iterator[None]:
        """Put the kit's layers of all later scenes on top of the submission in what is searched or run inside.

        What this scene lets pass then meets the whole protocol. For hidden checks: a student's kit has no such layers.
        """
        self._later_layers = self.kit.later_layers(self.scene)
        try:
            yield
        finally:
            self._later_layers = ()

    # ---- hosts -------------------------------------------------------------------------------------------------------

    def open_host(self, spy: str = "") -> RecordingHost:
        """Return a fresh host with the submission loaded; it is closed when the check ends.

        spy: a file of the scene's folder; its class Spy overrides methods of the submission.
        """
        layers = self._later_layers
        if spy:
            text = (self.scene.folder / spy).read_text(encoding="utf-8")
            layers = (*layers, LayerSource(f"{self.scene.id}/{spy}", text, "Spy"))
        host = RecordingHost(self.hosts.open(layers), self, is_replayable=not layers)
        self._open_hosts.append(host)
        return host

    def close(self) -> None:
        """Close every host that this opened."""
        for host in self._open_hosts:
            host.close()
        self._open_hosts = []
        self._host_by_spy = {}

    # ---- determinism -------------------------------------------------------------------------------------------------

    def check_determinism(self) -> None:
        """Replay transcripts of the largest cluster that ran. NondeterminismError if one has other responses."""
        clusters = [host for host in self._open_hosts if host.transcripts.is_cluster]
        if clusters:
            largest = max(clusters, key=lambda host: host.request_count)
            self.changed_globals = largest.check_determinism()

    def replay_failure(self) -> None:
        """Replay the transcript that failed. NondeterminismError if it has other responses: that goes first."""
        for host in self._open_hosts:
            last = host.transcripts.latest
            if last is not None and last.responses and not ended_with_process(last):
                host.check_transcripts([last])
        self.check_determinism()

    def explain_nondeterminism(self, error: NondeterminismError) -> NondeterminismError:
        """Return `error` with its possible causes in the submission's text."""
        if isinstance(self.hosts, WorkerHosts):
            names = (name for host in self._open_hosts for name in host.read_changed_globals())
            return DeterminismExaminer(self.hosts, self.codec).explain(error, tuple(dict.fromkeys(names)))
        return error

    @property
    def end_error(self) -> BudgetExhausted | SubmissionError | None:
        """Return why no more requests are possible: time is over or a process is gone. None if they are."""
        return self.stop_error or next(
            (host.end_error for host in self._open_hosts if host.end_error is not None), None
        )

    def stop(self, reason: str) -> None:
        """End the check as unknown: raise here and at every later request. (An alarm's handler calls this.)"""
        self.stop_error = BudgetExhausted(reason)
        raise self.stop_error

    def count_events(self, count: int) -> None:
        """Count events of live servers; end the check as unknown when they are too many."""
        self._event_count += count
        if self._event_count > EVENT_LIMIT:
            self.stop(f"its servers took more than {EVENT_LIMIT:,} events, many times what a run needs")

    def cpu_s(self) -> float:
        """Return the CPU time that the processes of the hosts still open have used, in seconds."""
        return sum(host.cpu_s() for host in self._open_hosts)

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
