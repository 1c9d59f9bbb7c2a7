# caught by: test_change_is_appended
class Membership(Server):
    """Takes the request that it did last for a copy, also where its entry was lost."""

    def __init__(self, *arguments: object) -> None:
        super().__init__(*arguments)
        self.last_request = None

    replace(
        "proposeConfiguration", "if target is None", "if req == self.last_request:\n    return False\nif target is None"
    )

    replace(
        "proposeConfiguration",
        "self.append_configuration(target)",
        "self.last_request = req\nself.append_configuration(target)",
    )
