# caught by: test_refused_request_changes_nothing
class Membership(Server):
    """A server that does not lead forgets its votes when an operator asks it."""

    def proposeConfiguration(self, req: ConfigurationRequest) -> bool:
        target = self.next_configuration(req) if self.role == LEADER else None
        if target is None or not self.may_change(target):
            self.votesGranted = set()
            return False
        self.append_configuration(target)
        return True
