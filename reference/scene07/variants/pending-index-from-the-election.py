# variant: a leader may remember how far its log must be committed before the next change
class Membership(Server):
    """Keeps an index as etcd does: the log's end when it wins, then the index of each configuration."""

    pending_index = 0

    def becomeLeader(self) -> None:
        self.pending_index = self.log.lastIndex()
        super().becomeLeader()

    def may_change(self, target: Configuration) -> bool:
        if self.pending_index > self.commitIndex or self.log.term(self.commitIndex) != self.currentTerm:
            return False
        newcomers = set(target.voters) - set(self.configuration().voters) - {self.id}
        return all(self.matchIndex.get(each, 0) >= self.commitIndex for each in newcomers)

    def proposeConfiguration(self, req: ConfigurationRequest) -> bool:
        target = self.next_configuration(req) if self.role == LEADER else None
        if target is None or not self.may_change(target):
            return False
        self.pending_index = self.log.lastIndex() + 1
        self.append_configuration(target)
        return True

    def leaveJoint(self) -> bool:
        configuration = self.configuration()
        if self.role != LEADER or not configuration.is_joint or self.pending_index > self.commitIndex:
            return False
        self.pending_index = self.log.lastIndex() + 1
        self.append_configuration(Configuration(configuration.voters, configuration.learners))
        return True

    def retire(self) -> bool:
        if self.role != LEADER or self.has_vote(self.configuration()) or self.pending_index > self.commitIndex:
            return False
        self.becomeFollower(self.currentTerm)
        self.leaderId = None
        return True
