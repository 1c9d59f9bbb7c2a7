# variant: a leader may wait until it has applied the index itself
class Reads(Server):
    """Gives a follower an index that it has applied."""

    replace(
        "serve_followers",
        "if self.confirmedRound < read[-1]",
        "if self.confirmedRound < read[-1] or self.lastApplied < read[-2]",
    )
    replace(
        "serve_followers",
        "if self.confirmedRound >= needed:",
        "if self.confirmedRound >= needed and self.lastApplied >= index:",
    )
