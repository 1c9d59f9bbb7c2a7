"""Breadth-first search: one depth after the other, so the first counterexample is a shortest one."""

from __future__ import annotations

from itertools import islice

from raftlab.explorer.search_tree import SearchTree, ViolationPath


def run_breadth_first_search(record: SearchTree) -> ViolationPath | None:
    """Expand every state within the bounds and the budget; return the first violation.

    The record holds the initial state, and any states that were found before. None means that the budget ran out if
    record.is_budget_spent(), and that no state is left otherwise.
    """
    generator = record.move_generator
    checker, bounds, expand = generator.checker, generator.bounds, generator.expand_group
    seen, order = record.visited_states, record.states
    interval = record.report_interval
    limited = bounds.in_flight is not None
    add, push, adopt = seen.add, order.append, record.parents.append
    start, prefetched_to, level, steps = record.expanded_count, record.expanded_count, len(order), record.steps
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
        if not position % interval:
            record.steps = steps
            record.report_progress()
        record.expanded_count = position
        if len(order) >= bounds.states:
            break
        if position == prefetched_to:
            prefetched_to = record.prefetch(position)
        if limited and generator.is_over_in_flight_limit(state):
            continue
        if record.use_ample_sets and (after_sends := generator.apply_send_only_moves(state)) != state:
            steps += 1
            if after_sends not in seen:
                add(after_sends)
                push(after_sends)
                adopt(position)
            continue
        for server, mask, menus in generator.group_lookups:  # the hot loop: only look-ups below
            for group, known in menus.get(state & mask) or generator.make_group_lookups(state, server):
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
                        broken = checker.broken_property(state, after, move)
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
