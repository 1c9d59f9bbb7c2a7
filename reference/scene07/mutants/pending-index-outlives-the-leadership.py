# caught by: test_change_is_appended
class Membership(Server):
    """Remembers the index of its last change, also where that entry was lost: pendingConfIndex without its reset."""

    def __init__(self, *arguments: object) -> None:
        super().__init__(*arguments)
        self.pending = 0

    replace(
        "may_change",
        "self.configuration_index() > self.commitIndex or",
        "max(self.pending, self.configuration_index()) > self.commitIndex or",
    )
    replace(
        "proposeConfiguration",
        "self.append_configuration(target)",
        "self.pending = self.log.lastIndex() + 1\nself.append_configuration(target)",
    )
