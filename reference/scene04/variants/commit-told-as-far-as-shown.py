# variant: a follower commits no further than the message shows, whatever it is told
class Replication(Server):
    """leaderCommit is told as far as the message shows."""

    def replicateTo(self, follower: ServerId) -> None:
        prev = self.nextIndex[follower] - 1
        entries = self.log.entriesFrom(prev + 1, self.options.entriesPerAppend)
        self.send(
            follower,
            AppendEntries(
                term=self.currentTerm,
                leaderId=self.id,
                prevLogIndex=prev,
                prevLogTerm=self.log.term(prev),
                entries=self.log.entriesFrom(prev + 1, self.options.entriesPerAppend),
                leaderCommit=min(self.commitIndex, prev + len(entries)),
            ),
        )
