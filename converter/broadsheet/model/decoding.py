"""The most probable order of states on each page (Viterbi's algorithm).

Pages are decoded side by side. A long page is cut into windows that overlap, so that the number of steps does not grow
with the longest page; what is decided in a window hardly ever depends on what is further away than the overlap, and
never on other pages. Scores are whole 1024ths, so no rounding depends on the batch.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from broadsheet.kernels import Index
from broadsheet.model.states import SCORE_UNIT

Floats = npt.NDArray[np.float32]

WINDOW, MARGIN = 256, 64
"""Lines of a window that it decides, and lines on each side of them that it looks at besides."""
_TOGETHER = 512
"""Windows that are decoded side by side: their scores of one step stay in the processor's cache."""
_CAME_FROM = 0xF
"""The bits of a sum that say which state it came from."""


def decode(score: Floats, starts: Index, steps: Floats, start: Floats) -> npt.NDArray[np.uint8]:
    """Return uint8[m], the state of each line.

    Args:
        score: float32[m, s], natural logarithms in whole 1024ths: what speaks for each state at each line.
        starts: int64[n + 1]; the lines of page d are `starts[d]:starts[d + 1]`.
        steps: float32[s, s], what speaks for going from one state (row) to the next.
        start: float32[s], what speaks for beginning a page with a state.
    """
    state = np.zeros(len(score), np.uint8)
    begin, end, first, last = windows(starts)
    # Windows of like length together: a short one waits for no long one.
    order = np.argsort(first - last, kind="stable")
    for place in range(0, len(order), _TOGETHER):
        some = order[place : place + _TOGETHER]
        opens = first[some] == begin[some]
        found = _decode(score, first[some], last[some], steps, np.where(opens, start[:, None], 0))
        row = first[some] + np.arange(len(found))[:, None]
        own = (row >= begin[some]) & (row < end[some])
        state[row[own]] = found[own]
    return state


def windows(starts: Index, size: int = WINDOW, margin: int = MARGIN) -> tuple[Index, Index, Index, Index]:
    """Return, for each window, the lines that it decides and those that it looks at: begin, end, first, last."""
    sizes = np.diff(starts)
    count = -(-sizes // size)
    page = np.repeat(np.arange(len(sizes)), count)
    number = np.arange(len(page)) - np.repeat(np.cumsum(count) - count, count)
    begin = starts[page] + number * size
    end = np.minimum(begin + size, starts[page + 1])
    return begin, end, np.maximum(begin - margin, starts[page]), np.minimum(end + margin, starts[page + 1])


def _decode(score: Floats, first: Index, last: Index, steps: Floats, opening: Floats) -> npt.NDArray[np.uint8]:
    """Return uint8[t, w]: the states of w windows, longest first, t the length of the longest."""
    states, length = len(steps), last - first
    longer = np.searchsorted(-length, -np.arange(int(length[0]) + 1)).tolist()  # windows longer than each step
    source = np.zeros((len(longer) - 1, states, len(first)), np.uint8)
    state = np.zeros(len(first), np.int64)
    edge = (_whole(steps) + np.arange(states - 1, -1, -1, dtype=np.int32)[:, None])[:, :, None]
    room = np.empty(states * states * len(first), np.int32)
    best = _whole(score[first].T + opening)
    for step in range(1, len(source)):
        some, ended = longer[step], longer[step - 1]
        if some < ended:
            state[some:ended] = best[:, some:].argmax(axis=0)
            best = best[:, :some]
        through = np.add(best[:, None], edge, out=room[: states * states * some].reshape(states, states, some))
        arrived = through.max(axis=0)
        np.bitwise_and(arrived, _CAME_FROM, out=source[step, :, :some], casting="unsafe")
        arrived &= ~_CAME_FROM
        best = arrived + _whole(np.take(score, first[:some] + step, axis=0, mode="clip")).T
    state[: longer[-2]] = best.argmax(axis=0)
    found = np.zeros((len(source), len(first)), np.uint8)
    window = np.arange(len(first))
    for step in range(len(source) - 1, -1, -1):
        found[step, : longer[step]] = state[: longer[step]]
        some = longer[step] if step else 0
        state[:some] = states - 1 - source[step, state[:some], window[:some]]
    return found


def _whole(score: Floats) -> npt.NDArray[np.int32]:
    """Return whole 1024ths with four bits behind them for the state that each came from, more for those in front.

    The sums of a window have 27 bits at most.
    """
    return (score * np.float32(SCORE_UNIT * (_CAME_FROM + 1))).astype(np.int32)
