# caught by: test_refusal_goes_back
class Operations(Server):
    """Ignores a refusal while other messages are on their way."""

    replace(
        "handleAppendEntriesReply",
        "elif self.matchIndex[follower] < reply.prevLogIndex < self.nextIndex[follower]:",
        "elif not self.in_flight.get(follower) and reply.prevLogIndex > self.matchIndex[follower]:",
    )
