"""Endless prose, made in columns: numpy draws words, Arrow joins them, and Python only sees whole paragraphs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from tests.bench.lexicon import Lexicon

# What can stand around a word. A piece is a word in one of these forms, with the space that follows it.
_FORMS = (
    *("{} ", "{}, ", "{}: ", "{} - ", '"{}" ', "({}) "),
    *("{}. ", "{}? ", "{}! ", '{}." '),
    *("{}.", "{}?", "{}!", '{}."', "{}"),
)
_CAPITAL_FORMS = ("{} ", '"{} ')
_INNER = (0.915, 0.06, 0.005, 0.005, 0.012, 0.003)
_STOP, _LAST, _BARE, _CAPITAL = 6, 10, 14, 15
_STOPS = (0.93, 0.04, 0.03)

_RUN = 3
"""Words are drawn in runs of three: a fresh run, a run said shortly before, or a set phrase."""
_NEARBY, _PHRASE = 0.3, 0.37
_TABLE = 1 << 20
_BATCH = 4096


class Shape(NamedTuple):
    """How long the texts of one kind are: means of gamma distributions; `stopped` says whether they end with a stop."""

    sentences: float
    words: float
    stopped: bool = True
    longest: int = 40


PARAGRAPH = Shape(sentences=3.2, words=16)
LEDE = Shape(sentences=2.0, words=14, longest=4)
REMARK = Shape(sentences=3.6, words=13)
TITLE = Shape(sentences=1, words=6, stopped=False, longest=1)
CAPTION = Shape(sentences=1, words=10, stopped=False, longest=1)


class Prose:
    """Streams of texts over one lexicon: each word's frequency is its share there, and words come in bursts."""

    def __init__(self, lexicon: Lexicon, seed: int) -> None:
        """Prepare what words are drawn from; the same lexicon, seed and order of calls give the same texts."""
        self._rng = np.random.default_rng(seed)
        words = lexicon.words
        capital = [word[:1].upper() + word[1:] for word in words]
        self._pieces = pa.array(
            [form.format(word) for form in _FORMS for word in words]
            + [form.format(word) for form in _CAPITAL_FORMS for word in capital]
        )
        self._count = len(words)
        self._table = self._rng.choice(len(words), _TABLE, p=lexicon.frequencies()).astype(np.uint32)
        phrases = self._table[self._rng.integers(0, _TABLE, (20_000, _RUN))]
        weights = 1 / (np.arange(len(phrases)) + 5.0)
        self._phrases = phrases[self._rng.choice(len(phrases), 1 << 17, p=weights / weights.sum())]

    def stream(self, shape: Shape) -> Iterator[str]:
        """Yield texts of one shape, without end; each is one line."""
        while True:
            yield from self._texts(shape)

    def _texts(self, shape: Shape) -> list[str]:
        sentences = np.clip(self._rng.gamma(2, shape.sentences / 2, _BATCH).round(), 1, shape.longest).astype(np.int64)
        lengths = np.clip(self._rng.gamma(4, shape.words / 4, int(sentences.sum())).round(), 2, 60).astype(np.int64)
        ends = np.cumsum(lengths)
        text_ends = ends[np.cumsum(sentences) - 1]
        forms = self._forms(ends, text_ends, stopped=shape.stopped)
        joined = self._pieces.take(pa.array(self._words(int(ends[-1])) + forms * self._count))
        offsets = np.frombuffer(joined.buffers()[1], np.int32, len(joined) + 1)
        starts = np.concatenate([[0], text_ends])
        edges = pa.py_buffer(np.ascontiguousarray(offsets[starts]))
        texts: list[str] = pa.StringArray.from_buffers(_BATCH, edges, joined.buffers()[2]).to_pylist()
        return texts

    def _words(self, count: int) -> NDArray[np.int64]:
        """Draw word numbers in runs; what was said up to some 300 words before is said again more often."""
        runs = -(-count // _RUN)
        drawn = self._table[self._rng.integers(0, _TABLE, (runs, _RUN), dtype=np.uint32)].astype(np.int64)
        kind = self._rng.random(runs, dtype=np.float32)
        phrase = kind < _PHRASE
        drawn[phrase] = self._phrases[self._rng.integers(0, len(self._phrases), int(phrase.sum()), dtype=np.uint32)]
        nearby = np.flatnonzero(kind > 1 - _NEARBY)
        drawn[nearby] = drawn[np.abs(nearby - self._rng.integers(2, 100, len(nearby)))]
        return drawn.reshape(-1)[:count]

    def _forms(self, ends: NDArray[np.int64], text_ends: NDArray[np.int64], *, stopped: bool) -> NDArray[np.int64]:
        """Choose the form of each word: commas inside, a stop at each sentence's end, a capital at its start."""
        forms = np.zeros(int(ends[-1]), np.int64)
        edges = np.cumsum(_INNER)[:-1].astype(np.float32)
        forms[:] = np.searchsorted(edges, self._rng.random(len(forms), dtype=np.float32), side="right")
        starts = np.concatenate([[0], ends[:-1]])
        quoted = (self._rng.random(len(ends)) < 0.08) & stopped
        forms[starts] = _CAPITAL + quoted
        stops = np.searchsorted(np.cumsum(_STOPS)[:-1], self._rng.random(len(ends)), side="right")
        forms[ends - 1] = _STOP + np.where(quoted, 3, stops)
        forms[text_ends - 1] = forms[text_ends - 1] + _LAST - _STOP if stopped else _BARE
        return forms
