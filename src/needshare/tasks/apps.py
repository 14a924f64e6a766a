"""Names the tasks app."""

from django.apps import AppConfig


class TasksConfig(AppConfig):
    """Tasks and their clocks."""

    name = "needshare.tasks"
    label = "tasks"
