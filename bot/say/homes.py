"""Somebody's Home: a page of their own in the chat."""

from bot.cards import Card, para
from bot.domain.people import Person


def home_card(person: Person) -> Card:
    """Return what waits for this person, their interviews, and their candidates."""
    return Card(f"Hello, {person.name}", (para("Nothing is waiting for you."),))


def stranger_card() -> Card:
    """Return the Home of an account that nobody has linked."""
    return Card("Welcome", (para("I don't know you yet. Write me “help”, and I look up who you are."),))
