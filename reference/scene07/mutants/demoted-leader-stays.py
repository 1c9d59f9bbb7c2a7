# caught by: test_removed_leader_steps_down
class Membership(Server):
    """A leader that became a learner leads on."""

    replace("retire", "self.has_vote(self.configuration())", "self.id in self.configuration().members")
