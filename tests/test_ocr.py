"""The port of reading engines: what every engine keeps to, and what becomes of one that fails."""

from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from adapters.workers import Workers
from domain.errors import EngineError, ReadingTimeout, ToolMissing
from domain.reading import FieldReading, FileReading, Problem
from extractors import page_text
from extractors.lines import SecondReader, read_all
from extractors.ocr import NOTHING, Line, OcrEngine, Script, ScriptedEngine, TesseractEngine
from extractors.pdf import Limits, Picture
from extractors.reader import Reader
from extractors.second import SIGNS, PaddleEngine, model_path
from tests import jobs
from tests.drawing import blank, blanks, ink_of, line, pdf_of, scanned, white, write

# Each makes an engine that is to read these texts.
Make = Callable[[Sequence[str]], OcrEngine]


def tesseract(_texts: Sequence[str]) -> OcrEngine:
    return TesseractEngine()


def scripted(texts: Sequence[str]) -> OcrEngine:
    return ScriptedEngine([Line(text=text, confidence=0.9) if text else NOTHING for text in texts])


@cache
def loaded() -> PaddleEngine:
    return PaddleEngine()


def paddle(_texts: Sequence[str]) -> OcrEngine:
    return loaded()


ENGINES = pytest.mark.parametrize("make", [tesseract, paddle, scripted])


def pictures(texts: Sequence[str]) -> list[Picture]:
    return [ink_of(line(text)).line() if text else white(60, 20) for text in texts]


# what every engine keeps to


@ENGINES
def test_an_engine_says_its_name(make: Make) -> None:
    assert make([]).name.split()[0] in ("tesseract", "paddle", "scripted")


@ENGINES
@pytest.mark.parametrize("script", ["words", "signs"])
def test_no_pictures_give_no_lines(make: Make, script: Script) -> None:
    assert make([]).read_lines([], script) == []


@ENGINES
def test_each_picture_gives_its_line_in_order(make: Make) -> None:
    texts = ["Enhetschef", "Habo kommun", "Storgatan 12", "Visby", "Habo kommun"]
    lines = make(texts).read_lines(pictures(texts), "words")
    assert [found.text for found in lines] == texts


@ENGINES
def test_a_picture_without_text_is_a_line_without_confidence(make: Make) -> None:
    texts = ["Enhetschef", "", "Visby"]
    first, empty, last = make(texts).read_lines(pictures(texts), "words")
    assert (first.text, last.text) == ("Enhetschef", "Visby")
    assert empty.confidence == 0


@ENGINES
def test_confidence_is_a_share(make: Make) -> None:
    texts = ["Enhetschef", "Habo kommun"]
    for found in make(texts).read_lines(pictures(texts), "words"):
        assert 0.5 < found.confidence <= 1


@ENGINES
def test_pictures_of_any_size_are_taken(make: Make) -> None:
    sizes = [(1, 1), (3, 400), (400, 3), (8, 8), (60, 2000)]
    blanks = [np.full(size, 255, np.uint8) for size in sizes]
    assert len(make([""] * len(sizes)).read_lines(blanks, "words")) == len(sizes)


# what Tesseract reads


@pytest.mark.parametrize(
    ("script", "text"),
    [
        ("words", "Åsa Sjöberg"),
        ("words", "Håbo"),
        ("words", "Systemförvaltare"),
        ("words", "Östra Göinge"),
        ("words", "Älmhult"),
        ("signs", "asa.sjoberg@habokommun.se"),
        ("signs", "212000-1611"),
        ("signs", "2026-11-09"),
    ],
)
def test_swedish_letters_and_signs_are_read(script: Script, text: str) -> None:
    (found,) = TesseractEngine().read_lines(pictures([text]), script)
    assert found.text == text


def test_a_doubtful_line_has_a_lower_confidence_than_a_clear_one() -> None:
    clear = pictures(["Habo kommun"])[0]
    noise = np.random.default_rng(2).integers(-110, 110, clear.shape)
    doubtful = np.clip(clear.astype(int) + noise, 0, 255).astype(np.uint8)
    first, second = TesseractEngine().read_lines([clear, doubtful], "words")
    assert second.confidence < first.confidence


def test_without_models_a_whole_page_is_not_the_documents_trouble(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    paper = np.full((200, 200), 255, np.uint8)
    monkeypatch.setenv("TESSDATA_PREFIX", str(tmp_path))
    with pytest.raises(ToolMissing, match="apt-get install"):
        page_text.run(paper, "--psm 3")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ToolMissing, match="Tesseract saknas"):
        page_text.run(paper, "--psm 3")


