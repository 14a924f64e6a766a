"""Forces and partner agencies: who they are, their e-mail domains and their units."""
