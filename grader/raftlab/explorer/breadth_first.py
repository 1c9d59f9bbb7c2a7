"""Breadth-first: every state of one depth before any of the next, so the first counterexample is a shortest one."""

from __future__ import annotations

from itertools import islice

from raftlab.explorer.search_record import SearchRecord, ViolationPath


def search(record: SearchRecord) -> ViolationPath | None:
    """Look at every state within the bounds and the budget; return the first broken property.

    The record holds the initial state, and whatever came before the states that are still to be looked at.
    None with record.spent() says that the budget ran out; None without it, that no state is left.
    """
    moving = record.move_generator
    judge, bounds, expand = moving.checker, moving.bounds, moving.expand_group
    seen, order = record.visited_states, record.states
    every = record.report_interval
    limited = bounds.in_flight is not None
    add, push, adopt = seen.add, order.append, record.parents.append
    start, asked_to, level, steps = record.expanded_count, record.expanded_count, len(order), record.steps
    record.is_depth_limited = record.depth == bounds.depth and start < len(order)
    if record.is_depth_limited:
        return None
    for position, state in enumerate(islice(order, start, None), start):
        if position == level:
            level = len(order)
            record.depth += 1
            if record.depth == bounds.depth:
                record.is_depth_limited = True
                break
        if not position % every:
            record.steps = steps
            record.report_progress()
        record.expanded_count = position
        if len(order) >= bounds.states:
            break
        if position == asked_to:
            asked_to = record.prefetch(position)
        if limited and moving.is_over_in_flight_limit(state):
            continue
        if record.use_ample_sets and (settled := moving.apply_send_only_moves(state)) != state:
            steps += 1
            if settled not in seen:
                add(settled)
                push(settled)
                adopt(position)
            continue
        for server, mask, menus in moving.group_lookups:  # the loop that takes the time: only look-ups below
            for group, known in menus.get(state & mask) or moving.make_group_lookups(state, server):
                quiet, loud, count = known(state & group.mask) or expand(group, state)
                steps += count
                for flip, more in quiet:
                    after = state ^ flip | more
                    if after not in seen:
                        add(after)
                        push(after)
                        adopt(position)
                for move in loud:
                    after = state ^ move.flip_bits | move.add_bits
                    if after not in seen or move.broken_properties:
                        broken = judge.broken_property(state, after, move)
                        add(after)
                        push(after)
                        adopt(position)
                        if broken is not None:
                            record.steps = steps
                            record.depth += 1
                            return ViolationPath(broken, record.path_to(len(order) - 1))
    else:
        record.expanded_count = len(order)
    record.steps = steps
    return None
