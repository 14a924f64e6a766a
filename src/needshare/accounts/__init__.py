"""People and API clients: accounts, roles, sign-in, sessions; puts `request.actor` on every request."""
