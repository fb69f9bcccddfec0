"""What the store is asked before an agreement is judged: about every number that it may be of."""

from collections.abc import Iterable, Iterator, Sequence

from domain.agreement import Agreement
from domain.facts import Facts
from domain.reading import FieldReading, FileReading
from domain.reference import Reference
from extractors.values import canonical
from pipeline.ports import Transaction
from validators import municipalities

_NUMBER, _NAME = "party.org_no", "party.municipality_name"


def facts_for_files(facts: Facts, files: Sequence[FileReading], tx: Transaction) -> Facts:
    """The facts with what the store knows of every Party that the readings may name."""
    fields = [field for file in files for page in file.pages for field in page.fields]
    return facts.knowing(tx.known(org_nos(fields, facts.reference)))


def facts_for_case(facts: Facts, agreement: Agreement | None, case: str, tx: Transaction) -> Facts:
    """The same for a case that is judged again: it is no other open case of its Party."""
    fields = agreement.fields if agreement else ()
    return facts.knowing(tx.known(org_nos(fields, facts.reference)), case)


def org_nos(fields: Iterable[FieldReading], reference: Reference) -> frozenset[str]:
    """Every number that the fields may mean: as read, as another reading has it, and that of the
    municipality named, since judging may correct the number to it."""
    return frozenset(number for field in fields for number in _meant(field, reference))


def _meant(field: FieldReading, reference: Reference) -> Iterator[str]:
    texts = [field.value, *(one.text for one in field.candidates)]
    for text in filter(None, texts):
        if field.key == _NUMBER and (number := canonical("org_no", text)):
            yield number
        if field.key == _NAME and (named := municipalities.by_name(text, reference)):
            yield named.org_no