def test_tesseract_without_its_models_is_missing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TESSDATA_PREFIX", str(tmp_path))
    with pytest.raises(ToolMissing, match="apt-get install tesseract-ocr"):
        TesseractEngine()


@pytest.mark.parametrize("content", [b"", b"no model"], ids=["empty", "text"])
def test_tesseracts_spoilt_models_are_not_called_missing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: bytes
) -> None:
    """To install what is installed would change nothing."""
    for language in ("swe", "eng"):
        (tmp_path / f"{language}.traineddata").write_bytes(content)
    monkeypatch.setenv("TESSDATA_PREFIX", str(tmp_path))
    with pytest.raises(ToolMissing, match=r"trasiga: .*--reinstall"):
        TesseractEngine()


def test_no_tesseract_at_all_is_missing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("TESSDATA_PREFIX", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ToolMissing, match="apt-get install tesseract-ocr"):
        TesseractEngine()


def test_a_line_is_read_alike_whatever_was_read_before() -> None:
    texts = ["Enhetschef", "Habo kommun", "Storgatan 12", "Visby"]
    engine = TesseractEngine()
    forwards = engine.read_lines(pictures(texts), "words")
    backwards = engine.read_lines(pictures(texts[::-1]), "words")
    assert forwards == backwards[::-1]


# what the second engine reads


@pytest.mark.parametrize(
    "text",
    ["Systemförvaltare", "Östra Göinge", "asa.sjoberg@habokommun.se", "212000-1611", "Lars-Erik"],
)
def test_the_second_engine_reads_swedish_letters_and_signs(text: str) -> None:
    (found,) = loaded().read_lines(pictures([text]), "words")
    assert found.text == text


def test_the_second_engine_answers_in_no_other_alphabet() -> None:
    """The model knows 18,710 signs; a speckled line looks like some of the others to it."""
    noise = np.random.default_rng(5).integers(0, 256, (40, 40, 300)).astype(np.uint8)
    for found in loaded().read_lines(list(noise), "words"):
        assert set(found.text) <= SIGNS | {" "}


def test_the_second_engine_reads_a_line_alike_whatever_else_is_read() -> None:
    shown = pictures(["Enhetschef", "Habo kommun", "asa.sjoberg@habokommun.se", "Visby"])
    forwards = loaded().read_lines(shown, "words")
    assert forwards == loaded().read_lines(shown[::-1], "words")[::-1]
    assert forwards[0] == loaded().read_lines(shown[:1], "words")[0]


def test_the_second_engine_opens_its_model_when_it_is_first_asked(tmp_path: Path) -> None:
    engine = PaddleEngine(tmp_path / "model.onnx")
    assert engine.read_lines([], "words") == []
    with pytest.raises(EngineError, match=r"model\.onnx"):
        engine.read_lines(pictures(["Visby"]), "words")


@pytest.mark.parametrize("content", [b"", b"no model", None], ids=["empty", "text", "cut short"])
def test_a_model_that_is_spoilt_is_an_error_of_the_engine(
    content: bytes | None, tmp_path: Path
) -> None:
    path = tmp_path / "model.onnx"
    path.write_bytes(model_path().read_bytes()[:100_000] if content is None else content)
    with pytest.raises(EngineError, match=r"model\.onnx.*install rapidocr anew"):
        PaddleEngine(path).read_lines(pictures(["Visby"]), "words")


def test_the_second_engine_writes_nothing_to_the_terminal(
    capfd: pytest.CaptureFixture[str],
) -> None:
    PaddleEngine().read_lines(pictures(["Visby"]), "words")
    assert capfd.readouterr() == ("", "")


# what becomes of an engine that fails, through the reader


@cache
def delivery() -> bytes:
    """One page with a city written in its box."""
    page = blank("ssbtek-2014", 1)
    box = page.form.field("party.city")
    assert box is not None
    written = write(page.picture, (box.box.x0 + 8, box.box.bottom - 9), "Ystad")
    return pdf_of(scanned(written))


def reading(engine: OcrEngine) -> FileReading:
    return Reader(blanks(), engine, Limits()).read("avtal.pdf", delivery())


YSTAD = Line(text="Ystad", confidence=0.9)


class Parrot:
    """An engine that reads the same in every picture."""

    def __init__(self, says: Line, name: str = "parrot") -> None:
        self._says = says.model_copy(update={"engine": name})
        self.name = name

    def read_lines(self, pictures: Sequence[Picture], script: Script) -> list[Line]:  # noqa: ARG002
        return [self._says] * len(pictures)


def test_what_the_engine_says_is_what_was_read() -> None:
    read = reading(Parrot(YSTAD))
    assert read.problem is None
    values = {field.key: field.value for field in read.pages[0].fields if field.value}
    assert values == {"party.city": "Ystad"}


