"""Writes. Each is one transaction, keyword-only, and takes who acts and when."""
