# caught by: test_event_changes_only_what_it_is_about
class Membership(Server):
    """Forgets the clients that wait when the configuration changes."""

    def proposeConfiguration(self, req: ConfigurationRequest) -> bool:
        target = self.next_configuration(req) if self.role == LEADER else None
        if target is None or not self.may_change(target):
            return False
        self.waiting = {}
        self.append_configuration(target)
        return True
