"""Hostile values: a right solution that then puts an impossible value into its state, effects or result."""

from __future__ import annotations

from raftlab.grading_models import Submission
from raftlab.kit import Kit

SCENE = "scene05"
SOLUTION_HEAD = """

from raftlab.server import *
from raftlab.server import Apply, Persist, Send, SetTimer, Reply
NAN = float("nan")


class Lies(str):
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    def __hash__(self): return 0
    def __len__(self): return 1
    def encode(self, *_): return b"S1"


class Number(int):
    def __index__(self): return 3
    def __eq__(self, other): return True
    __hash__ = int.__hash__


class Commit(Right):
    def tryAdvanceCommit(self):
        moved = super().tryAdvanceCommit()
"""
HOSTILE_STATEMENTS = {
    # what is returned
    "returns nan": "return NAN",
    "returns a huge int": "return 10 ** 5000",
    "returns an int too long for a frame": "return 2 ** 63",
    "returns an object": "return object()",
    "returns half a character": "return '\\ud800'",
    "returns nested lists": "return [[[[1]]]]",
    "returns a dict of dicts": "return {1: {2: {3: 4}}}",
    "returns a generator": "return (x for x in ())",
    "returns bytes": "return b'1'",
    "returns a text that lies": "return Lies('x')",
    "returns a number that lies": "return Number(7)",
    "returns itself": "return self",
    "returns a long list": "return [1] * 20_000",
    # its own state
    "role is unknown": "self.role = 'king'",
    "role is none": "self.role = None",
    "role lies": "self.role = Lies('leader')",
    "role is half a character": "self.role = '\\udfff'",
    "term is huge": "self.currentTerm = 2 ** 61",
    "term is too huge": "self.currentTerm = 2 ** 70",
    "term is negative": "self.currentTerm = -3",
    "term is nan": "self.currentTerm = NAN",
    "term is a bool": "self.currentTerm = True",
    "term lies": "self.currentTerm = Number(5)",
    "commit is beyond the log": "self.commitIndex = 10 ** 9",
    "commit is negative": "self.commitIndex = -5",
    "commit is nan": "self.commitIndex = NAN",
    "commit is a text": "self.commitIndex = '3'",
    "applied is beyond the log": "self.lastApplied = 10 ** 9",
    "applied is negative": "self.lastApplied = -5",
    "log is a list": "self.log = []",
    "log is none": "self.log = None",
    "log is gone": "del self.log",
    "log of negative terms": "self.log = Log([Entry(-4), Entry(-9)])",
    "log of terms that are texts": "self.log = Log([Entry('1')])",
    "log of commands that are numbers": "self.log = Log([Entry(1, 5)])",
    "log of nothing": "self.log = Log([None])",
    "log of half characters": "self.log.append(Entry(self.currentTerm, Command('put', '\\ud800', '\\ud800')))",
    "log of strange commands": "self.log.append(Entry(self.currentTerm, Command('explode', 'x', 'y', 'z', 'c', -1)))",
    "voted for half a character": "self.votedFor = '\\ud800'; self.persist()",
    "voted for a stranger": "self.votedFor = 'S99'; self.persist()",
    "voted for a number": "self.votedFor = 7; self.persist()",
    "match is negative": "self.matchIndex = {'S2': -7, 'S3': 10 ** 9}",
    "match of strangers": "self.matchIndex = {'nobody': 3, '': 1}",
    "match of numbers": "self.matchIndex = {3: 3}",
    "match of mixed keys": "self.matchIndex = {3: 3, 'S2': 1}",
    "next is zero": "self.nextIndex = dict.fromkeys(self.followers, 0)",
    "next is far": "self.nextIndex = dict.fromkeys(self.followers, 10 ** 12)",
    "votes of numbers": "self.votesGranted = {1, 'S1'}",
    "waiting is a list": "self.waiting = [1, 2]",
    "waiting without end": "self.waiting = {n: Waiting(1, 'c', n) for n in range(-50, 50)}",
    "machine of numbers": "self.machine = {1: 2, 'x': None}",
    "sessions of objects": "self.sessions = {object(): object()}",
    "id is another's": "self.id = 'S2'",
    "id is nothing": "self.id = None",
    "cluster is empty": "self.cluster = ()",
    "leader is a stranger": "self.leaderId = 'S99'",
    "leader is half a character": "self.leaderId = '\\ud800'",
    "now is nan": "self.now = NAN",
    "options are none": "self.options = None",
    # its actions
    "sends nothing": "self.send('S2', None)",
    "sends a text": "self.send('S2', 'hello')",
    "sends to nobody": "self.send('nobody', RequestVote(1, 'S1', 0, 0))",
    "sends to half a character": "self.send('\\ud800', RequestVote(1, 'S1', 0, 0))",
    "sends to a number": "self.send(5, RequestVote(1, 'S1', 0, 0))",
    "sends to itself": "self.send(self.id, RequestVote(1, 'S1', 0, 0))",
    "sends half a character": "self.send('S2', RequestVote(1, '\\ud800', 0, 0))",
    "sends negative indexes": "self.send('S2', AppendEntries(self.currentTerm, self.id, -5, -1, (), -9))",
    "sends huge indexes": "self.send('S2', AppendEntries(self.currentTerm, self.id, 2**62, 2**62, (), 2**62))",
    "sends ints too long for a frame": "self.send('S2', AppendEntries(2**70, self.id, 0, 0, (), 0))",
    "sends texts for numbers": "self.send('S2', AppendEntries('1', self.id, 0, 0, (), 0))",
    "sends nan for a number": "self.send('S2', AppendEntries(NAN, self.id, 0, 0, (), 0))",
    "sends no entries": "self.send('S2', AppendEntries(self.currentTerm, self.id, 0, 0, None, 0))",
    "sends strange entries": "self.send('S2', AppendEntries(self.currentTerm, self.id, 0, 0, (1, None), 0))",
    "sends a huge acknowledgement": "self.send('S2', AppendEntriesReply(self.currentTerm, self.id, True, 0, 2**62))",
    "sends in another's name": "self.send('S2', RequestVoteReply(self.currentTerm, 'S3', True))",
    "sends as nobody": "self.send('S2', RequestVoteReply(self.currentTerm, 'S99', True))",
    "timer of no delay": "self.setTimer('election', 0, 0)",
    "timer that runs backwards": "self.setTimer('election', -50, -100)",
    "timer upside down": "self.setTimer('election', 100, 50)",
    "timer of nan": "self.setTimer('election', NAN, NAN)",
    "timer of texts": "self.setTimer('election', 'soon', 'later')",
    "timer for ever": "self.setTimer('election', 2**62, 2**62)",
    "timer too long for a frame": "self.setTimer('election', 2**70, 2**70)",
    "timer without a handler": "self.setTimer('nobody', 1, 1)",
    "timer of no name": "self.setTimer('', 1, 1)",
    "timer of another method": "self.setTimer('__class__', 1, 1)",
    "timer of half a character": "self.setTimer('\\ud800', 1, 1)",
    "reply of an unknown outcome": "self.reply('c1', 1, 'splendid')",
    "reply to nobody": "self.reply('nobody', 1, 'ok', 'x')",
    "reply of half a character": "self.reply('\\ud800', 1, 'ok', '\\ud800')",
    "reply of a strange number": "self.reply('c1', 2**70, 'ok')",
    "reply of a number": "self.reply('c1', 1, 'ok', 5)",
    "reply again and again": "[self.reply('c1', 1, 'ok', 'x') for _ in range(50)]",
    "apply far away": "self._actions.append(Apply(10**9, Command('put')))",
    "apply backwards": "self._actions.append(Apply(-9, Command('put')))",
    "apply a number": "self._actions.append(Apply(1, 7))",
    "persist nothing": "self._actions.append(Persist({}))",
    "persist strange things": "self._actions.append(Persist({'currentTerm': 'x', 'votedFor': 3, 'log': [1]}))",
    "persist what is not so": "self._actions.append(Persist({'currentTerm': 9, 'votedFor': 'S1', 'log': Log()}))",
    "action of no kind": "self._actions.append(5)",
    "actions are none": "self._actions = None",
    "actions without end": "self._actions.extend([SetTimer('election', 1, 1)] * 50_000)",
}
"""What is put where -> the statement that does it, after the right answer was found."""


def hostile_submission(kit: Kit, statement: str) -> Submission:
    """Return a right solution with `statement` added."""
    scene = kit.scene(SCENE)
    right = kit.solution_layer(scene).source.replace("class Commit(Server)", "class Right(Server)")
    return Submission(scene.id, scene.file, f"{right}{SOLUTION_HEAD}        {statement}\n        return moved\n")
