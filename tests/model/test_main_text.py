"""How probable it is that lines are text, and which of them to take for it."""

from __future__ import annotations

from itertools import pairwise, product

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from broadsheet.lines import Lines
from broadsheet.model.decoding import decode
from broadsheet.model.main_text import expected_best, settled
from broadsheet.model.states import MAIN, SCORE_UNIT, STATE

UNIT = int(SCORE_UNIT)


def whole(shape: tuple[int, ...], most: int = 8) -> st.SearchStrategy[npt.NDArray[np.float32]]:
    """Draw scores, whole 1024ths from `-most` to `most`."""
    drawn = arrays(np.int64, shape, elements=st.integers(-most * UNIT, most * UNIT))
    return drawn.map(lambda numbers: numbers.astype(np.float32) / np.float32(UNIT))


def lines_of(*pages: list[int]) -> Lines:
    """Return pages whose lines have so many bytes."""
    sizes = [len(page) for page in pages]
    number = np.arange(sum(sizes), dtype=np.int32)
    starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    text = pa.array(["x" * size for page in pages for size in page], pa.string())
    return Lines(text, np.repeat(np.arange(len(pages)), sizes), number, number, starts, np.zeros(len(number), bool))


@given(whole((4, 3)), whole((3, 3), 4), whole((3,), 4))
@settings(max_examples=50)
def test_states_are_as_probable_as_all_orders_of_states_make_them(
    score: npt.NDArray[np.float32], steps: npt.NDArray[np.float32], start: npt.NDArray[np.float32]
) -> None:
    state, found = decode(score, np.array([0, 4]), steps, start, [0, 2])
    weights = np.zeros((4, 3))
    for order in product(range(3), repeat=4):
        value = start[order[0]] + sum(score[line, state] for line, state in enumerate(order))
        value += sum(steps[one, other] for one, other in pairwise(order))
        weights[np.arange(4), order] += np.exp(float(value))
    probable = weights / weights.sum(axis=1, keepdims=True)
    # A state that weighs less than e**-11 of the best weighs as much as that.
    assert np.allclose(found, probable[:, [0, 2]].sum(axis=1), atol=1e-2)
    assert np.all(probable[np.arange(4), state] >= probable.max(axis=1) - 1e-2)


@given(st.lists(st.integers(0, 600), min_size=1, max_size=6), st.integers(0, 1 << 30), st.data())
@settings(max_examples=25)
def test_decoding_does_not_depend_on_the_other_pages(sizes: list[int], seed: int, data: st.DataObject) -> None:
    random = np.random.default_rng(seed)
    starts = np.concatenate([[0], np.cumsum(sizes)])
    score, steps, start = (
        (random.integers(-6 * UNIT, 6 * UNIT, shape) / UNIT).astype(np.float32)
        for shape in ((starts[-1], 14), (14, 14), (14,))
    )
    together = decode(score, starts, steps, start, MAIN)
    page = data.draw(st.integers(0, len(sizes) - 1))
    rows = slice(starts[page], starts[page + 1])
    alone = decode(score[rows], np.array([0, sizes[page]]), steps, start, MAIN)
    assert np.array_equal(together[0][rows], alone[0])
    assert np.array_equal(together[1][rows], alone[1])


@given(st.lists(st.tuples(st.integers(1, 90), st.integers(256, 1024)), min_size=1, max_size=7))
def test_the_expected_f1_is_the_greatest(page: list[tuple[int, int]]) -> None:
    size, part = np.array(page).T
    state = np.full(len(page) + 1, STATE["paragraph"], np.uint8)
    chosen = expected_best(lines_of(size.tolist(), [3]), state, np.append(part, 0) / 1024)[:-1]

    def expected(some: npt.NDArray[np.bool_]) -> float:
        return float(2 * (size * part)[some].sum() / max(1024 * size[some].sum() + (size * part).sum(), 1))

    best = max(expected(np.array(some)) for some in product([False, True], repeat=len(page)))
    assert expected(chosen) == best


def test_no_line_is_taken_where_nothing_is_text() -> None:
    state = np.array([STATE["paragraph"], STATE["caption"], STATE["caption"]], np.uint8)
    assert not expected_best(lines_of([10, 20], [], [5]), state, np.array([0.2, 0.1, 0.4])).any()
    assert expected_best(lines_of([10, 20], [], [900]), state, np.array([0.2, 0.1, 0.4])).tolist() == [
        False,
        False,
        True,
    ]
    assert expected_best(lines_of([10, 20], [], [5]), state, np.array([0.4, 0.3, 0.4])).tolist() == [True, True, False]
    assert not len(expected_best(lines_of(), np.zeros(0, np.uint8), np.zeros(0)))


def test_lines_get_the_best_state_of_their_kind() -> None:
    score = np.zeros((3, len(STATE)), np.float32)
    score[0, STATE["caption"]] = score[1, STATE["subheading"]] = 5
    state = np.array([STATE["paragraph"], STATE["caption"], STATE["lede"]], np.uint8)
    found = settled(state, score, np.array([False, True, True]))
    assert found.tolist() == [STATE["caption"], STATE["subheading"], STATE["lede"]]
