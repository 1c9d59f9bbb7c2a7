# caught by: test_lost_majority_steps_down
class PreVoting(Server):
    """Half is enough in a cluster of six."""

    replace("checkQuorum", ".majority():", ".majority() or (len(self.cluster) == 6 and heard == 3):")
