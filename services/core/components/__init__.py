"""The parts of a page: what they show (`parts`), how they look (`templates/components/`), the tags for them."""
