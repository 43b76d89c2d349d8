"""Signs links to the candidate's page at the moment they are sent, so that no token is ever stored."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.token import Claim, sign


@dataclass(frozen=True, slots=True)
class SignedLinks:
    """Implements `bot.ports.Links`: `base_url` is where candidates reach this server; the first of `keys` signs."""

    base_url: str
    keys: Sequence[bytes]

    def url(self, claim: Claim) -> str:
        return f"{self.base_url.rstrip('/')}/book/{sign(claim, keys=self.keys)}"
