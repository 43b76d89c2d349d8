"""How instants are written to a vendor, and owners in what is kept."""

import hashlib
from datetime import UTC, datetime


def stamp(at: datetime) -> str:
    """Return an instant as vendors write it: `2027-03-01T12:00:00Z`."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def mark(owner: str) -> str:
    """Return a short name for an owner, in which the address cannot be read."""
    return hashlib.sha256(owner.strip().lower().encode()).hexdigest()[:8]
