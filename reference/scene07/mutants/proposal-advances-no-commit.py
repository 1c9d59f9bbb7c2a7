# caught by: test_change_is_appended
class Membership(Server):
    """Appends by its own lines, and waits for an acknowledgement, also where nobody else votes."""

    def proposeConfiguration(self, req: ConfigurationRequest) -> bool:
        target = self.next_configuration(req) if self.role == LEADER else None
        if target is None or not self.may_change(target):
            return False
        self.log.append(Entry(self.currentTerm, None, target))
        self.persist()
        self.adoptConfiguration()
        for follower in self.followers:
            self.replicateTo(follower)
        return True
