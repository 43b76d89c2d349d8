"""Signs links for candidates and for people of ours at the moment they are sent, so that no token is ever stored."""

from collections.abc import Sequence
from dataclasses import dataclass

from adapters.calendars.seal import seal
from bot.domain.ids import PersonId
from bot.domain.rooms import Door, Pass, sign_pass
from bot.domain.token import Claim, sign
from bot.ports import Heard


@dataclass(frozen=True, slots=True)
class SignedLinks:
    """Implements `bot.ports.Links`: `base_url` is where people reach this server; the first of `keys` signs."""

    base_url: str
    keys: Sequence[bytes]

    def url(self, claim: Claim | Pass) -> str:
        match claim:
            case Claim():
                return self._at(f"/book/{sign(claim, keys=self.keys)}")
            case Pass():
                return self._at(f"/in/{sign_pass(claim, keys=self.keys)}")

    def page(self, door: Door) -> str:
        return self._at(door.path)

    def heard(self, vendor: str, person: PersonId) -> Heard | None:
        if not self.base_url.startswith("https://"):
            return None
        return Heard(self._at(f"/calendars/{vendor}"), seal(person, vendor=vendor, keys=self.keys))

    def _at(self, path: str) -> str:
        return self.base_url.rstrip("/") + path
