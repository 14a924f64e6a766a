"""The pages of a requester's own requests, of packages, and of one-time links."""
