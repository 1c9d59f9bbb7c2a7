# caught by: test_confirmed_after_arrival
class Reads(Server):
    """Takes a commit after the read arrived for a confirmation: the acknowledgement may be older than the read."""

    replace(
        "serveReads", "self.confirmedRound >= needed", "(self.confirmedRound >= needed or self.commitIndex > index)"
    )
