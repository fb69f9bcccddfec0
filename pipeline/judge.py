"""The core: from what was read to what is to be done. Pure: the same readings, the same answer."""

from collections import Counter
from collections.abc import Iterator, Sequence

from domain.agreement import Agreement
from domain.attachment import Prose
from domain.facts import Facts
from domain.form import FieldType
from domain.judgement import Finding, Judgement, Part
from domain.reading import FieldReading, FileReading
from extractors.values import canonical, corrected_org_no
from pipeline.assemble import assemble
from pipeline.calibrated import calibrated
from pipeline.policy import decide
from validators import check, municipalities
from validators.catalogue import CATALOGUE
from validators.municipalities import plain_board
from validators.vouchers import VOUCHERS, is_vouched, supported

_ENDS = {
    "dismissed": "avvisat",
    "withdrawn": "återkallat",
    "disposed": "gallrat",
    None: "öppet eller registrerat",
}
_NUMBER, _NAME, _BOARD = "party.org_no", "party.municipality_name", "party.board_name"


def judge(files: Sequence[FileReading], facts: Facts) -> tuple[Judgement, ...]:
    """One judgement for each agreement in the delivery; one without agreement if it holds none."""
    return tuple(judge_part(part, facts) for part in parts_of(files, facts))


def parts_of(files: Sequence[FileReading], facts: Facts) -> tuple[Part, ...]:
    """What each agreement in the delivery is judged by, with what they say of each other."""
    parts = assemble(files, facts).parts
    parties = Counter(key for part in parts for key in _parties(part.agreement, facts))
    prose = attached(files)
    return tuple(
        part.model_copy(
            update={
                "findings": (*part.findings, *_party_twice(part.agreement, facts, parties)),
                "attached": prose,
            }
        )
        for part in parts
    )


def judge_part(part: Part, facts: Facts) -> Judgement:
    """What becomes one case, judged."""
    about = (*_sent_before(facts), *part.findings)
    if part.agreement is None:
        return Judgement(agreement=None, findings=about, decision=decide(about))
    facts = facts.model_copy(update={"attached": part.attached})
    return judge_agreement(part.agreement, facts, about)


def _sent_before(facts: Facts) -> Iterator[Finding]:
    """What became of the same files when they were sent earlier: whether they are to be tried once
    more is for a person."""
    named = [f"{one.case} ({_ENDS[one.end]})" for one in facts.sent_before]
    if named:
        yield CATALOGUE["material.sent_before"].finding((), " och ".join(named))


def _parties(agreement: Agreement | None, facts: Facts) -> set[tuple[str, str]]:
    """The Party that an agreement may be of, as (org_no, board as `plain_board` has it): by the
    number and by the municipality's name, since either may be miswritten."""
    board = agreement.value(_BOARD) if agreement else None
    if agreement is None or board is None:
        return set()
    corrected, _ = correct_org_no(agreement, facts)
    named = municipalities.named(agreement, facts.reference)
    numbers = (corrected.value(_NUMBER), named.org_no if named else None)
    return {
        (number, plain_board(board, municipalities.by_number(number, facts.reference)))
        for number in numbers
        if number
    }


def _party_twice(
    agreement: Agreement | None, facts: Facts, parties: Counter[tuple[str, str]]
) -> Iterator[Finding]:
    """Two agreements of one Party: which of them counts is not for the machine to say."""
    if agreement and any(parties[key] > 1 for key in _parties(agreement, facts)):
        said = (agreement.value(_NAME) or agreement.value(_NUMBER), agreement.value(_BOARD))
        yield CATALOGUE["material.party_twice"].finding((_NUMBER, _BOARD), *map(str, said))


def attached(files: Sequence[FileReading]) -> tuple[tuple[int, Prose], ...]:
    """What the pages of running text say, each with its number. A page with personal data that has
    no business here says nothing."""
    return tuple(
        (page.identity.number, page.prose)
        for file in files
        for page in file.pages
        if page.prose and not page.prose.is_quarantined and not page.is_our_letter
    )


def judge_agreement(
    agreement: Agreement, facts: Facts, about_material: tuple[Finding, ...] = ()
) -> Judgement:
    """One agreement judged, with what was found about the files and pages it came from."""
    corrected, corrections = correct_org_no(agreement, facts)
    whole = calibrated(supported(chosen(corrected, facts), facts), facts)
    findings = (*about_material, *corrections, *check(whole, facts))
    return Judgement(agreement=whole, findings=findings, decision=decide(findings))


def chosen(agreement: Agreement, facts: Facts) -> Agreement:
    """Of readings that differ, the one that a check vouches for, if it vouches for one alone.

    The value is always one that a reader gave. A value that two readers bear out is left alone,
    however wrong the check finds it: then the fault is on the paper."""
    types = {field.key: field.type for field in facts.form(agreement.form).fields}
    for reading in agreement.fields:
        if reading.source == "person":
            continue  # never overwritten
        if reading.support is None and reading.key in VOUCHERS:
            vouched = {
                other.value: other
                for other in others(reading, types[reading.key])
                if is_vouched(other.key, with_reading(agreement, other), facts)
            }
            if len(vouched) == 1 and reading.value not in vouched:
                agreement = with_reading(agreement, *vouched.values())
    return agreement


def others(reading: FieldReading, kind: FieldType) -> Iterator[FieldReading]:
    """The field as each of its readings has it, but for those that are no value."""
    for one in reading.candidates:
        value = canonical(kind, one.text)
        if value is not None:
            yield reading.model_copy(update={"raw": one.text, "value": value})


def with_reading(agreement: Agreement, reading: FieldReading) -> Agreement:
    """The agreement with one reading in the place of the one with its key."""
    fields = tuple(reading if one.key == reading.key else one for one in agreement.fields)
    return agreement.model_copy(update={"fields": fields})


def correct_org_no(agreement: Agreement, facts: Facts) -> tuple[Agreement, tuple[Finding, ...]]:
    """Read O as 0, I as 1 and so on, if that and only that gives the named municipality's number.

    The raw text stays as read, and a note shows the correction.
    """
    reading, named = agreement.field(_NUMBER), municipalities.named(agreement, facts.reference)
    if not (reading and reading.raw and reading.value is None and named):
        return agreement, ()
    if not corrected_org_no(reading.raw, named.org_no):
        return agreement, ()
    corrected = reading.model_copy(update={"value": named.org_no})
    note = CATALOGUE["correct.org_no_corrected"].finding((_NUMBER,), reading.raw, named.org_no)
    return with_reading(agreement, corrected), (note,)
