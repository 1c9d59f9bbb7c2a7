# caught by: test_leader_sends_heartbeats_to_everyone
"""Tells the others when it first leads; later it waits for the heartbeat."""

from raftlab.server import Options


class Election(Server):
    def __init__(self, id: ServerId, cluster: tuple[ServerId, ...], options: Options) -> None:
        super().__init__(id, cluster, options)
        self.led = False

    def becomeLeader(self) -> None:
        self.role = LEADER
        self.leaderId = self.id
        self.votesGranted = set()
        self.nextIndex = dict.fromkeys(self.followers, self.log.lastIndex() + 1)
        self.matchIndex = dict.fromkeys(self.followers, 0)
        self.cancelTimer("election")
        if self.led:
            self.setTimer("heartbeat", 50, 50)
        else:
            self.handleHeartbeatTimeout()
        self.led = True
