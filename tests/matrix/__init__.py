"""The authorisation matrix: who may do what, written by hand, and the machinery that asks the product.

`table.py`, the two tables it gathers, and `moves.py` are the oracle, written from the domain reference
(sections 5, 7, 10 and 11) and the clauses, never from the access pack. Everything else here carries it out.
"""
