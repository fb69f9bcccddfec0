"""Canonical values: what each type accepts, what it refuses, and why."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.form import FieldType
from extractors.values import canonical, corrected_org_no

ACCEPTED: tuple[tuple[FieldType, str, str], ...] = (
    ("org_no", "212000-0142", "212000-0142"),
    ("org_no", "2120000142", "212000-0142"),
    ("org_no", "212000–0142", "212000-0142"),  # en dash
    ("org_no", "212000−0142", "212000-0142"),  # minus sign
    ("org_no", " 212000 - 0142 ", "212000-0142"),
    ("org_no", "21 2000 0142", "212000-0142"),
    ("org_no", "16212000-0142", "212000-0142"),
    ("org_no", "SE212000014201", "212000-0142"),
    ("org_no", "se 212000-0142 01", "212000-0142"),
    ("org_no", "212000-0143", "212000-0143"),  # a wrong checksum has a finding of its own
    ("postal_code", "62181", "621 81"),
    ("postal_code", "621 81", "621 81"),
    ("postal_code", "SE-621 81", "621 81"),
    ("postal_code", "S-62181", "621 81"),
    ("date", "2026-11-23", "2026-11-23"),
    ("date", "2026–11–23", "2026-11-23"),
    ("date", "20261123", "2026-11-23"),
    ("date", "2026.11.23", "2026-11-23"),
    ("date", "2026 - 11 - 23", "2026-11-23"),
    ("date", "23/11 2026", "2026-11-23"),
    ("date", "23/11-2026", "2026-11-23"),
    ("date", "23.11.2026", "2026-11-23"),
    ("date", "5/6 2026", "2026-06-05"),  # the day comes before the month in Sweden
    ("date", "den 23 november 2026", "2026-11-23"),
    ("date", "Den 23 Nov. 2026", "2026-11-23"),
    ("date", "23:e november 2026", "2026-11-23"),
    ("phone", "08-465 004 00", "+46846500400"),
    ("phone", "08/465 004 00", "+46846500400"),
    ("phone", "070–174 06 05", "+46701740605"),
    ("phone", "+46 (0)8-465 004 00", "+46846500400"),
    ("phone", "0046 70 174 06 05", "+46701740605"),
    ("phone", "0980-319 200 vx", "+46980319200"),
    ("phone", "Växel: 0980-319 200", "+46980319200"),
    ("phone", "0980-319 200, ankn. 12", "+46980319200;ext=12"),
    ("phone", "0980-319 200 anknytning 1234", "+46980319200;ext=1234"),
    ("phone", "0980-319 200 (vx) ankn 12", "+46980319200;ext=12"),
    ("email", "Anna.Lindqvist@Gotland.SE", "anna.lindqvist@gotland.se"),
    ("email", "anna.lindqvist @ gotland. se", "anna.lindqvist@gotland.se"),
    ("email", "a-k_berg+sot@start.stockholm", "a-k_berg+sot@start.stockholm"),
    ("email", "anna@kommun.upplands-bro.se", "anna@kommun.upplands-bro.se"),
    ("checkbox", "X", "yes"),
    ("checkbox", "yes", "yes"),
    ("checkbox", "Ja", "yes"),
    ("checkbox", "", "no"),
    ("checkbox", "no", "no"),
    ("text", "  Region \n Gotland ", "Region Gotland"),
    ("text", "A\u030asa", "Åsa"),  # letter and ring apart
    ("text", "Avdelning vuxen (IFO)", "Avdelning vuxen (IFO)"),
    ("text", 'Enheten "Stegen"', 'Enheten "Stegen"'),
    ("text", "§ 84", "§ 84"),
    ("text", "Kyrkogatan 27.", "Kyrkogatan 27"),  # dust, or written: the same address
    ("text", "Socialchef .", "Socialchef"),
    ("text", "Individ- och familjeoms. avd.", "Individ- och familjeoms. avd."),
    ("text", "A", "A"),
    ("code", "KS 2016/862.", "KS 2016/862"),
)

REFUSED: tuple[tuple[FieldType, str, str], ...] = (
    ("org_no", "", "empty"),
    ("org_no", "212000-014", "nine digits"),
    ("org_no", "212000-01422", "eleven digits"),
    ("org_no", "21200-00142", "the dash stands in the wrong place"),
    ("org_no", "211000-0142", "third digit below 2: a person's number"),
    ("org_no", "2I2000-0142", "a letter; only the named municipality's number may correct it"),
    ("org_no", "SE2120000142", "a VAT number ends in 01"),
    ("postal_code", "6218", "four digits"),
    ("postal_code", "021 81", "no Swedish code begins with 0"),
    ("postal_code", "621 8I", "a letter"),
    ("date", "261123", "two-digit year"),
    ("date", "23 nov -26", "two-digit year"),
    ("date", "26-11-23", "two-digit year, and an order that cannot be told"),
    ("date", "11/23 2026", "month before day"),
    ("date", "2026-02-30", "no such day"),
    ("date", "2026-13-01", "no such month"),
    ("date", "23 novembre 2026", "no Swedish month"),
    ("date", "1826-11-23", "no year of our time"),
    ("date", "november 2026", "no day"),
    ("phone", "08-465", "too short"),
    ("phone", "O8-465 004 00", "a letter for a digit"),
    ("phone", "08-465 004 00, 070-174 06 05", "two numbers"),
    ("phone", "ring kansliet", "no number"),
    ("email", "anna.lindqvist.gotland.se", "no at sign"),
    ("email", "anna@berg@gotland.se", "two at signs"),
    ("email", "anna@gotland", "no dot in the domain"),
    ("email", "anna lindqvist@gotland.se", "the space may be a lost dot"),
    ("email", "anna..berg@gotland.se", "two dots"),
    ("email", "åsa.berg@gotland.se", "a letter outside ASCII"),
    ("email", "asa.berg@håbo.se", "a letter outside ASCII"),
    ("email", "asa@-gotland.se", "a label begins with a dash"),
    ("checkbox", "?", "neither"),
    ("text", " \n ", "nothing"),
    ("text", '"Avdelning vuxen', "a quote that is never closed: a speck"),
    ("text", "Avdelning vuxen (IFO", "a bracket that is never closed"),
    ("text", "'Avdelning vuxen", "an apostrophe before a word"),
    ("text", "Avdelning vuxen,", "a comma after everything"),
    ("code", "KF 2016/89}", "a sign that no number ends with"),
    ("text", "-", "a dash alone"),
)


@pytest.mark.parametrize(("type_", "raw", "value"), ACCEPTED)
def test_accepts(type_: FieldType, raw: str, value: str) -> None:
    assert canonical(type_, raw) == value


@pytest.mark.parametrize(("type_", "raw", "why"), REFUSED)
def test_refuses(type_: FieldType, raw: str, why: str) -> None:
    assert canonical(type_, raw) is None, why


@pytest.mark.parametrize(("type_", "value"), sorted({(t, v) for t, _, v in ACCEPTED}))
def test_a_canonical_value_is_its_own_canonical_form(type_: FieldType, value: str) -> None:
    assert canonical(type_, value) == value


TYPES: tuple[FieldType, ...] = ("text", "email", "phone", "org_no", "postal_code", "date")


@given(type_=st.sampled_from(TYPES), raw=st.text(max_size=30))
def test_any_text_has_a_value_or_none(type_: FieldType, raw: str) -> None:
    value = canonical(type_, raw)
    assert value is None or (value and value == value.strip())


@given(day=st.dates())
def test_every_day_of_our_time_survives_each_way_to_write_it(day: date) -> None:
    expected = day.isoformat() if 1900 <= day.year < 2100 else None
    assert canonical("date", day.isoformat()) == expected
    assert canonical("date", f"{day.day}/{day.month} {day.year:04}") == expected


@pytest.mark.parametrize(
    ("raw", "expected", "corrected"),
    [
        ("2I2OOO-0142", "212000-0142", True),
        ("2l2000-O142", "212000-0142", True),
        ("212000-0B03", "212000-0803", True),
        ("212000-01S9", "212000-0159", True),
        ("212000-0142", "212000-0142", True),
        ("212000-0142", "212000-0159", False),  # a digit is never taken for another digit
        ("2I2000-0142", "212000-0159", False),  # another municipality's number
        ("2Z2000-0142", "212000-0142", False),  # Z is no confusion we know
        ("", "212000-0142", False),
    ],
)
def test_letters_taken_for_digits(raw: str, expected: str, corrected: bool) -> None:
    assert corrected_org_no(raw, expected) is corrected
