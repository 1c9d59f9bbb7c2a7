# caught by: test_hidden_older_term
class Commit(Server):
    """Counts copies of an older entry in a deployment that sends more than one entry a message."""

    replace(
        "tryAdvanceCommit",
        "if self.log[index].term != self.currentTerm:",
        "if self.options.entriesPerAppend < 2 and self.log[index].term != self.currentTerm:",
    )
