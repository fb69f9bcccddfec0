"""One delivery: its bytes, and what a perfect reader would make of it (expected.json)."""

import random
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from pikepdf import Pdf
from PIL import Image

from samples.alterations import KINDS, alter, cross_out
from samples.edits import Case
from samples.originals import fill, random_filling
from samples.pages import (
    REMINDER,
    Filler,
    Signed,
    blank_page,
    fill_page,
    prose_page,
    random_filler,
    reminder_page,
    seen_through,
    separator_page,
)
from samples.parties import Answer, Answers, listed_municipalities, make_answers
from samples.pasting import paste_signature
from samples.reference import Municipality, form_version
from samples.retyped import digital, type_out
from samples.retyped import picture as typed_picture
from samples.scanning import DPI, photos, random_scanner, scan, to_file
from samples.scenarios import OTHER, BadFile, Electronic, ESigned, Retyped, Scenario, Sheet, Spec
from samples.signing import Signer, changed_after, expired, saved, sign

_SWEDEN = ZoneInfo("Europe/Stockholm")
# The first day on which a sample of either form is received, unless its scenario says another.
_FIRST_DAY = {"ssbtek-2014": date(2026, 8, 31), "ssbtek-2022": date(2026, 11, 2)}

_CHANGED, _CHANGED_TO = "party.postal_address", "Exempelvägen 99"  # after signing
KIND_OF: dict[ESigned, Signed] = {
    "valid": "pades_valid",
    "untrusted": "pades_untrusted",
    "expired": "pades_untrusted",
    "changed": "pades_broken",
    "seal": "provider_seal",
    "somebody_else": "pades_valid",
    "none": "none",
}


def make_delivery(spec: Spec, seed: int) -> tuple[bytes, dict[str, Any]]:
    """The delivery's file and its expected.json. Pure: the same arguments, the same bytes.

    Deliveries of one scenario with seeds in a row are of different municipalities.
    """
    rng = random.Random(f"{seed} {spec.name}")
    if isinstance(spec, BadFile):
        return spec.content(), _expected_bad(spec, rng)
    if isinstance(spec, Electronic):
        return _electronic(spec, seed, rng)
    if isinstance(spec, Retyped):
        return _retyped(spec, seed, rng)
    received = _received(spec, rng)
    parties = [
        _answers(spec, seed + 131 * index, received.date(), rng)
        for index in range(1 + max(sheet.party for sheet in spec.sheets))
    ]
    fillers = [
        replace(
            random_filler(spec.writing, spec.signed, received.date(), rng),
            overshoot=spec.overshoot,
        )
        for _ in parties
    ]
    scans, altered = _scans(spec, parties, fillers, rng)
    expected = _expected(spec, parties, received, rng)
    content = to_file(scans, received, spec.format)
    return content, expected | ({"alterations": altered} if altered else {})


def _electronic(spec: Electronic, seed: int, rng: random.Random) -> tuple[bytes, dict[str, Any]]:
    """A form filled in by a program, and signed at noon of the day that it is dated."""
    whole = Scenario(spec.name, spec.purpose, "none", form=spec.form, faults=spec.faults,
                     queue=spec.queue, signed=KIND_OF[spec.signed])  # fmt: skip
    received = _received(whole, rng)
    answers = _answers(whole, seed, received.date(), rng)
    wrong, told = _hidden(spec, answers, rng)
    how = replace(random_filling(spec.filled, rng), wrong=spec.wrong, hidden=(wrong, told))
    pdf = fill(form_version(spec.form), answers, how)
    if spec.signed == "changed":
        answers = {**answers, _CHANGED: Answer(_CHANGED_TO, _CHANGED_TO)}
    content = _signed(spec, pdf, answers, rng)
    expected = _expected(whole, [answers], received, rng) | {
        "profile": "digital",
        "channel": rng.choice(("mail", "upload")),
    }
    if wrong:
        expected["agreements"][0]["hidden"] = [wrong]
        if spec.wrong == "not_drawn":
            expected["agreements"][0]["fields"][wrong] = None
    return content, expected


def _hidden(spec: Electronic, answers: Answers, rng: random.Random) -> tuple[str, str]:
    """The field that is not what it seems, and what the file says there: another by one sign."""
    if spec.wrong is None:
        return "", ""
    keys = ("party.org_no", "party.postal_address", "agreement_contact.name",
            "agreement_contact.email")  # fmt: skip
    key = rng.choice(keys)
    text = answers[key].text
    if spec.wrong == "not_drawn":
        return key, text
    at = rng.choice([place for place, letter in enumerate(text) if letter.isalnum()])
    others = [
        one for one in ("0123456789" if text[at].isdigit() else "aeimnorst") if one != text[at]
    ]
    return key, text[:at] + rng.choice(others) + text[at + 1 :]


