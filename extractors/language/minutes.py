"""What an extract of minutes says: who decided what about SSBTEK, where and when.

By rules, since minutes are written by rules (5 kap. kommunallagen (2017:725)): the body, the day of
its meeting, a paragraph for each matter, the registry number, and "beslutar" before the decision.
Names of places, which no rule has, are the entity model's.
"""

import re
from collections.abc import Iterator
from datetime import date

from domain.attachment import MandateAnswer, Minutes, Quote
from extractors.language.models import entities
from extractors.language.passage import Passage
from extractors.values import canonical

# All but the municipality are looked for in the folded text: no capitals, no rings or dots.
_BODY = re.compile(
    r"\b(?:[a-z]+- och )?[a-z]*(?:fullmaktige|styrelsens arbetsutskott|namndens arbetsutskott"
    r"|(?<!lans)(?<!social)(?<!polis)(?<!transport)styrelsen?|namnden?|utskottet)(?=s?\b)"
)
_DECIDES = re.compile(r"s? (?:beslut|beslutar|beslutade|har beslutat|uppdrar|ger)\b")
_MONTH = "jan|feb|mar|apr|maj|jun|jul|aug|sep|okt|nov|dec"
_DATE = re.compile(
    r"\b(?:(?:19|20)\d\d ?- ?\d\d ?- ?\d\d|(?:19|20)\d{6}"
    rf"|\d{{1,2}}(?: ?:?e)? (?:{_MONTH})[a-z]*\.?(?: (?:19|20)\d\d)?"
    r"|\d{1,2}/\d{1,2} ?-? ?(?:19|20)\d\d)\b"
)
# Before the date of something else than the meeting.
_OTHER_DAY = re.compile(
    r"(?:juster\w*|skrivelse\w*|daterad\w*|expedier\w*|anslag\w*|anslas|satts? upp|inkom\w*"
    r"|protokoll fran|skrivelse fran)(?: den| av den)?[ :.,]*$"
)
_PARAGRAPH = re.compile(r"(?:§+|\bparagraf|\bpar\.) ?(\d{1,4})\b")
# "§ 84 Uppdrag" at the beginning of a line: neither model of the engine knows the sign well.
_MISREAD_PARAGRAPH = re.compile(r"(?m)^[8$&S] ?\d{1,3}(?=[,.:]? [A-ZÅÄÖ])")
_LABELLED_NO = re.compile(
    r"\b(?:dnr|diarienr|diarienummer|arendenummer|arendenr|arende|beteckning)\b[ .:]*"
    r"((?:[a-z]{2,6}[ .:/-]?)?(?:19|20)\d\d[ ./:-]\d{1,5}(?:[-/]\d{1,4})?)"
)
_BARE_NO = re.compile(
    r"\b((?:[a-z]{2,5}[ .-]?)?(?:19|20)\d\d[/:]\d{1,5}|[a-z]{2,5}[ .-]?20\d\d[.-]\d{2,5})\b"
)
_PLACE = re.compile(
    r"\b((?:[A-ZÅÄÖ][\w-]+ ){1,3})(?:[Kk]ommun|KOMMUN|[Ss]tad|STAD)\b|\bRegion Gotland\b"
)
_NO_PLACE = re.compile(
    r"(?i)(?:fullmäktige|styrelsen|nämnden|utskottet|protokoll|utdrag|protokollsutdrag|för|i)$"
)

_SERVICE = re.compile(r"ssbtek|bastjanst")
_ORGANISATION = re.compile(r"\bsk[rl]\b|sveriges kommuner(?: och|,)? ?(?:regioner|landsting)?")
_TASK = re.compile(r"uppdra|anfortro|i uppgift")
_MANAGES = re.compile(r"forvalt|handha|\bdrift|ansvar")
_DECIDED = re.compile(r"beslut|\buppdrar\b|\bger\b|\bfar\b")
_PROPOSED = re.compile(r"foresla|forslag|yrka|bor |avser|overvag|onskar|planera")
_REFUSED = re.compile(
    r"\binte\b|\bej\b|avsla|aterremi|bordlagg|bordlagt|avskriv|upphav|aterkalla|sager upp"
)
_REFUSES = re.compile(r"\b(?:avslar|aterremitterar|bordlagger|upphaver|avskriver)\b")
_GAP = re.compile(r"\n\n|(?<=[a-zåäö)\d][.!?])\s+(?=[A-ZÅÄÖ\d])")
_ABBREVIATED = re.compile(r"\b(?:dnr|kl|nr|t\.?ex|bl\.?a|m\.?m|st|ca|par)\.$")


