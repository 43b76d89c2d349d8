"""What every use case may know besides the record: the rules, the time, and which ATS can be spoken to."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.domain.case import Case
from bot.domain.policy import Kind, Policy
from bot.domain.refusal import Refusal
from bot.domain.relaxation import relaxed
from bot.domain.time import zone


class NotSetUp(Exception):
    """Something that only an admin can add is not there yet; deliveries are answered 5xx, so that they come again."""


@dataclass(frozen=True, slots=True)
class Desk:
    """`now` is aware UTC; `apis` names the ATS that have an API adapter, so that effects can be made for them."""

    policy: Policy
    now: datetime
    apis: frozenset[str] = frozenset()

    @property
    def site(self) -> ZoneInfo:
        return zone(self.policy.organisation.zone)

    def kind(self, key: str) -> Kind:
        """Return the kind; raises Refusal when the policy no longer has it."""
        kind = self.policy.kinds.get(key)
        if kind is None:
            raise Refusal(
                f"The policy has no interview kind “{key}” any more. An admin can bring it back in hiring.toml."
            )
        return kind

    def kind_of(self, case: Case) -> Kind:
        """Return an interview's kind as it is for its opening's category of jobs, and with the rules that gave way for it.

        Raises Refusal like `kind`.
        """
        return relaxed(self.kind(case.interview.kind).for_category(case.opening.category), case.interview.relaxed)

    def zone_of(self, name: str) -> ZoneInfo:
        """Return a person's or candidate's zone, or the organisation's while theirs is not known."""
        return zone(name) if name else self.site
