# caught by: test_new_term_survives_a_restart
class Terms(Server):
    """A leader that learns of a newer term writes it with its next change."""

    def observeTerm(self, term: int) -> None:
        if term > self.currentTerm:
            self.writes_later = self.role == "leader"
            self.becomeFollower(term)
            self.writes_later = False

    replace("becomeFollower", "self.persist()", "if not getattr(self, 'writes_later', False):\n    self.persist()")
