# caught by: test_write_of_an_earlier_term_ends
class Operations(Server):
    """Takes the end of a write that it no longer notes for the end of all that is in the log."""

    replace(
        "onPersisted",
        "if completion.number not in self.writes:\n    return\nindex, begun = self.writes.pop(completion.number)",
        "index, begun = self.writes.pop(completion.number, (self.log.lastIndex(), self.now))",
    )
