"""The pages of accounts: signing in, invitations, and the people an administrator keeps."""
