"""The settings: the only reader of the environment (ANSLUT_...), checked at start.

docs/settings.md lists them; a test compares the two.
"""

import os
import re
from datetime import date, datetime
from ipaddress import ip_address
from itertools import pairwise
from pathlib import Path
from typing import get_args
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from adapters.mistakes import mistakes
from domain.errors import SettingsError
from domain.facts import FIRST_MANDATE_DAY
from domain.judgement import Queue

FIRST_YEAR = 1900
MOST_STEPS = 9  # of escalation
# Encrypted once connected (STARTTLS), from the start, and not at all: to this machine only.
MAIL_SCHEMES = ("smtp", "smtps", "smtp+plain")
PROJECT = Path(__file__).resolve().parent.parent
# Days of receipt, working days and letters follow Swedish time, whatever the machine's zone is.
TIMEZONE = ZoneInfo("Europe/Stockholm")
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


class Settings(BaseSettings):
    """Everything that may differ between two installations."""

    model_config = SettingsConfigDict(env_prefix="ANSLUT_", frozen=True, extra="forbid")

    data_dir: Path = Field(
        default=Path("var"), description="Folder of the database and the originals."
    )
    database_url: str = Field(
        default="", description="SQLAlchemy URL; empty means a SQLite file in the data folder."
    )
    forms_dir: Path = Field(default=PROJECT / "forms", description="Folder of the form versions.")
    workers: int = Field(
        default_factory=lambda: os.cpu_count() or 1,
        ge=1,
        le=256,
        description="Documents read at the same time; by default one per processor.",
    )
    document_seconds: float = Field(
        default=120, gt=0, description="A document that takes longer is ended and goes to a person."
    )
    document_megabytes: int = Field(
        default=1500, ge=256, description="Memory that reading one document may take."
    )
    max_pages: int = Field(
        default=200, ge=1, description="A longer document goes to a person unread."
    )
    max_file_megabytes: int = Field(
        default=200, ge=1, description="A larger file goes to a person unread."
    )
    max_signature_age_days: int = Field(
        default=365, ge=1, description="An older signature, counted at receipt, goes to a person."
    )
    target_risk: float = Field(
        default=0.001,
        gt=0,
        lt=1,
        description="Share of wrong registered fields that may be risked.",
    )
    first_mandate_day: date = Field(
        default=FIRST_MANDATE_DAY,
        description="A municipality's decision before this day goes to a person.",
    )
    sample_share: float = Field(
        default=0.05,
        ge=0,
        le=1,
        description="Share of the registrations that is drawn for blind checks.",
    )
    ask_signatory: bool = Field(
        default=False,
        description="A signatory that no answer is known of goes to a person.",
    )
    user: str = Field(
        default="", description="Who a person's acts are written down as, where --by is not given."
    )
    trust_roots_dir: Path | None = Field(
        default=None,
        description="Folder of certificates of issuers of electronic signatures that are believed.",
    )
    escalation_days: str = Field(
        default="3,0,-2",
        description="Working days left at which a waiting case is told to its queue's lead.",
    )
    leads: str = Field(
        default="",
        description="E-mail addresses of the queues' leads: queue=address, * for all others.",
    )
    answer_days: int = Field(
        default=10,
        ge=1,
        le=250,
        description="Working days that a sender has to answer a request for a supplement.",
    )
    night_report_to: str = Field(
        default="", description="E-mail address that gets the figures of each night's close."
    )
    disposal_rules: Path = Field(
        default=PROJECT / "adapters" / "reference" / "disposal.csv",
        description="File of the rules of disposal; those that come along are examples.",
    )
    demo: bool = Field(default=False, description="Demonstration: unsafe values are let through.")
    prefect_api_url: str | None = Field(
        default=None, description="API of a Prefect server; without it one is started for each run."
    )

    smtp_url: str = Field(
        default="", description="Mail server that takes letters; without it none are sent."
    )
    smtp_password: SecretStr = Field(
        default=SecretStr(""), description="Password of the name in ANSLUT_SMTP_URL."
    )
    smtp_ca_file: Path | None = Field(
        default=None, description="Certificates of issuers that the mail server's may be of."
    )
    smtp_seconds: float = Field(
        default=30, gt=0, le=60, description="How long one answer of the mail server is waited for."
    )
    letters_dir: Path | None = Field(
        default=None, description="Folder to write letters to in place of sending them."
    )
    mail_from: str = Field(
        default="", validate_default=True, description="Whom letters are from: name and address."
    )
    mail_reply_to: str = Field(
        default="", description="Where answers to letters go, if not to ANSLUT_MAIL_FROM."
    )

    web_host: str = Field(
        default="127.0.0.1", description="Address that the web application listens on."
    )
    web_port: int = Field(
        default=8400, ge=0, le=65535, description="Port that it listens on; 0: a free one."
    )
    web_certificate: Path | None = Field(
        default=None, description="Certificate (PEM) for https; without it there must be a proxy."
    )
    web_key: Path | None = Field(default=None, description="The certificate's key (PEM).")
    web_proxies: str = Field(
        default="",
        description="Addresses of proxies that do https and are believed, with commas between.",
    )
    web_idle_minutes: int = Field(
        default=60, ge=1, le=720, description="A session that is not used for so long ends."
    )
    web_upload_megabytes: int = Field(
        default=100, ge=1, description="A larger file is not taken in by the web application."
    )
    api_per_minute: int = Field(
        default=600, ge=1, description="Requests that one program may make of the API a minute."
    )
    webhook_private: bool = Field(
        default=False,
        description="Webhooks may be called on this machine and its own network too.",
    )
    webhook_ca_file: Path | None = Field(
        default=None, description="Certificates of issuers that a webhook's may be of."
    )
    web_reads: bool = Field(
        default=True, description="The web application reads what waits; false: others do."
    )
    oidc_issuer: str = Field(
        default="",
        description="Address of the provider of single sign-on; without it there is none.",
    )
    oidc_client_id: str = Field(default="", description="What this installation is called there.")
    oidc_client_secret: SecretStr = Field(
        default=SecretStr(""), description="What it proves itself with there."
    )
    oidc_roles: str = Field(
        default="",
        description="Which role who has what in the claim `roles` or `groups` gets: "
        "value=role, with commas between; without it users are added by hand.",
    )
    oidc_ca_file: Path | None = Field(
        default=None, description="Certificates of issuers that the provider's may be of."
    )

    @field_validator("smtp_url")
    @classmethod
    def _refuse_unsafe_mail(cls, url: str, others: ValidationInfo) -> str:
        """Refuse a mail server that is spoken to in clear text over a network, and a password where
        it would be shown."""
        if not url:
            return url
        if not _is_url(url, MAIL_SCHEMES):
            raise ValueError(
                "är ingen adress som smtp://namn@mail.example.se:587 eller smtps://..."
            )
        if urlsplit(url).password is not None:
            raise ValueError("får inte innehålla lösenordet: sätt ANSLUT_SMTP_PASSWORD")
        unsafe = url.startswith("smtp+plain:") and not _is_loopback(url)
        if unsafe and not others.data.get("demo"):
            raise ValueError(
                "måste börja med smtp:// eller smtps:// när servern står på en annan "
                "dator: breven ska vara krypterade på vägen"
            )
        return url

    @field_validator("letters_dir")
    @classmethod
    def _one_way_out(cls, folder: Path | None, others: ValidationInfo) -> Path | None:
        if folder is not None and others.data.get("smtp_url"):
            raise ValueError("kan inte gälla samtidigt som ANSLUT_SMTP_URL: ta bort en av dem")
        return folder

    @field_validator("mail_from", "mail_reply_to")
    @classmethod
    def _one_address(cls, text: str, about: ValidationInfo) -> str:
        if not text:
            if about.field_name == "mail_from" and about.data.get("smtp_url"):
                raise ValueError("saknas: med ANSLUT_SMTP_URL behövs en avsändare")
            return text
        from adapters.addresses import parsed

        try:
            parsed(text)
        except ValueError:
            raise ValueError("är ingen adress som SSBTEK <ssbtek@example.se>") from None
        return text

    @field_validator("prefect_api_url")
    @classmethod
    def _refuse_unsafe(cls, url: str | None, others: ValidationInfo) -> str | None:
        """Refuse a workflow server that is reached in clear text over a network."""
        if url and not _is_url(url):
            raise ValueError("är ingen adress som http://127.0.0.1:4200/api")
        if url and not others.data.get("demo") and not _is_private(url):
            raise ValueError("måste börja med https:// när servern står på en annan dator")
        return url

    @field_validator("escalation_days")
    @classmethod
    def _steps_fall(cls, text: str) -> str:
        """Each step is nearer to the due day than the one before; a digit numbers its letters."""
        steps = _steps(text)
        falls = steps and all(later < earlier for earlier, later in pairwise(steps))
        if not falls or len(steps or ()) > MOST_STEPS:
            raise ValueError(
                f"ska vara hela tal som minskar, högst {MOST_STEPS}, till exempel 3,0,-2"
            )
        return text

    @field_validator("night_report_to")
    @classmethod
    def _an_address(cls, text: str) -> str:
        if text and not _ADDRESS.fullmatch(text):
            raise ValueError("är ingen e-postadress")
        return text

    @field_validator("leads")
    @classmethod
    def _leads_of_queues(cls, text: str) -> str:
        """Every key is a queue or *, every value looks like an address. None of them is told."""
        for key, address in _pairs(text):
            if key not in (*get_args(Queue), "*") or not _ADDRESS.fullmatch(address):
                raise ValueError(
                    "ska vara par som signature=namn@exempel.se, med kommatecken mellan; köernas "
                    "namn står i docs/commands.md, och * är alla andra"
                )
        return text

    @property
    def escalation_steps(self) -> tuple[int, ...]:
        """The steps of escalation, in working days left, the first first."""
        return tuple(_steps(self.escalation_days) or ())

    @property
    def queue_leads(self) -> dict[str, str]:
        """Who is told of what waits too long, by queue; "*" is who is told of all others."""
        return dict(_pairs(self.leads))

    @property
    def database(self) -> str:
        """The database's SQLAlchemy URL."""
        return self.database_url or f"sqlite:///{self.data_dir.absolute() / 'anslut.sqlite'}"

    @property
    def originals_dir(self) -> Path:
        """The folder of originals."""
        return self.data_dir / "originals"

    @property
    def prefect_home(self) -> Path:
        """Where our own Prefect server keeps its things."""
        return (self.data_dir / "prefect").absolute()


