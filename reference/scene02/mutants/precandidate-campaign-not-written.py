# caught by: test_own_vote_survives_a_restart
class Terms(Server):
    """A pre-candidate's candidacy is not written."""

    replace(
        "becomeCandidate",
        "def becomeCandidate(self) -> None:",
        "def becomeCandidate(self) -> None:\n    was = self.role",
    )
    replace("becomeCandidate", "self.persist()", 'if was != "pre-candidate":\n    self.persist()')
