"""Outgoing messages, sent from an outbox; none carries case content."""
