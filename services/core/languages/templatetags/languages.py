"""`{% load languages %}` … `{{ policy.titles|in_language }}`."""

from django import template

from services.core.languages.texts import in_language

register = template.Library()
register.filter("in_language", in_language)
