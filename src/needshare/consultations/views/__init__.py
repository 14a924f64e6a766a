"""Pages on which somebody is asked about a case, and answers: inside the force, and outside by a link."""
