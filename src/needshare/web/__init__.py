"""What every page is made of: layout, components, error pages, security headers, static files."""
