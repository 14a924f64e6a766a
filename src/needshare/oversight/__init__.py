"""What auditors and the data protection officer look at: the audit log, and whether it is whole."""
