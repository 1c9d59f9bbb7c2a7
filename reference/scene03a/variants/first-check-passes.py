# variant: a majority voted when the first window began: this leader too leaves within two windows
class PreVoting(Server):
    """The first check of a leadership finds no window to look back on."""

    replace("becomeLeader", "self.active = set()", "self.active = set(self.followers)")
