"""Information-sharing agreements: parties, purposes, cover and dates."""
