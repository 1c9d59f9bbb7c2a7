"""Scene 06: the precise election restriction, and the five invariants as judges of runs. (Raft §5.4.1, Figure 3)"""

from itertools import combinations, pairwise

from raftlab.cluster_history import History
from raftlab.labs.scene06.messages import TransferVote
from raftlab.server import LEADER, RequestVote, Server


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
        last = self.log.lastTerm()
        return lastLogTerm > last or (lastLogTerm == last and lastLogIndex >= self.log.lastIndex())

    def handleTransferVote(self, req: TransferVote) -> None:
        """Answer a candidate that the leader itself asked to stand, with a RequestVoteReply.

        It is RequestVote with one exception, made before you see it: a server that hears a leader answers all the
        same. Everything else that handleRequestVote requires still holds. May change: votedFor. About 1 line.
        """
        self.handleRequestVote(RequestVote(req.term, req.candidateId, req.lastLogIndex, req.lastLogTerm))

    def electionSafety(self, history: History) -> int | None:
        """Election Safety: at most one server ever leads a term. (§5.2)

        Two leaders of one term break it even if the first has crashed or stepped down long before. About 6 lines.
        """
        leaders: dict[int, str] = {}
        for step in history.steps:
            for server in step.servers:
                if server.role == LEADER and leaders.setdefault(server.currentTerm, server.name) != server.name:
                    return step.number
        return None

    def leaderAppendOnly(self, history: History) -> int | None:
        """Leader Append-Only: a leader never overwrites or deletes an entry of its log; it only appends. (§5.3)

        Compare a server before and after a step through which it leads one term. About 6 lines.
        """
        for before, after in pairwise(history.steps):
            for was, now in zip(before.servers, after.servers, strict=True):
                leads_on = was.role == now.role == LEADER and was.currentTerm == now.currentTerm
                if leads_on and now.log[: len(was.log)] != was.log:
                    return after.number
        return None

    def logMatching(self, history: History) -> int | None:
        """Log Matching: if two logs hold an entry with the same index and term, they are equal up to it. (§5.3)

        Compare the logs of any two servers after the same step, those on the disks of servers that are down too. Equal
        means the same terms and commands. About 8 lines.
        """
        for step in history.steps:
            for one, two in combinations(step.servers, 2):
                for index in range(min(len(one.log), len(two.log)), 0, -1):
                    if one.log[index - 1].term == two.log[index - 1].term:
                        if one.log[:index] != two.log[:index]:
                            return step.number
                        break
        return None

    def leaderCompleteness(self, history: History) -> int | None:
        """Leader Completeness: the leaders of later terms hold every entry committed in a term. (§5.4.3)

        An entry is committed, for ever, when the commitIndex of some server first reaches it, in that server's
        currentTerm. Which terms are later than that, and what has to be in their leaders' logs? About 11 lines.
        """
        committed: dict[int, tuple[object, int]] = {}
        for step in history.steps:
            for server in step.servers:
                for index in range(1, server.commitIndex + 1):
                    committed.setdefault(index, (server.entry(index), server.currentTerm))
            for server in step.servers:
                if server.role == LEADER:
                    for index, (entry, term) in committed.items():
                        if term < server.currentTerm and server.entry(index) != entry:
                            return step.number
        return None

    def stateMachineSafety(self, history: History) -> int | None:
        """State Machine Safety: no two servers ever apply different commands at the same index. (§5.4.3)

        step.applied holds what reached a state machine in the step: records with index and command. A server that
        restarts applies its log again. About 6 lines.
        """
        applied: dict[int, object] = {}
        for step in history.steps:
            for each in step.applied:
                if applied.setdefault(each.index, each.command) != each.command:
                    return step.number
        return None
