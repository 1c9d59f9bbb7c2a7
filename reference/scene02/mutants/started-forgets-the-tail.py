# caught by: test_new_term_survives_a_restart
class Terms(Server):
    """A restart loses the last entry."""

    def started(self) -> None:
        super().started()
        self.log.truncateFrom(self.log.lastIndex() or 1)
