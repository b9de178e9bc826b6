"""What clerks write at the desk."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class ReasonForm(forms.Form):
    """An act that others will ask about carries its reason."""

    reason = forms.CharField(label=_("Reason"), max_length=500)


class ExplanationForm(forms.Form):
    """What a supervisor learnt from the bank about a statement that explained nothing by itself."""

    reason = forms.CharField(
        label=_("What the bank explained"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
