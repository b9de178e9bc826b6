from services.core.desk.actions import desk_action
from services.core.desk.bases import ReadOnlyAdmin, ReadOnlyInline, money_column

__all__ = ["ReadOnlyAdmin", "ReadOnlyInline", "desk_action", "money_column"]
