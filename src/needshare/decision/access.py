"""Who may decide; every condition is in the access pack."""

from needshare.pathway import access as pathway_access

must = pathway_access.must
