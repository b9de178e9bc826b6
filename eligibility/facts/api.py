from eligibility.facts.changes import changed_units, feed_applied_at, feed_dataset, feed_size
from eligibility.facts.commands import FEED_APPLIED, load_feed
from eligibility.facts.delivery import FeedRejected
from eligibility.facts.descriptors import (
    Descriptor,
    DescriptorError,
    Field,
    FieldType,
    Link,
    Missing,
    Relation,
    descriptor,
    descriptors,
)
from eligibility.facts.file import FactLine, FactSheet, facts_of
from eligibility.facts.gathering import gather
from eligibility.facts.models import Feed, QuarantinedRow
from eligibility.facts.queries import (
    ACCOUNT_DATASET,
    KnownAccount,
    known_account,
    known_accounts,
    subjects_of,
)
from eligibility.facts.tree import UnknownPath, datasets_of
from eligibility.facts.words import dataset_title, field_title, owner_of, shown_value

__all__ = [
    "ACCOUNT_DATASET",
    "FEED_APPLIED",
    "Descriptor",
    "DescriptorError",
    "FactLine",
    "FactSheet",
    "Feed",
    "FeedRejected",
    "Field",
    "FieldType",
    "KnownAccount",
    "Link",
    "Missing",
    "QuarantinedRow",
    "Relation",
    "UnknownPath",
    "changed_units",
    "dataset_title",
    "datasets_of",
    "descriptor",
    "descriptors",
    "facts_of",
    "feed_applied_at",
    "feed_dataset",
    "feed_size",
    "field_title",
    "gather",
    "known_account",
    "known_accounts",
    "load_feed",
    "owner_of",
    "shown_value",
    "subjects_of",
]
