"""The derivation on paper: a PDF that stands on its own; nothing is fetched while it is made."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from django.template.loader import render_to_string
from weasyprint import HTML
from weasyprint.urls import URLFetcher


def render_derivation(context: Mapping[str, Any]) -> bytes:
    """PDF/UA, so that it can be read aloud; made from a template of ours with values escaped."""
    html = render_to_string("policies/derivation_pdf.html", dict(context))
    # WeasyPrint would follow any address in the page, local files too: only data: is let through.
    fetcher = URLFetcher(allowed_protocols={"data"}, allow_redirects=False, fail_on_errors=True)
    return cast("bytes", HTML(string=html, url_fetcher=fetcher).write_pdf(pdf_variant="pdf/ua-1"))