def _signed(spec: Electronic, pdf: Pdf, answers: Answers, rng: random.Random) -> bytes:
    if spec.signed == "none":
        return saved(pdf)
    field = form_version(spec.form).field("signature.signature")
    day = answers["signature.date"].value
    assert field
    assert day
    at = datetime.combine(date.fromisoformat(day), time(12), tzinfo=_SWEDEN)
    named = answers["signature.name_clarification"].text
    signers = {
        "untrusted": Signer(named, "unknown"),
        "expired": expired(Signer(named), at),
        "seal": Signer(rng.choice(("Scrive AB", "Penneo A/S", "Exempels kommun")), seal=True),
        "somebody_else": Signer("Valfrid Exempelsson"),
    }
    data = sign(pdf, signers.get(spec.signed, Signer(named)), at, (field.page, field.box))
    if spec.signed == "changed":
        return changed_after(data, _CHANGED, _CHANGED_TO)
    return data


def _scans(
    spec: Scenario, parties: list[Answers], fillers: list[Filler], rng: random.Random
) -> tuple[list[bytes], list[dict[str, Any]]]:
    """Every sheet as a scanner, a fax or a telephone gives it, and what was done to its text."""
    if spec.profile == "photo":
        pages = [
            (_picture(spec, sheet, parties[sheet.party], fillers[sheet.party], rng), sheet.turn)
            for sheet in spec.sheets
        ]
        return photos(pages, rng), []
    scanner = random_scanner(spec.profile, rng)
    scans, picture = [], None
    altered: list[dict[str, Any]] = []
    for number, sheet in enumerate(spec.sheets, start=1):
        if sheet.through and picture:
            picture = seen_through(picture)
        else:
            picture = _picture(spec, sheet, parties[sheet.party], fillers[sheet.party], rng)
        if sheet.altered:
            made = alter(picture, (spec.form, sheet.page), sheet.altered, rng)
            altered.append({"page": number, "kind": KINDS[made.by], "words": list(made.words)})
        if sheet.crossed:
            cross_out(picture, (spec.form, sheet.page), sheet.crossed, rng)
        scans.append(scan(picture, scanner, rng, sheet.turn))
        form = form_version(spec.form)
        if spec.signed == "pasted_image" and sheet.page == form.pages:
            scans[-1] = paste_signature(scans[-1], form, DPI[spec.profile], rng)
    return scans, altered


def _retyped(spec: Retyped, seed: int, rng: random.Random) -> tuple[bytes, dict[str, Any]]:
    """An agreement in the sender's own layout. Where a signature should be on such pages nobody
    knows, so a perfect reader cannot tell whether it is signed."""
    like = Scenario("", "", form=spec.form)
    received = _received(like, rng)
    answers = _answers(like, seed, received.date(), rng)
    sheets = type_out(answers, spec.style, rng)
    if spec.profile == "none":
        content = digital(sheets)
    else:
        scanner = random_scanner(spec.profile, rng)
        scans = [scan(typed_picture(one, DPI[spec.profile], rng), scanner, rng) for one in sheets]
        content = to_file(scans, received, "pdf")
    numbers = list(range(1, len(sheets) + 1))
    page = {"role": "agreement", "form": spec.form, "form_page": None, "rotation": 0}
    agreement = _agreement(like, 0, answers) | {"pages": numbers, "signature": "cannot_tell"}
    return content, {
        "file": "delivery.pdf",
        "purpose": spec.purpose,
        "profile": spec.profile,
        "writing": "print",
        "form": spec.form,
        "channel": "mail" if spec.profile == "none" else "scan",
        "received_at": received.isoformat(),
        "pages": [{"number": number, **page} for number in numbers],
        "agreements": [agreement],
        "faults": list(spec.faults),
        "decision": "review",
        "queue": spec.queue,
    }


def _answers(spec: Scenario, seed: int, received: date, rng: random.Random) -> Answers:
    """Faultless answers, changed by the scenario's edits."""
    municipality = _municipality(spec.listed, seed)
    answers = make_answers(form_version(spec.form), municipality, received, rng)
    for edit in spec.edits:
        changes = edit(Case(answers, municipality, received, rng))
        answers = {key: changes.get(key, answer) for key, answer in answers.items()}
    return answers


