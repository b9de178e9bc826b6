"""What every public site owes its readers: privacy, accessibility, a site map, whom to tell of a weakness, errors."""
