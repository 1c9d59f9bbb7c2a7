# caught by: test_deposed_leader_answers_clients
class Commit(Server):
    """Reads log[index] of an entry that was cut off: where nothing has replaced it there is no such index."""

    replace("answerClients", "kept = self.log.holds(index, call.term)", "kept = self.log[index].term == call.term")
