from services.notices.commands import mark_read, send
from services.notices.kinds import NoticeKind, Param, register_kind
from services.notices.queries import NoticeView, notices_of, unread_count

__all__ = ["NoticeKind", "NoticeView", "Param", "mark_read", "notices_of", "register_kind", "send", "unread_count"]
