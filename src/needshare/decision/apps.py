"""Names the decision app."""

from django.apps import AppConfig


class DecisionConfig(AppConfig):
    """Approve, approve in part, refuse, refer: a named person decides and says why."""

    name = "needshare.decision"
    label = "decision"
