# caught by: test_new_voter_has_caught_up
class Membership(Server):
    """Whoever was a voter at first is no newcomer, also after it left and came back empty."""

    replace(
        "may_change",
        "- set(self.configuration().voters) - {self.id}",
        "- set(self.configuration().voters) - set(self.cluster)",
    )
