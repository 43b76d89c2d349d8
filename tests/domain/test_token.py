"""Signed links: what we wrote reads back, and nothing else does."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.ids import InterviewId, PersonId
from bot.domain.rooms import Door, Pass, Room, sign_pass, verify_pass
from bot.domain.token import Claim, Forged, Purpose, seal, sign, unseal, verify

NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)
KEY, OLD = b"k" * 32, b"o" * 32
CLAIM = Claim(InterviewId("abcd0123efgh4567"), 2, Purpose.OFFER, NOON)


def test_what_was_signed_reads_back() -> None:
    assert verify(sign(CLAIM, keys=(KEY,)), keys=(KEY,)) == CLAIM


def test_a_link_signed_with_the_older_key_still_works() -> None:
    assert verify(sign(CLAIM, keys=(OLD,)), keys=(KEY, OLD)) == CLAIM


def test_a_key_that_was_taken_away_no_longer_opens_anything() -> None:
    with pytest.raises(Forged):
        verify(sign(CLAIM, keys=(OLD,)), keys=(KEY,))


def test_the_expiry_stands_in_the_body_in_milliseconds() -> None:
    head = sign(CLAIM, keys=(KEY,)).partition(".")[0]

    assert f'"e":{int(NOON.timestamp()) * 1000}'.encode() in urlsafe_b64decode(head + "==")


@given(st.data())
@settings(derandomize=True, deadline=None, max_examples=300)
def test_one_changed_character_anywhere_is_noticed(data: st.DataObject) -> None:
    token = sign(CLAIM, keys=(KEY,))
    place = data.draw(st.integers(0, len(token) - 1))
    other = data.draw(st.characters(max_codepoint=0x2FF).filter(lambda c: c != token[place]))

    with pytest.raises(Forged):
        verify(token[:place] + other + token[place + 1 :], keys=(KEY,))


@given(st.text(max_size=700))
@settings(derandomize=True, deadline=None)
def test_no_text_is_taken_for_a_token(text: str) -> None:
    with pytest.raises(Forged):
        verify(text, keys=(KEY,))


def test_a_body_of_somebody_elses_making_is_not_read() -> None:
    signature = sign(CLAIM, keys=(KEY,)).partition(".")[2]
    forged = urlsafe_b64encode(b'{"i":"x","r":1,"p":"manage","e":9999999999999}').decode().rstrip("=")

    with pytest.raises(Forged):
        verify(f"{forged}.{signature}", keys=(KEY,))


# --- the links that let people of ours in

IN = Pass(PersonId(7), Door(Room.BRIEF, "abcd0123efgh4567"), NOON)


def test_a_pass_reads_back_and_every_one_that_is_signed_is_another() -> None:
    first, second = (verify_pass(sign_pass(IN, keys=(KEY,)), keys=(OLD, KEY)) for _ in range(2))

    assert replace(first, nonce="") == replace(second, nonce="") == IN
    assert first.nonce != second.nonce
    assert first.to.path == "/brief/abcd0123efgh4567"


def test_a_link_for_one_thing_is_no_link_for_another() -> None:
    body = json.loads(unseal(sign_pass(IN, keys=(KEY,)), keys=(KEY,)))
    dressed_up = seal(json.dumps(body | {"p": "offer", "i": "x", "r": 1}).encode(), key=KEY)

    for token in (sign(CLAIM, keys=(KEY,)), dressed_up, sign_pass(IN, keys=(b"another",))):
        with pytest.raises(Forged):
            verify_pass(token, keys=(KEY,))
    with pytest.raises(Forged):
        verify(sign_pass(IN, keys=(KEY,)), keys=(KEY,))


@pytest.mark.parametrize("word", ["", "nowhere", "brief./evil.example", "brief.a/../b", "brief.//x", "brief.a?b"])
def test_no_link_leads_out_of_the_house(word: str) -> None:
    body = json.loads(unseal(sign_pass(IN, keys=(KEY,)), keys=(KEY,)))

    with pytest.raises(Forged):
        verify_pass(seal(json.dumps(body | {"t": word}).encode(), key=KEY), keys=(KEY,))
