// Makes pages smoother; nothing depends on it. Only what our pages use is bundled.

import { enhance } from "./enhance.js";
import { followSwaps } from "./swaps.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
enhance(document);
followSwaps();
