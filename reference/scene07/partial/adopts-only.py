# expected: 10 points
class Membership(Server):
    """Only adoptConfiguration is written."""

    def quorum(self, servers: set[ServerId]) -> bool:
        raise NotImplementedError

    def next_configuration(self, req: ConfigurationRequest) -> Configuration | None:
        raise NotImplementedError

    def may_change(self, target: Configuration) -> bool:
        raise NotImplementedError

    def proposeConfiguration(self, req: ConfigurationRequest) -> bool:
        raise NotImplementedError

    def leaveJoint(self) -> bool:
        raise NotImplementedError

    def retire(self) -> bool:
        raise NotImplementedError
