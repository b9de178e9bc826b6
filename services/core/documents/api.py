from services.core.documents.pdf import render_pdf

__all__ = ["render_pdf"]
