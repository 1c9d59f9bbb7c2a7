# caught by: test_removed_leader_steps_down
class Membership(Server):
    """Steps down as a removed leader once in its life."""

    def __init__(self, *arguments: object) -> None:
        super().__init__(*arguments)
        self.retired = False

    replace(
        "retire",
        "self.becomeFollower(self.currentTerm)",
        "if self.retired:\n    return False\nself.retired = True\nself.becomeFollower(self.currentTerm)",
    )
