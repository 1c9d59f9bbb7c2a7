"""The context of one check: opens fresh servers of one submission, and records their requests and responses."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Iterable, Iterator

import msgspec

from raftlab.checks.check_exceptions import BudgetExhausted
from raftlab.checks.check_run_record import CheckUsage
from raftlab.checks.deployments import ALL_DEPLOYMENTS, CLUSTER_SIZES, PAPER_OPTIONS, options_text
from raftlab.checks.determinism_diagnosis import DeterminismExaminer
from raftlab.checks.earlier_check_failures import EarlierCheckFailures
from raftlab.checks.placed_server import PlacedServer, boot_request
from raftlab.checks.recording_host import RecordingHost
from raftlab.checks.transcript import has_process_ended
from raftlab.errors import NondeterminismError, SubmissionError
from raftlab.kit import Kit, LayerSource, Scene
from raftlab.server import Entry, Options, Snapshot, Waiting
from raftlab.trace import Violation
from raftlab.worker.wire import Codec, InitialState
from raftlab.worker.worker_hosts import Hosts, WorkerHosts

SEED_WITH_KNOWN_FAULTS = 0
"""The seed of a check that runs although something is known to be wrong."""


class CheckContext(CheckUsage):
    """The servers of one check. Every host that it opened is closed when the check ends."""

    def __init__(
        self,
        kit: Kit,
        scene: Scene,
        seed: int,
        hosts: Hosts,
        codec: Codec,
        earlier_failures: EarlierCheckFailures | None = None,
        submission_text: str = "",
    ) -> None:
        super().__init__(codec)
        self.kit = kit
        self.scene = scene
        self._seed = seed
        self.is_seed_used = False
        self.hosts = hosts
        self.earlier_failures = earlier_failures or EarlierCheckFailures()
        self.submission_text = submission_text  # of a submission that is data: no server runs it
        self.broken_properties: tuple[str, ...] = ()  # in the runs that decide the check
        self.changed_globals: tuple[str, ...] = ()  # globals that changed without effect
        self.varying_attributes: tuple[str, ...] = ()  # attributes that spent the budget of an exploration that passed
        self._host_by_front_layer: dict[str, RecordingHost] = {}  # the hosts of placed servers
        self._open_hosts: list[RecordingHost] = []
        self._later_layers: tuple[LayerSource, ...] = ()
        self._deployments = itertools.cycle(ALL_DEPLOYMENTS)
        self._cluster_sizes = itertools.cycle(CLUSTER_SIZES)
        self._turn_size: int | None = None  # of the last placed server, if it came by turns
        self._has_turns = False
        self._turn_options: Options | None = None  # of the last placed server, if they came by turns

    @property
    def seed(self) -> int:
        """Return the seed of this run. A check that never reads it is the same on every seed.

        If something is known to be wrong, it is the same seed in every run: else a check would show the known fault on
        some seeds only, and the score of a half-right answer would depend on the seed.
        """
        self.is_seed_used = True
        return SEED_WITH_KNOWN_FAULTS if self.earlier_failures.first_cause else self._seed

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
        front_layer: str = "",
        log_start: tuple[int, int] | None = None,
        snapshot: Snapshot | None = None,
    ) -> PlacedServer:
        """Return a server in the given state: a log (its terms or entries), a role, and Figure 2's variables.

        Defaults: a leader's matchIndex is 0 and nextIndex lastIndex + 1, a leader or candidate voted for itself,
        lastApplied is `commit_index`. The state is durable. front_layer: as in `open_host`. log_start: the
        lastIncludedIndex and lastIncludedTerm of a log that begins behind `snapshot`. ValueError for a server outside
        of the cluster.
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
            log_start=log_start,
            snapshot=snapshot,
        )
        self._turn_options = options if options is self._turn_options else None
        self._turn_size = self._turn_size if cluster == self._turn_size else None
        host = self._host_by_front_layer.get(front_layer)
        if host is None:
            host = self._host_by_front_layer[front_layer] = self.open_host(front_layer)
        boot = boot_request(server, cluster, options or Options(), log, given, match_index, next_index)
        return PlacedServer(host.request, self.codec, boot)

    def next_deployment(self, **changes: object) -> Options:
        """Return the options of the next deployment, in turn: the paper's first. For rules that ask for no option.

        changes: fields of Options that the check sets itself.
        """
        options = next(self._deployments)
        self._has_turns = True
        self._turn_options = msgspec.structs.replace(options, **changes) if changes else options
        return self._turn_options

    @property
    def deployment_text(self) -> str:
        """Return what is not the paper's in the options of the last server that was placed in a deployment by turns."""
        size = f" (It is one of {self._turn_size} servers.)" if self._turn_size not in (None, 3) else ""
        return size + self.options_sentence(self._turn_options or PAPER_OPTIONS)

    def options_sentence(self, options: Options) -> str:
        """Return what is not the paper's in the options of a server, "" if this check takes no deployments in turn."""
        text = options_text(options, PAPER_OPTIONS) if self._has_turns else ""
        return f" (The options of this server: {text}.)" if text else ""

    def next_cluster_size(self) -> int:
        """Return the size of the next cluster, in turn: three first. For rules that hold in a cluster of any size."""
        self._turn_size = next(self._cluster_sizes)
        return self._turn_size

    def record_violations(self, violations: Iterable[Violation]) -> None:
        """Keep the names of the properties that a run broke."""
        self.broken_properties += tuple(violation.property for violation in violations)

    # ---- layers ------------------------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def later_layers(self) -> Iterator[None]:
        """Put the kit's layers of all later scenes on top of the submission in searches and runs inside the block.

        What this scene lets pass then meets the whole protocol. For hidden checks: a student's kit has no such layers.
        """
        self._later_layers = self.kit.later_layers(self.scene)
        try:
            yield
        finally:
            self._later_layers = ()

    # ---- hosts -------------------------------------------------------------------------------------------------------

    def open_host(self, front_layer: str = "") -> RecordingHost:
        """Return a fresh host with the submission loaded; it is closed when the check ends.

        front_layer: a file of the scene's folder; its class FrontLayer overrides methods of the submission.
        """
        layers = self._later_layers
        if front_layer:
            text = (self.scene.folder / front_layer).read_text(encoding="utf-8")
            layers = (*layers, LayerSource(f"{self.scene.id}/{front_layer}", text, "FrontLayer"))
        host = RecordingHost(self.hosts.open(layers), self.hosts, self, is_replayable=not layers)
        self._open_hosts.append(host)
        return host

    def close(self) -> None:
        """Close every host that this opened."""
        for host in self._open_hosts:
            host.close()
        self._open_hosts = []
        self._host_by_front_layer = {}

    # ---- determinism -------------------------------------------------------------------------------------------------

    def check_determinism(self) -> None:
        """Replay transcripts of the largest cluster that ran. NondeterminismError if one has other responses."""
        clusters = [host for host in self._open_hosts if host.transcripts.is_cluster]
        if clusters:
            largest = max(clusters, key=lambda host: host.request_count)
            self.changed_globals = largest.check_determinism()

    def replay_failure(self) -> None:
        """Replay the transcript that failed. NondeterminismError if it has other responses: this is reported first."""
        for host in self._open_hosts:
            last = host.transcripts.latest
            if last is not None and last.responses and not has_process_ended(last):
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
        """Return the error for further requests: no time is left, or a process has ended. None if they are possible."""
        return self.stop_error or next(
            (host.end_error for host in self._open_hosts if host.end_error is not None), None
        )

    def cpu_s(self) -> float:
        """Return the CPU time that the processes of the hosts still open have used, in seconds."""
        return sum(host.cpu_s() for host in self._open_hosts)
