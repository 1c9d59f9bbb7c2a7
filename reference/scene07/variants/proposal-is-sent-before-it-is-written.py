# variant: a leader may send an entry before it is on its own disk, as long as it does not count itself
class Membership(Server):
    """Sends the entry first, and counts itself after the write."""

    def proposeConfiguration(self, req: ConfigurationRequest) -> bool:
        target = self.next_configuration(req) if self.role == LEADER else None
        if target is None or not self.may_change(target):
            return False
        self.log.append(Entry(self.currentTerm, None, target))
        self.adoptConfiguration()
        for follower in self.followers:
            self.replicateTo(follower)
        self.persist()
        self.tryAdvanceCommit()
        return True
