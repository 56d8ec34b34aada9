"""Counters and gauges for /metrics, in Prometheus' text form; one registry per app."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, generate_latest


class Metrics:
    """What an operator watches. Labels are fixed words, never a person's."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.webhooks = self._counter("webhooks", "Webhook requests by status", ["status"])
        self.events = self._counter("events", "Events accepted")
        self.turns = self._counter("turns", "Friends' turns committed")
        self.decided = self._counter("events_decided", "Events decided by kind", ["kind"])
        self.failures = self._counter("turn_failures", "Decisions that failed", ["parked"])
        self.attempts = self._counter(
            "attempts", "Requests to LINE by method and outcome", ["method", "outcome"]
        )
        self.messages = self._counter("messages", "Bubbles that LINE accepted", ["method"])
        self.open_events = self._gauge("inbox_open", "Events not taken yet")
        self.parked_events = self._gauge("inbox_parked", "Events parked with an error")
        self.oldest = self._gauge("inbox_oldest_seconds", "Age of the oldest event not taken yet")
        self.outbox = self._gauge("outbox_messages", "Messages by status, sent ones excepted", ["status"])
        self.deliveries = self._gauge(
            "deliveries", "What the operator's own system is to be told, by status", ["status"]
        )
        self.stopped = self._gauge("stopped", "1 while everything is stopped")

    def _counter(self, name: str, text: str, labels: list[str] | None = None) -> Counter:
        return Counter(f"enishi_{name}", text, labels or [], registry=self.registry)

    def _gauge(self, name: str, text: str, labels: list[str] | None = None) -> Gauge:
        return Gauge(f"enishi_{name}", text, labels or [], registry=self.registry)

    def text(self) -> bytes:
        """Return all figures as Prometheus reads them."""
        return generate_latest(self.registry)
