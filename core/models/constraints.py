"""Constraints and triggers that several tables share, so that the database holds what the services promise."""

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import IntegerRangeField, RangeOperators
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Func, Q

KEY_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}\Z"
PARTIAL_DATE_PATTERN = r"^([0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?)?$"

key_validator = RegexValidator(KEY_PATTERN, "Use letters, digits, '.', '_' and '-' (100 at most).")


class Int4Range(Func):
    """`int4range(start, end)`: half-open, as all our spans are."""

    function = "int4range"
    output_field = IntegerRangeField()


def span_is_proper(table: str) -> models.CheckConstraint:
    """0 <= start < end."""
    return models.CheckConstraint(condition=Q(start__gte=0) & Q(end__gt=F("start")), name=f"{table}_span_is_proper")


def spans_stand_apart(table: str) -> ExclusionConstraint:
    """No two rows of one document overlap."""
    return ExclusionConstraint(
        name=f"{table}_spans_stand_apart",
        expressions=[
            (F("document"), RangeOperators.EQUAL),
            (Int4Range("start", "end"), RangeOperators.OVERLAPS),
        ],
    )


def partial_date(field: str, table: str) -> models.CheckConstraint:
    """A date may be a year, a month, a day or empty."""
    return models.CheckConstraint(
        condition=Q(**{f"{field}__regex": PARTIAL_DATE_PATTERN}), name=f"{table}_{field}_is_a_date"
    )


def one_of(
    field: str, choices: type[models.TextChoices], table: str, *, or_empty: bool = False
) -> models.CheckConstraint:
    """The column holds a value of the closed list (or nothing, where that is allowed)."""
    allowed = [*choices.values, ""] if or_empty else list(choices.values)
    return models.CheckConstraint(condition=Q(**{f"{field}__in": allowed}), name=f"{table}_{field}_is_known")


def span_within_text(name: str) -> pgtrigger.Trigger:
    """No row points past the end of its document's text."""
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("start", "end", "document_id"),
        func="""
            IF NEW."end" > (SELECT length FROM core_document WHERE id = NEW.document_id) THEN
                RAISE EXCEPTION 'span [%, %) ends after the text', NEW.start, NEW."end"
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'span_within_text';
            END IF;
            RETURN NEW;
        """,
    )
