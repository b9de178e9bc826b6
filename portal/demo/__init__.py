"""A fictional city to look at the portal with: `manage.py demo`. It refuses to run where people are served."""
