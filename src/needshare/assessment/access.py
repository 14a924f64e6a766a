"""Who may search and assess; every condition is in the access pack."""

from needshare.pathway import access as pathway_access

must = pathway_access.must
judged = pathway_access.judged
must_hold = pathway_access.must_hold
