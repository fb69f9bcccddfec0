"""Trains the models of extractors/language/models anew, and says how good they are.

    scripts/train_language CORPUS             both models; CORPUS is the folder of the corpus
    scripts/train_language CORPUS --only roles
    scripts/train_language CORPUS --report    trains nothing: the figures of the models as they are

CORPUS holds train_corpus.txt: Webbnyheter 2012 of Språkbanken with named entities (CC BY 4.0), from
https://github.com/klintan/swedish-ner-corpus. The configurations, spaCy's own, are in
scripts/language/. The same corpus and the same versions give the same models but for the last bits.
"""

import argparse
import random
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from time import process_time

import spacy
from spacy.cli.train import train
from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example
from spacy.util import load_config

from extractors.language import models
from extractors.language.roles import by_heading, by_words, role_of, stems
from scripts.language.corpus import Parts, Sentence, docs, keep, part, read_corpus, varied
from scripts.language.texts import Page, blank_pages, families, mixed_pages, pages

CONFIGS = Path(__file__).parent / "language"
ROLES = tuple(dict.fromkeys(family.role for family in families()))
SEED = 7


def main() -> int:
    """Trains and reports. Returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("corpus", type=Path, help="folder that holds train_corpus.txt")
    parser.add_argument("--only", choices=sorted(MAKERS))
    parser.add_argument("--report", action="store_true")
    asked = parser.parse_args()
    parts = part(read_corpus(asked.corpus / "train_corpus.txt"))
    for name, (make, report) in MAKERS.items():
        if asked.only in (None, name):
            if not asked.report:
                train_model(name, make(parts))
            report(parts)
    return 0


def train_model(name: str, examples: tuple[Iterator[Doc], Iterator[Doc]]) -> None:
    """Train by the configuration of this name, on what to learn from and what to choose by."""
    began = process_time()
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        paths = {f"paths.{part}": str(folder / f"{part}.spacy") for part in ("train", "dev")}
        for path, documents in zip(paths.values(), examples, strict=True):
            keep(Path(path), documents)
        train(CONFIGS / f"{name}.cfg", folder / "out", overrides=paths)
        place = models.MODELS / name
        shutil.rmtree(place, ignore_errors=True)
        shutil.copytree(folder / "out" / "model-best", place)
    tidy(place)
    sys.stdout.write(f"{name}: trained in {process_time() - began:.0f} s of one core\n")


def tidy(model: Path) -> None:
    """Take out what the model does not need: the words that it has seen, since the networks hash
    them anew, and where its examples lay."""
    (model / "vocab" / "strings.json").write_text("[]\n")
    config = load_config(model / "config.cfg")
    config["paths"] |= dict.fromkeys(("train", "dev"))
    config.to_disk(model / "config.cfg")


def entity_examples(parts: Parts) -> tuple[Iterator[Doc], Iterator[Doc]]:
    """News, varied, and pages of our own; chosen by news alone."""
    nlp, rng = spacy.blank("sv"), random.Random(SEED)

    def learnt() -> Iterator[Doc]:
        yield from docs(nlp, varied(parts.train, rng), rng)
        yield from (page_doc(nlp, page) for page in pages(12, rng, "train"))

    return learnt(), docs(nlp, parts.dev, None)


def page_doc(nlp: Language, page: Page) -> Doc:
    """A page made, with its names as entities; one that noise has glued to a word is left out."""
    doc = nlp.make_doc(page.text)
    spans = (doc.char_span(start, end, label) for start, end, label in page.names)
    doc.set_ents([span for span in spans if span is not None])
    return doc


def role_examples(parts: Parts) -> tuple[Iterator[Doc], Iterator[Doc]]:
    """Pages whole, pages of mixed lines so that each line counts, lines of the blanks, and news for
    what is unknown."""
    nlp, rng = spacy.blank("sv"), random.Random(SEED)
    learnt = [
        *pages(60, rng, "train"),
        *mixed_pages(300, rng),
        *blank_pages(40, rng),
        *news(parts.train, rng, 300),
    ]
    chosen = [*pages(20, rng, "dev"), *news(parts.dev, rng, 100)]
    return (role_doc(nlp, page) for page in learnt), (role_doc(nlp, page) for page in chosen)


def role_doc(nlp: Language, page: Page) -> Doc:
    """A page's stems, with 1 for its role and 0 for the others; all 0 when it is unknown."""
    doc = nlp.make_doc(stems(page.text))
    doc.cats = {role: float(role == page.role) for role in ROLES if role != "unknown"}
    return doc


