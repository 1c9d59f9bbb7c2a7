# caught by: test_answers_in_any_order
class Operations(Server):
    """Takes each answer for that to the oldest message: one that overtakes it sends the leader back."""

    def count_success(self, follower: ServerId, index: int) -> None:
        oldest, *others = self.in_flight.get(follower) or [(0, index, 0)]
        self.in_flight[follower] = others
        if oldest[1] == index:
            self.matchIndex[follower] = max(self.matchIndex[follower], index)
        else:
            self.nextIndex[follower] = oldest[0] + 1
            self.in_flight[follower] = []
        self.nextIndex[follower] = max(self.nextIndex[follower], self.matchIndex[follower] + 1)
        self.probing.discard(follower)
        self.tryAdvanceCommit()
