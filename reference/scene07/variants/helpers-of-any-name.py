# variant: a student's own methods may have any name
class Membership(Server):
    """Has helpers for what the methods decide, with short names."""

    def decides(self, side: tuple[ServerId, ...], servers: set[ServerId]) -> bool:
        return not side or 2 * sum(each in servers for each in side) > len(side)

    def quorum(self, servers: set[ServerId]) -> bool:
        configuration = self.configuration()
        return self.decides(configuration.voters, servers) and self.decides(configuration.old_voters or (), servers)

    def becomes(self, roles: dict[ServerId, str]) -> list[tuple[ServerId, ...]]:
        return [tuple(sorted(each for each in roles if roles[each] == role)) for role in ("voter", "learner")]

    def next_configuration(self, req: ConfigurationRequest) -> Configuration | None:
        current = self.configuration()
        roles = dict.fromkeys(current.learners, "learner") | dict.fromkeys(current.voters, "voter")
        for change in req.changes:
            roles[change.server] = change.action
        voters, learners = self.becomes(roles)
        moved = set(voters) ^ set(current.voters)
        if current.is_joint or not voters or (not current.voters if req.joint else len(moved) > 1):
            return None
        return Configuration(voters, learners, current.voters if req.joint else None)

    def proposes(self) -> bool:
        return self.role == LEADER and not self.configuration().is_joint

    def proposeConfiguration(self, req: ConfigurationRequest) -> bool:
        target = self.next_configuration(req) if self.proposes() else None
        if target is None or not self.may_change(target):
            return False
        self.append_configuration(target)
        return True
