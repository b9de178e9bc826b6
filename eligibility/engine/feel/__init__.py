"""FEEL, the expression language of DMN 1.5 (chapter 10): text -> syntax -> typed IR -> value."""
