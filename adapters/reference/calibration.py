"""Reads and writes calibration.json, which `anslut calibrate` makes."""

from pathlib import Path

from pydantic import ValidationError

from adapters.mistakes import mistakes
from adapters.reason import reason
from domain.calibration import Calibration
from domain.errors import SettingsError

NAME = "calibration.json"
_ANEW = "Lägg tillbaka den, eller gör en ny med anslut calibrate. Utan den godkänns inget."


def load_calibration(path: Path) -> Calibration:
    """The calibration in a file. Raises SettingsError: then nothing is accepted."""
    try:
        return Calibration.model_validate_json(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(
            f"{path}: kalibreringen kan inte läsas ({reason(error)}). {_ANEW}"
        ) from error
    except ValidationError as error:
        place, what = mistakes(error)[0]
        raise SettingsError(
            f"{path}: kalibreringen går inte att använda ({f'{place} {what}'.strip()}). {_ANEW}"
        ) from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"{path}: kalibreringen är inte i UTF-8. {_ANEW}") from error


def save_calibration(calibration: Calibration, path: Path) -> None:
    """Writes it whole or not at all. Raises SettingsError."""
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_text(calibration.model_dump_json(indent=1) + "\n", encoding="utf-8")
        part.replace(path)
    except OSError as error:
        raise SettingsError(
            f"{path}: kalibreringen kan inte skrivas ({reason(error)}). Ange en annan med --out."
        ) from error
