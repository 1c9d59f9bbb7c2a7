# caught by: test_majority_of_the_voters
class Membership(Server):
    """Half of the voters is enough once terms are large."""

    replace(
        "quorum",
        "2 * len(servers & set(side)) > len(side)",
        "2 * len(servers & set(side)) + (self.currentTerm > 50_000) > len(side)",
    )
