"""Scene 06: the precise election restriction, and the five invariants as judges of runs. (Raft §5.4.1, Figure 3)"""

from raftlab.cluster_history import History
from raftlab.labs.scene06.messages import TransferVote
from raftlab.server import Server


class Invariants(Server):
    """Refines the server of scene 05: whom it votes for. The five other methods judge recorded runs of any cluster.

    Each of the five gets a whole history and returns the number of the first step after which its property is broken,
    or None if it never is. They read the history alone: no attribute of this server matters, and none changes.
    raftlab.cluster_history shows the records: history.steps; a step's number, event, applied, servers; and of each
    server name, role, currentTerm, votedFor, log, commitIndex, stored, and entry(index).
    """

    def isUpToDate(self, lastLogIndex: int, lastLogTerm: int) -> bool:
        """Tell whether a log that ends with (lastLogIndex, lastLogTerm) is at least as up-to-date as this one's log.

        §5.4.1 compares the last entries of both logs. An empty log ends with (0, 0). May change: nothing. About 2
        lines.
        """
        # TODO(scene06): replace the next line.
        raise NotImplementedError

    def handleTransferVote(self, req: TransferVote) -> None:
        """Answer a candidate that the leader itself asked to stand, with a RequestVoteReply.

        It is RequestVote with one exception, made before you see it: a server that hears a leader answers all the
        same. Everything else that handleRequestVote requires still holds. May change: votedFor. About 1 line.
        """
        # TODO(scene06): replace the next line.
        raise NotImplementedError

    def electionSafety(self, history: History) -> int | None:
        """Election Safety: at most one server ever leads a term. (§5.2)

        Two leaders of one term break it even if the first has crashed or stepped down long before. About 6 lines.
        """
        # TODO(scene06): replace the next line.
        raise NotImplementedError

    def leaderAppendOnly(self, history: History) -> int | None:
        """Leader Append-Only: a leader never overwrites or deletes an entry of its log; it only appends. (§5.3)

        Compare a server before and after a step through which it leads one term. About 6 lines.
        """
        # TODO(scene06): replace the next line.
        raise NotImplementedError

    def logMatching(self, history: History) -> int | None:
        """Log Matching: if two logs hold an entry with the same index and term, they are equal up to it. (§5.3)

        Compare the logs of any two servers after the same step, those on the disks of servers that are down too. Equal
        means the same terms and commands. About 8 lines.
        """
        # TODO(scene06): replace the next line.
        raise NotImplementedError

    def leaderCompleteness(self, history: History) -> int | None:
        """Leader Completeness: the leaders of later terms hold every entry committed in a term. (§5.4.3)

        An entry is committed, for ever, when the commitIndex of some server first reaches it, in that server's
        currentTerm. Which terms are later than that, and what has to be in their leaders' logs? About 11 lines.
        """
        # TODO(scene06): replace the next line.
        raise NotImplementedError

    def stateMachineSafety(self, history: History) -> int | None:
        """State Machine Safety: no two servers ever apply different commands at the same index. (§5.4.3)

        step.applied holds what reached a state machine in the step: records with index and command. A server that
        restarts applies its log again. About 6 lines.
        """
        # TODO(scene06): replace the next line.
        raise NotImplementedError
