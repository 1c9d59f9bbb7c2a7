"""Finds out whether a submission is deterministic, and the cause if it is not.

A handler depends only on its server's state and on the event. So a server that replays a recorded transcript alone, in
another process and with another hash seed, gives the same responses. If it does not, more replays change one condition
at a time to find the cause.
"""

from __future__ import annotations

import re

from raftlab.checks.nondeterminism_sources import Cause, find_sources, has_global_state
from raftlab.checks.transcript import Response, Transcript, TranscriptRecorder
from raftlab.checks.transcript_replay import (
    ReplayDifference,
    find_divergence,
    read_changed_globals,
    replay_both_orders,
    replay_in_order,
    replay_restart_chains,
)
from raftlab.checks.worker_request_text import request_text
from raftlab.errors import NondeterminismError
from raftlab.worker.wire import Codec
from raftlab.worker.worker_hosts import Host, WorkerHosts

CAUSE_TEXTS: dict[Cause, str] = {
    "clock": "each time is another, with everything else the same: a clock or a random number decides",
    "address": "each process is another, with everything else the same: where an object lies in memory decides, as "
    "id(), hash() or repr() tell it",
    "order": "the hash seed decides: the order of a set, or hash() of a text",
    "shared": "what else ran in its process decides: something belongs to all servers together (a global of the "
    "module, an attribute of the class, a default)",
    "kept": "what it did in an earlier life decides: something outlives the server (a global of the module, an "
    "attribute of the class, a default), and a restart does not lose it",
    "hidden": "something outside of the server's attributes decides (a global of the module, an attribute of the "
    "class, a default, a closure)",
}
LINE_LIMIT = 3
"""How many source lines a failure names."""
NAME_LIMIT = 3
"""How many changed globals a failure names."""
GLOBAL_CAUSES: frozenset[Cause] = frozenset({"shared", "kept", "hidden"})
"""The causes that are state outside of the server's attributes."""
WORD_PATTERN = re.compile(r"\w+")


class DeterminismExaminer:
    """Replays recorded transcripts in fresh processes of one submission."""

    def __init__(self, hosts: WorkerHosts, codec: Codec) -> None:
        self._hosts = hosts
        self._codec = codec

    def check_transcripts(
        self, recorder: TranscriptRecorder, host: Host, transcripts: list[Transcript], hash_seed: int | None = None
    ) -> list[Transcript]:
        """Replay each of `transcripts`, recorded in `host`, after those it restarted from. Return the replayed ones.

        hash_seed: that of the processes that replay; None: the second one. NondeterminismError for the first with other
        responses.
        """
        seed = self._hosts.other_hash_seed if hash_seed is None else hash_seed
        replayed: list[Transcript] = []
        if not getattr(host, "is_open", True):  # it ended in a request of the check, which has seen that
            return replayed
        second_hosts = self._hosts.second_hosts(seed)
        for life, responses in replay_restart_chains(second_hosts, transcripts):
            found = find_divergence(life, life.responses, responses, self._codec)
            if found is not None:
                earlier = [each for each in replayed if each.server == life.server]
                earlier += [] if earlier else recorder.earlier_first_starts(life)
                cause = self._find_cause(life, recorder, earlier, seed)
                raise NondeterminismError(self._failure_text(life, found, cause, read_changed_globals(host)), cause)
            replayed.append(life)
        return replayed

    def check_sample(self, recorder: TranscriptRecorder, host: Host) -> tuple[str, ...]:
        """Replay a sample of the transcripts; replay all of them if any state outside of the servers changed.

        Return the names of the globals that changed without effect. A worker can hide them, so the source text is
        searched as well.
        """
        self.check_transcripts(recorder, host, recorder.sample())
        if recorder.is_cluster:  # every handler ran: a third hash seed shows what two seeds have in common
            self.check_transcripts(recorder, host, recorder.sample()[:1], self._hosts.third_hash_seed)
        names = read_changed_globals(host)
        if names or any(has_global_state(layer.source) for layer in self._hosts.submission_layers):
            self._check_together(
                recorder, host, self.check_transcripts(recorder, host, recorder.complete_transcripts())
            )
        return names

    def _check_together(self, recorder: TranscriptRecorder, host: Host, transcripts: list[Transcript]) -> None:
        """Replay all transcripts in one process in another order: each sees the globals that the others changed."""
        for life, again in replay_both_orders(self._hosts, transcripts):
            found = find_divergence(life, life.responses, again, self._codec)
            if found is not None:
                cause = self._find_cause(life, recorder, [], self._hosts.other_hash_seed)
                raise NondeterminismError(self._failure_text(life, found, cause, read_changed_globals(host)), cause)

    def explain(self, error: NondeterminismError, changed_globals: tuple[str, ...]) -> NondeterminismError:
        """Return `error` with its possible causes: the globals that changed, and source lines."""
        return NondeterminismError(f"{error}\n{self._cause_text('hidden', changed_globals)}", "hidden")

    def _find_cause(
        self, transcript: Transcript, recorder: TranscriptRecorder, earlier: list[Transcript], hash_seed: int
    ) -> Cause:
        """Return the cause. Each replay changes one more condition than the one before."""
        alone = replay_in_order(self._hosts, transcript)
        if self._differ(transcript, alone, replay_in_order(self._hosts, transcript)):
            return "clock"
        if self._differ(transcript, alone, replay_in_order(self._hosts.second_hosts(), transcript)):
            return "address"
        if self._differ(transcript, alone, replay_in_order(self._hosts.second_hosts(hash_seed), transcript)):
            return "order"
        if not self._differ(transcript, transcript.responses, alone):
            return "shared"
        with_its_past = replay_in_order(self._hosts, *earlier, transcript)
        by_its_past = not recorder.is_cluster or not self._differ(transcript, transcript.responses, with_its_past)
        return "kept" if by_its_past else "shared"

    def _differ(self, transcript: Transcript, expected: list[Response], actual: list[Response]) -> bool:
        return find_divergence(transcript, expected, actual, self._codec) is not None

    def _failure_text(
        self, transcript: Transcript, divergence: ReplayDifference, cause: Cause, changed_globals: tuple[str, ...]
    ) -> str:
        return (
            f"{transcript.server} acted in two ways on the same events: "
            f"{request_text(divergence.request, self._codec)}, and {divergence.text}.\n"
            f"{self._cause_text(cause, changed_globals)}"
        )

    def _cause_text(self, cause: Cause, changed_globals: tuple[str, ...]) -> str:
        """Return the cause in words, with the lines of the submission that can be the reason."""
        lines = self._source_lines(cause, changed_globals)
        where = "; ".join(lines[:LINE_LIMIT]) if lines else "no line of the text shows where"
        meanwhile = (
            f" Changed meanwhile: {', '.join(changed_globals[:NAME_LIMIT])}."
            if changed_globals and cause in GLOBAL_CAUSES
            else ""
        )
        return f"Not deterministic: {CAUSE_TEXTS[cause]}. {where}.{meanwhile}"

    def _source_lines(self, cause: Cause, changed_globals: tuple[str, ...]) -> list[str]:
        """Return the lines that can be the reason; lines that name a changed global come first."""
        found = [
            (layer.file_name, *each)
            for layer in self._hosts.submission_layers
            for each in find_sources(layer.source, cause)
        ]
        names = {part for told in changed_globals for part in WORD_PATTERN.findall(told.partition(" (")[0])}
        found.sort(key=lambda each: not names & {*WORD_PATTERN.findall(each[2])})
        return [f"{file} line {line}: {words}" for file, line, words in found]
