"""anslut separators: sheets to lay between agreements that are scanned together."""

from pathlib import Path

from adapters.reason import reason
from cli.exits import Exit
from cli.words import out
from domain.errors import IntakeError


def separators(count: int, target: Path) -> Exit:
    """Write the sheets as a PDF. Raises IntakeError when the file cannot be written."""
    from extractors.separator import separator_sheets

    try:
        target.write_bytes(separator_sheets(count))
    except OSError as error:
        raise IntakeError(f"{target}: filen kan inte skrivas ({reason(error)}).") from error
    out.print(f"{count} skiljeblad i {target}. Skriv ut på vitt papper i full storlek.")
    return Exit.OK
