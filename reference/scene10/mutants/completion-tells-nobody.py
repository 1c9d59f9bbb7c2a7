# caught by: test_only_durable_is_acknowledged
class Operations(Server):
    """Does not tell its leader when a write has ended."""

    replace(
        "onPersisted",
        "self.send(self.leaderId, AppendEntriesReply(self.currentTerm, self.id, True, 0, self.verified_index))",
        "pass",
    )
