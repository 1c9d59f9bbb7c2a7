# caught by: test_new_term_brings_a_new_vote
class Terms(Server):
    """With sticky votes a server takes its own vote into a newer term."""

    replace(
        "becomeFollower",
        "self.votedFor = None",
        "if not (self.options.sticky_votes and self.votedFor == self.id):\n    self.votedFor = None",
    )
