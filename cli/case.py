"""anslut case show: one case, whole. What the machine read, what persons typed and what counts now
stand beside one another. Of a case that waits for a blind check nothing that was read is shown."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import UTC, date, datetime

from adapters.case_looks import folder_of, letters_of
from adapters.chain import DISPOSED
from adapters.outbox import STATES
from adapters.queries import CaseFile, case_file
from adapters.samples import typed_in
from adapters.settings import TIMEZONE, load_settings
from adapters.store import open_store
from cli.case_desk import say
from cli.case_next import next_steps
from cli.case_values import values_table
from cli.exits import Exit
from cli.letters import KINDS
from cli.queue import HIDDEN, received, repeat_rows
from cli.words import (
    EVENTS,
    PAGE_ENDS,
    QUEUES,
    ROLES,
    SEVERITIES,
    SIGNATURES,
    counted,
    moment,
    out,
    table,
)
from domain.case import Clock, Event
from domain.judgement import SAMPLED
from domain.notice import Letter
from domain.register import Connection
from domain.ruling import PageSaid, Ruling, SignatureSaid
from domain.sample import Typed
from pipeline.filing import end_of, places
from pipeline.ports import Folder, Sheet
from pipeline.reviewed import Reviewed, reviewed
from pipeline.states import ENDED, SWEDISH
from pipeline.working_days import remaining
from validators.field_names import FIELD_NAMES


def show(case: str) -> Exit:
    """One case, in whichever state."""
    with closing(open_store(load_settings())) as store:
        found = case_file(store, case)
        if gone := disposal_of(found):
            return _show_disposed(found, gone)
        folder = folder_of(store, found.case.id)
        letters = letters_of(store, found.case.id)
        typed = typed_in(store, found.case.id)
    now = datetime.now(UTC)
    out.print(table(f"Ärende {found.case.id}", ("", ""), list(_head(found, folder, now))))
    hidden = folder.queue == SAMPLED
    if hidden:
        say(HIDDEN)
    else:
        _show_what_was_read(folder, typed)
    _show_pages(folder)
    _show_letters(letters, hidden)
    _show_events(found, hidden)
    for line in next_steps(folder, letters):
        say(line)
    return Exit.OK


def disposal_of(found: CaseFile) -> Event | None:
    """The event by which what the case says was cleared, if it was."""
    own = [one for one in found.events if one.subject == found.case.id and one.what == DISPOSED]
    return next((one for one in reversed(own) if one.why.endswith(" case")), None)


def _show_disposed(found: CaseFile, gone: Event) -> Exit:
    """What is left of a case that was disposed of: that it was, by which rule, and its events."""
    rule = gone.why.split()[0]
    rows = [
        ("Läge", SWEDISH[found.case.state]),
        ("Gallrat", f"{moment(gone.at)} av {gone.who}, enligt regel {rule}"),
        ("Inkom", f"{received(found.delivery)}, {found.delivery.id}"),
    ]
    out.print(table(f"Ärende {found.case.id}", ("", ""), rows))
    say("Det som stod i ärendet finns inte kvar. Händelserna finns kvar utan personuppgifter.")
    _show_events(found, hidden=False)
    return Exit.OK


def _head(found: CaseFile, folder: Folder, now: datetime) -> Iterator[tuple[str, str]]:
    case = found.case
    yield "Läge", f"{SWEDISH[case.state]} (version {case.version})"
    if folder.queue:
        yield "Kö", QUEUES[folder.queue]
    if case.state not in ENDED:
        yield "Tid", clock_told(case.clock, now.astimezone(TIMEZONE).date())
    if folder.claimed_by and folder.claimed_until and folder.claimed_until > now:
        yield "Taget av", f"{folder.claimed_by}, till {moment(folder.claimed_until)}"
    for one in folder.deliveries:
        yield "Inkom", f"{received(one)}, {one.id}"
        if folder.queue != SAMPLED and (one.sender or one.subject):
            yield "Från", " · ".join(filter(None, (one.sender, one.subject)))
        yield "Original", "\n".join(f"{file.name} ({file.sha256})" for file in one.originals)
    if found.troubles:
        yield "Läsningen", "\n".join(found.troubles)
    yield from repeat_rows(found.repeats)
    if folder.entry and folder.queue != SAMPLED:
        yield "Registret", _entry(folder.entry)


def clock_told(clock: Clock | None, today: date) -> str:
    """By when a case is to be done, with the working days that are left."""
    if clock is None:
        return "räknas inte"
    if clock.review_by:
        left = days_left(clock.review_by, today)
        return (
            f"klockan står sedan {clock.paused_on}: svaret räcker inte. Gå igenom det senast "
            f"{clock.review_by}, {left}"
        )
    if clock.paused_on:
        came = (
            "skulle ha kommit" if clock.answer_by and clock.answer_by < today else "väntas senast"
        )
        by = f" {came} {clock.answer_by}" if clock.answer_by else " väntas"
        return f"klockan står sedan {clock.paused_on}: ett svar{by}"
    if clock.due_on is None:
        return "räknas inte"
    return f"ska vara klart {clock.due_on}, {days_left(clock.due_on, today)}"


def days_left(due: date, today: date) -> str:
    """The working days left, or how many too many have gone."""
    left = remaining(today, due)
    if left < 0:
        return f"{counted(-left, 'arbetsdag', 'arbetsdagar')} för sent"
    return f"{counted(left, 'arbetsdag', 'arbetsdagar')} kvar"


def _entry(entry: Connection) -> str:
    concluded = f"avtal ingånget {moment(entry.concluded_at)}" if entry.concluded_at else ""
    ended = f"avslutad {moment(entry.ended_at)}" if entry.ended_at else ""
    named = f"{entry.municipality}, {entry.board} ({entry.org_no}), version {entry.version}"
    return ", ".join(filter(None, (named, concluded, ended)))


def _show_what_was_read(folder: Folder, typed: Sequence[Typed]) -> None:
    for one in reviewed(folder.case.findings, folder.rulings):
        say(_finding(one))
    if folder.case.agreement:
        out.print(values_table(folder))
        say(f"Underskriften: {_signature(folder)}")
    if typed:
        rows = [(FIELD_NAMES[one.key], one.first, one.again or "") for one in typed]
        out.print(table("Skrivet vid blindkontroll", ("Fält", "Först", "En gång till"), rows))


def _finding(one: Reviewed) -> str:
    finding = one.finding
    line = f"{one.number}. {SEVERITIES[finding.severity]}: {finding.message} ({finding.code})"
    for said in one.said:
        line += f"\n   Ofarligt enligt {said.by} {moment(said.at)}: {said.why}"
    if one.awaits_second:
        line += "\n   En andra person behöver säga detsamma."
    return line


def _signature(folder: Folder) -> str:
    """What the machine saw, what persons have said, and what counts."""
    seen = folder.part.agreement.signature.kind if folder.part.agreement else None
    now = folder.case.agreement.signature.kind if folder.case.agreement else None
    said = [
        f"{'underskrivet' if one.signed else 'inte underskrivet'} enligt {one.by} "
        f"{moment(one.at)}: {one.why}"
        for one in folder.rulings
        if isinstance(one, SignatureSaid)
    ]
    told = [SIGNATURES[seen] if seen else "-", *said]
    if now and now != seen:
        told.append(f"gäller: {SIGNATURES[now]}")
    return "; ".join(told)


def _show_pages(folder: Folder) -> None:
    rows = list(page_rows(folder))
    if rows:
        columns = ("Sida", "Leverans", "Fil", "Sida i filen", "Vad", "Slut")
        out.print(table("Sidor", columns, rows))


def page_rows(folder: Folder) -> Iterator[tuple[str, ...]]:
    """A row for every page of the files that the case has pages of, by its number in the case."""
    sheets = {(one.delivery, one.original): one for one in folder.sheets}
    names = {
        (one.id, number): original.name
        for one in folder.deliveries
        for number, original in enumerate(one.originals)
    }
    for place in places(folder.sheets):
        sheet = sheets[place.delivery, place.original]
        end = end_of(sheet, place.page)
        where = PAGE_ENDS[end.kind] if end else "-"
        if end and end.case not in (None, folder.case.id):
            where = f"{where}, i ärende {end.case}"
        yield (
            str(place.number),
            place.delivery,
            names.get((place.delivery, place.original), ""),
            str(place.page),
            _what(sheet, place.page, folder.rulings),
            where,
        )


def _what(sheet: Sheet, number: int, rulings: Sequence[Ruling]) -> str:
    """What a page is, as a person has said or else as the machine saw."""
    here = (sheet.delivery, sheet.original, number)
    for said in reversed(rulings):
        if isinstance(said, PageSaid) and (said.delivery, said.original, said.page) == here:
            return f"{said.form} sida {said.form_page}, enligt {said.by}"
    for page in sheet.reading.pages:
        one = page.identity
        if one.number == number:
            return f"{one.form} sida {one.form_page}" if one.form_page else ROLES[one.role]
    return "inte läst"


def _show_letters(letters: Sequence[Letter], hidden: bool) -> None:
    rows = [
        (
            one.id,
            KINDS[one.kind],
            _to(one, hidden),
            STATES[one.state],
            moment(one.sent_at or one.written_at),
        )
        for one in letters
    ]
    if rows:
        out.print(table("Brev", ("Brev", "Slag", "Till", "Läge", "När"), rows))


def _to(letter: Letter, hidden: bool) -> str:
    """Who gets a letter: that was read too."""
    if hidden:
        return "visas efter blindkontrollen"
    return letter.notice.to if letter.notice else "rensat"


def _show_events(found: CaseFile, hidden: bool) -> None:
    rows = [
        (
            moment(one.at),
            one.who,
            EVENTS.get(one.what, one.what),
            one.why if hidden else ": ".join(filter(None, (one.why, one.note))),
        )
        for one in found.events
    ]
    out.print(table("Händelser", ("När", "Vem", "Vad", "Varför"), rows))
