"""How the schema came about, one file per change, run by `storage.migrate`.

A migration is frozen once released: it says in its own words what to create and imports no table that may change later.
One that touches `reservations` calls `storage.overlap.keep_apart` last.
"""
