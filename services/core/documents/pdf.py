"""From a template to a PDF that can be read aloud."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from django.template.loader import render_to_string
from weasyprint import HTML
from weasyprint.urls import URLFetcher


def render_pdf(template: str, context: Mapping[str, Any], *, author: str) -> bytes:
    """PDF/UA; values are escaped by the template, which extends `paper.html`. `author` is whose document it is."""
    html = render_to_string(template, {**context, "author": author})
    # WeasyPrint would follow any address in the page, local files too: only data: is let through.
    fetcher = URLFetcher(allowed_protocols={"data"}, allow_redirects=False, fail_on_errors=True)
    document = HTML(string=html, url_fetcher=fetcher)
    return cast("bytes", document.write_pdf(pdf_variant="pdf/ua-1"))
