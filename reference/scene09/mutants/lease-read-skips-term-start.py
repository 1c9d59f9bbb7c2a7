# caught by: test_lease_needs_the_own_term
class Reads(Server):
    """With a lease it reads at once, also before an entry of its own term is committed."""

    replace(
        "read_point",
        "needed = self.confirmedRound if has_lease else self.lastRound + 1",
        "needed = self.confirmedRound if has_lease else self.lastRound + 1\n"
        "index = self.commitIndex if has_lease else index",
    )
