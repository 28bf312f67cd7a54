import { fill, type Point, type Words } from "./data";
import { button, make } from "./dom";
import { shape } from "./icons";

// What opens over the map: one service, or all that stand at one place. Every
// line finds its own direction, for names may be in another language.

function line(tag: "p" | "li" | "h2", className: string, ...content: (Node | string)[]): HTMLElement {
  const el = make(tag, className, ...content);
  el.dir = "auto";
  return el;
}

function named(p: Point): HTMLAnchorElement {
  const a = make("a", "", p.name);
  a.href = p.href;
  return a;
}

/** Gives what is told of one service, or of several at one place. */
export function told(points: Point[], words: Words, shut: () => void): HTMLElement {
  const box = make("div", "map-told");
  box.dir = document.documentElement.dir || "ltr";
  const [only] = points;
  if (points.length === 1 && only) {
    const facts = [only.next, only.where, only.about ? words.about : "", only.cost, only.joining];
    const name = named(only);
    const more = make("div", "map-facts", line("p", "map-kind", shape(only.kind), only.what));
    more.append(...facts.filter((f): f is string => !!f).map((f) => line("p", "", f)));
    more.id = "map-facts";
    name.setAttribute("aria-describedby", more.id);
    box.append(line("h2", "", name), more);
  } else {
    const list = make("ul");
    list.append(...points.map((p) => line("li", "", shape(p.kind), make("span", "", named(p), make("span", "map-next", p.next ?? p.what)))));
    box.append(line("h2", "", fill(words.here, { count: points.length })));
    if (points.every((p) => p.about)) box.append(line("p", "", words.about));
    box.append(list);
  }
  box.append(make("p", "map-foot", button("map-shut", words.shut, shut)));
  return box;
}
