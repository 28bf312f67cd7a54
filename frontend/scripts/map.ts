import { ResultsMap } from "./map/view";

// The map of results: a second way to see what the list holds. This file comes
// only when somebody asks for a map, and gives the page window.alongsideMap.

let shown: ResultsMap | undefined;

/** Shows the results of a holder's data-points, or shows them anew. */
const open = (holder: HTMLElement): void => {
  shown ??= new ResultsMap(holder);
  shown.show(holder);
};

/** Takes the map away; the next one begins afresh. */
const close = (): void => {
  shown?.remove();
  shown = undefined;
};

Object.assign(window, { alongsideMap: Object.assign(open, { close }) });
