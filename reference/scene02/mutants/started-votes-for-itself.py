# caught by: test_new_term_survives_a_restart
class Terms(Server):
    """A restarted server has voted for itself."""

    def started(self) -> None:
        super().started()
        if self.currentTerm and self.votedFor is None:
            self.votedFor = self.id
