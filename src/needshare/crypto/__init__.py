"""Keys, envelopes and sealed fields: the only home of cryptography."""
