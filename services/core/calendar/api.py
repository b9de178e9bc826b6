from services.core.calendar.clock import end_of_day, now, today
from services.core.calendar.workdays import Deadline, WorkCalendar
from services.core.calendar.years import YearRefused, read_years, set_year, work_calendar, working_days_after

__all__ = [
    "Deadline",
    "WorkCalendar",
    "YearRefused",
    "end_of_day",
    "now",
    "read_years",
    "set_year",
    "today",
    "work_calendar",
    "working_days_after",
]
