"""Who may open a page: every view of ours wears exactly one of these classifications, and is held to it."""
