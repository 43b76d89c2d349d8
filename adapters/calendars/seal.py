"""What a vendor repeats to us with every notification, so that we believe it and know whose calendar it is about.

The text says whose, and carries an HMAC over that with our own key: nothing is looked up before it is verified. It has at
most 100 characters (Microsoft takes 128). Several keys may verify, so that they can be changed.
"""

import hashlib
import hmac
from collections.abc import Sequence

from bot.domain.ids import PersonId


def seal(person: PersonId, *, vendor: str, keys: Sequence[bytes]) -> str:
    """Return the text, sealed with the first key."""
    return f"{_mac(str(person), vendor=vendor, key=keys[0])}.{person}"


def unsealed(text: str, *, vendor: str, keys: Sequence[bytes]) -> PersonId | None:
    """Return whose calendar a genuine text is about, None for any other; compared in constant time before it is read."""
    mac, _, person = text.partition(".")
    given = mac.encode(errors="surrogatepass")
    genuine = [hmac.compare_digest(given, _mac(person, vendor=vendor, key=key).encode()) for key in keys]
    return PersonId(int(person)) if any(genuine) else None


def _mac(person: str, *, vendor: str, key: bytes) -> str:
    said = f"calendar notification\0{vendor}\0{person}"
    return hmac.new(key, said.encode(errors="surrogatepass"), hashlib.sha256).hexdigest()