def load_settings() -> Settings:
    """The settings of the environment; SettingsError says which is wrong."""
    try:
        return Settings()
    except ValidationError as error:
        raise SettingsError(_explain(error)) from error


def _explain(error: ValidationError) -> str:
    """What is wrong with which setting, without the value (it may be a secret)."""
    lines = (f"ANSLUT_{name.upper()} {said}" for name, said in mistakes(error))
    return "Fel i inställningarna: " + "; ".join(lines) + ". Se docs/settings.md."


def _steps(text: str) -> list[int] | None:
    """The numbers of a list with commas; None when one is none."""
    try:
        return [int(one) for one in text.split(",")]
    except ValueError:
        return None


def _pairs(text: str) -> list[tuple[str, str]]:
    """Keys with their values, of "key=value,key=value"."""
    parts = (one.partition("=") for one in text.split(",") if one.strip())
    return [(key.strip(), value.strip()) for key, _, value in parts]


def _is_url(text: str, schemes: tuple[str, ...] = ("http", "https")) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in schemes and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a bracket without its other, a port that is no number
        return False


def _is_private(url: str) -> bool:
    """True when what is sent to the URL cannot be read on the way: https, or this machine."""
    return urlsplit(url).scheme == "https" or _is_loopback(url)


def _is_loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def parse_received_at(text: str) -> datetime:
    """A time of receipt as a person states it: ISO, Swedish time unless it says otherwise.

    ValueError for anything else.
    """
    moment = datetime.fromisoformat(text)
    moment = moment if moment.tzinfo else moment.replace(tzinfo=TIMEZONE)
    if moment.year < FIRST_YEAR:  # also: the first hours of year 1 are no time in other zones
        raise ValueError("a slip of the pen")
    return moment
