"""Web Push against the standards: the vector of RFC 8291, and a browser written from them alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given, settings
from hypothesis import strategies as st

from fakes.push.browser import Browser, CannotOpenError, NotIdentifiedError, identified
from services.notices.webpush import Identification, encrypted, from_base64url, is_point, to_base64url
from tests.reaching import VAPID

ORIGIN = "https://push.example.net"
OURS = Identification(VAPID, "mailto:operator@tongban.example")


def private(text: str) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(from_base64url(text), "big"), ec.SECP256R1())


def test_the_example_of_rfc_8291() -> None:
    """Section 5 and appendix A."""
    body = encrypted(
        b"When I grow up, I want to be a watermelon",
        browser_key=from_base64url(
            "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
        ),
        auth=from_base64url("BTBZMqHH6r4Tts7J_aSIgg"),
        sender=private("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"),
        salt=from_base64url("DGv6ra1nlYgDCS1FRnbzlw"),
    )
    assert to_base64url(body) == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_"
        "yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )


@given(st.binary(max_size=3800))
@settings(max_examples=50)
def test_a_browser_opens_what_is_for_it_and_no_other_does(plain: bytes) -> None:
    ours, other = Browser("key"), Browser("key")
    body = encrypted(plain, browser_key=ours.public_key, auth=ours.auth)
    assert ours.open(body) == plain
    with pytest.raises(CannotOpenError):
        other.open(body)


@given(st.data())
@settings(max_examples=50)
def test_a_changed_byte_is_noticed(data: st.DataObject) -> None:
    ours = Browser("key")
    body = bytearray(encrypted(b"notice", browser_key=ours.public_key, auth=ours.auth))
    # The record size (16 to 19) says only how long a record may be.
    place = data.draw(st.integers(0, len(body) - 1).filter(lambda at: not 16 <= at < 20))
    body[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises(CannotOpenError):
        ours.open(bytes(body))


def test_two_messages_share_no_key() -> None:
    ours = Browser("key")
    first, second = (encrypted(b"same", browser_key=ours.public_key, auth=ours.auth) for _twice in range(2))
    assert first[:16] != second[:16]
    assert first[21:86] != second[21:86]


def test_a_message_that_is_too_long_is_not_sent() -> None:
    ours = Browser("key")
    with pytest.raises(ValueError, match="too long"):
        encrypted(b"x" * 3801, browser_key=ours.public_key, auth=ours.auth)


def test_we_are_who_we_say() -> None:
    header = OURS.header(f"{ORIGIN}/send/1", at=datetime.now(tz=UTC))
    assert identified(header, ORIGIN) == OURS.public_key


@pytest.mark.parametrize("days", [-1, 1])
def test_an_identification_holds_for_some_hours(days: int) -> None:
    header = OURS.header(f"{ORIGIN}/send/1", at=datetime.now(tz=UTC) + timedelta(days=days))
    with pytest.raises(NotIdentifiedError):
        identified(header, ORIGIN)


def test_another_push_service_can_t_use_it() -> None:
    header = OURS.header(f"{ORIGIN}/send/1", at=datetime.now(tz=UTC))
    with pytest.raises(NotIdentifiedError):
        identified(header, "https://other.example.net")


def test_a_forged_one_is_noticed() -> None:
    header = OURS.header(f"{ORIGIN}/send/1", at=datetime.now(tz=UTC))
    token, rest = header.split(", k=")
    forged = token[:-4] + ("AAAA" if token[-4:] != "AAAA" else "BBBB")
    with pytest.raises(NotIdentifiedError):
        identified(f"{forged}, k={rest}", ORIGIN)


def test_the_private_key_is_not_told() -> None:
    assert VAPID not in repr(OURS)


@pytest.mark.parametrize("key", [b"", b"\x04" + bytes(64), b"\x04" * 65, bytes(65)])
def test_what_is_no_key_of_a_browser(key: bytes) -> None:
    assert not is_point(key)
