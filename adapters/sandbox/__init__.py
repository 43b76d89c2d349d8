"""The far ends that need no account anywhere: chat, calendars, mailboxes, an ATS and a clock, with a page to use them."""
