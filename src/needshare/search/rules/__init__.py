"""What may be searched by, what a record is found by, and when what agrees is worth showing.

Nothing is merged here and nobody is taken for another: people decide.
"""

from .asking import Asked, Element, asked_in, asked_terms
from .inquiring import NewInquiry, as_data, asked_again, asked_of
from .judging import WEIGHT, Match, confidence_of, differences_between, judged, namesake_key
from .tokens import MOST_TOKENS, Details, Kin, Sort, dates_in, kin_of, postcodes_in, tokens_of, words_of
from .ways import Condition, all_of, any_of, closely, faintly, is_found, is_one_name, loosely, signs_of

__all__ = [
    "MOST_TOKENS",
    "WEIGHT",
    "Asked",
    "Condition",
    "Details",
    "Element",
    "Kin",
    "Match",
    "NewInquiry",
    "Sort",
    "all_of",
    "any_of",
    "as_data",
    "asked_again",
    "asked_in",
    "asked_of",
    "asked_terms",
    "closely",
    "confidence_of",
    "dates_in",
    "differences_between",
    "faintly",
    "is_found",
    "is_one_name",
    "judged",
    "kin_of",
    "loosely",
    "namesake_key",
    "postcodes_in",
    "signs_of",
    "tokens_of",
    "words_of",
]
