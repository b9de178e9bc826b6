from services.notices.commands import mark_read, send, settle
from services.notices.contacts import ContactRefused, record_contact
from services.notices.kinds import NoticeGroup, NoticeKind, Param, register_kind
from services.notices.ladders import GENTLE, INBOX_ONLY, PERSISTENT, STATUTORY, ChannelCode, Ladder, Rung
from services.notices.letters import document_of, letters_to_print, mark_dispatched, mark_printed
from services.notices.models import ContactKind, ContactSource, Settled
from services.notices.ports import Reader, Readers, VisitDesk, register_readers, register_visit_desk
from services.notices.preferences import choose
from services.notices.queries import NoticeView, notices_of, unread_count
from services.notices.quiet import NEVER, QuietHours
from services.notices.subscriptions import forget_browsers, push_key, subscribe

__all__ = [
    "GENTLE",
    "INBOX_ONLY",
    "NEVER",
    "PERSISTENT",
    "STATUTORY",
    "ChannelCode",
    "ContactKind",
    "ContactRefused",
    "ContactSource",
    "Ladder",
    "NoticeGroup",
    "NoticeKind",
    "NoticeView",
    "Param",
    "QuietHours",
    "Reader",
    "Readers",
    "Rung",
    "Settled",
    "VisitDesk",
    "choose",
    "document_of",
    "forget_browsers",
    "letters_to_print",
    "mark_dispatched",
    "mark_printed",
    "mark_read",
    "notices_of",
    "push_key",
    "record_contact",
    "register_kind",
    "register_readers",
    "register_visit_desk",
    "send",
    "settle",
    "subscribe",
    "unread_count",
]
