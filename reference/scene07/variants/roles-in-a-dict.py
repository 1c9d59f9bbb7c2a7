# variant: a configuration is a role for each server, however it is computed
class Membership(Server):
    """A configuration as a dict of roles; counts by loops; remembers how often it adopted."""

    def quorum(self, servers: set[ServerId]) -> bool:
        configuration = self.configuration()
        for side in (configuration.old_voters, configuration.voters):
            missing = 0
            for voter in side or ():
                missing += 1 if voter not in servers else 0
            if side and missing > (len(side) - 1) // 2:
                return False
        return True

    def next_configuration(self, req: ConfigurationRequest) -> Configuration | None:
        now = self.configuration()
        if now.old_voters is not None or (req.joint and len(now.voters) == 0):
            return None
        roles = dict.fromkeys(now.voters, "voter") | dict.fromkeys(now.learners, "learner")
        for change in req.changes:
            roles[change.server] = change.action
        voters = tuple(sorted(each for each, role in roles.items() if role == "voter"))
        learners = tuple(sorted(each for each, role in roles.items() if role == "learner"))
        added = [each for each in voters if each not in now.voters]
        removed = [each for each in now.voters if each not in voters]
        if not voters or (not req.joint and len(added + removed) > 1):
            return None
        return Configuration(voters, learners, now.voters if req.joint else None)

    def adoptConfiguration(self) -> None:
        last = self.configuration_index()
        found = self.log[last].configuration if last else self.base_configuration()
        if found != self.adopted_configuration:
            self.adopted_configuration = found
        if self.role != LEADER:
            return
        for stranger in [each for each in self.nextIndex if each not in self.followers]:
            del self.nextIndex[stranger]
        for stranger in [each for each in self.matchIndex if each not in self.followers]:
            del self.matchIndex[stranger]
        for each in self.followers:
            self.nextIndex.setdefault(each, self.log.lastIndex() + 1)
            self.matchIndex.setdefault(each, 0)
