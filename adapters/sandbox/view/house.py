"""Who stands on the page: everybody's chat and calendar, and the zone that the house goes by."""

from collections.abc import Mapping
from dataclasses import dataclass

from adapters.sandbox.seed import ORGANIZER, RAE, SEED_PEOPLE
from bot.domain.time import zone


@dataclass(frozen=True, slots=True)
class Owner:
    """A calendar on the page: `key` stands in addresses."""

    key: str
    name: str
    email: str
    zone: str


OWNERS: Mapping[str, Owner] = {
    **{c.account.user: Owner(c.account.user, c.person.name, c.person.email, c.person.zone) for c in SEED_PEOPLE},
    "interviews": Owner("interviews", "Interviews", ORGANIZER, RAE.person.zone),
}
USERS = tuple(colleague.account.user for colleague in SEED_PEOPLE)
HOUSE = zone(RAE.person.zone)
