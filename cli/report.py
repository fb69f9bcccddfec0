"""The report of `anslut evaluate --report`: one web page that needs no network."""

from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from io import BytesIO
from pathlib import Path

from adapters.reason import reason
from adapters.settings import Settings
from adapters.workers import Workers
from cli.evaluate import COLUMNS, row, share
from cli.plots import plots
from cli.words import TICKS, percent
from domain.calibration import Calibration
from domain.errors import EngineError, IntakeError
from domain.page import Box, Rotation
from flows.reading import MEGABYTE
from pipeline.evaluation import Bound, Evaluation, ReadValue
from validators.field_names import FIELD_NAMES

STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; color: #1c2430; max-width: 62rem; margin: 2rem auto;
  padding: 0 1rem; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.2rem; margin-top: 2.5rem; }
table { border-collapse: collapse; width: 100%; font-size: .875rem; }
caption { text-align: left; padding-bottom: .5rem; }
th, td { text-align: left; padding: .3rem .6rem .3rem 0; border-bottom: 1px solid #d5dae2;
  vertical-align: top; }
td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; }
img { max-width: 100%; } img.crop { background: #fff; border: 1px solid #d5dae2; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1.5rem; }
dt { font-weight: 600; } dd { margin: 0; } code { overflow-wrap: anywhere; }
"""
CROP = (700, 160)  # pixels of a crop at most
TICK = frozenset({"terms.accepted"})


def write_report(
    path: Path,
    whole: Evaluation,
    about: tuple[Path, Calibration | None],
    files: tuple[Mapping[str, Path], Settings],
) -> None:
    """Write the page; `files` has each sample's file by its name. Raises IntakeError."""
    crops = crops_of(whole.worst, *files)
    text = page(whole, about, crops)
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise IntakeError(
            f"{path}: rapporten kan inte skrivas ({reason(error)}). Ange en annan fil."
        ) from error


def crops_of(
    values: Sequence[ReadValue], files: Mapping[str, Path], settings: Settings
) -> dict[int, bytes]:
    """The picture of each value's box, by its number; none of a file that cannot be drawn."""
    limits = (settings.max_file_megabytes * MEGABYTE, settings.max_pages)
    found: dict[int, bytes] = {}
    workers = Workers(1, seconds=settings.document_seconds, megabytes=settings.document_megabytes)
    with workers:
        for sample in dict.fromkeys(value.sample for value in values):
            mine = [at for at, value in enumerate(values) if value.sample == sample]
            places = [(values[at].page, values[at].box, values[at].rotation) for at in mine]
            try:
                cut = workers.run(draw, files[sample].read_bytes(), limits, places)
            except EngineError:
                continue
            found |= dict(zip(mine, cut, strict=True))
    return found


def draw(
    data: bytes, limits: tuple[int, int], places: Sequence[tuple[int, Box, Rotation]]
) -> tuple[bytes, ...]:
    """Draws in a worker process; what it needs is loaded there and not here."""
    from extractors.crops import Place, draw_crops
    from extractors.pdf import Limits

    kept = Limits(max_bytes=limits[0], max_pages=limits[1])
    return tuple(map(small, draw_crops(data, kept, [Place(*one) for one in places])))


def small(picture: bytes) -> bytes:
    """A picture no wider than the page shows it, in few colours."""
    from PIL import Image

    image = Image.open(BytesIO(picture))
    image.thumbnail(CROP)
    target = BytesIO()
    image.quantize(16).save(target, "PNG", optimize=True)
    return target.getvalue()


def page(
    whole: Evaluation, about: tuple[Path, Calibration | None], crops: Mapping[int, bytes]
) -> str:
    """The whole page."""
    directory, known = about
    title = f"Utvärdering av {whole.samples} prov"
    drawn = plots(whole, known.target if known else 0.001)
    parts = [
        f"<h1>{title}</h1><p>Ur {escape(directory.name)}. Proven är påhittade.</p>",
        bounds(whole),
        "<h2>Profil och skrift</h2>",
        tallies(whole),
        image(drawn["accuracy"], "Andel rätt fält för varje profil och skrift", "svg+xml"),
        "<h2>Håller säkerheten vad den lovar?</h2>",
        reliability_words(whole),
        image(drawn["reliability"], "Uppgiven säkerhet mot andel rätt", "svg+xml"),
        "<h2>Risk och automatik</h2>",
        risk_words(whole),
        image(drawn["risk"], "Andel fel fält mot andel avtal utan person", "svg+xml"),
        "<h2>Fält som lästes fel</h2>",
        worst_table(whole.worst, crops),
        "<h2>Kalibreringen</h2>",
        provenance(known),
    ]
    return (
        f'<!doctype html>\n<html lang="sv"><head><meta charset="utf-8"><title>{title}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{STYLE}</style></head><body><main>{''.join(parts)}</main></body></html>\n"
    )


def bounds(whole: Evaluation) -> str:
    """What may be wrong in the register, at most."""

    def told(found: Bound, what: str) -> str:
        if not found.of:
            return f"inga {what}"
        return (
            f"{found.wrong} fel av {found.of} {what}; med 95 % visshet högst {percent(found.bound)}"
        )

    total = whole.total
    through = share(total.straight_through, total.faultless)
    return definitions(
        {
            "Registrerade fält": told(whole.fields, "fält"),
            "Registreringar": told(whole.registrations, "registreringar"),
            "Felfria direkt till registret": (
                f"{total.straight_through} av {total.faultless} ({through})"
            ),
            "Fel i proven som hittades": f"{total.faults_found} av {total.faults}",
        }
    ) + (
        "<p>Gränserna är Clopper och Pearsons, ensidiga. De gäller prov som dessa, inte verkliga "
        "leveranser.</p>"
    )


def tallies(whole: Evaluation) -> str:
    """The table by profile and writing."""
    rows = [row(one.profile, one.writing, one.tally) for one in whole.groups]
    rows.append(row("alla", "", whole.total))
    if whole.by_labels.samples:
        rows.append(row("efter ledord", "", whole.by_labels))
    return html_table("Antal", COLUMNS, rows)


def reliability_words(whole: Evaluation) -> str:
    """The expected calibration error, with n."""
    return (
        f"<p>{whole.written} värden lästes ur bläck. I genomsnitt ligger den uppgivna säkerheten "
        f"{dotted(round(100 * whole.calibration_error, 2))} procentenheter från andelen som var "
        "rätt (ECE).</p>"
    )


def risk_words(whole: Evaluation) -> str:
    """The operating point in words."""
    at = whole.operating
    return (
        f"<p>Värden med en källa godkänns från säkerheten {dotted(whole.operating_point)}. Då "
        f"registreras {percent(at.automation)} av avtalen utan person.</p>"
    )


def worst_table(values: Sequence[ReadValue], crops: Mapping[int, bytes]) -> str:
    """The wrong values, each with its picture."""
    if not values:
        return "<p>Inga.</p>"
    heads = ("Prov", "Fält", "Bild", "Ska vara", "Lästes", "Säkerhet")
    lines = []
    for at, one in enumerate(values):
        name = FIELD_NAMES[one.key]
        picture = image(crops[at], name, "png", "crop") if crops.get(at) else "ingen bild"
        cells = (
            escape(f"{one.sample} ({one.profile}, {one.writing})"),
            escape(name),
            picture,
            escape(said(one, one.expected)),
            escape(said(one, one.found if one.found is not None else one.raw)),
            dotted(round(one.confidence, 3)),
        )
        lines.append("<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>")
    head = "".join(f'<th scope="col">{text}</th>' for text in heads)
    told = "De säkraste först. Sist står det som inte blev något värde."
    return f"<table><caption>{told}</caption><tr>{head}</tr>{''.join(lines)}</table>"


def said(value: ReadValue, text: str | None) -> str:
    """A value as people read it."""
    if text is None:
        return "inget värde"
    return TICKS.get(text, text) if value.key in TICK else text or "tomt"


def provenance(known: Calibration | None) -> str:
    """What the calibration in use was made from."""
    if known is None:
        return "<p>Ingen: inget godkänns utan person.</p>"
    made = known.provenance
    return definitions(
        {
            "Gjord": f"{made.made_on}, med {made.command}",
            "Underlag": f"{made.data}; {known.fitted} leveranser att lära av, {known.held} att "
            "välja arbetspunkt på",
            "Facit (SHA-256)": made.data_sha256,
            "Mål": f"högst {percent(known.target)} fel i registrerade fält"
            + ("" if known.is_met else "; underlaget räckte inte, den strängaste gränsen används"),
            "Versioner": ", ".join(f"{name} {number}" for name, number in made.versions.items()),
        }
    )


def definitions(listed: Mapping[str, str]) -> str:
    """Names with what is said of them."""
    rows = (f"<dt>{escape(name)}</dt><dd>{escape(told)}</dd>" for name, told in listed.items())
    return f"<dl>{''.join(rows)}</dl>"


def html_table(caption: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table of numbers with two columns of names."""

    def cells(tag: str, texts: Sequence[str]) -> Iterator[str]:
        for at, text in enumerate(texts):
            scope = ' scope="col"' if tag == "th" else ""
            numeric = ' class="n"' if at > 1 else ""
            yield f"<{tag}{scope}{numeric}>{escape(text)}</{tag}>"

    head = "".join(cells("th", heads))
    body = "".join(f"<tr>{''.join(cells('td', one))}</tr>" for one in rows)
    return f"<table><caption>{caption}</caption><tr>{head}</tr>{body}</table>"


def image(data: bytes, told: str, kind: str, css: str = "plot") -> str:
    """A picture within the page."""
    encoded = b64encode(data).decode()
    return f'<img class="{css}" alt="{escape(told)}" src="data:image/{kind};base64,{encoded}">'


def dotted(number: float) -> str:
    """A number with a comma."""
    return f"{number:g}".replace(".", ",")
