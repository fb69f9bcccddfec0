"""Every state, kind and basis that a user may meet has its Swedish word."""

import os
from datetime import UTC, datetime
from typing import get_args

from adapters.forms import load_forms
from adapters.settings import Settings
from cli.fields import CHECKBOXES
from cli.words import BASES, OUTCOMES, QUEUES, SEVERITIES, SIGNATURES, decimal, moment, printable
from domain.delivery import ReceivedBasis
from domain.form import FIELD_KEYS
from domain.judgement import Outcome, Queue, Severity
from domain.reading import SignatureKind
from validators.field_names import FIELD_NAMES


def test_nothing_lacks_a_word() -> None:
    assert set(BASES) == set(get_args(ReceivedBasis))
    assert set(QUEUES) == set(get_args(Queue))
    assert set(OUTCOMES) == set(get_args(Outcome))
    assert set(SEVERITIES) == set(get_args(Severity))
    assert set(SIGNATURES) == set(get_args(SignatureKind))
    assert set(FIELD_NAMES) == set(FIELD_KEYS)


def test_the_checkboxes_are_those_of_the_forms() -> None:
    forms = [loaded.form for loaded in load_forms(Settings().forms_dir)]
    ticked = {one.key for form in forms for one in form.fields if one.type == "checkbox"}
    assert ticked == CHECKBOXES


def test_numbers_are_told_with_a_comma() -> None:
    assert decimal(1) == "1,00"
    assert decimal(0.987) == "0,99"


def test_a_name_of_any_bytes_can_be_told() -> None:
    assert printable(os.fsdecode(b"avtal-\xe5.pdf")) == "avtal-?.pdf"
    assert printable("avtal-å.pdf") == "avtal-å.pdf"


def test_times_are_told_by_swedish_clocks_on_both_sides_of_the_change() -> None:
    assert moment(datetime(2026, 11, 23, 8, 5, tzinfo=UTC)) == "2026-11-23 09:05"
    assert moment(datetime(2026, 7, 1, 8, 5, tzinfo=UTC)) == "2026-07-01 10:05"
