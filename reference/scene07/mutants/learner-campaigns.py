# caught by: test_servers_join
class Membership(Server):
    """A learner stands for election."""

    replace(
        "may_campaign",
        "        if self.has_vote(self.configuration()):\n",
        "        if self.id in self.configuration().members:\n",
    )
