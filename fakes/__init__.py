"""Stand-ins for the world outside: programs of their own that share no code with the portal."""
