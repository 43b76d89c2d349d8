"""Typed text in one shape, so that case, spaces, umlauts and apostrophes make no difference, and cut into tokens."""

import re
from unicodedata import normalize

_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "؟": "?"} | dict.fromkeys("‐‑–—−", "-"))
_INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060\ufe0f\U0001f3fb-\U0001f3ff]|::?skin-tone-[1-6]:?", re.IGNORECASE)
_APOSTROPHE = re.compile(r"(?<=[^\W\d_])['’‘ʼ´`](?=[^\W\d_])")
_MERIDIEM = re.compile(r"(?<=[0-9])\s*([ap])\.\s?m\b\.?")
_GREETED = re.compile(r"^\s*(?:<@[^<>]{1,80}>|@usher\b)[\s,:]*")
_EMOJI = {
    " emojiyes ": re.compile(
        r"👍|✅|👌|🆗|✔|☑|:\+1:|:thumbsup:|:white_check_mark:|:ok_hand:|:heavy_check_mark:|(?<!\S)\+1(?![\w:]|[.,]\d)"
    ),
    " emojino ": re.compile(r"👎|❌|🚫|:-1:|:thumbsdown:|:x:|:no_entry_sign:|(?<!\S)-1(?![\w:]|[.,]\d)"),
    " ": re.compile(r"🙂|😊|😀|🙏|🎉|:slightly_smiling_face:|:blush:|:smile:|:pray:|:tada:|(?<!\S)[:;]-?\)(?!\S)"),
}
_DAYS = "montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag"
_JOINED = re.compile(rf"\b({_DAYS})(vormittag|nachmittag|morgen|mittag|abend|frueh)s?\b")
_TOKEN = re.compile(
    r"""
      [0-9]{4}-[0-9]{2}-[0-9]{2}                          # 2026-03-12
    | [0-9]{1,2}\.[0-9]{1,2}\.(?:[0-9]{4}(?![0-9])|[0-9]{2}(?![0-9:.h]))?   # 12.3.  12.03.2026
    | [0-9]{1,2}[:.][0-9]{2}(?![0-9])                     # 10:30  10.30
    | [0-9]{1,2}\.[0-9](?![0-9])                          # 12.3
    | [0-9]{1,2}/[0-9]{1,2}(?:/[0-9]{4})?(?![0-9])        # 12/3  12/3/2026
    | [0-9]{1,2}(?:st|nd|rd|th|ter|ten|te)\b              # 2nd  12ten
    | [0-9]{1,2}h(?:[0-9]{2})?\b                          # 14h30
    | [0-9]{1,2}\.(?![0-9])                               # 12.  (an ordinal in German, or the end of a sentence)
    | [0-9]+
    | [^\W\d_]+
    | \.\.\.
    | \n
    | [^\s\w] | _
    | \w
    """,
    re.VERBOSE,
)
_QUOTES = re.compile(r"[\"“”„‟«»‹›`'‘’‚]|^\s*(?:>|&gt;)", re.MULTILINE)


def plain(text: str) -> str:
    """Return the text in the one shape that the vocabulary is written in; line breaks stay."""
    shaped = _INVISIBLE.sub("", normalize("NFKC", _APOSTROPHE.sub("", text))).casefold()
    shaped = normalize("NFKC", shaped).translate(_LETTERS)
    for word, signs in _EMOJI.items():
        shaped = signs.sub(word, shaped)
    shaped = _MERIDIEM.sub(r" \1m", _GREETED.sub("", shaped))
    return _JOINED.sub(r"\1 \2", shaped.replace("&amp;", "&"))


def tokens(shaped: str) -> tuple[str, ...]:
    """Return the words, numbers and marks of a text made `plain`, in order."""
    return tuple(_TOKEN.findall(shaped))


def quotes(shaped: str) -> bool:
    """Return whether somebody else's words may be in the text: quotation marks, or a line that starts with >."""
    return _QUOTES.search(shaped) is not None
