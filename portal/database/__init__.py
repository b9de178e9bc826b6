"""Where the data lives: the embedded PostgreSQL, its three roles and their rights."""
