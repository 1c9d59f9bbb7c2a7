"""Tries: globals that never end when they are compared, counted, listed or asked for their class.

Happens: what a module holds is compared by its form, and no method of a submission is called for it.
Expected: nothing
"""

from raftlab.server import Server


def loop(*_, **__):
    while True:
        pass


class Meta(type):
    __eq__ = loop
    __hash__ = loop
    __instancecheck__ = loop
    __subclasscheck__ = loop
    __getattribute__ = loop


class Thing(metaclass=Meta):
    __eq__ = loop
    __hash__ = loop
    __len__ = loop
    __iter__ = loop
    __repr__ = loop
    __class__ = property(loop)
    __getattribute__ = loop


class Row(list):
    __iter__ = loop
    __len__ = loop
    __getattribute__ = loop


class Table(dict):
    items = loop
    __iter__ = loop
    __len__ = loop


THING = Thing()
ROW = Row([THING, Row([1])])
TABLE = Table(row=ROW)


class Commit(Server):
    kept = (THING, ROW, TABLE)

    def tryAdvanceCommit(self):
        return False
