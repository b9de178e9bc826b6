"""What people type: a code to check, a number, an address, their choices."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import time
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from services.notices.contacts import ContactRefused, normal_value
from services.notices.kinds import NoticeGroup
from services.notices.ladders import ChannelCode
from services.notices.models import ContactKind
from services.notices.preferences import CHOOSABLE, Choice, used_channels
from services.notices.quiet import QuietHours

_HOURS: Final = [(f"{hour:02d}:00", f"{hour:02d}:00") for hour in range(24)]


class CheckForm(forms.Form):
    code = forms.CharField(
        label=_("Code of the message"),
        help_text=_("Twelve letters and digits, such as 7K2M-9QXD-4T3A. Small letters and spaces do not matter."),
        max_length=60,
        error_messages={"required": _("Type the code that stands in the message.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )


class ContactForm(forms.Form):
    """One number or address; `kind` says which."""

    value = forms.CharField(max_length=300)

    def __init__(self, *args: Any, kind: ContactKind, **named: Any) -> None:
        super().__init__(*args, **named)
        self.kind = kind
        field = self.fields["value"]
        field.label = kind.label
        if kind is ContactKind.PHONE:
            field.widget = forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"})
            field.help_text = _("A mobile number of 11 digits. We send a code there.")
        elif kind is ContactKind.EMAIL:
            field.widget = forms.TextInput(attrs={"type": "email", "autocomplete": "email", "spellcheck": "false"})
            field.help_text = _("We send a code there.")
        else:
            field.widget = forms.Textarea(attrs={"rows": 4, "autocomplete": "street-address"})
            field.help_text = _("As it stands on an envelope. Letters about what the law has us tell you go there.")
        required = {
            ContactKind.PHONE: _("Enter a mobile number."),
            ContactKind.EMAIL: _("Enter an e-mail address."),
            ContactKind.POST: _("Enter an address."),
        }
        field.error_messages["required"] = required[kind]

    def clean_value(self) -> str:
        try:
            return normal_value(self.kind, self.cleaned_data["value"])
        except ContactRefused as refusal:
            raise forms.ValidationError(refusal.message) from refusal


class ProofForm(forms.Form):
    code = forms.CharField(
        label=_("Code that we sent"),
        help_text=_("Six digits. They hold for 10 minutes."),
        max_length=20,
        error_messages={"required": _("Type the six digits.")},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )


class PreferencesForm(forms.Form):
    """A group of checkboxes for each group of notices, and the hours in which nothing rings."""

    quiet_start = forms.ChoiceField(label=_("Quiet from"), choices=_HOURS)
    quiet_end = forms.ChoiceField(label=_("until"), choices=_HOURS)

    def __init__(self, *args: Any, off: set[Choice], quiet: QuietHours, **named: Any) -> None:
        super().__init__(*args, **named)
        self._choices: dict[str, tuple[NoticeGroup, Sequence[ChannelCode]]] = {}
        self.fields["quiet_start"].initial = f"{quiet.start.hour:02d}:00"
        self.fields["quiet_end"].initial = f"{quiet.end.hour:02d}:00"
        for group in NoticeGroup:
            channels = [each for each in used_channels(group, statutory=False) if each in CHOOSABLE]
            if channels:
                self._add(group, channels, off)

    def _add(self, group: NoticeGroup, channels: Sequence[ChannelCode], off: set[Choice]) -> None:
        name = f"by_{group}"
        self._choices[name] = (group, channels)
        self.fields[name] = forms.MultipleChoiceField(
            label=group.label,
            choices=[(each.value, each.label) for each in channels],
            initial=[each.value for each in channels if (group.value, each.value) not in off],
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )

    def choices(self) -> Iterator[forms.BoundField]:
        for name in self._choices:
            yield self[name]

    def switched_off(self) -> set[tuple[NoticeGroup, ChannelCode]]:
        return {
            (group, channel)
            for name, (group, channels) in self._choices.items()
            for channel in channels
            if channel.value not in self.cleaned_data[name]
        }

    def quiet(self) -> QuietHours:
        return QuietHours(
            time.fromisoformat(self.cleaned_data["quiet_start"]), time.fromisoformat(self.cleaned_data["quiet_end"])
        )
