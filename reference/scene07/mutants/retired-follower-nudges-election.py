# caught by: test_removed_server_disrupts_nobody
from raftlab.labs.scene10.messages import TimeoutNow


class Membership(Server):
    """A removed follower makes a voter stand, as only a leader that hands over may: that deposes the leader."""

    replace(
        "adoptConfiguration",
        "if self.role == LEADER:",
        "voters = self.configuration().voters\n"
        "if self.role != LEADER and self.id not in voters and 0 < self.configuration_index() <= self.commitIndex:\n"
        "    self.send(next(each for each in voters if each != self.leaderId), TimeoutNow(self.currentTerm, self.id))\n"
        "if self.role == LEADER:",
    )
