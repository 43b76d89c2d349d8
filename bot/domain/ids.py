"""Names for the keys that run through every layer, so that a person's key cannot be taken for a candidate's.

People and candidates draw from one integer sequence, because reservations of both share one overlap rule in the database.
Everything else has a random text key: it may stand in links, buttons and the audit chain without telling anything.
"""

import secrets
from typing import NewType

PersonId = NewType("PersonId", int)
CandidateId = NewType("CandidateId", int)
OpeningId = NewType("OpeningId", str)
ApplicationId = NewType("ApplicationId", str)
InterviewId = NewType("InterviewId", str)
ScorecardId = NewType("ScorecardId", str)

ORGANISER = PersonId(0)
"""Where people are told apart by their keys: the organisation's own calendar, on which booked events stand."""


LETTERS = "0123456789abcdefghijklmnopqrstuv"
LENGTH = 16


def random_key() -> str:
    """Return a fresh 16-character key (80 random bits, lower-case base32hex, as Google accepts for event ids)."""
    number = secrets.randbits(5 * LENGTH)
    return "".join(LETTERS[number >> shift & 31] for shift in range(0, 5 * LENGTH, 5))


def could_be_key(words: str) -> bool:
    """Whether words look like a random key; what people type does so only by accident."""
    return len(words) == LENGTH and not set(words) - set(LETTERS)
