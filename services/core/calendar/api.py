from services.core.calendar.clock import end_of_day, now, today

__all__ = ["end_of_day", "now", "today"]
