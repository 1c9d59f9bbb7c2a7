# caught by: test_lease_answers_at_once
class Reads(Server):
    """A read on the lease needs no round: those that are out end, and the lease is not renewed while reads come."""

    replace(
        "read_point",
        "if needed > self.confirmedRound:",
        "if has_lease:\n    self.rounds = {}\nif needed > self.confirmedRound:",
    )
