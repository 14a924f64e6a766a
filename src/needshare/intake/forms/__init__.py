"""What pages ask of those who send a request and of those who handle it."""
