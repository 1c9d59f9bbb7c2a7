# variant: a leader may send on before it hears, as long as it goes back when it must
class Replication(Server):
    """Moves nextIndex as it sends; a refusal moves it back to what was refused."""

    def replicateTo(self, follower: ServerId) -> None:
        prev = self.nextIndex[follower] - 1
        self.send(follower, self.append_request(prev))
        self.nextIndex[follower] = max(
            self.nextIndex[follower], prev + len(self.log.entriesFrom(prev + 1, self.options.entriesPerAppend)) + 1
        )

    replace(
        "handleAppendEntriesReply",
        "elif reply.prevLogIndex == self.nextIndex[follower] - 1:",
        "elif self.matchIndex[follower] < reply.prevLogIndex < self.nextIndex[follower]:",
    )
