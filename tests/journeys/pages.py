"""The pages that everybody looks at: one list, from which all checks of looks take theirs.

To have a page looked at, add its address here: signed out, as the mother who is owed an allowance, or as the agent of
the noodle shop. It is then opened in both languages, read plain, in the elder mode and in the dark, on a phone and on a
desktop, and once more with longer words in it. What belongs to a story and has no fixed address is looked at where the
story is played (`look_here`).
"""

from __future__ import annotations

from typing import Final

from portal.design.catalogue import GROUPS

SIGNED_OUT: Final = (
    "/",
    "/account/sign-in/",
    "/search/",
    "/search/?q=孩子",
    "/search/?q=zzzz",
    "/calculator/",
    "/calculator/child/",
    "/check/",
    "/about/privacy/",
    "/about/accessibility/",
    "/about/site-map/",
    "/policies/",
    "/policies/job-expansion-grant/",
)
DESIGN: Final = (
    "/design/?mode=elder",
    "/design/colours/",
    "/design/type/",
    "/design/exchange/",
    *(f"/design/{group.slug}/" for group in GROUPS),
)
MOTHER: Final = (
    "/",
    "/benefits/",
    "/benefits/all/",
    "/benefits/all/childcare-subsidy/",
    "/benefits/all/maternity-allowance/",
    "/notices/",
    "/notices/preferences/",
    "/notices/contacts/phone/",
    "/notices/contacts/post/",
    "/my/access/",
    "/acting/",
    "/account/password/",
)
AGENT: Final = (
    "/",
    "/enterprise/policies/",
    "/benefits/all/job-stabilisation-refund/",
    "/acting/",
)
