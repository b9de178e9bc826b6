"""Whether this server lives, and whether it is ready to serve; for machines that watch over it."""
