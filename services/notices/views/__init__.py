"""The inbox, where links lead, preferences, the check of a code, and what makes the portal installable."""
