"""Django's PostgreSQL backend, each transaction of which says whose work it is (ADR 0029)."""
