"""The audit log: every act leaves an entry in its own transaction, sealed in order in a Merkle log."""
