# caught by: test_commit_rests_on_replication
class Replication(Server):
    """Sends ahead in a loop: where the rest is in a snapshot, nextIndex stays, and the loop never ends."""

    def replicateTo(self, follower: ServerId) -> None:
        append = self.append_request(self.nextIndex[follower] - 1)
        self.send(follower, append)
        self.nextIndex[follower] += len(append.entries)

    replace(
        "handleAppendEntriesReply",
        "elif reply.prevLogIndex == self.nextIndex[follower] - 1:",
        "elif self.matchIndex[follower] < reply.prevLogIndex < self.nextIndex[follower]:",
    )

    replace(
        "credit_success",
        "if self.nextIndex[follower] <= self.log.lastIndex():",
        "while self.nextIndex[follower] <= self.log.lastIndex():",
    )
