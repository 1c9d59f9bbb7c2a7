# caught by: test_hidden_former_leadership
class Commit(Server):
    """Counts copies for entries of every term that this server led."""

    replace(
        "tryAdvanceCommit",
        "for index in range",
        'led = self.__dict__.setdefault("led", [])\nled.append(self.currentTerm)\nfor index in range',
    )
    replace("tryAdvanceCommit", "self.log[index].term != self.currentTerm", "self.log[index].term not in led")
