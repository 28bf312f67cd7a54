import { inPlace } from "./match";
import { suggest } from "./suggest";

// Everything works without this file; it only makes typing and coming back
// quicker.
document.querySelectorAll<HTMLInputElement>("input[data-suggest]").forEach(suggest);
inPlace();
