"""The registers of a city that does not exist. Pure: no Django, no clock; the same seed gives the same bytes."""
