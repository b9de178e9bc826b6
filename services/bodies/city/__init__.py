"""Who serves: a government's name, mark, colours, languages, contact and legal notices, from one file."""