def minutes_of(page: Passage) -> Minutes:
    """What the minutes on a page say; None where they do not, or where it was not found."""
    mandate, decision = mandate_in(page)
    before = decision[0] if decision else len(page.text)
    day = date_in(page)
    return Minutes(
        body=body_in(page),
        municipality=municipality_in(page),
        day=day,
        decided_on=_as_date(day.text) if day else None,
        paragraph=paragraph_in(page, before),
        registry_no=registry_no_in(page),
        mandate=mandate,
        decision=page.quote(*decision) if decision else None,
    )


def body_in(page: Passage) -> Quote | None:
    """The body that decides; else the first that is named."""
    found = list(_BODY.finditer(page.folded))
    deciding = [one for one in found if _DECIDES.match(page.folded, one.end())]
    return next((page.quote(*one.span()) for one in (*deciding, *found)), None)


def municipality_in(page: Passage) -> Quote | None:
    """The first municipality that is called one, else the first place."""
    for found in _PLACE.finditer(page.text):
        start = found.start()
        for word in (found[1] or "").split()[:-1]:
            if _NO_PLACE.search(word):
                start = page.text.index(word, start) + len(word) + 1
        return page.quote(start, found.end())
    places = (span for span in entities(page.flat) if span[2] == "LOC")
    return next(
        (page.quote(a, b) for a, b, _ in places if not _BODY.search(page.folded, a, b)), None
    )


def date_in(page: Passage) -> Quote | None:
    """The first date that is not said to be of something else than the meeting."""
    text = page.folded
    for found in _DATE.finditer(text):
        if not _OTHER_DAY.search(text, 0, found.start()):
            return page.quote(*found.span())
    return None


def paragraph_in(page: Passage, before: int) -> Quote | None:
    """The last paragraph that begins before the decision, else the first on the page."""
    found = list(_PARAGRAPH.finditer(page.folded)) or list(_MISREAD_PARAGRAPH.finditer(page.text))
    if not found:
        return None
    begun = sum(one.start() <= before for one in found)
    return page.quote(*found[max(0, begun - 1)].span())


def registry_no_in(page: Passage) -> Quote | None:
    """A number that is called one, else one that is written like one."""
    found = _LABELLED_NO.search(page.folded) or _BARE_NO.search(page.folded)
    return page.quote(*found.span(1)) if found else None


def mandate_in(page: Passage) -> tuple[MandateAnswer, tuple[int, int] | None]:
    """Whether the minutes give SKL/SKR the management of SSBTEK, and the sentence that says it.

    Given is only what is said to be decided, in a sentence that is no proposal, on a page that
    refuses nothing. Everything else about it is unclear, or denied.
    """
    text = page.folded
    if not _SERVICE.search(text):
        return "unclear", None
    about = [span for span in sentences(page) if _is_about(text[slice(*span)])]
    denied = [span for span in about if _REFUSED.search(text, *span)]
    if denied:
        return "denied", denied[0]
    given = [
        span for span in about if not _PROPOSED.search(text, *span) and _is_decided(text, span)
    ]
    if given and not _REFUSES.search(text):
        return "given", given[0]
    return "unclear", about[0] if about else None


def sentences(page: Passage) -> Iterator[tuple[int, int]]:
    """Where the sentences of a page begin and end; a heading is one."""
    text = page.folded
    start = 0
    for gap in _GAP.finditer(page.text):
        if "\n\n" in gap[0] or not _ABBREVIATED.search(text, start, gap.start()):
            yield start, gap.start()
            start = gap.end()
    yield start, len(text)


def _is_about(sentence: str) -> bool:
    return all(part.search(sentence) for part in (_ORGANISATION, _TASK, _MANAGES))


def _is_decided(text: str, span: tuple[int, int]) -> bool:
    """A decision is said in the sentence, or stands under a heading that says so shortly before."""
    return bool(_DECIDED.search(text, max(0, span[0] - 60), span[1]))


def _as_date(written: str) -> date | None:
    value = canonical("date", written.lower())
    return date.fromisoformat(value) if value else None
