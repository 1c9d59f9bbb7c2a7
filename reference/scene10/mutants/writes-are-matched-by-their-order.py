# caught by: test_write_of_an_earlier_term_ends
class Operations(Server):
    """Takes each end of a write for that of the oldest one noted, whatever its number."""

    replace(
        "onPersisted",
        "if completion.number not in self.writes:\n    return\nindex, begun = self.writes.pop(completion.number)",
        "if not self.writes:\n    return\nindex, begun = self.writes.pop(min(self.writes))",
    )
