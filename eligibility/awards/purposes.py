"""What a payment is for, in the words of the policy that it comes from."""

from eligibility.policies import api as policies
from services.core.languages.api import in_language


def title_of(policy: str) -> str:
    """In the reader's language; the bare code of a policy that was never published here."""
    try:
        return in_language(policies.policy(policy).titles)
    except policies.UnknownPolicy:
        return policy
