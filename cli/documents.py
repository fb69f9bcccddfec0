"""anslut documents: what the system has made to be kept."""

from contextlib import closing
from pathlib import Path

from adapters.documents import document, list_documents
from adapters.originals import Originals
from adapters.settings import load_settings
from adapters.store import open_store
from cli.close import write_file
from cli.exits import Exit
from cli.words import moment, out, table


def list_all() -> Exit:
    """All documents, the newest first."""
    with closing(open_store(load_settings())) as store:
        found = list_documents(store)
    if not found:
        out.print("Det finns inga dokument. anslut close gör ett.")
        return Exit.OK
    rows = [(one.name, one.about, moment(one.made_at), str(one.size), one.sha256) for one in found]
    columns = ("Namn", "Gäller", "Gjort", "Byte", "Kontrollsumma")
    out.print(table("Dokument", columns, rows))
    return Exit.OK


def save(beginning: str, target: Path | None) -> Exit:
    """Write a document as it was kept, its bytes held against its hash."""
    settings = load_settings()
    with closing(open_store(settings)) as store:
        found = document(store, beginning)
    content = Originals(settings.originals_dir).read(found.sha256)
    write_file(target or Path(found.name), content)
    return Exit.OK
