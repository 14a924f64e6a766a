"""Authorisations: warrants, court orders, approvals, consents; what a finding may rest on, and until when."""