def _municipality(listed: bool, seed: int) -> Municipality:
    pool = listed_municipalities(listed)
    random.Random(1862).shuffle(pool)  # a fixed order that is not the alphabet's
    return pool[seed % len(pool)]


def _picture(
    spec: Scenario, sheet: Sheet, answers: Answers, filler: Filler, rng: random.Random
) -> Image.Image:
    dpi = DPI[spec.profile]
    if sheet.separator:
        return separator_page(dpi)
    if sheet.reminder:
        return reminder_page(dpi, rng)
    if sheet.other:
        return blank_page(OTHER[spec.form], sheet.page, dpi).copy()
    if sheet.page:
        return fill_page(form_version(spec.form), sheet.page, answers, filler, (dpi, rng))
    return prose_page(sheet.prose, dpi)


def _received(spec: Scenario, rng: random.Random) -> datetime:
    """A time of a working day; receipt on a scanner, by mail or by upload."""
    day = _FIRST_DAY[spec.form] + timedelta(days=7 * rng.randint(0, 2) + rng.randint(0, 4))
    if spec.received:
        day = date.fromisoformat(spec.received)
    at = time(rng.randint(8, 16), rng.randint(0, 59))
    return datetime.combine(day, at, tzinfo=_SWEDEN)


def _expected(
    spec: Scenario, parties: list[Answers], received: datetime, rng: random.Random
) -> dict[str, Any]:
    is_agreement = any(sheet.page for sheet in spec.sheets)
    return {
        "file": f"delivery.{spec.format}",
        "purpose": spec.purpose,
        "profile": spec.profile,
        "writing": spec.writing if is_agreement else "none",
        "form": spec.form if is_agreement else None,
        "channel": rng.choice(("scan", "scan", "mail", "upload")),
        "received_at": received.isoformat(),
        "pages": [_page(spec, number, sheet) for number, sheet in enumerate(spec.sheets, 1)],
        "agreements": [_agreement(spec, index, answers) for index, answers in enumerate(parties)]
        if is_agreement
        else [],
        "faults": list(spec.faults),
        "decision": "review" if spec.queue else "register",
        "queue": spec.queue,
    }


def _page(spec: Scenario, number: int, sheet: Sheet) -> dict[str, Any]:
    role, form, form_page = _identity(spec, sheet)
    return {
        "number": number,
        "role": role,
        "form": form,
        "form_page": form_page,
        "rotation": -sheet.turn % 360,
    }


def _identity(spec: Scenario, sheet: Sheet) -> tuple[str, str | None, int | None]:
    """Role, form and page of the form."""
    if sheet.page:
        return "agreement", OTHER[spec.form] if sheet.other else spec.form, sheet.page
    if sheet.reminder:
        return "case_officer_reminder", REMINDER, 1
    return "separator" if sheet.separator else sheet.role if sheet.prose else "blank", None, None


def _agreement(spec: Scenario, party: int, answers: Answers) -> dict[str, Any]:
    fields = form_version(spec.form).fields
    pages = [
        number
        for number, sheet in enumerate(spec.sheets, start=1)
        if sheet.page and sheet.party == party
    ]
    there = {sheet.page for sheet in spec.sheets if sheet.page and sheet.party == party}
    keys = [field.key for field in fields if field.key in answers and field.page in there]
    signed = any(field.type == "signature" and field.page in there for field in fields)
    raw = {key: answers[key].text for key in keys if answers[key].text and not answers[key].value}
    found = {
        "form": spec.form,
        "pages": pages,
        "fields": {key: answers[key].value for key in keys},
        "signature": spec.signed if signed else "cannot_tell",
    }
    crossed = [sheet.crossed for sheet in spec.sheets if sheet.crossed and sheet.party == party]
    more = {"raw": raw, "crossed_out": crossed}
    return {**found, **{key: told for key, told in more.items() if told}}


def _expected_bad(spec: BadFile, rng: random.Random) -> dict[str, Any]:
    received = _received(Scenario("", "", form="ssbtek-2022"), rng)
    return {
        "file": "delivery.pdf",
        "purpose": spec.purpose,
        "profile": "none",
        "writing": "none",
        "form": None,
        "channel": rng.choice(("mail", "upload")),
        "received_at": received.isoformat(),
        "pages": [],
        "agreements": [],
        "faults": list(spec.faults),
        "decision": "review",
        "queue": spec.queue,
    }
