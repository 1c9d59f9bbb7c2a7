# variant: a leader may tell its followers of the commit before it steps down
class Membership(Server):
    """Sends a heartbeat before it steps down."""

    replace(
        "retire",
        "        self.becomeFollower(self.currentTerm)\n",
        "        self.handleHeartbeatTimeout()\n        self.becomeFollower(self.currentTerm)\n",
    )
