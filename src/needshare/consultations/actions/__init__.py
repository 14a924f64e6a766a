"""Asking somebody about a case, answering, and what follows by itself."""

from .answering import answer, look_at_question
from .asking import Invited, ask, end_with_case, invite, look_at_consultations, withdraw
from .outside import answer_by_link, enter_code, read_by_link

__all__ = [
    "Invited",
    "answer",
    "answer_by_link",
    "ask",
    "end_with_case",
    "enter_code",
    "invite",
    "look_at_consultations",
    "look_at_question",
    "read_by_link",
    "withdraw",
]
