# caught by: test_leader_gives_the_index
class Reads(Server):
    """An answered question of a call ends all questions of that call."""

    replace(
        "serve_followers",
        "[read for read in asked if self.confirmedRound < read[-1]]",
        "[read for read in asked if self.confirmedRound < read[-1] and not any(self.confirmedRound "
        ">= o[-1] and o[1:3] == read[1:3] for o in asked)]",
    )
