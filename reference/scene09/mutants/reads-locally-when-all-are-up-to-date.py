# caught by: test_no_read_sees_the_past
class Reads(Server):
    """Answers at once if every follower has acknowledged its whole log."""

    replace(
        "read_point",
        "needed = self.confirmedRound if has_lease else self.lastRound + 1",
        "is_up_to_date = min(self.matchIndex.values(), default=0) == self.log.lastIndex()\n"
        "needed = self.confirmedRound if has_lease or is_up_to_date else self.lastRound + 1",
    )
