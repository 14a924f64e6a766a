"""The pages between this service and an organisation's sign-in provider."""
