"""The columns of money, secrets and texts."""

from base64 import b64encode
from decimal import Decimal
from uuid import UUID

import pytest
from django.core.exceptions import FieldError, ValidationError
from django.db import connection, models, transaction
from pytest_django import Settings

from services.core.crypto.api import DecryptionFailed
from services.core.money.api import Money
from tests.integration.core.samples import Sample

pytestmark = pytest.mark.usefixtures("sample_table")


def raw(key: UUID, column: str) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM samples_sample WHERE id = %s", [key])
        return bytes(cursor.fetchone()[0])


def test_money_is_fen_in_the_table_and_money_outside() -> None:
    Sample.objects.bulk_create(Sample(amount=Money.fen(fen)) for fen in (6_320_000, 1, -5))
    sample = Sample.objects.get(amount=Money(Decimal("63200")))
    assert sample.amount == Money.fen(6_320_000)
    assert Sample.objects.filter(amount__lt=Money.fen(0)).count() == 1
    assert Sample.objects.aggregate(total=models.Sum("amount"))["total"] == Money.fen(6_319_996)
    Sample.objects.filter(pk=sample.pk).update(amount=Money.fen(4))
    sample.refresh_from_db()
    assert str(sample.amount) == "0.04"


@pytest.mark.parametrize("amount", [632, 63.2, Decimal("63.2"), "63.20", Money(Decimal(1), "USD")])
def test_a_bare_number_is_no_money(amount: object) -> None:
    with pytest.raises(TypeError):
        Sample.objects.create(amount=amount)


@pytest.mark.parametrize("text", ["NaN", "Infinity", "0.001", "much"])
def test_a_form_refuses_what_is_no_amount(text: str) -> None:
    with pytest.raises(ValidationError):
        Sample._meta.get_field("amount").to_python(text)


def test_secrets_are_plain_on_the_instance_and_nowhere_else() -> None:
    sample = Sample.objects.create(secret="310101198001019876", other_secret="")
    assert b"310101198001019876" not in raw(sample.pk, "secret")
    fresh = Sample.objects.get(pk=sample.pk)
    assert (fresh.secret, fresh.other_secret) == ("310101198001019876", "")
    fresh.secret = "another"
    fresh.save()
    assert Sample.objects.defer("secret").get(pk=sample.pk).secret == "another"
    assert Sample.objects.create().secret is None


def test_a_list_that_shows_no_secrets_opens_none(monkeypatch: pytest.MonkeyPatch) -> None:
    Sample.objects.bulk_create(Sample(secret=f"number {n}") for n in range(3))
    monkeypatch.setattr("services.core.crypto.fields.decrypt", lambda *_a, **_n: pytest.fail("a secret was opened"))
    for sample in Sample.objects.all():
        sample.save()  # what was not opened is written back as it is


@pytest.mark.parametrize(
    "swap",
    [
        "UPDATE samples_sample AS s SET secret = t.secret FROM samples_sample AS t WHERE s.id <> t.id",
        "UPDATE samples_sample SET secret = other_secret",
        "UPDATE samples_sample SET secret = set_byte(secret, 20, 255 - get_byte(secret, 20))",
    ],
    ids=["another row's", "another column's", "a changed byte"],
)
def test_a_value_that_was_moved_or_changed_is_not_read(swap: str) -> None:
    for name in ("one", "two"):
        Sample.objects.create(secret=name, other_secret=f"other {name}")
    with connection.cursor() as cursor:
        cursor.execute(swap)
    for sample in Sample.objects.all():
        with pytest.raises(DecryptionFailed):
            str(sample.secret)
        assert sample.other_secret.startswith("other")


def test_after_a_new_key_saving_writes_with_it(settings: Settings) -> None:
    sample = Sample.objects.create(secret="kept")
    second = b64encode(b"2" * 32).decode()
    settings.TONGBAN_ENCRYPTION_KEYS = {**settings.TONGBAN_ENCRYPTION_KEYS, "k2": second}
    settings.TONGBAN_ENCRYPTION_ACTIVE = "k2"
    fresh = Sample.objects.get(pk=sample.pk)
    assert fresh.secret == "kept"
    fresh.save(update_fields=["secret"])
    assert raw(sample.pk, "secret")[1:3] == b"k2"
    assert Sample.objects.get(pk=sample.pk).secret == "kept"


def test_writing_past_the_instance_is_refused() -> None:
    sample = Sample.objects.create(secret="kept")
    with pytest.raises(TypeError), transaction.atomic():
        Sample.objects.update(secret="plain")
    sample.secret = "plain"
    with pytest.raises(TypeError), transaction.atomic():
        Sample.objects.bulk_update([sample], ["secret"])
    assert Sample.objects.get().secret == "kept"


@pytest.mark.parametrize("lookup", [{"secret": "kept"}, {"secret__contains": "k"}, {"secret__in": ["kept"]}])
def test_searching_in_secrets_is_refused(lookup: dict[str, object]) -> None:
    with pytest.raises(FieldError):
        Sample.objects.filter(**lookup).count()
    assert Sample.objects.filter(secret__isnull=True).count() == 0


def test_texts_come_back_as_they_were() -> None:
    titles = {"zh-hans": "育儿补贴", "en": "Childcare subsidy"}
    Sample.objects.create(titles=titles)
    assert Sample.objects.get().titles == titles
