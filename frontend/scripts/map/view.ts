import L from "leaflet";
import { drawBase } from "./base";
import { type Answer, type Base, fill, get, type Point, type Source, type Words, wordsOf } from "./data";
import { button, make } from "./dom";
import { hold } from "./hold";
import { inOrder, pressable } from "./keys";
import { Markers } from "./markers";
import { Names } from "./names";
import { told } from "./popup";

/** How close one can come: the drawn map has nothing more to show beyond. */
const closest = 14;
const closestTiles = 18;
/** What opens stays clear of the buttons at the foot, and has a rim and a tip, in
 * pixels. */
const foot = 60;
const rim = 72;
/** The first results are what the map is about when they are near a place. */
const first = 20;

/** The map of one page's results, with its buttons and notes. */
export class ResultsMap {
  private readonly root = make("div", "map");
  private readonly view = make("div", "map-view");
  private readonly note = make("p", "map-note");
  private readonly sources = make("p", "map-sources");
  private readonly words: Words;
  private readonly still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  private readonly map: L.Map;
  private readonly markers: Markers;
  private readonly names: Names;
  private readonly tiles: L.TileLayer | undefined;
  private readonly popup: L.Popup;
  private readonly sizes: ResizeObserver;
  private readonly release: () => void;
  private opener: L.Marker | undefined;
  private asked: AbortController | undefined;
  /** What the view has to show; none before the first answer. */
  private shown: L.LatLngBounds | undefined;
  private placed = false;

  constructor(holder: HTMLElement) {
    this.words = wordsOf(holder);
    const tiles = holder.dataset["tiles"] ?? "";
    const { words, view, still } = this;
    view.dir = "ltr";
    view.setAttribute("role", "region");
    view.setAttribute("aria-label", words.region);
    this.note.setAttribute("role", "status");
    this.sources.lang = "en";
    this.sources.dir = "ltr";
    this.map = new (still ? Still : L.Map)(view, {
      attributionControl: false,
      zoomControl: false,
      scrollWheelZoom: false,
      minZoom: 5,
      maxZoom: tiles ? closestTiles : closest,
      inertia: !still,
      fadeAnimation: !still,
      zoomAnimation: !still,
      markerZoomAnimation: !still,
    });
    for (const pane of ["base", "names", "here"]) this.map.createPane(pane);
    this.map.setView([57.2, -4.2], 6, { animate: false });
    this.root.append(make("div", "map-frame", this.tools(), view), this.note, this.sources);
    this.popup = L.popup({ closeButton: false, minWidth: 200, maxWidth: 280, autoPanPaddingTopLeft: [12, 12], autoPanPaddingBottomRight: [12, foot], offset: [0, -8] });
    this.markers = new Markers(this.map, words, (...opened) => this.open(...opened), still);
    this.names = new Names(this.map, () => this.markers.boxes());
    this.markers.events.on("animationend", () => this.names.write());
    pressable(this.map);
    inOrder(this.map, this.markers.events);
    this.release = hold(this.map);
    this.root.addEventListener("keydown", (e) => {
      if (e.key === "Escape" && this.popup.isOpen()) {
        e.stopPropagation();
        this.shut();
      }
    });
    // The style sheet, which gives the map its height, may come after it.
    this.sizes = new ResizeObserver(() => {
      if (view.clientHeight === 0) return; // out of sight
      this.map.invalidateSize({ animate: false, pan: false });
      this.fit();
    });
    this.sizes.observe(view);
    if (tiles) {
      // A tile server may ask whose map it is; it learns the site and no more.
      this.tiles = L.tileLayer(tiles, { maxZoom: closestTiles, referrerPolicy: "strict-origin" });
      const whose = holder.dataset["attribution"];
      if (whose) this.credit({ text: whose.replace(/\.?\s*$/, ".") });
    }
    void this.ground(holder.dataset["base"] ?? "");
  }

  /** Shows the results that a holder names now, in that holder. */
  show(holder: HTMLElement): void {
    if (this.root.parentElement !== holder) holder.append(this.root);
    void this.load(holder.dataset["points"] ?? "");
  }

  /** Takes the map away for good. */
  remove(): void {
    this.asked?.abort();
    this.sizes.disconnect();
    this.release();
    this.map.remove();
    this.root.remove();
  }

