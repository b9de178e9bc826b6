from services.core.access.commands import note_readings, reading, readings
from services.core.access.guard import AccessNotRecorded, guard_facts_reads
from services.core.access.models import AccessEntry
from services.core.access.purposes import Purpose
from services.core.access.queries import Reading, Wanted, count_entries_for, entries_for
from services.core.access.window import active, writing

__all__ = [
    "AccessEntry",
    "AccessNotRecorded",
    "Purpose",
    "Reading",
    "Wanted",
    "active",
    "count_entries_for",
    "entries_for",
    "guard_facts_reads",
    "note_readings",
    "reading",
    "readings",
    "writing",
]
