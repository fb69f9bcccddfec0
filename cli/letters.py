"""anslut letters: the letters of the outbox."""

from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import typer

from adapters import outbox
from adapters.addresses import parsed
from adapters.notifiers import NO_TRANSPORT, described, open_notifier
from adapters.outbox import STATES, Act
from adapters.reason import reason
from adapters.settings import load_settings
from adapters.store import Store, open_store
from cli.exits import Exit
from cli.who import named
from cli.words import counted, err, moment, out, table
from domain.errors import ActRefused, IntakeError, SettingsError
from domain.notice import Letter, NoticeState
from domain.typed import LETTER, lines
from flows.release import release as released
from flows.release import requeue as requeued
from flows.sending import Sent, send_due
from pipeline import words
from pipeline.letters import rewritten

KINDS = words.LETTERS


def list_letters(name: str | None) -> Exit:
    """The letters; of one state if it is named."""
    settings = load_settings()
    state = None if name is None else state_named(name)
    with closing(open_store(settings)) as store:
        found = outbox.letters(store, state)
    if found:
        columns = ("Brev", "Slag", "Ärende", "Läge", "Skrivet", "Utskick", "Senaste felet")
        out.print(table("Brev", columns, [_row(one) for one in found]))
    else:
        out.print("Det finns inga brev." if state is None else "Det finns inga sådana brev.")
    if open_notifier(settings) is None:
        err.print(NO_TRANSPORT, markup=False, highlight=False, soft_wrap=True)
    return Exit.OK


def _row(one: Letter) -> tuple[str, ...]:
    at = one.sent_at or one.next_at
    when = f"skickades {moment(at)}" if one.sent_at and at else moment(at) if at else ""
    return (
        one.id,
        KINDS[one.kind],
        one.case or "-",
        STATES[one.state],
        moment(one.written_at),
        when,
        one.trouble,
    )


def state_named(name: str) -> NoticeState:
    """The state with this Swedish name or English id; else a usage error."""
    wanted = name.casefold().strip()
    for state, swedish in STATES.items():
        if wanted in (state, swedish):
            return state
    names = ", ".join(f'"{swedish}"' for swedish in STATES.values())
    raise typer.BadParameter(
        f'det finns inget läge "{name}". Lägena är {names}.', param_hint="LÄGE"
    )


def show(beginning: str) -> Exit:
    """One letter, with its text; and what the machine had written, if a person has changed it."""
    with closing(open_store(load_settings())) as store:
        found = outbox.letter(store, beginning)
    rows = [
        ("Slag", KINDS[found.kind]),
        ("Ärende", found.case or ""),
        ("Läge", STATES[found.state]),
        ("Version", str(found.version)),
        ("Skrivet", moment(found.written_at)),
        ("Släppt av", found.released_by or ""),
        ("Försök", str(found.attempts) if found.attempts else ""),
        ("Nästa försök", moment(found.next_at) if found.next_at else ""),
        ("Skickat", moment(found.sent_at) if found.sent_at else ""),
        ("Senaste felet", found.trouble),
        ("Message-ID", found.message_id),
    ]
    if found.notice:
        rows += [("Till", found.notice.to), ("Ämne", found.notice.subject)]
    out.print(table(f"Brev {found.id}", ("", ""), [row for row in rows if row[1]]))
    if found.notice is None:
        out.print("Brevets text är rensad.")
        return Exit.OK
    _say(found.notice.body)
    if found.notice.machine:
        before = found.notice.machine
        _say(f"--- Före ändringen ---\nTill: {before.to}\nÄmne: {before.subject}\n\n{before.body}")
    return Exit.OK


def release(beginning: str, by: str | None, version: int | None) -> Exit:
    """Let a held letter go."""
    days = load_settings().answer_days
    done = "släpptes och går vid nästa utskick"
    return _act(beginning, by, version, done, lambda store, act: released(store, act, days))


