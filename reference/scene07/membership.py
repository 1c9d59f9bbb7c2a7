"""Scene 07: who belongs to the cluster, and how that changes while it runs. (Raft §6; dissertation chapter 4; 2015)"""

from raftlab.labs.scene03a.messages import PreVote, PreVoteReply
from raftlab.server import (
    CANDIDATE,
    LEADER,
    PRE_CANDIDATE,
    AppendEntries,
    AppendEntriesReply,
    Configuration,
    ConfigurationRequest,
    Entry,
    RequestVote,
    RequestVoteReply,
    Server,
    ServerId,
)


class Membership(Server):
    """Refines the server of scene 06: the configuration is an entry of the log, in force from when it is appended.

    While adopted_configuration is None, all servers of `cluster` vote and the earlier scenes decide. After that their
    majorities are asked of quorum().
    """

    # ---- yours ------------------------------------------------------------------------------------------------------

    def quorum(self, servers: set[ServerId]) -> bool:
        """Tell whether `servers` may decide, as voters or as holders of an entry, in the configuration in force.

        They must hold a majority of the voters; of a joint configuration, a majority of each side. A learner or a
        stranger counts for nothing, also if it answers. A side without voters asks for no one. May change: nothing.
        About 3 lines.
        """
        configuration = self.configuration()
        sides = (configuration.voters, configuration.old_voters or ())
        return all(2 * len(servers & set(side)) > len(side) for side in sides if side)

    def next_configuration(self, req: ConfigurationRequest) -> Configuration | None:
        """Return what the configuration in force becomes by req.changes, made in their order; None if it may not.

        Each change makes its server a voter, a learner, or none of both ("remove"); no server is both in the end.
        Refused: any change while the configuration is joint; one that leaves no voter; without req.joint, one after
        which the voters differ in more than one server; and with it, one where nobody votes now. A request that changes
        nothing is no reason to refuse. With req.joint the result is joint: the present voters are the old ones, and
        `learners` already holds a voter that becomes a learner. The names of each part are sorted. May change: nothing.
        About 16 lines.
        """
        current = self.configuration()
        voters, learners = set(current.voters), set(current.learners)
        for change in req.changes:
            voters.discard(change.server)
            learners.discard(change.server)
            if change.action == "voter":
                voters.add(change.server)
            elif change.action == "learner":
                learners.add(change.server)
        too_many = not req.joint and len(voters ^ set(current.voters)) > 1
        if current.is_joint or not voters or too_many or (req.joint and not current.voters):
            return None
        old_voters = current.voters if req.joint else None
        return Configuration(tuple(sorted(voters)), tuple(sorted(learners)), old_voters)

    def may_change(self, target: Configuration) -> bool:
        """Tell whether this leader may append `target` now: the guard of every change, learners' too.

        Three conditions: the last configuration in the log is committed; so is an entry of this leader's own term
        (Ongaro 2015); and each server that `target` makes a voter stores all that is committed, so far as this leader
        knows: make it a learner first. configuration_index() is given. May change: nothing. About 6 lines.
        """
        if self.configuration_index() > self.commitIndex or self.log.term(self.commitIndex) != self.currentTerm:
            return False
        newcomers = set(target.voters) - set(self.configuration().voters) - {self.id}
        return all(self.matchIndex.get(each, 0) >= self.commitIndex for each in newcomers)

    def proposeConfiguration(self, req: ConfigurationRequest) -> bool:
        """Append what an operator asks for, if this server leads and may do it now; tell whether it did.

        append_configuration() is given. A request that is refused changes nothing and sends nothing. May change: log,
        adopted_configuration, nextIndex, matchIndex and commitIndex. About 6 lines.
        """
        target = self.next_configuration(req) if self.role == LEADER else None
        if target is None or not self.may_change(target):
            return False
        self.append_configuration(target)
        return True

    def adoptConfiguration(self) -> None:
        """Use the last configuration in the log, committed or not. Runs at the start and whenever the log may differ.

        adopted_configuration becomes it; base_configuration() if the log has none. A leader's nextIndex and matchIndex
        have exactly the other members as keys: what is known of a server that stays is kept, of one that joins nothing
        is known. May change: adopted_configuration, nextIndex and matchIndex. About 8 lines.
        """
        self.adopted_configuration = self.base_configuration()
        for entry in self.log:
            if entry.configuration is not None:
                self.adopted_configuration = entry.configuration
        if self.role == LEADER:
            end = self.log.lastIndex() + 1
            self.nextIndex = {each: self.nextIndex.get(each, end) for each in self.followers}
            self.matchIndex = {each: self.matchIndex.get(each, 0) for each in self.followers}

    def leaveJoint(self) -> bool:
        """Append the new side of a joint configuration alone, once the joint one is committed; tell whether it did.

        Runs at the end of each event in the joint phase, before what it committed is applied; only a leader appends, in
        the event that commits. Nothing of the change is repeated: the new voters and the learners stay as they are.
        append_configuration() is given. May change: log, adopted_configuration, nextIndex, matchIndex and commitIndex.
        About 5 lines.
        """
        configuration = self.configuration()
        if self.role != LEADER or not configuration.is_joint or self.configuration_index() > self.commitIndex:
            return False
        self.append_configuration(Configuration(configuration.voters, configuration.learners))
        return True

    def retire(self) -> bool:
        """Step down, if this server leads without a vote in a configuration that is committed; tell whether it did.

        Runs at the end of each event of a leader without a vote. Until the configuration without it is committed, it
        goes on: nobody else may have the entry. It then becomes a follower in the same term, with leaderId None.
        May change: role, leaderId, votesGranted, nextIndex and matchIndex. About 5 lines.
        """
        if self.role != LEADER or self.has_vote(self.configuration()) or self.configuration_index() > self.commitIndex:
            return False
        self.becomeFollower(self.currentTerm)
        self.leaderId = None
        return True

    # ---- given: what the configuration in the log is ------------------------------------------------------------

    def configuration_index(self) -> int:
        """Return the index of the last configuration in the log; 0 if it has none."""
        index = self.log.lastIndex()
        while index >= self.log.firstIndex() and self.log[index].configuration is None:
            index -= 1
        return index if index >= self.log.firstIndex() else 0

    def base_configuration(self) -> Configuration | None:
        """Return the configuration before the first entry of the log; None for the initial one."""
        return self.snapshot.configuration if self.snapshot is not None else None

    def has_vote(self, configuration: Configuration) -> bool:
        """Tell whether this server is a voter of `configuration`, on either side."""
        return self.id in configuration.voters or self.id in (configuration.old_voters or ())

    def append_configuration(self, configuration: Configuration) -> None:
        """Append a configuration as an entry of this term, durably; use it at once, and send it to every follower."""
        self.log.append(Entry(self.currentTerm, None, configuration))
        self.persist()
        self.adoptConfiguration()
        for follower in self.followers:
            self.replicateTo(follower)
        self.tryAdvanceCommit()

    # ---- given: events ---------------------------------------------------------------------------------------------

    def started(self) -> None:
        self.adoptConfiguration()
        super().started()

    def handleConfigurationRequest(self, req: ConfigurationRequest) -> None:
        self.proposeConfiguration(req)

    def handleAppendEntries(self, req: AppendEntries) -> None:
        super().handleAppendEntries(req)
        self.adoptConfiguration()

    def settle(self) -> None:
        if self.role == LEADER and self.adopted_configuration is not None:
            if self.configuration().is_joint:
                self.leaveJoint()
            if not self.has_vote(self.configuration()):
                self.retire()
        super().settle()

    def handleElectionTimeout(self) -> None:
        if self.role == LEADER or self.may_campaign():
            super().handleElectionTimeout()
        else:
            self.resetElectionTimer()

    def may_campaign(self) -> bool:
        """Tell whether this server stands for election.

        A voter does. So does one that the last configuration removes, until it knows that to be committed: it may be
        the only one that can win. It does not count its own vote then. (dissertation §4.2.2)
        """
        if self.has_vote(self.configuration()):
            return True
        last = self.configuration_index()
        before = self.base_configuration() or Configuration(self.cluster)
        for index in range(self.log.firstIndex(), last):
            before = self.log[index].configuration or before
        return last > self.commitIndex and self.has_vote(before)

    # ---- given: the earlier scenes' majorities, asked of quorum() ----------------------------------------------------

    def startElection(self) -> None:
        if self.adopted_configuration is None:
            super().startElection()
            return
        self.becomeCandidate()
        self.resetElectionTimer()
        for peer in self.followers:
            self.send(peer, RequestVote(self.currentTerm, self.id, self.log.lastIndex(), self.log.lastTerm()))
        if self.quorum(self.votesGranted):
            self.becomeLeader()

    def handleRequestVoteReply(self, reply: RequestVoteReply) -> None:
        if self.adopted_configuration is None:
            super().handleRequestVoteReply(reply)
        elif self.role == CANDIDATE and reply.voteGranted:
            self.votesGranted.add(reply.voterId)
            if self.quorum(self.votesGranted):
                self.becomeLeader()

    def startPreVote(self) -> None:
        if self.adopted_configuration is None:
            super().startPreVote()
            return
        self.role = PRE_CANDIDATE
        self.leaderId = None
        self.preVotesGranted = {self.id}
        self.resetElectionTimer()
        last, term = self.log.lastIndex(), self.currentTerm
        for peer in self.followers:
            self.send(peer, PreVote(term, self.id, term + 1, last, self.log.lastTerm()))
        if self.quorum(self.preVotesGranted):
            self.startElection()

    def handlePreVoteReply(self, reply: PreVoteReply) -> None:
        if self.adopted_configuration is None:
            super().handlePreVoteReply(reply)
        elif self.role == PRE_CANDIDATE and reply.voteGranted and reply.nextTerm == self.currentTerm + 1:
            self.preVotesGranted.add(reply.voterId)
            if self.quorum(self.preVotesGranted):
                self.startElection()

    def checkQuorum(self) -> None:
        if self.adopted_configuration is None:
            super().checkQuorum()
            return
        heard = self.active | {self.id}
        self.active = set()
        if self.quorum(heard):
            self.setQuorumTimer()
        else:
            self.becomeFollower(self.currentTerm)
            self.leaderId = None

    def tryAdvanceCommit(self) -> bool:
        if self.adopted_configuration is None:
            return super().tryAdvanceCommit()
        before, held = self.commitIndex, self.index_of_quorum()
        if held == before:
            return False
        cluster, in_force = self.cluster, self.adopted_configuration
        match, following = self.matchIndex, self.nextIndex
        last = [each for each in self.followers if match.get(each) == held][:1]  # without it there is no quorum
        members = tuple(sorted((self.id, *last)))
        self.cluster, self.adopted_configuration = members, Configuration(members)
        self.matchIndex = {each: index for each, index in match.items() if each in members}
        self.nextIndex = {each: index for each, index in following.items() if each in members}
        super().tryAdvanceCommit()  # scene 05's rule decides, as if these were the whole cluster
        match.update(self.matchIndex)
        following.update(self.nextIndex)
        self.cluster, self.adopted_configuration = cluster, in_force
        self.matchIndex, self.nextIndex = match, following
        return self.commitIndex > before

    def index_of_quorum(self) -> int:
        """Return the highest index that a quorum stores, at least commitIndex."""
        index = self.commitIndex
        while index < self.log.lastIndex() and self.quorum(
            {self.id} | {follower for follower, match in self.matchIndex.items() if match > index}
        ):
            index += 1
        return index

    def handleAppendEntriesReply(self, reply: AppendEntriesReply) -> None:
        if self.role != LEADER or reply.followerId in self.matchIndex:
            super().handleAppendEntriesReply(reply)
