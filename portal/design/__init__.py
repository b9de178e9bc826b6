"""The design system as a living page: every part of a page with its states, and the colours and type it is made of."""
