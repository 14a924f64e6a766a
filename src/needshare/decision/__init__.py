"""Approve, approve in part, refuse, refer: a named person decides and says why."""
