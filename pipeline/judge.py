"""The core: from what was read to what is to be done. Pure: the same readings, the same answer."""

from collections.abc import Sequence

from domain.agreement import Agreement
from domain.attachment import Prose
from domain.facts import Facts
from domain.judgement import Finding, Judgement
from domain.reading import FileReading
from extractors.values import corrected_org_no
from pipeline.assemble import assemble
from pipeline.policy import decide
from validators import check, municipalities
from validators.catalogue import CATALOGUE

_NUMBER = "party.org_no"


def judge(files: Sequence[FileReading], facts: Facts) -> tuple[Judgement, ...]:
    """One judgement for each agreement in the delivery; one without agreement if it holds none."""
    assembly = assemble(files, facts)
    facts = facts.model_copy(update={"attached": attached(files)})
    if not assembly.agreements:
        findings = assembly.findings
        return (Judgement(agreement=None, findings=findings, decision=decide(findings)),)
    return tuple(
        judge_agreement(agreement, facts, assembly.findings) for agreement in assembly.agreements
    )


def attached(files: Sequence[FileReading]) -> tuple[tuple[int, Prose], ...]:
    """What the pages of running text say, each with its number. A page with personal data that has
    no business here says nothing."""
    return tuple(
        (page.identity.number, page.prose)
        for file in files
        for page in file.pages
        if page.prose and not page.prose.is_quarantined
    )


def judge_agreement(
    agreement: Agreement, facts: Facts, about_material: tuple[Finding, ...] = ()
) -> Judgement:
    """One agreement judged, with what was found about the files and pages it came from."""
    corrected, corrections = correct_org_no(agreement, facts)
    findings = (*about_material, *corrections, *check(corrected, facts))
    return Judgement(agreement=corrected, findings=findings, decision=decide(findings))


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
    fields = tuple(corrected if field.key == _NUMBER else field for field in agreement.fields)
    note = CATALOGUE["correct.org_no_corrected"].finding((_NUMBER,), reading.raw, named.org_no)
    return agreement.model_copy(update={"fields": fields}), (note,)
