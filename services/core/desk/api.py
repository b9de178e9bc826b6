from services.core.desk.actions import ReasonForm, desk_action
from services.core.desk.bases import DeskList, LogAdmin, ReadOnlyAdmin, ReadOnlyInline, money_column
from services.core.desk.filing import file_of, register_namer, register_reasons, register_related
from services.core.desk.filters import PeriodFilter, values_filter
from services.core.desk.showing import object_address
from services.core.desk.start import Panel, PanelContent, panels_for, register_panel

__all__ = [
    "DeskList",
    "LogAdmin",
    "Panel",
    "PanelContent",
    "PeriodFilter",
    "ReadOnlyAdmin",
    "ReadOnlyInline",
    "ReasonForm",
    "desk_action",
    "file_of",
    "money_column",
    "object_address",
    "panels_for",
    "register_namer",
    "register_panel",
    "register_reasons",
    "register_related",
    "values_filter",
]
