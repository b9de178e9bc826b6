"""Encryption binds a value to its place; keys can change; the index is keyed."""

import base64

import pytest
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from services.core.crypto.api import DecryptionFailed, blind_index, decrypt, encrypt, key_id, reencrypt

PLACE = "identity_person:resident_id:0b9d"


def key(letter: str) -> str:
    return base64.b64encode(letter.encode() * 32).decode()


@pytest.fixture(autouse=True)
def keys(settings: Settings) -> Settings:
    settings.TONGBAN_ENCRYPTION_KEYS = {"k1": key("a"), "k2": key("b")}
    settings.TONGBAN_ENCRYPTION_ACTIVE = "k1"
    settings.TONGBAN_INDEX_KEY = key("i")
    return settings


@given(st.text(), st.text())
def test_what_is_encrypted_comes_back_in_its_place(plain: str, place: str) -> None:
    place = place.encode("utf-8", "ignore").decode()
    plain = plain.encode("utf-8", "ignore").decode()
    assert decrypt(encrypt(plain, context=place), context=place) == plain


def test_the_same_text_never_looks_the_same() -> None:
    assert encrypt("110101199003074477", context=PLACE) != encrypt("110101199003074477", context=PLACE)


def test_every_flipped_bit_is_noticed() -> None:
    blob = encrypt("6222021234567890123", context=PLACE)
    for position in range(len(blob) * 8):
        broken = bytearray(blob)
        broken[position // 8] ^= 1 << position % 8
        with pytest.raises(DecryptionFailed):
            decrypt(bytes(broken), context=PLACE)


@pytest.mark.parametrize("length", [0, 1, 3, 15, 30])
def test_a_cut_value_is_noticed(length: int) -> None:
    with pytest.raises(DecryptionFailed):
        decrypt(encrypt("6222", context=PLACE)[:length], context=PLACE)


@pytest.mark.parametrize(
    "elsewhere",
    ["identity_person:resident_id:0b9e", "identity_person:name:0b9d", "payments_account:resident_id:0b9d", ""],
)
def test_a_value_copied_to_another_place_is_noticed(elsewhere: str) -> None:
    with pytest.raises(DecryptionFailed) as failed:
        decrypt(encrypt("secret", context=PLACE), context=elsewhere)
    assert "secret" not in str(failed.value)


def test_a_relabelled_key_is_noticed(keys: Settings) -> None:
    # Both names may even hold the same key: the name is part of what is authenticated.
    keys.TONGBAN_ENCRYPTION_KEYS = {"k1": key("a"), "k2": key("a")}
    blob = encrypt("secret", context=PLACE)
    with pytest.raises(DecryptionFailed):
        decrypt(blob.replace(b"k1", b"k2", 1), context=PLACE)


def test_old_values_are_read_after_the_key_changed(keys: Settings) -> None:
    old = encrypt("secret", context=PLACE)
    keys.TONGBAN_ENCRYPTION_ACTIVE = "k2"
    assert decrypt(old, context=PLACE) == "secret"
    new = reencrypt(old, context=PLACE)
    assert (key_id(old), key_id(new)) == ("k1", "k2")
    assert reencrypt(new, context=PLACE) == new
    keys.TONGBAN_ENCRYPTION_KEYS = {"k2": key("b")}
    assert decrypt(new, context=PLACE) == "secret"
    with pytest.raises(DecryptionFailed):
        decrypt(old, context=PLACE)


@pytest.mark.parametrize("text", ["", "short", base64.b64encode(b"31 bytes").decode(), "not base64 at all!"])
def test_a_bad_key_is_named_before_anything_is_written(keys: Settings, text: str) -> None:
    keys.TONGBAN_ENCRYPTION_KEYS = {"k1": text}
    with pytest.raises(ImproperlyConfigured):
        encrypt("secret", context=PLACE)


def test_an_active_key_that_is_not_there_is_named(keys: Settings) -> None:
    keys.TONGBAN_ENCRYPTION_ACTIVE = "k3"
    with pytest.raises(ImproperlyConfigured, match="k3"):
        encrypt("secret", context=PLACE)


def test_the_index_depends_on_value_purpose_and_key(keys: Settings) -> None:
    index = blind_index("110101199003074477", purpose="resident_id")
    assert len(index) == 32
    assert index == blind_index("110101199003074477", purpose="resident_id")
    assert index != blind_index("110101199003074478", purpose="resident_id")
    assert index != blind_index("110101199003074477", purpose="account")
    keys.TONGBAN_INDEX_KEY = key("j")
    assert index != blind_index("110101199003074477", purpose="resident_id")
