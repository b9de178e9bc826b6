"""Pages of a list whose table may hold millions of rows: nothing is counted further than anybody turns pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.core.paginator import Paginator
from django.utils.functional import cached_property

if TYPE_CHECKING:
    RowPaginator = Paginator[Any]
else:
    RowPaginator = Paginator

# Two hundred pages of fifty. Who has not found a row by then searches or filters.
MOST_COUNTED: Final = 10_000


class BoundedPaginator(RowPaginator):
    """Counts up to a bound, so that the database stops there; `more` says that there are rows behind it."""

    @cached_property
    def _reached(self) -> int:
        """The rows that there are, up to one beyond the bound."""
        rows: Any = self.object_list
        return int(rows.order_by()[: MOST_COUNTED + 1].count())

    @cached_property
    def count(self) -> int:
        return min(self._reached, MOST_COUNTED)

    @property
    def more(self) -> bool:
        return self._reached > MOST_COUNTED
