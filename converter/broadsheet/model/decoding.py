"""The most probable order of states on each page (Viterbi's algorithm).

Pages are decoded side by side. A long page is cut into windows that overlap, so that the number of steps does not grow
with the longest page; what is decided in a window hardly ever depends on what is further away than the overlap, and
never on other pages. Scores are whole numbers, so no rounding depends on the batch.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from broadsheet.kernels import Index

Floats = npt.NDArray[np.float32]

WINDOW, MARGIN = 256, 64
"""Lines of a window that it decides, and lines on each side of them that it looks at besides."""
_TOGETHER = 512
"""Windows that are decoded side by side: their scores of one step stay in the processor's cache."""


def decode(score: Floats, starts: Index, steps: Floats, start: Floats) -> npt.NDArray[np.uint8]:
    """Return uint8[m], the state of each line.

    Args:
        score: float32[m, s], whole numbers: what speaks for each state at each line.
        starts: int64[n + 1]; the lines of page d are `starts[d]:starts[d + 1]`.
        steps: float32[s, s], what speaks for going from one state (row) to the next.
        start: float32[s], what speaks for beginning a page with a state.
    """
    state = np.zeros(len(score), np.uint8)
    begin, end, first, last = _windows(starts)
    # Windows of like length together: a short one waits for no long one.
    order = np.argsort(first - last, kind="stable")
    opens = np.isin(first, starts)
    for place in range(0, len(order), _TOGETHER):
        some = order[place : place + _TOGETHER]
        found = _decode(score, first[some], last[some], steps, np.where(opens[some], 1, 0)[None] * start[:, None])
        for step in range(found.shape[1]):
            row = first[some] + step
            own = (row >= begin[some]) & (row < end[some])
            state[row[own]] = found[own, step]
    return state


def _windows(starts: Index) -> tuple[Index, Index, Index, Index]:
    """Return, for each window, the lines that it decides and those that it looks at: begin, end, first, last."""
    sizes = np.diff(starts)
    count = -(-sizes // WINDOW)
    page = np.repeat(np.arange(len(sizes)), count)
    number = np.arange(len(page)) - np.repeat(np.cumsum(count) - count, count)
    begin = starts[page] + number * WINDOW
    end = np.minimum(begin + WINDOW, starts[page + 1])
    return begin, end, np.maximum(begin - MARGIN, starts[page]), np.minimum(end + MARGIN, starts[page + 1])


def _decode(score: Floats, first: Index, last: Index, steps: Floats, opening: Floats) -> npt.NDArray[np.uint8]:
    """Return uint8[w, t]: the states of w windows, longest first, t the length of the longest."""
    length = last - first
    longest = int(length[0])
    best = np.zeros((longest, len(steps), len(first)), np.float32)
    best[0] = score[first].T + opening
    for step in range(1, longest):
        some = int(np.searchsorted(-length, -step))  # windows that are longer than `step`
        arrived = (best[step - 1, :, None, :some] + steps[:, :, None]).max(axis=0)
        best[step, :, :some] = arrived + score[first[:some] + step].T
    found = np.zeros((len(first), longest), np.uint8)
    state = np.zeros(len(first), np.int64)
    for step in range(longest - 1, -1, -1):
        some = int(np.searchsorted(-length, -step))
        following = int(np.searchsorted(-length, -step - 1))
        # Windows that end here begin with their best state, the others with what led to the one behind.
        total = best[step, :, :some].copy()
        total[:, :following] += steps[:, state[:following]]
        state[:some] = total.argmax(axis=0)
        found[:some, step] = state[:some]
    return found
