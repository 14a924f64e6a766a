"""Sign-in by an organisation's own provider: whom it vouches for is matched to an account that is there already."""
