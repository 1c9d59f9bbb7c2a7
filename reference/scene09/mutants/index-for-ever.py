# caught by: test_leader_gives_the_index
class Reads(Server):
    """Forgets a follower's question only if it was answered by its own round, not by a later one."""

    replace("serve_followers", "self.confirmedRound < read[-1]", "self.confirmedRound != read[-1]")
