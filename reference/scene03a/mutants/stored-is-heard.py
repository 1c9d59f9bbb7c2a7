# caught by: test_lost_majority_steps_down
class PreVoting(Server):
    """Counts followers that store the whole log as heard, although they may have fallen silent since."""

    replace(
        "checkQuorum",
        "heard = len(self.active) + 1",
        "stored = {f for f, index in self.matchIndex.items() if index == self.log.lastIndex() > 0}\n"
        "heard = len(self.active | stored) + 1",
    )
