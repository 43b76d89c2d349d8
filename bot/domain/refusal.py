"""The anticipated "no": defined once, raised where the rule is, shown to the person who asked."""


class Refusal(Exception):
    """A request that a rule forbids; its text says what was wrong and what would be right, in words for the asker."""