@pytest.mark.parametrize(
    ("says", "problem"),
    [
        (EngineError("out of order"), "engine_failed"),
        (ReadingTimeout("took 60 s"), "too_slow"),
        ([], "engine_failed"),
        ([YSTAD] * 9, "engine_failed"),
    ],
    ids=["fails", "hangs", "loses lines", "invents lines"],
)
def test_an_engine_that_fails_is_a_problem_of_the_file(
    says: Sequence[Line] | Exception, problem: Problem
) -> None:
    read = reading(ScriptedEngine(says))
    assert (read.name, read.problem) == ("avtal.pdf", problem)
    assert read.pages == ()
    assert read.detail
    assert "Ystad" not in read.detail


def test_an_engine_that_reads_nothing_leaves_the_field_unread() -> None:
    read = reading(Parrot(NOTHING))
    field = next(field for field in read.pages[0].fields if field.key == "party.city")
    assert (field.raw, field.value, field.confidence) == (None, None, 0.0)


def test_an_engine_is_shown_no_picture_when_nothing_was_written() -> None:
    data = pdf_of(scanned(blank("ssbtek-2014", 1).picture))
    read = Reader(blanks(), ScriptedEngine([]), Limits()).read("avtal.pdf", data)
    assert read.problem is None
    assert {field.raw for field in read.pages[0].fields} == {""}


def test_an_error_of_another_kind_is_a_defect_and_not_hidden() -> None:
    field = blank("ssbtek-2014", 1).form.field("party.city")
    assert field is not None
    with pytest.raises(KeyError):
        read_all(ScriptedEngine(KeyError("a defect")), {"x": (field, ink_of(line("Ystad")))})


# what becomes of a second engine


def field_with(second: OcrEngine | None) -> FieldReading:
    """The city's box, of which the first engine says what stands there."""
    other = SecondReader(second) if second else None
    read = Reader(blanks(), Parrot(YSTAD), Limits(), second=other).read("avtal.pdf", delivery())
    assert read.problem is None
    return next(field for field in read.pages[0].fields if field.key == "party.city")


def test_a_second_engine_that_reads_the_same_bears_the_value_out() -> None:
    assert field_with(Parrot(YSTAD, "other 1")).support == "two_readers"


@pytest.mark.parametrize(
    "second",
    [
        None,
        Parrot(YSTAD),  # the same engine again
        Parrot(NOTHING, "other 1"),
        Parrot(Line(text="Skara", confidence=1.0), "other 1"),
        Parrot(Line(text="\u0000\ufffd" * 50, confidence=1.0), "other 1"),
    ],
    ids=["none", "itself", "nothing", "something else", "nonsense"],
)
def test_anything_else_does_not(second: OcrEngine | None) -> None:
    field = field_with(second)
    assert (field.value, field.support) == ("Ystad", None)


@pytest.mark.parametrize(
    "second",
    [
        ScriptedEngine(EngineError("out of order")),
        ScriptedEngine([]),
        ScriptedEngine([YSTAD] * 9),
        Parrot(Line(text="x" * 501, confidence=1.0), "other 1"),
    ],
    ids=["fails", "loses lines", "invents lines", "never ends a line"],
)
def test_a_second_engine_that_fails_is_a_problem_of_the_file(second: OcrEngine) -> None:
    """Not a file whose values have no support: somebody has to mend the engine."""
    reader = Reader(blanks(), Parrot(YSTAD), Limits(), second=SecondReader(second))
    read = reader.read("avtal.pdf", delivery())
    assert (read.problem, read.pages) == ("engine_failed", ())


def test_a_spoilt_model_is_a_problem_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "model.onnx").write_bytes(b"no model")
    second = PaddleEngine(tmp_path / "model.onnx")
    read = Reader(blanks(), Parrot(YSTAD), Limits(), second=SecondReader(second)).read(
        "avtal.pdf", delivery()
    )
    assert read.problem == "engine_failed"
    assert "install rapidocr anew" in read.detail
    empty = pdf_of(scanned(blank("ssbtek-2014", 1).picture))
    assert (
        Reader(blanks(), Parrot(YSTAD), Limits(), second=SecondReader(second))
        .read("x", empty)
        .problem
        is None
    )


def test_a_second_engine_that_hangs_is_ended_and_the_next_document_is_read(tmp_path: Path) -> None:
    note = tmp_path / "asked"
    with Workers(1, seconds=10, megabytes=1500, preload=("extractors.reader",)) as workers:
        with pytest.raises(ReadingTimeout):
            workers.run(jobs.read_with_second_that_hangs, delivery(), str(note))
        assert workers.run(jobs.add, 2, 3) == 5
    assert note.exists()  # it was the engine that hung