def news(sentences: Sequence[Sentence], rng: random.Random, count: int) -> Iterator[Page]:
    """Pages of a newspaper, which have no role here."""
    for _ in range(count):
        at = rng.randrange(len(sentences) - 12)
        taken = sentences[at : at + rng.randint(3, 12)]
        yield Page("unknown", "news", " ".join(text_of(one) for one in taken), ())


def text_of(sentence: Sentence) -> str:
    """The sentence as text."""
    pairs = zip(sentence.words, sentence.spaces, strict=True)
    return "".join(word + " " * space for word, space in pairs)


def report_entities(parts: Parts) -> None:
    """Held-out news, and pages of families never learnt from."""
    nlp = spacy.load(models.MODELS / "entities")
    rng = random.Random(SEED + 1)
    made = [page_doc(nlp, page) for page in pages(20, rng, "report")]
    tell_entities("held-out news", nlp, list(docs(nlp, parts.held_out, None)))
    tell_entities("pages of our own, families not learnt from", nlp, made)


def tell_entities(what: str, nlp: Language, documents: Sequence[Doc]) -> None:
    """Precision, recall and F1 of each label."""
    began = process_time()
    words = sum(map(len, documents))
    found = nlp.evaluate([Example(nlp.make_doc(doc.text), doc) for doc in documents])
    took = process_time() - began
    counts = Counter(entity.label_ for doc in documents for entity in doc.ents)
    sys.stdout.write(f"{what}: {len(documents)} texts, {words} words, {took:.1f} s\n")
    each = {"all": {key: found[f"ents_{key}"] for key in "prf"}, **found["ents_per_type"]}
    for label, scores in sorted(each.items()):
        count = counts[label] if label in counts else counts.total()
        told = " ".join(f"{key} {scores[key]:.3f}" for key in "prf")
        sys.stdout.write(f"  {label:4} n {count:5}  {told}\n")


def report_roles(parts: Parts) -> None:
    """By headings alone, by words alone, and by both: pages of families never learnt from."""
    ways: dict[str, Callable[[str], str]] = {
        "heading": lambda text: by_heading(text) or "unknown",
        "words": lambda text: by_words(text)[0],
        "both": lambda text: role_of(text)[0],
    }
    for which, sentences in (("dev", parts.dev), ("report", parts.held_out)):
        rng = random.Random(SEED + 2)
        tested = [*pages(40, rng, which), *news(sentences, rng, 200)]
        for name, way in ways.items():
            tell_roles(f"{which}, by {name}", [(page, way(page.text)) for page in tested])


def tell_roles(what: str, answers: Sequence[tuple[Page, str]]) -> None:
    """For each role how many pages, and how many were told right, wrong, or left unknown."""
    sys.stdout.write(f"{what}: {len(answers)} pages\n")
    for role in ROLES:
        told = [answer for page, answer in answers if page.role == role]
        right = sum(answer == role for answer in told)
        left = 0 if role == "unknown" else sum(answer == "unknown" for answer in told)
        sys.stdout.write(
            f"  {role:22} n {len(told):4}  right {right:4}  unknown {left:4}"
            f"  wrong {len(told) - right - left:4}\n"
        )
    missed = Counter((page.family, answer) for page, answer in answers if answer != page.role)
    listed = ", ".join(f"{f} as {answer} {n}" for (f, answer), n in missed.most_common(8))
    sys.stdout.write(f"  missed: {listed}\n")


MAKERS = {
    "entities": (entity_examples, report_entities),
    "roles": (role_examples, report_roles),
}

if __name__ == "__main__":
    sys.exit(main())
