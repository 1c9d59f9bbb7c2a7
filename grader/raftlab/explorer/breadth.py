"""Breadth-first: every state of one depth before any of the next, so the first counterexample is a shortest one."""

from __future__ import annotations

from itertools import islice

from raftlab.explorer.search import Found, Record


def search(record: Record) -> Found | None:
    """Look at every state within the bounds and the budget; return the first broken property.

    The record holds the initial state, and whatever came before the states that are still to be looked at.
    None with record.spent() says that the budget ran out; None without it, that no state is left.
    """
    moving = record.moving
    judge, bounds, expand = moving.judge, moving.bounds, moving.expand
    seen, order = record.seen, record.order
    every = record.report_every
    limited = bounds.in_flight is not None
    add, push, adopt = seen.add, order.append, record.parents.append
    start, asked_to, level, steps = record.looks, record.looks, len(order), record.steps
    record.cut = record.depth == bounds.depth and start < len(order)
    if record.cut:
        return None
    for position, state in enumerate(islice(order, start, None), start):
        if position == level:
            level = len(order)
            record.depth += 1
            if record.depth == bounds.depth:
                record.cut = True
                break
        if not position % every:
            record.steps = steps
            record.report()
        record.looks = position
        if len(order) >= bounds.states:
            break
        if position == asked_to:
            asked_to = record.look_ahead(position)
        if limited and moving.crowded(state):
            continue
        if record.ample and (settled := moving.settled(state)) != state:
            steps += 1
            if settled not in seen:
                add(settled)
                push(settled)
                adopt(position)
            continue
        for server, mask, menus in moving.menus:  # the loop that takes the time: only look-ups below
            for group, known in menus.get(state & mask) or moving.menu(state, server):
                quiet, loud, count = known(state & group.mask) or expand(group, state)
                steps += count
                for flip, more in quiet:
                    after = state ^ flip | more
                    if after not in seen:
                        add(after)
                        push(after)
                        adopt(position)
                for move in loud:
                    after = state ^ move.flip | move.add
                    if after not in seen or move.broken:
                        broken = judge.broken(state, after, move)
                        add(after)
                        push(after)
                        adopt(position)
                        if broken is not None:
                            record.steps = steps
                            record.depth += 1
                            return Found(broken, record.trail(len(order) - 1))
    else:
        record.looks = len(order)
    record.steps = steps
    return None
