# caught by: test_hidden_larger_sizes
class Operations(Server):
    """Looks for what was lost four times at most for each follower."""

    replace(
        "handleAppendEntriesReply",
        "elif self.matchIndex[follower] < reply.prevLogIndex < self.nextIndex[follower]:",
        "elif self.matchIndex[follower] < reply.prevLogIndex < self.nextIndex[follower]"
        " and self.looks_again(follower):",
    )

    def looks_again(self, follower: ServerId) -> bool:
        looked = getattr(self, "looked", {})
        looked[follower] = looked.get(follower, 0) + 1
        self.looked = looked
        return looked[follower] <= 4
