# caught by: test_leader_gives_the_index
class Reads(Server):
    """Gives no index that a snapshot covers."""

    replace(
        "serve_followers",
        "if self.confirmedRound >= needed:",
        "if self.confirmedRound >= needed and index > self.log.lastIncludedIndex:",
    )
