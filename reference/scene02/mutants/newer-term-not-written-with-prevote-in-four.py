# caught by: test_new_term_is_durable_on_return
class Terms(Server):
    """Writes no newer term with Pre-Vote in a cluster of four."""

    replace(
        "becomeFollower", "self.persist()", "if not self.options.preVote or len(self.cluster) != 4:\n    self.persist()"
    )
