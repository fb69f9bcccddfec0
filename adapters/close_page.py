"""The night's close as a web page: one file, no script, nothing fetched. The accessible version."""

from html import escape

from domain.night import Figure, NightReport, Section

TITLE = "Nattens bokslut, {day}"
# Chosen for paper as well: grey rules, no colour that carries meaning, text of 4.5:1 and more.
_STYLE = """
body { font: 16px/1.5 Arimo, Arial, sans-serif; color: #1c2430; max-width: 48rem;
  margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.2rem; margin-top: 2rem; }
table { border-collapse: collapse; width: 100%; margin-top: 1.5rem; }
caption { text-align: left; font-weight: 600; }
caption span { display: block; font-weight: 400; color: #4a5568; }
th, td { padding: .2rem .6rem .2rem 0; border-bottom: 1px solid #8a94a6; text-align: left;
  font-weight: 400; }
thead th { font-weight: 600; }
td, thead th + th { text-align: right; font-variant-numeric: tabular-nums; }
code { overflow-wrap: anywhere; }
.sign { display: grid; grid-template-columns: 1fr 2fr 2fr; gap: 1.5rem; margin-top: 4rem; }
.sign div { border-top: 1px solid #1c2430; padding-top: .2rem; }
@media print { body { font-size: 10pt; margin: 0; max-width: none; }
  table { break-inside: avoid; } }
"""
SIGN = ("Datum", "Namnteckning", "Namnförtydligande")
READ = "Jag har läst bokslutet och tagit hand om eller fördelat avvikelserna."


def close_page(report: NightReport) -> bytes:
    """The report as HTML."""
    title = escape(TITLE.format(day=report.day))
    signs = "".join(f"<div>{escape(name)}</div>" for name in SIGN)
    return (
        f'<!doctype html>\n<html lang="sv">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n"
        f"<h1>{title}</h1>\n<p>{escape(about(report))}</p>\n{_deviations(report)}"
        f"<h2>Siffrorna</h2>\n{''.join(_section(one, report) for one in report.sections)}"
        f"<p>{escape(report.closing)}</p>\n"
        f'<p>{escape(READ)}</p>\n<div class="sign">{signs}</div>\n</main>\n</body>\n</html>\n'
    ).encode()


def about(report: NightReport) -> str:
    """Which days the report is of, and what it is compared with."""
    text = f"Dygnet {report.day}. Det som väntar är räknat den {report.as_of}."
    if report.compared_with:
        text += f" Jämfört med bokslutet för den {report.compared_with}."
    return text


def _deviations(report: NightReport) -> str:
    told = "".join(f"<li>{escape(one)}</li>\n" for one in report.deviations)
    listed = f"<ul>\n{told}</ul>\n" if told else ""
    return f"<h2>Avvikelser</h2>\n<p>{escape(report.verdict)}</p>\n{listed}"


def _section(section: Section, report: NightReport) -> str:
    before = f'<th scope="col">{report.compared_with}</th>' if report.compared_with else ""
    rows = "".join(_row(one, bool(before)) for one in section.figures)
    return (
        f"<table>\n<caption>{escape(section.title)}<span>{escape(section.about)}</span></caption>\n"
        f'<thead><tr><th scope="col">Vad</th><th scope="col">Antal</th>{before}</tr></thead>\n'
        f"<tbody>\n{rows}</tbody>\n</table>\n"
    )


def _row(figure: Figure, is_compared: bool) -> str:
    before = f"<td>{escape(figure.before)}</td>" if is_compared else ""
    return (
        f'<tr><th scope="row">{escape(figure.label)}</th><td>{escape(figure.value)}</td>'
        f"{before}</tr>\n"
    )
