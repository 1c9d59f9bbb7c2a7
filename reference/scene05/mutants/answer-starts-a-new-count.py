# caught by: test_event_changes_only_what_it_is_about
class Commit(Server):
    """Forgets whom it heard since the last check of its majority when it answers a client."""

    replace("answerClients", "del self.waiting[index]", "del self.waiting[index]\nself.active = set()")
