"""The receipt as a PDF that stands on its own: nothing is fetched while it is made."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from django.template.loader import render_to_string
from weasyprint import HTML
from weasyprint.urls import URLFetcher


def render_receipt(context: Mapping[str, Any]) -> bytes:
    """PDF/UA, so that it can be read aloud; made from a template of ours with values escaped."""
    html = render_to_string("awards/receipt_pdf.html", dict(context))
    # WeasyPrint would follow any address in the page, local files too: only data: is let through.
    fetcher = URLFetcher(allowed_protocols={"data"}, allow_redirects=False, fail_on_errors=True)
    document = HTML(string=html, url_fetcher=fetcher)
    return cast("bytes", document.write_pdf(pdf_variant="pdf/ua-1"))
