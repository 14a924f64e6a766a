"""Who may prepare, check, release and see packages; every condition is in the access pack."""

from needshare.pathway import access as pathway_access

must = pathway_access.must
may_do = pathway_access.may_do
