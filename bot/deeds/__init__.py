"""Carrying out effects, by what they reach: calendars, candidates' mail, cards in chat, an ATS, accounts to be known."""
