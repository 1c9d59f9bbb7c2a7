# caught by: test_new_voter_has_caught_up
class Membership(Server):
    """Every voter must have caught up, not only new ones."""

    replace(
        "may_change",
        "set(target.voters) - set(self.configuration().voters) - {self.id}",
        "set(target.voters) - {self.id}",
    )
