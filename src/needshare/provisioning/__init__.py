"""Joiners, movers and leavers as an organisation's own directory tells of them (SCIM 2.0)."""
