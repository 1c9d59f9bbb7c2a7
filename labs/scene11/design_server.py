"""The server of a design: the layers of the scenes before, with the reads of the design.

All other knobs are options of those layers. LEASE_MS, DRIFT and LOCAL_READS are written below this text when a design
is run.
"""

from raftlab.server import LEADER, OK, Command, Server

LEASE_MS = 0.0
DRIFT = 0.0
LOCAL_READS = False


class DesignServer(Server):
    """Answers reads as the design says: with a lease of its own length, or at once."""

    def handleRead(self, command: Command) -> None:
        if LOCAL_READS and self.role == LEADER:
            self.reply(command.client, command.sequence, OK, self.machine.get(command.key))
        else:
            super().handleRead(command)

    def leaseIsValid(self) -> bool:
        started = self.leaseStart
        if started is None or self.role != LEADER or self.lease_revoked_in == self.currentTerm:
            return False
        return self.options.reads == "lease" and 0 <= self.now - started < LEASE_MS / (1 + DRIFT)
