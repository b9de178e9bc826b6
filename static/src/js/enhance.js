// Gives the components in a part of a page their behaviour: in the whole page once, then in each part that is exchanged.

import {
  Button,
  CharacterCount,
  Checkboxes,
  ErrorSummary,
  NotificationBanner,
  Radios,
  SkipLink,
  createAll,
} from "govuk-frontend";

import { readAloud } from "./read-aloud.js";
import { timeout } from "./timeout.js";

const OWN = { "tb-read-aloud": readAloud, "tb-timeout": timeout };

export function enhance(scope) {
  createAll(Button, { preventDoubleClick: true }, scope);
  for (const component of [Checkboxes, CharacterCount, ErrorSummary, NotificationBanner, Radios, SkipLink]) {
    createAll(component, {}, scope);
  }
  for (const [name, make] of Object.entries(OWN)) {
    for (const element of scope.querySelectorAll(`[data-module="${name}"]:not([data-enhanced])`)) {
      element.dataset.enhanced = "";
      make(element);
    }
  }
}
