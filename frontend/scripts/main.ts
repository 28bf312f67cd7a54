import { suggest } from "./suggest";

// Everything works without this file; it only makes typing quicker.
document.querySelectorAll<HTMLInputElement>("input[data-suggest]").forEach(suggest);
