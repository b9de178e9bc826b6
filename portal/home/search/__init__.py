"""Search over what the portal has to show. Rooms register a source; a source yields documents for a language."""
