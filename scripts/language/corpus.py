"""The corpus of named entities: read, parted and made into spaCy's examples.

A line of the corpus is a word and its label (0, PER, ORG, LOC, MISC); an empty line ends a
sentence. The sentences of the corpus stand in no order of their own, so parting it by order keeps
the parts apart; a held-out sentence that stands in the training part too is left out.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc, DocBin, Span

from samples.reference import MUNICIPALITIES, names

LABELS = ("PER", "ORG", "LOC")  # MISC is no name of anybody that a page has to be asked about
TRAIN, DEV = 0.75, 0.10  # of the sentences, in the order of the corpus; the rest is held out
_GLUED = frozenset(".,:;!?)%")  # written without a space before
_FIRST, _LAST = names("first_names.txt", 1500), names("last_names.txt", 1500)


@dataclass(frozen=True)
class Sentence:
    """Words, the label of each ("" for none), and whether a space follows."""

    words: tuple[str, ...]
    labels: tuple[str, ...]
    spaces: tuple[bool, ...]

    @property
    def has_names(self) -> bool:
        return any(self.labels)


@dataclass(frozen=True)
class Parts:
    """Sentences to learn from, to choose by, and to report on."""

    train: tuple[Sentence, ...]
    dev: tuple[Sentence, ...]
    held_out: tuple[Sentence, ...]


def read_corpus(path: Path) -> tuple[Sentence, ...]:
    """All sentences of the corpus, in its order."""
    sentences: list[Sentence] = []
    pairs: list[tuple[str, str]] = []
    for line in [*path.read_text(encoding="utf-8").splitlines(), ""]:
        cells = line.split()
        if len(cells) == 2:
            pairs.append((cells[0].replace("\xad", ""), cells[1]))
        elif not cells and pairs:
            sentences.append(sentence([pair for pair in pairs if pair[0]]))
            pairs = []
    return tuple(sentences)


def sentence(pairs: Sequence[tuple[str, str]]) -> Sentence:
    """A sentence of words with their labels, spaced as text is."""
    words = tuple(word for word, _ in pairs)
    glued = [following in _GLUED for following in words[1:]]
    return Sentence(
        words=words,
        labels=tuple(label if label in LABELS else "" for _, label in pairs),
        spaces=tuple(
            not (glue or word == "(") for word, glue in zip(words, [*glued, False], strict=False)
        ),
    )


def part(sentences: Sequence[Sentence]) -> Parts:
    """Train, dev and held out, by order."""
    first, second = (round(len(sentences) * share) for share in (TRAIN, TRAIN + DEV))
    train, dev = sentences[:first], sentences[first:second]
    known = {sentence.words for sentence in train}
    seen = known | {sentence.words for sentence in dev}
    return Parts(
        train=tuple(train),
        dev=tuple(s for s in dev if s.words not in known),
        held_out=tuple(s for s in sentences[second:] if s.words not in seen),
    )


def varied(train: Sequence[Sentence], rng: random.Random, copies: int = 1) -> list[Sentence]:
    """The training part, and copies of sentences with names in which others stand instead.

    News is about other people and places than letters of municipalities are: the lists of common
    names and the names of municipalities widen what is learnt. Held-out parts are never varied.
    """
    renamed = [rename(s, rng) for _ in range(copies) for s in train if s.has_names]
    shouted = [shout(s) for s in train if s.has_names and rng.random() < 0.1]
    return [*train, *renamed, *shouted]


def rename(original: Sentence, rng: random.Random) -> Sentence:
    """Other people and places in the same sentence; a genitive stays one."""
    cells: list[tuple[str, str]] = []
    for label, words in runs(original):
        if label not in ("PER", "LOC") or rng.random() < 0.3:
            cells += [(word, label) for word in words]
            continue
        name = person(len(words), rng) if label == "PER" else (rng.choice(MUNICIPALITIES).name,)
        genitive = "s" if words[-1].endswith("s") and not name[-1].endswith("s") else ""
        cells += [(word, label) for word in (*name[:-1], name[-1] + genitive)]
    return sentence(cells)


def runs(original: Sentence) -> Iterator[tuple[str, list[str]]]:
    """Neighbouring words with the same label, together."""
    words: list[str] = []
    for at, (word, label) in enumerate(zip(original.words, original.labels, strict=True)):
        words.append(word)
        if at + 1 == len(original.words) or original.labels[at + 1] != label:
            yield label, words
            words = []


def person(count: int, rng: random.Random) -> tuple[str, ...]:
    """A name of as many words, at most three."""
    last = rng.choice(_LAST)
    if count == 1:
        return (rng.choice((rng.choice(_FIRST), last)),)
    if count == 2:
        return rng.choice(_FIRST), last
    return rng.choice(_FIRST), rng.choice(_FIRST), last


def shout(original: Sentence) -> Sentence:
    """In capitals, as headings are."""
    return replace(original, words=tuple(word.upper() for word in original.words))


def docs(nlp: Language, sentences: Sequence[Sentence], rng: random.Random | None) -> Iterator[Doc]:
    """Documents of up to four sentences where `rng` mixes them, of one where it does not."""
    left = list(sentences)
    if rng:
        rng.shuffle(left)
    while left:
        count = rng.choice((1, 1, 2, 4)) if rng else 1
        taken, left = left[:count], left[count:]
        yield document(nlp, [joined(taken)])


def joined(sentences: Sequence[Sentence]) -> Sentence:
    """Several sentences as one."""
    return Sentence(
        words=tuple(word for s in sentences for word in s.words),
        labels=tuple(label for s in sentences for label in s.labels),
        spaces=tuple(space for s in sentences for space in (*s.spaces[:-1], True)),
    )


def document(nlp: Language, sentences: Sequence[Sentence]) -> Doc:
    """A document with its entities."""
    whole = joined(sentences)
    doc = Doc(nlp.vocab, words=list(whole.words), spaces=list(whole.spaces))
    spans: list[Span] = []
    at = 0
    for label, words in runs(whole):
        if label:
            spans.append(Span(doc, at, at + len(words), label=label))
        at += len(words)
    doc.set_ents(spans)
    return doc


def keep(path: Path, documents: Iterator[Doc]) -> int:
    """Write documents for spaCy's trainer. Returns how many."""
    kept = DocBin(docs=documents)
    kept.to_disk(path)
    return len(kept)
