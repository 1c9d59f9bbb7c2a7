# caught by: test_every_server_knows_the_sessions
"""Only the leader keeps what a call returned: a follower that leads next answers copies with nothing."""

from raftlab.server import LEADER


class StateMachine(Server):
    replace("apply", "OK, value)", "OK, value if self.role == LEADER else None)")
