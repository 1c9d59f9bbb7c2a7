# caught by: test_event_changes_only_what_it_is_about
class Membership(Server):
    """Takes its vote of the term back when it retires."""

    def retire(self) -> bool:
        if self.role != LEADER or self.has_vote(self.configuration()) or self.configuration_index() > self.commitIndex:
            return False
        self.becomeFollower(self.currentTerm)
        self.leaderId = None
        self.votedFor = None
        self.persist()
        return True
