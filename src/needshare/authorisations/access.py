"""Who may record, check and revoke authorisations; every condition is in the access pack."""

from needshare.pathway import access as pathway_access

RECORD = "authorisation.record"
REVOKE = "authorisation.revoke"
must = pathway_access.must
may_do = pathway_access.may_do
