"""Keeps the tokens that vendors give us unreadable at rest: a copy of the database alone opens nothing.

Fernet (AES-128-CBC and HMAC-SHA256, cryptography.io/en/latest/fernet) under keys derived by HKDF-SHA256 from
USHER_SECRET_KEY. The name of what is sealed goes into the derivation, so that a sealed text put into another's row does
not open there.
"""

from base64 import urlsafe_b64encode
from collections.abc import Sequence
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


class Unsealable(ValueError):
    """Sealed under a key that is no longer known, sealed for another name, or not sealed by us at all."""


class SecretBox:
    """Seals with the first key and opens with any; raises ValueError for no keys."""

    def __init__(self, keys: Sequence[bytes]) -> None:
        if not keys:
            raise ValueError("a secret box needs at least one key")
        self._keys = tuple(keys)

    def seal(self, secret: str, *, name: str) -> str:
        return self._lock(name, self._keys).encrypt(secret.encode()).decode()

    def unseal(self, sealed: str, *, name: str) -> str:
        """Return the secret; raises Unsealable."""
        try:
            return self._lock(name, self._keys).decrypt(sealed.encode()).decode()
        except InvalidToken:
            raise Unsealable(f"the secret of {name} cannot be opened with the keys in USHER_SECRET_KEY") from None

    def is_fresh(self, sealed: str, *, name: str) -> bool:
        """Whether the first key sealed this, so that the others are not needed for it."""
        try:
            self._lock(name, self._keys[:1]).decrypt(sealed.encode())
        except InvalidToken:
            return False
        return True

    @staticmethod
    def _lock(name: str, keys: tuple[bytes, ...]) -> MultiFernet:
        return MultiFernet([_fernet(key, name) for key in keys])


@lru_cache(maxsize=1024)
def _fernet(key: bytes, name: str) -> Fernet:
    derived = HKDF(SHA256(), length=32, salt=None, info=b"usher secret 1 " + name.encode()).derive(key)
    return Fernet(urlsafe_b64encode(derived))
