"""Who else is asked about a case before it is decided: a question, a clock, a named answer and its reason."""
