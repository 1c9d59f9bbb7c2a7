"""The fixture of every check: fresh servers of one submission, and the engines that drive them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import msgspec

from raftlab.checks.again import outlived
from raftlab.checks.determinism import Examiner
from raftlab.checks.lives import Life, Lives, ended_in_death
from raftlab.checks.outcome import Unknown
from raftlab.checks.placed import Placed, boot_request
from raftlab.checks.words import in_words
from raftlab.errors import BadFrame, Died, NotDeterministic, SubmissionFault
from raftlab.kit import Kit, LayerSource, Scene
from raftlab.server import Entry, Options, Waiting
from raftlab.worker.answers import Kept, Sent, Stepped
from raftlab.worker.host import Host, Hosts, PlainAnswer, WorkerHosts
from raftlab.worker.wire import Codec, Given, Request

PRINTED_LIMIT = 2000


class Lab:
    """What one check works with. Every host that it opened is closed when the check ends."""

    def __init__(self, kit: Kit, scene: Scene, seed: int, hosts: Hosts, codec: Codec) -> None:
        self.kit = kit
        self.scene = scene
        self._seed = seed
        self.asked_seed = False
        self.hosts = hosts
        self.codec = codec
        self.printed = ""
        self.outlived: tuple[str, ...] = ()  # what changed outside of the servers, and decided nothing
        self.doing = ""  # what the server did that failed, in words
        self.stopped: Unknown | None = None  # once the check's time is over, every ask says so
        self.due: Callable[[Lab], None] | None = None  # a look at the clocks, to be taken before the next question
        self._own: dict[str, Watched] = {}  # where servers are placed, by what is above them
        self._opened: list[Watched] = []

    @property
    def seed(self) -> int:
        """Return the seed of this run. A check that never asks for it is the same on every seed."""
        self.asked_seed = True
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
        commit: int = 0,
        match: dict[str, int] | None = None,
        next: dict[str, int] | None = None,
        voted: str | None = None,
        leader: str | None = None,
        votes: Iterable[str] | None = None,
        applied: int | None = None,
        machine: dict[str, str] | None = None,
        waiting: dict[int, Waiting] | None = None,
        options: Options | None = None,
        above: str = "",
    ) -> Placed:
        """Return a server in the state told: a log by its terms (or entries), a role, and Figure 2's variables.

        Left open: a leader's matchIndex is 0 and nextIndex lastIndex + 1, a leader or candidate voted for itself,
        lastApplied is `commit`. The state is durable. above: as in `open`. ValueError for a server that is not of the
        cluster.
        """
        given = Given(
            role=role,
            currentTerm=term,
            votedFor=voted,
            commitIndex=commit,
            lastApplied=applied,
            leaderId=leader,
            votesGranted=None if votes is None else tuple(votes),
            machine=machine,
            waiting=waiting,
        )
        host = self._own.get(above)
        if host is None:
            host = self._own[above] = self.open(above)
        boot = boot_request(server, cluster, options or Options(), log, given, match, next)
        return Placed(host.ask, self.codec, boot)

    # ---- engines -----------------------------------------------------------------------------------------------------

    def scenario(self, file: str, fork: str | None = None) -> Any:
        """Run a scenario file of this scene. Broken, with its trace, for an expectation or a property that fails."""
        from raftlab.scenario.check import run_scenario

        return run_scenario(self, file, fork)

    def search(self, **settings: Any) -> Any:
        """Run seeded random schedules with faults. Broken, with a shrunk trace, for a property that fails."""
        from raftlab.simulator.check import run_search

        return run_search(self, **settings)

    def explore(self, **settings: Any) -> Any:
        """Explore every schedule within bounds. Broken, with a trace, for a property; Unknown for a spent budget."""
        from raftlab.explorer.check import run_explore

        return run_explore(self, **settings)

    # ---- hosts -------------------------------------------------------------------------------------------------------

    def open(self, above: str = "") -> Watched:
        """Return a fresh host with the submission loaded; it is closed when the check ends.

        above: a file of the scene's labs whose class Above stands in front of the submission's.
        """
        layers: tuple[LayerSource, ...] = ()
        if above:
            text = (self.scene.folder / above).read_text(encoding="utf-8")
            layers = (LayerSource(f"{self.scene.id}/{above}", text, "Above"),)
        host = Watched(self.hosts.open(layers), self, alone=not above)
        self._opened.append(host)
        return host

    def close(self) -> None:
        """Close every host that this opened."""
        for host in self._opened:
            host.close()
        self._opened = []
        self._own = {}

    # ---- one way only ------------------------------------------------------------------------------------------------

    def confirm(self) -> None:
        """Live some lives of the clusters that this ran again. NotDeterministic where one comes out otherwise."""
        clusters = [host for host in self._opened if host.lives.is_cluster]
        if clusters:
            largest = max(clusters, key=lambda host: host.asked)
            self.outlived = largest.confirm()

    def doubt(self) -> None:
        """Live what led to a failure again. NotDeterministic where it comes out otherwise: that is to be told first."""
        for host in self._opened:
            last = host.lives.last
            if last is not None and last.answered and not ended_in_death(last):
                host.examine([last])
        self.confirm()

    def explained(self, fault: NotDeterministic) -> NotDeterministic:
        """Return `fault` with what can be the reason, as far as the submission's text shows it."""
        if isinstance(self.hosts, WorkerHosts):
            names = (name for host in self._opened for name in host.outlived())
            return Examiner(self.hosts, self.codec).explained(fault, tuple(dict.fromkeys(names)))
        return fault

    @property
    def ended(self) -> Unknown | SubmissionFault | None:
        """Return why nothing more can be asked: the time is over, or a process is gone. None while all goes on."""
        return self.stopped or next((host.gone for host in self._opened if host.gone is not None), None)

    def stop(self, why: str) -> None:
        """End the check as unknown: raise here, and at every later ask. (An alarm's handler calls this.)"""
        self.stopped = Unknown(why)
        raise self.stopped

    def cpu_s(self) -> float:
        """Return the CPU time that the processes of the hosts still open have used, in seconds."""
        return sum(host.cpu_s() for host in self._opened)

    def note_printed(self, text: str) -> None:
        """Keep what the submission printed, up to a limit."""
        self.printed = (self.printed + text)[:PRINTED_LIMIT]

    def note_fault(self, request: Request) -> None:
        """Keep what was asked when the submission failed."""
        self.doing = in_words(request, self.codec)


