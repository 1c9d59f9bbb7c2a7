# variant: asserts what is true in every run: how a server starts, its one vote, and what a leader knows only grows
from raftlab.server import CANDIDATE, FOLLOWER, Message, Options


class Commit(Server):
    """Refuses to start with anything that a crash loses, and to go on where a rule of Figure 2 is broken."""

    def __init__(self, id: str, cluster: tuple[str, ...], options: Options) -> None:
        super().__init__(id, cluster, options)
        self.indexes = (0, 0, 0)
        self.votes: dict[int, str] = {}
        self.known: tuple[int, dict[str, int]] = (0, {})

    def started(self) -> None:
        assert self.role == FOLLOWER and self.leaderId is None and self.votesGranted == set()
        assert self.nextIndex == self.matchIndex == self.waiting == {}
        super().started()

    def receive(self, message: Message) -> None:
        self.check()
        super().receive(message)

    def settle(self) -> None:
        super().settle()
        self.check()

    def check(self) -> None:
        indexes = (self.currentTerm, self.commitIndex, self.lastApplied)
        assert all(now >= before for now, before in zip(indexes, self.indexes, strict=True))
        assert self.lastApplied <= self.commitIndex <= self.log.lastIndex()
        assert self.log.lastTerm() <= self.currentTerm
        self.indexes = indexes
        if self.votedFor is not None:
            assert self.votes.setdefault(self.currentTerm, self.votedFor) == self.votedFor
        if self.role in (CANDIDATE, LEADER):
            assert self.votedFor == self.id
        if self.role == LEADER:
            assert set(self.matchIndex) == set(self.nextIndex) == set(self.followers)
            before = self.known[1] if self.known[0] == self.currentTerm else {}
            assert all(self.matchIndex.get(each, index) >= index for each, index in before.items())
            self.known = (self.currentTerm, dict(self.matchIndex))
