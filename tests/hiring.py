"""An office in which somebody hires and somebody interviews, for two roles that no ATS owns."""

from dataclasses import replace
from datetime import timedelta
from typing import Self

from bot.domain.ids import OpeningId, PersonId
from bot.domain.people import Account, Person, Platform, Role
from bot.domain.pipeline import Opening
from tests.office import Office

DAY = timedelta(days=1)
HANA = Person(
    PersonId(0), "Hana Sato", "hana@northwind.example", zone="Asia/Tokyo", roles=frozenset({Role.HIRING_MANAGER})
)
IVO = Person(
    PersonId(0), "Ivo Petrov", "ivo@northwind.example", zone="Europe/London", roles=frozenset({Role.INTERVIEWER})
)
HANAS, IVOS = (Account(Platform.SANDBOX, "demo", user) for user in ("hana", "ivo"))
CHEF = Opening(OpeningId("chef"), "Pastry Chef", client="Acme")
WAITER = Opening(OpeningId("waiter"), "Head Waiter")


class Hiring(Office):
    """The office with Hana, who hires a Pastry Chef for which Rae recruits, and Ivo, who only interviews.

    Nobody hires a Head Waiter but Rae.
    """

    async def furnish_more(self) -> Self:
        await self.furnish()
        async with self.store() as work:
            self.hana, self.ivo = await work.people.add(HANA), await work.people.add(IVO)
            await work.people.link(HANAS, person=self.hana.id)
            await work.people.link(IVOS, person=self.ivo.id)
            await work.openings.add(replace(CHEF, hiring_manager=self.hana.id, recruiter=self.rae.id))
            await work.openings.add(replace(WAITER, recruiter=self.rae.id))
        return self
