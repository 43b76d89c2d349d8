"""The numbers that operators watch, in Prometheus' terms; labels are words of ours, never ids or names."""

from datetime import timedelta

from prometheus_client import CollectorRegistry, Counter, Gauge


class Numbers:
    """`count` is what the relay tells; `outbox` is set from the database every few seconds."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._effects = Counter(
            "usher_effects", "Attempts at effects by how they ended", ("effect", "end"), registry=registry
        )
        self._resends = Counter(
            "usher_resends",
            "Effects attempted again although an earlier attempt may have been accepted",
            ("effect",),
            registry=registry,
        )
        self._rows = Gauge("usher_outbox_rows", "Effects in the outbox", ("state",), registry=registry)
        self._oldest = Gauge("usher_outbox_oldest_seconds", "How long the oldest effect has waited", registry=registry)

    def count(self, event: str, effect: str) -> None:
        """Count one `done`, `retry`, `dead` or `resend` of an effect's word."""
        if event == "resend":
            self._resends.labels(effect).inc()
            return
        self._effects.labels(effect, event).inc()

    def outbox(self, rows: dict[str, int], *, oldest: timedelta) -> None:
        for state, number in rows.items():
            self._rows.labels(state).set(number)
        self._oldest.set(oldest.total_seconds())
