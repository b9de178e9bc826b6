"""DMN 1.5 models (chapters 6 to 8): XML -> decision graph, tables, business knowledge models."""