class Watched:
    """A host that tells its lab what was printed and what failed. Once its process is gone every ask says why."""

    def __init__(self, host: Host, lab: Lab, alone: bool = True) -> None:
        self._host = host
        self._lab = lab
        self._alone = alone  # nothing of a check stands in front of the submission: other processes can do the same
        self.gone: SubmissionFault | None = None
        self.lives = Lives()
        self.asked = 0

    def ask(self, request: Request) -> PlainAnswer:
        """Carry out `request`. SubmissionFault for everything the submission does wrong."""
        self._may_ask()
        try:
            answer = self._host.ask(request)
        except SubmissionFault as fault:
            self._note_fault(request, fault)
            if isinstance(fault, Died | BadFrame):
                self.gone = fault
            raise
        self._note(request, answer)
        return answer

    def ask_all(self, requests: Sequence[Request]) -> list[PlainAnswer | SubmissionFault]:
        """Carry out several, one after the other, and return what came of each.

        SubmissionFault where none of them can be told from the others; this host is then of no more use.
        """
        self._may_ask()
        try:
            answers = self._host.ask_all(requests)
        except SubmissionFault:
            self.close()
            raise
        for request, answer in zip(requests, answers, strict=True):
            if isinstance(answer, SubmissionFault):
                self._note_fault(request, answer)
            else:
                self._note(request, answer)
        return answers

    def _may_ask(self) -> None:
        """Raise why nothing more can be asked, where that is so."""
        stopped = self._lab.stopped or self.gone
        if stopped is not None:
            raise stopped
        if self._lab.due is not None:
            due, self._lab.due = self._lab.due, None
            due(self._lab)

    def _note_fault(self, request: Request, fault: SubmissionFault) -> None:
        """Keep what failed, and what was printed until then."""
        self.lives.note(request, fault)
        self._lab.note_fault(request)
        self._lab.note_printed(fault.printed)

    def _note(self, request: Request, answer: PlainAnswer) -> None:
        """Keep what came of a request, and what was printed. BadFrame for a message that is none."""
        self.lives.note(request, answer)
        self.asked += 1
        if isinstance(answer, Stepped | Kept):
            self._look_at(request, answer)

    def _look_at(self, request: Request, answer: Stepped | Kept) -> None:
        """Keep what was printed. BadFrame for a message that is none: whatever reads it later need not doubt it."""
        if answer.printed:
            self._lab.note_printed(answer.printed)
        for effect in answer.effects:
            if isinstance(effect, Sent):
                try:
                    self._lab.codec.message(effect.message)
                except msgspec.DecodeError as fault:
                    self._lab.note_fault(request)
                    raise BadFrame(f"what was sent to {effect.to} is no message: {fault}") from None

    def examine(self, chosen: list[Life]) -> None:
        """Live some of the lives again, in processes of their own. NotDeterministic where one comes out otherwise."""
        if self._alone and isinstance(self._lab.hosts, WorkerHosts):  # else there is none to compare with
            Examiner(self._lab.hosts, self._lab.codec).examine(self.lives, self._host, chosen)

    def outlived(self) -> tuple[str, ...]:
        """Return the names of what changed in its process outside of the servers, as it tells them itself."""
        return outlived(self._host)

    def confirm(self) -> tuple[str, ...]:
        """Live as many of the lives again as it takes. NotDeterministic where one comes out otherwise.

        Return the names of what outlives the servers and decides nothing.
        """
        if not (self._alone and isinstance(self._lab.hosts, WorkerHosts)):
            return ()
        return Examiner(self._lab.hosts, self._lab.codec).confirm(self.lives, self._host)

    def cpu_s(self) -> float:
        """Return the CPU time that its process has used, in seconds; 0 where it has none of its own."""
        told: Callable[[], float] | None = getattr(self._host, "cpu_s", None)
        return told() if told is not None else 0.0

    def close(self) -> None:
        """End it."""
        self._host.close()
