from services.core.transitions.commands import move, move_many
from services.core.transitions.errors import NotAllowed, Refused, TransitionError, WrongState
from services.core.transitions.models import HistoryEntry
from services.core.transitions.queries import history
from services.core.transitions.table import Guard, Transition, TransitionTable

__all__ = [
    "Guard",
    "HistoryEntry",
    "NotAllowed",
    "Refused",
    "Transition",
    "TransitionError",
    "TransitionTable",
    "WrongState",
    "history",
    "move",
    "move_many",
]
