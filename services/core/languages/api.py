from services.core.languages.fields import TextsField
from services.core.languages.texts import Text, in_language

__all__ = ["Text", "TextsField", "in_language"]
