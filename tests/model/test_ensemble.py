"""Networks that read together: which pages all of them read, and what comes of it."""

from __future__ import annotations

import attrs
import numpy as np
import numpy.typing as npt
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet.features import Features, column_names
from broadsheet.features.words import TOKENS
from broadsheet.model.ensemble import Ensemble, doubtful, shipped
from broadsheet.model.network import Network
from broadsheet.model.states import SCORE_UNIT, STATE, STATES

PARAGRAPH, BEHIND = STATE["paragraph"], STATE["furniture_behind"]


def drawn(sizes: list[int], seed: int) -> tuple[Features, npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return features of pages with so many lines, the bytes of the lines, and where pages begin."""
    random = np.random.default_rng(seed)
    count = sum(sizes)
    features = Features(
        random.integers(0, 40, (count, len(column_names())), np.uint8),
        random.integers(0, 300, (count, TOKENS), np.int32),
    )
    return features, random.integers(1, 400, count), np.concatenate([[0], np.cumsum(sizes)])


def torn() -> Ensemble:
    """Return the shipped networks, made to take any page for an article and to say less of its lines.

    What is drawn is no page, and the networks would be sure of that: of these, about half are doubtful.
    """

    def made(network: Network) -> Network:
        hidden, page = network.page
        last = attrs.evolve(network.last, weight=np.floor(network.last.weight * np.float32(32)) / np.float32(64))
        return attrs.evolve(network, last=last, page=(hidden, attrs.evolve(page, bias=page.bias + 4096)))

    ensemble = shipped()
    return attrs.evolve(ensemble, networks=tuple(made(network) for network in ensemble.networks))


def certain(page: list[tuple[int, float]]) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.int64]]:
    """Return scores of lines, each with its bytes and by how much more it looks like text than like something else."""
    score = np.full((len(page), len(STATES)), -30, np.float32)
    score[:, BEHIND] = 0
    score[:, PARAGRAPH] = [margin for _, margin in page]
    return score, np.array([size for size, _ in page])


@given(st.lists(st.integers(0, 60), min_size=1, max_size=6), st.integers(0, 1 << 30))
@settings(max_examples=25)
def test_scores_of_a_page_do_not_depend_on_its_batch(sizes: list[int], seed: int) -> None:
    features, length, starts = drawn(sizes, seed)
    ensemble = torn()
    together, pages = ensemble.score(features, length, starts)
    for place in range(len(sizes)):
        rows = slice(starts[place], starts[place + 1])
        own = Features(features.dense[rows], features.tokens[rows])
        score, page = ensemble.score(own, length[rows], np.array([0, sizes[place]]))
        assert np.array_equal(score, together[rows])
        assert page[0] == pages[place]


@given(st.integers(0, 1 << 30))
@settings(max_examples=25)
def test_doubtful_pages_are_read_by_all_and_others_by_the_first(seed: int) -> None:
    features, length, starts = drawn([12, 30, 7], seed)
    ensemble = torn()
    alone = [
        attrs.evolve(ensemble, networks=(network,)).score(features, length, starts) for network in ensemble.networks
    ]
    score, page = ensemble.score(features, length, starts)
    asked = doubtful(*alone[0], length, starts)
    for place, all_read in enumerate(asked):
        rows, readers = slice(starts[place], starts[place + 1]), alone if all_read else alone[:1]
        unit = 1 / SCORE_UNIT
        assert np.allclose(score[rows], np.mean([one[0][rows] for one in readers], axis=0), atol=unit)
        assert np.isclose(page[place], np.mean([one[1][place] for one in readers]), atol=unit)
    for scores in (score, page):
        assert np.array_equal(scores * np.float32(SCORE_UNIT), np.floor(scores * np.float32(SCORE_UNIT)))


def test_some_of_the_drawn_pages_are_doubtful_and_some_are_not() -> None:
    """Else the two above would hold of anything."""
    features, length, starts = drawn([12, 30, 7] * 20, 1)
    asked = doubtful(*torn().networks[0].score(features, starts), length, starts)
    assert asked.any()
    assert not asked.all()


def test_a_page_is_doubtful_whose_text_is_and_which_is_rather_an_article() -> None:
    clear = certain([(400, 9.0), (300, 9.0), (20, 0.5)])
    split = certain([(400, 9.0), (300, 0.5), (20, -9.0)])
    for (score, length), page, expected in ((clear, 2.0, False), (split, 2.0, True), (split, -2.0, False)):
        found = doubtful(score, np.array([page], np.float32), length, np.array([0, len(length)]))
        assert found.tolist() == [expected]


def test_a_page_without_lines_is_not_doubtful() -> None:
    score, length = np.zeros((0, len(STATES)), np.float32), np.zeros(0, np.int64)
    assert not doubtful(score, np.array([3], np.float32), length, np.array([0, 0])).any()


def test_the_shipped_networks_are_several_and_differ() -> None:
    ensemble: Ensemble = shipped()
    features, _, starts = drawn([40], 1)
    scores = [network.score(features, starts)[0] for network in ensemble.networks]
    assert len(scores) > 1
    assert all(not np.array_equal(scores[0], other) for other in scores[1:])
