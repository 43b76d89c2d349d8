"""Everything Usher remembers, in one database: SQLite in one file, or PostgreSQL shared by any number of replicas.

- `engine.open_store` gives a `Database`: the `Store` that use cases take, the shelf of the sandbox, what is waiting.
- `tables` is the schema as it is now, `migrations/` how it came about; `migrate` brings a database up to date.
- `work.SqlWork` is one transaction: leave its block cleanly and it commits, raise and nothing happened. Each Protocol of
  `bot.ports` has one class here; all of them speak through one `Transaction`.

What the database itself refuses, whoever asks: two reservations of one party that overlap (`overlap`), two live
interviews in one place of a plan, an open application without a next action, one delivery taken twice, one effect or
timer key used twice. A refusal ends the transaction; it leaves as `Taken` or `Stale` and the use case is run again.

Instants are aware UTC. Product time comes from the clock that is handed in; leases, retries and the ages of waiting
effects go by real time, because product time may be moved.
"""
