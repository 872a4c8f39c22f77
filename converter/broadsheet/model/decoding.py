"""How probable the states of each line are, over all orders of states on its page (forward-backward).

Pages are decoded side by side. A long page is cut into windows that overlap, so that the number of steps does not grow
with the longest page; what is decided in a window hardly ever depends on what is further away than the overlap, and
never on other pages.

All numbers are whole: scores are whole 1024ths, their exponentials are read from a table of whole numbers, and what
is carried from line to line is cut down to 24 bits by powers of two. So every sum of a matrix product is exact in a
64-bit float, in whatever order it is added, and a page gives the same in any batch and on any machine.
"""

from __future__ import annotations

import math
from functools import cache

import numpy as np
import numpy.typing as npt

from broadsheet.kernels import Index
from broadsheet.model.states import SCORE_UNIT, best_of

Floats = npt.NDArray[np.float32]
Exact = npt.NDArray[np.float64]
Codes = npt.NDArray[np.uint8]

_WINDOW, _MARGIN = 256, 32
"""Lines of a window that it decides, and lines on each side of them that it looks at besides."""
_TOGETHER = 512
"""Windows that are looked at side by side."""
_BITS = 24
"""Bits of what is carried along; 24 + 16 bits, fourteen times, are less than the 53 of a float."""
_EXPONENT = np.uint64(0x7FF << 52)
_TOP_EXPONENT = np.uint64((2 * 1023 - 1 + _BITS) << 52)
"""The bits of a float's exponent; and of what is left of them by a power of two that brings a number below 2**24."""
_LIKELY = 1 << 16
"""The weight of the best state; those of others are e to the power of what they lack, and 1 at the least."""


def decode(score: Floats, starts: Index, steps: Floats, start: Floats, states: list[int]) -> tuple[Codes, Exact]:
    """Return uint8[m], the most probable state of each line, and float64[m], 0..1: that it is of one of some states.

    Args:
        score: float32[m, s], natural logarithms in whole 1024ths: what speaks for each state at each line.
        starts: int64[n + 1]; the lines of page d are `starts[d]:starts[d + 1]`.
        steps: float32[s, s], what speaks for going from one state (row) to the next.
        start: float32[s], what speaks for beginning a page with a state.
        states: the places of the states in question.
    """
    state = np.zeros(len(score), np.uint8)
    found = np.zeros(len(score))
    begin, end, first, last = _windows(starts)
    # Windows of like length together: a short one waits for no long one.
    order = np.argsort(first - last, kind="stable")
    wanted = np.zeros(score.shape[1])
    wanted[states] = 1
    weight = _weights(score - best_of(score, range(score.shape[1]))[:, None])
    step, openings = _weights(steps - steps.max()).astype(np.float64), _weights(start - start.max())[:, None]
    for place in range(0, len(order), _TOGETHER):
        some = order[place : place + _TOGETHER]
        opens = np.where(first[some] == begin[some], openings, _LIKELY)
        best, share = _of_windows(weight, first[some], last[some], (step, opens), wanted)
        row = first[some] + np.arange(len(share))[:, None]
        own = (row >= begin[some]) & (row < end[some])
        state[row[own]], found[row[own]] = best[own], share[own]
    return state, found


def _windows(starts: Index) -> tuple[Index, Index, Index, Index]:
    """Return, for each window, the lines that it decides and those that it looks at: begin, end, first, last."""
    sizes = np.diff(starts)
    count = -(-sizes // _WINDOW)
    page = np.repeat(np.arange(len(sizes)), count)
    number = np.arange(len(page)) - np.repeat(np.cumsum(count) - count, count)
    begin = starts[page] + number * _WINDOW
    end = np.minimum(begin + _WINDOW, starts[page + 1])
    return begin, end, np.maximum(begin - _MARGIN, starts[page]), np.minimum(end + _MARGIN, starts[page + 1])


def _of_windows(
    weight: Floats, first: Index, last: Index, chain: tuple[Exact, Floats], wanted: Exact
) -> tuple[Codes, Exact]:
    """Return uint8[t, w] and float64[t, w]: the best states of the lines of w windows, the share of the wanted ones.

    Windows stand longest first.

    `weight` is float32[m, s], of each state at each line; `chain` those of the steps and of the windows' beginnings.
    """
    step, opens = chain
    length = last - first
    longer = np.searchsorted(-length, -np.arange(int(length[0]) + 1)).tolist()  # windows longer than each step
    above = np.empty((len(longer) - 1, len(step), len(first)), np.float32)
    seen = np.empty_like(above)
    carried = np.zeros((len(step), 0))
    for at in range(len(above)):
        some = longer[at]
        here = seen[at, :, :some]
        here[:] = np.take(weight, first[:some] + at, axis=0, mode="clip").T
        carried = _cut((_cut(step.T @ carried[:, :some]) if at else opens.astype(np.float64)) * here)
        above[at, :, :some] = carried
    share = np.zeros((len(above), len(first)))
    best = np.zeros((len(above), len(first)), np.uint8)
    below = np.ones((len(step), len(first)))
    for at in range(len(above) - 1, -1, -1):
        some = longer[at]
        if at + 1 < len(above):
            ahead = longer[at + 1]
            below[:, :ahead] = _cut(step @ _cut(below[:, :ahead] * seen[at + 1, :, :ahead]))
        both = above[at, :, :some] * below[:, :some]
        share[at, :some] = (wanted @ both) / both.sum(axis=0)
        best[at, :some] = both.argmax(axis=0)
    return best, share


def _cut(value: Exact) -> Exact:
    """Return whole numbers from 1 to 2**24, in place: each column times a power of two, fractions dropped."""
    most = value.max(axis=0)
    # The power of two is read from and written to the bits of floats: `frexp` and `ldexp` take five times as long.
    value *= (_TOP_EXPONENT - (most.view(np.uint64) & _EXPONENT)).view(np.float64)
    np.floor(value, out=value)
    value += 1
    return value


def _weights(lack: Floats) -> Floats:
    """Return what states weigh whose natural logarithm lacks something, in whole 1024ths; `lack` is 0 or less."""
    table = _exponentials()
    found: Floats = table[np.minimum(lack * np.float32(-SCORE_UNIT), len(table) - 1).astype(np.uint16)]
    return found


@cache
def _exponentials() -> Floats:
    size = int(SCORE_UNIT * math.log(_LIKELY)) + 1
    return np.array([max(round(_LIKELY * math.exp(-lack / SCORE_UNIT)), 1) for lack in range(size)], np.float32)
