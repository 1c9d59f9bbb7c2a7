# caught by: test_removed_server_disrupts_nobody
from raftlab.labs.scene06.messages import TransferVote


class Membership(Server):
    """A follower that learns of its removal asks for votes with the transfer flag: whoever hears a leader answers."""

    replace(
        "adoptConfiguration",
        "if self.role == LEADER:",
        "voters = self.configuration().voters\n"
        "if self.role != LEADER and self.id not in voters and 0 < self.configuration_index() <= self.commitIndex:\n"
        "    last, term = self.log.lastIndex(), self.log.lastTerm()\n"
        "    for voter in voters:\n"
        "        self.send(voter, TransferVote(self.currentTerm + 1, self.id, last, term))\n"
        "if self.role == LEADER:",
    )
