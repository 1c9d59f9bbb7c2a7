# caught by: test_only_a_majority_confirms
class Reads(Server):
    """Adds up answers of all rounds since the read, also two of one follower."""

    def confirmLeadership(self) -> None:
        self.lastRound += 1
        self.rounds[self.lastRound] = (self.now, [self.id])
        for follower in self.followers:
            self.send(follower, ConfirmLeadership(self.currentTerm, self.id, self.lastRound))
        self.finish_round(self.lastRound)

    def handleConfirmLeadershipReply(self, reply: ConfirmLeadershipReply) -> None:
        if self.role == LEADER and reply.round in self.rounds:
            seen = self.__dict__.setdefault("seen", [])
            if (reply.followerId, reply.round) in seen:
                return
            seen.append((reply.followerId, reply.round))
            for number in sorted(self.rounds):
                if number <= reply.round and number in self.rounds:
                    self.rounds[number][1].append(reply.followerId)
                    self.finish_round(number)

    def finish_round(self, number: int) -> None:
        sent, answered = self.rounds[number]
        if not (
            self.quorum(set(answered)) or (len(answered) >= self.majority() and self.adopted_configuration is None)
        ):
            return
        self.confirmedRound = number
        self.leaseStart = None if self.leaseGivenUp else sent
        self.rounds = {later: state for later, state in self.rounds.items() if later > number}