  /** Buttons come before the map, so that the Tab key meets them first. */
  private tools(): HTMLElement {
    const { map, words } = this;
    const zoom = (by: number, sign: string, label: string): HTMLButtonElement => {
      const b = button("map-tool", sign, () => map.setZoom(map.getZoom() + by));
      b.setAttribute("aria-label", label);
      b.title = label;
      const limit = (): void => {
        const at = map.getZoom();
        b.setAttribute("aria-disabled", String(by > 0 ? at >= map.getMaxZoom() : at <= map.getMinZoom()));
      };
      map.on("zoomend", limit);
      limit();
      return b;
    };
    return make("div", "map-tools", zoom(1, "+", words.in), zoom(-1, "\u2212", words.out));
  }

  /** Draws the map of our own, which lies under all else. */
  private async ground(url: string): Promise<void> {
    try {
      const base = await get<Base>(url);
      if (!this.root.isConnected) return;
      drawBase(this.map, base);
      this.names.set(base);
      base.sources.forEach((s) => this.credit(s));
    } catch {
      // The marks stand on a plain ground.
    }
  }

  private credit({ text, licence, href }: Source): void {
    this.sources.append(text, " ");
    if (licence && href) this.sources.append(Object.assign(make("a", "", licence), { href }), ". ");
  }

  private async load(url: string): Promise<void> {
    this.asked?.abort();
    const asked = (this.asked = new AbortController());
    this.view.setAttribute("aria-busy", "true");
    const answer = await get<Answer>(url, asked.signal).catch(() => undefined);
    if (asked.signal.aborted) return; // another is asked, or the map is gone
    this.view.removeAttribute("aria-busy");
    this.set(answer ?? { points: [], total: 0, near: null });
    if (!answer) this.note.textContent = this.words.failed;
  }

  private set({ points, total, near }: Answer): void {
    const { words, view } = this;
    const focused = view.contains(document.activeElement) && document.activeElement !== view;
    this.popup.close();
    this.markers.set(points);
    if (focused && !view.contains(document.activeElement)) view.focus({ preventScroll: true });
    const some = points.length < total ? fill(words.some, { shown: points.length, total }) : "";
    this.note.textContent = points.length ? some : words.none;
    const all = L.latLngBounds(points.map(at));
    // Near a place the best results are around it; the others may be far off.
    const about = near ? L.latLngBounds(points.slice(0, first).map(at)).extend([near.lat, near.lon]) : all;
    if (about.isValid()) {
      this.shown = about;
      this.placed &&= this.fits(about);
      this.fit();
    }
    this.names.near(near);
  }

  /** Reports whether the view as it is shows what has to be seen, and not as a dot. */
  private fits(about: L.LatLngBounds): boolean {
    return this.map.getBounds().contains(about) && this.map.getBoundsZoom(about) <= this.map.getZoom() + 3;
  }

  /** Brings what has to be seen into view, once there is a map to see it in. */
  private fit(): void {
    if (this.placed || !this.shown || this.map.getSize().y === 0) return;
    this.placed = true;
    this.map.fitBounds(this.shown, { padding: [40, 40], maxZoom: 13, animate: !this.still });
    this.tiles?.addTo(this.map); // not before: those of another view are asked for in vain
  }

  private open(points: Point[], from: L.Marker, at: L.LatLng, quietly: boolean): void {
    this.opener = from;
    const box = told(points, this.words, () => this.shut());
    this.popup.options.maxHeight = this.map.getSize().y - foot - rim;
    this.popup.setLatLng(at).setContent(box).openOn(this.map);
    if (quietly) box.querySelector("a")?.focus({ preventScroll: true });
  }

  /** Closes what is open, and goes back to the mark that it was opened from. */
  private shut(): void {
    this.popup.close();
    const mark = this.opener && this.markers.element(this.opener);
    (mark ?? this.view).focus({ preventScroll: true });
  }
}

const at = (p: Point): L.LatLngTuple => [p.lat, p.lon];

/** A map that moves at once, for those who ask for no motion. */
class Still extends L.Map {
  override panBy(offset: L.PointExpression, options?: L.PanOptions): this {
    return super.panBy(offset, { ...options, animate: false });
  }
}
