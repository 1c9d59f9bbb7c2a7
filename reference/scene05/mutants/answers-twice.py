# caught by: test_each_call_is_answered_once
class Commit(Server):
    """Does not forget a client that it answered: each later event answers it again."""

    replace("answerClients", "del self.waiting[index]", "")
