"""The asking: a request for information, its triage, and checking who asks."""
