# variant: the configurations of the log are remembered, and each is compared with the log before it is used
class Membership(Server):
    def __init__(self, *arguments: object) -> None:
        super().__init__(*arguments)
        self.stack: list[tuple[int, Entry]] = []

    def adoptConfiguration(self) -> None:
        while self.stack and not (
            self.log.firstIndex() <= self.stack[-1][0] <= self.log.lastIndex()
            and self.log[self.stack[-1][0]] == self.stack[-1][1]
        ):
            self.stack.pop()
        start = self.stack[-1][0] + 1 if self.stack else self.log.firstIndex()
        for index in range(start, self.log.lastIndex() + 1):
            if self.log[index].configuration is not None:
                self.stack.append((index, self.log[index]))
        self.adopted_configuration = self.stack[-1][1].configuration if self.stack else self.base_configuration()
        if self.role == LEADER:
            end = self.log.lastIndex() + 1
            self.nextIndex = {each: self.nextIndex.get(each, end) for each in self.followers}
            self.matchIndex = {each: self.matchIndex.get(each, 0) for each in self.followers}
