"""Wiring only: settings, addresses, the web server's entry, checks that refuse an unsafe start."""
