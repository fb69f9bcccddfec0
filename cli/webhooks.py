"""anslut webhooks: what other programs are told."""

from contextlib import closing

from adapters.settings import load_settings
from adapters.store import open_store
from adapters.webhook_sender import open_line
from adapters.webhooks import all_webhooks, calls_by_state
from cli.exits import Exit
from cli.words import counted, err, out, table
from flows.webhooks import Called, send_calls


def list_webhooks() -> Exit:
    """Every webhook with how its calls go."""
    with closing(open_store(load_settings())) as store:
        found = [(one, calls_by_state(store, one.id)) for one in all_webhooks(store)]
    rows = [
        (
            one.url,
            "öppen" if one.is_active else "stängd",
            ", ".join(one.topics),
            *(str(counts[state]) for state in ("waiting", "sent", "dead")),
        )
        for one, counts in found
    ]
    columns = ("Adress", "Läge", "Får veta", "Väntar", "Mottagna", "Uppgivna")
    out.print(table("Webhookar", columns, rows))
    return Exit.OK


def send() -> Exit:
    """Make every call that is due. PERSON when one was given up."""
    settings = load_settings()
    line = open_line(settings)
    with closing(open_store(settings)) as store:
        called = send_calls(store, line)
    if called == Called():
        out.print("Inget ska sändas nu.")
        return Exit.OK
    rows = [
        ("Mottagna", called.sent),
        ("Sänds igen senare", called.delayed),
        ("Uppgivna", called.dead),
    ]
    out.print(table("Webhookarna", ("", "Antal"), [(name, str(n)) for name, n in rows if n]))
    if called.dead:
        told = counted(called.dead, "anrop gavs upp", "anrop gavs upp")
        err.print(f"{told}. Sänd igen i webbtillämpningen, under Program.", highlight=False)
        return Exit.PERSON
    return Exit.OK
