from services.core.languages.fields import TextsField
from services.core.languages.texts import LANGUAGES, Text, in_language

__all__ = ["LANGUAGES", "Text", "TextsField", "in_language"]
