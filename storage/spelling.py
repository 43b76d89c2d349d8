"""Folding text so that a search finds a name however it was typed, the same on both databases."""

from unicodedata import combining, normalize


def folded(text: str) -> str:
    """Return the text without case, accents, curly apostrophes and runs of space."""
    plain = "".join(letter for letter in normalize("NFKD", text) if not combining(letter))
    return " ".join(plain.casefold().replace("’", "'").split())


def address_key(email: str) -> str:
    """Return the address as it is compared: trimmed, without case."""
    return email.strip().casefold()


def containing(word: str) -> str:
    """Return a LIKE pattern (escape character ``\\``) that matches the word literally, anywhere."""
    for special in "\\%_":
        word = word.replace(special, f"\\{special}")
    return f"%{word}%"
