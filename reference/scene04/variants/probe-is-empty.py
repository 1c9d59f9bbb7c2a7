# variant: a leader may first ask with an empty append, and send entries once the follower answers (etcd-io/raft)
from bisect import bisect_left, bisect_right
from functools import partial

from raftlab.server import Options


class Replication(Server):
    """Probes with empty appends; sends entries ahead once a follower has acknowledged."""

    del storeEntries

    del backOff

    def __init__(self, id: ServerId, cluster: tuple[ServerId, ...], options: Options) -> None:
        super().__init__(id, cluster, options)
        self._streaming: list[ServerId] = []  # etcd's StateReplicate; everyone else is probed

    def becomeLeader(self) -> None:
        self._streaming = []
        super().becomeLeader()

    def becomeFollower(self, term: int) -> None:
        self._streaming = []
        super().becomeFollower(term)

    def replicateTo(self, follower: ServerId) -> None:
        nxt = self.nextIndex[follower]
        probing = follower not in self._streaming
        entries = () if probing else self.log.entriesFrom(nxt, self.options.entriesPerAppend)
        self.send(
            follower,
            AppendEntries(
                self.currentTerm, self.id, nxt - 1, self.log.term(nxt - 1), entries, leaderCommit=self.commitIndex
            ),
        )
        if follower in self._streaming:
            self.nextIndex[follower] = nxt + len(entries)  # optimistic

    def handleAppendEntries(self, req: AppendEntries) -> None:
        super().handleAppendEntries(req)
        respond = partial(AppendEntriesReply, self.currentTerm, self.id, prevLogIndex=req.prevLogIndex)
        if not self.log.holds(req.prevLogIndex, req.prevLogTerm):
            term, index = self.conflictHint(req)
            self.send(req.leaderId, respond(success=False, conflictTerm=term, conflictIndex=index))
            return
        old = list(self.log)
        self.truncateConflicts(req)
        first_missing = self.log.lastIndex() - req.prevLogIndex
        for entry in req.entries[first_missing:] if first_missing >= 0 else ():
            self.log.append(entry)
        if list(self.log) != old:
            self.persist()
        self.advanceFollowerCommit(req)
        self.send(req.leaderId, respond(success=True, matchIndex=req.prevLogIndex + len(req.entries)))

    def _first_of(self, term: int) -> int:
        return self.log.firstIndex() + bisect_left([entry.term for entry in self.log], term)

    def _last_of(self, term: int) -> int | None:
        end = self.log.lastIncludedIndex + bisect_right([entry.term for entry in self.log], term)
        return end if end and self.log.term(end) == term else None

    def conflictHint(self, req: AppendEntries) -> tuple[int, int]:
        if (last := self.log.lastIndex()) < req.prevLogIndex:
            return 0, last + 1
        term = self.log.term(req.prevLogIndex)
        return term, self._first_of(term)

    def handleAppendEntriesReply(self, reply: AppendEntriesReply) -> None:
        if self.role != LEADER:
            return
        handle = self._acked if reply.success else self._rejected
        handle(reply.followerId, reply)

    def _acked(self, peer: ServerId, reply: AppendEntriesReply) -> None:
        self.matchIndex[peer] = max(self.matchIndex[peer], reply.matchIndex)
        self.nextIndex[peer] = max(self.nextIndex[peer], self.matchIndex[peer] + 1)
        if peer not in self._streaming:
            self._streaming = sorted([*self._streaming, peer])
        self.tryAdvanceCommit()
        before = 0
        while before < self.nextIndex[peer] <= self.log.lastIndex():
            before = self.nextIndex[peer]
            self.replicateTo(peer)

    def _rejected(self, peer: ServerId, reply: AppendEntriesReply) -> None:
        match, rejected = self.matchIndex[peer], reply.prevLogIndex
        if rejected <= match:
            return  # stale
        if peer not in self._streaming and self.nextIndex[peer] - 1 != rejected:
            return  # stale
        if peer in self._streaming:
            self._streaming = [p for p in self._streaming if p != peer]
            self.nextIndex[peer] = match + 1
        else:
            own = self._last_of(reply.conflictTerm) if reply.conflictTerm else None
            probe = own + 1 if own is not None else reply.conflictIndex or rejected
            self.nextIndex[peer] = max(match + 1, min(rejected, probe))
        self.replicateTo(peer)
