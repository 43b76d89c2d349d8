"""What people of Northwind write about candidates: things that somebody said or did, never how it felt."""

from collections.abc import Mapping
from types import MappingProxyType

ENGINEER: Mapping[str, str] = MappingProxyType(
    {
        "problem_solving": "3",
        "problem_solving.why": "Asked for the query plan before changing anything, and found the missing index.",
        "craft": "3",
        "craft.why": "Explained when a queue would help, and when it would only hide the problem.",
        "working_together": "2",
        "working_together.why": "Told of a lost argument about a rewrite, and what came of it afterwards.",
        "topics": "Slow queries, queues, a rewrite that was called off",
        "recommendation": "yes",
    }
)
COLLEAGUE: Mapping[str, str] = MappingProxyType(
    {
        "problem_solving": "0",
        "problem_solving.why": "",
        "craft": "0",
        "craft.why": "",
        "working_together": "4",
        "working_together.why": "Retold a customer's complaint in plain words, and asked who else had it.",
        "topics": "A customer's complaint, working with support",
        "recommendation": "yes",
    }
)
MANAGER: Mapping[str, str] = MappingProxyType(
    {
        "problem_solving": "3",
        "problem_solving.why": "Drew both ways of splitting the service, and said what each would cost us.",
        "craft": "0",
        "craft.why": "",
        "working_together": "3",
        "working_together.why": "Asked twice who would be on call for that design.",
        "topics": "Splitting a service, being on call",
        "recommendation": "yes",
    }
)
SCREENED: Mapping[str, str] = MappingProxyType(
    {
        "motivation": "3",
        "motivation.why": "Had read how we do releases, and asked who may stop one.",
        "start": "in one to three months",
        "salary": "yes",
        "topics": "Why now, how we release, dates",
        "recommendation": "yes",
    }
)
NEXT_STEP = "Prepare an offer, and tell them when it comes"
