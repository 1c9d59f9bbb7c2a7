# caught by: test_refused_request_changes_nothing
class Membership(Server):
    """Keeps a request that the guard refused, and does it with the next commit."""

    def __init__(self, *arguments: object) -> None:
        super().__init__(*arguments)
        self.later: ConfigurationRequest | None = None

    replace(
        "proposeConfiguration",
        "if target is None or not self.may_change(target):",
        "if target is not None and not self.may_change(target):\n"
        "    self.later = req\n"
        "if target is None or not self.may_change(target):",
    )
    replace(
        "settle",
        "if self.role == LEADER and self.adopted_configuration is not None:",
        "if self.role == LEADER and self.later is not None:\n"
        "    later, self.later = self.later, None\n"
        "    self.proposeConfiguration(later)\n"
        "if self.role == LEADER and self.adopted_configuration is not None:",
    )
