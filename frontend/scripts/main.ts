import { leaving } from "./leave";
import { keeping } from "./keep";
import { inPlace } from "./match";
import { planning } from "./plan";
import { results } from "./results";
import { suggest } from "./suggest";
import { well } from "./well";

// Everything works without this file; it only makes typing, keeping and coming
// back quicker.
document.querySelectorAll<HTMLInputElement>("input[data-suggest]").forEach(suggest);
document.querySelectorAll<HTMLElement>(".scripted").forEach((e) => (e.hidden = false));
document.querySelectorAll<HTMLElement>(".scriptless").forEach((e) => (e.hidden = true));
leaving();
inPlace();
results();
keeping();
planning();
well();
