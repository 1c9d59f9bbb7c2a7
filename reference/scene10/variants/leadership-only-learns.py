# variant: asserts what is true in every run: one vote in a term, and what a leader knows only grows
class Operations(Server):
    """Refuses to go on where a term, an index, or what is known of a follower falls."""

    def started(self) -> None:
        assert self.role == "follower" and self.leaderId is None and self.writes == {}
        self.indexes = (0, 0, 0, 0)
        self.votes = {}
        self.known = (0, {})
        super().started()

    def receive(self, message: Message) -> None:
        self.check_rules()
        super().receive(message)

    def settle(self) -> None:
        super().settle()
        self.check_rules()

    def check_rules(self) -> None:
        indexes = (self.currentTerm, self.commitIndex, self.lastApplied, self.log.lastIncludedIndex)
        assert all(now >= before for now, before in zip(indexes, self.indexes, strict=True))
        self.indexes = indexes
        terms = [self.log.lastIncludedTerm, *(entry.term for entry in self.log), self.currentTerm]
        assert terms == sorted(terms)
        if self.votedFor is not None:
            assert self.votes.setdefault(self.currentTerm, self.votedFor) == self.votedFor
        if self.role != LEADER:
            assert not self.in_flight and self.transfer_target is None
            return
        assert set(self.nextIndex) == set(self.matchIndex) == set(self.followers)
        before = self.known[1] if self.known[0] == self.currentTerm else {}
        assert all(self.matchIndex.get(each, index) >= index for each, index in before.items())
        self.known = (self.currentTerm, dict(self.matchIndex))

    replace(
        "tryAdvanceCommit",
        'if self.options.disk != "background":',
        'self.check_rules()\nif self.options.disk != "background":',
    )
