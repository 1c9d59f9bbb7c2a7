# caught by: test_every_server_knows_the_sessions
"""Only the leader notes and filters calls."""

from raftlab.server import LEADER


class StateMachine(Server):
    replace("apply", "<= sequence:", "<= sequence and self.role == LEADER:")
