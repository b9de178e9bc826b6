"""The front door: what the portal is for those who come, what waits for those who are known."""
