# caught by: test_event_changes_only_what_it_is_about
class Commit(Server):
    """Forgets its leader when it answers unknown."""

    replace("answerClients", "outcome, value = UNKNOWN, None", "outcome, value = UNKNOWN, None\nself.leaderId = None")
