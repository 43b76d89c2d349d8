"""What the buttons of our cards carry: the keys that are written when a card is drawn, and read when it is pressed.

- A button does its action by `Action.Execute` (verb `PRESS_VERB`, data `{PRESS: …}`); its fallback is an `Action.Submit`
  with the same data. What opens a form is an `Action.Submit` alone, with `{**DIALOG, PRESS: …}`: only that opens a dialog.
- A card that changes refreshes by an `Action.Execute` with the verb `REFRESH_VERB` and no data.
- A form stands in a dialog. Its `Action.Submit` has the data `{FORM: …}`, to which Teams adds what the inputs hold by their
  ids, the fields' names; one that keeps what is there as a draft has `{FORM: …, DRAFT: DRAFT}`. A button in a form that
  sends nothing has `{PRESS: …}`.

Names of fields never begin with `OURS`.
"""

OURS = "usher."
PRESS = "usher.press"
"""An action as `encode(action, Action)` writes it."""
FORM = "usher.form"
"""A form's action as `encode(action, FormAction)` writes it."""
DRAFT = "usher.draft"
SHOWN = "usher.shown"
"""The card of a form as it was drawn, so that it can be shown again with what is wrong; added where a dialog is answered."""
TITLE = "usher.title"
"""The title of the dialog that it stood in."""
PRESS_VERB = "press"
REFRESH_VERB = "refresh"
DIALOG = {"msteams": {"type": "task/fetch"}}
