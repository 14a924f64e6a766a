"""The keyed index: finds a person again without keeping a word of theirs in the clear."""
