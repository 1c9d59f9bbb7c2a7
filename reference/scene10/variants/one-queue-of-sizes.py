# variant: what is on its way may be noted by its last index
class Operations(Server):
    """Keeps (last, bytes) pairs, and a single entry after a refusal by a counter."""

    def __init__(self, id: ServerId, cluster: tuple[ServerId, ...], options: Options) -> None:
        super().__init__(id, cluster, options)
        self.in_flight: dict[ServerId, dict[int, int]] = {}
        self.probing: set[ServerId] = set()
        self.writes: dict[int, tuple[int, float]] = {}
        self.durable_index: int = 0
        self.persisted_state: tuple[int, ServerId | None, int] | None = None
        self.verified_index: int = 0
        self.transfer_target: ServerId | None = None
        self.transfer_term: int = 0
        self.lease_revoked_in: int = 0
        self.newest_applied: dict[str, int] = {}

    def replicateTo(self, follower: ServerId) -> None:
        first = self.nextIndex[follower]
        if not self.options.window_messages or first <= self.log.lastIncludedIndex:
            super().replicateTo(follower)
            return
        flight = self.in_flight.setdefault(follower, {})
        room = 1 if follower in self.probing else self.options.window_messages
        while len(flight) < room and first <= self.log.lastIndex():
            batch, size = [], 0
            limit = 1 if follower in self.probing else (self.options.entriesPerAppend or self.log.lastIndex())
            while len(batch) < limit and first + len(batch) <= self.log.lastIndex():
                more = entry_bytes(self.log[first + len(batch)])
                if batch and self.options.bytes_per_append and size + more > self.options.bytes_per_append:
                    break
                batch.append(self.log[first + len(batch)])
                size += more
            if flight and self.options.window_bytes and sum(flight.values()) + size > self.options.window_bytes:
                break
            self.send(
                follower,
                AppendEntries(
                    self.currentTerm, self.id, first - 1, self.log.term(first - 1), tuple(batch), self.commitIndex
                ),
            )
            first += len(batch)
            flight[first - 1] = size
            self.nextIndex[follower] = first

    def count_success(self, follower: ServerId, index: int) -> None:
        self.matchIndex[follower] = max(self.matchIndex[follower], index)
        self.nextIndex[follower] = max(self.nextIndex[follower], self.matchIndex[follower] + 1)
        flight = self.in_flight.get(follower, {})
        self.in_flight[follower] = {last: size for last, size in flight.items() if last > self.matchIndex[follower]}
        self.probing.discard(follower)
        self.tryAdvanceCommit()

    replace("handleAppendEntriesReply", "self.in_flight[follower] = []", "self.in_flight[follower] = {}")

    del next_batch
    del has_room
