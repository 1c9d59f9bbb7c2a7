# variant: a transfer may take any time up to the longest election timeout
class Operations(Server):
    """Gives a transfer up after the longest election timeout."""

    replace(
        "transferLeadership",
        "self.electionWindow()[0], self.electionWindow()[0]",
        "self.electionWindow()[1], self.electionWindow()[1]",
    )