def cancel(beginning: str, by: str | None, version: int | None, why: str | None) -> Exit:
    """Have a letter never sent."""
    return _act(
        beginning,
        by,
        version,
        "är makulerat och skickas inte",
        lambda store, act: outbox.cancel(store, act, why or ""),
    )


def requeue(beginning: str, by: str | None, version: int | None) -> Exit:
    """Try a letter again that was given up."""
    days = load_settings().answer_days
    done = "prövas igen vid nästa utskick"
    return _act(beginning, by, version, done, lambda store, act: requeued(store, act, days))


def edit(
    beginning: str,
    by: str | None,
    version: int | None,
    changed: tuple[str | None, Path | None, str | None],
) -> Exit:
    """Change subject, text or address of a letter that is held or given up."""
    subject, file, to = changed
    if subject is None and file is None and to is None:
        raise typer.BadParameter("ange vad som ska ändras: --subject, --body eller --to.")
    if to is not None:
        to = _address(to)
    body = None if file is None else _read(file)

    def put(store: Store, act: Act) -> None:
        notice = outbox.letter(store, act.letter).notice
        if notice is None:
            raise ActRefused(f"Brevet {act.letter} är rensat och kan inte ändras.")
        try:
            typed = body and lines(body, "Brevet", LETTER)
            made = rewritten(notice, subject, typed, to)
        except ValueError:
            raise typer.BadParameter("ett brev behöver både ämne och text.") from None
        outbox.edit(store, act, made)

    return _act(beginning, by, version, "ändrades", put)


def send() -> Exit:
    """Send now what is due. PERSON when a letter was given up."""
    settings = load_settings()
    notifier = open_notifier(settings)
    if notifier is None:
        raise SettingsError(NO_TRANSPORT)
    err.print(f"Breven {described(settings)}.", markup=False, highlight=False, soft_wrap=True)
    with closing(open_store(settings)) as store:
        sent = send_due(store, notifier)
    return tell(sent)


def tell(sent: Sent) -> Exit:
    """What became of the letters, and the exit code of that."""
    if sent == Sent():
        out.print("Inget brev ska skickas nu.")
        return Exit.OK
    rows = [
        ("Skickade", sent.sent),
        ("Skickas igen senare", sent.delayed),
        ("Uppgivna", sent.dead),
        ("Tagna av en annan körning", sent.elsewhere),
        ("Väntar på e-postservern", sent.left),
    ]
    out.print(table("Breven", ("", "Antal"), [(name, str(n)) for name, n in rows if n]))
    if sent.unreachable:
        err.print(sent.unreachable, markup=False, highlight=False, soft_wrap=True)
        return Exit.STORE
    if sent.dead:
        told = counted(sent.dead, "brev gavs upp", "brev gavs upp")
        err.print(f"{told}. Se anslut letters list uppgivet.", highlight=False, soft_wrap=True)
        return Exit.PERSON
    return Exit.OK


def _act(
    beginning: str,
    by: str | None,
    version: int | None,
    done: str,
    act: Callable[[Store, Act], None],
) -> Exit:
    """Do it as this person, on the version that they name or else the one that is there now."""
    settings = load_settings()
    who = named(by, settings)
    with closing(open_store(settings)) as store:
        found = outbox.letter(store, beginning)
        seen = found.version if version is None else version
        act(store, Act(found.id, seen, who, datetime.now(UTC)))
    _say(f"Brev {found.id} {done}.")
    return Exit.OK


def _address(text: str) -> str:
    try:
        return str(parsed(text))
    except ValueError:
        raise typer.BadParameter("är ingen giltig e-postadress.", param_hint="--to") from None


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except OSError as error:
        raise IntakeError(f"{file}: filen kan inte läsas ({reason(error)}).") from error
    except UnicodeDecodeError:
        raise IntakeError(f"{file}: är ingen text i UTF-8. Spara den som det.") from None


def _say(text: str) -> None:
    out.print(text, markup=False, highlight=False, soft_wrap=True)
