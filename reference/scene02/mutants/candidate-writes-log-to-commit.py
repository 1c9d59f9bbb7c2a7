# caught by: test_own_vote_survives_a_restart
class Terms(Server):
    """Writes only what is committed with its candidacy."""

    replace(
        "becomeCandidate",
        "self.votesGranted = {self.id}",
        "self.votesGranted = {self.id}\nwhole = list(self.log)\nself.log.truncateFrom(self.commitIndex + 1)",
    )
    replace(
        "becomeCandidate",
        "self.persist()",
        "self.persist()\nfor each in whole[self.commitIndex :]:\n    self.log.append(each)",
    )
