# variant: no message holds more than two entries, whatever the deployment allows; the rest follows at once
"""Sends a long log in pieces."""

OWN_LIMIT = 2


class Replication(Server):
    def append_request(self, prev: int) -> AppendEntries:
        return AppendEntries(
            term=self.currentTerm,
            leaderId=self.id,
            prevLogIndex=prev,
            prevLogTerm=self.log.term(prev),
            entries=self.log.entriesFrom(prev + 1, min(OWN_LIMIT, self.options.entriesPerAppend or OWN_LIMIT)),
            leaderCommit=self.commitIndex,
        )
