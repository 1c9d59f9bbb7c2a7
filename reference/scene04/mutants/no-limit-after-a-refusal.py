# caught by: test_missing_entries_are_sent
class Replication(Server):
    """Sends all that follows after a refusal, whatever the limit."""

    replace(
        "handleAppendEntriesReply",
        "self.replicateTo(follower)",
        "prev, term = self.nextIndex[follower] - 1, self.currentTerm\n"
        "entries = self.log.entriesFrom(prev + 1)\n"
        "self.send(follower, AppendEntries(term, self.id, prev, self.log.term(prev), entries, self.commitIndex))",
    )
