import type { FeatureCollection, Geometry } from "geojson";

/** A service on the map, as /map/points tells it. */
export interface Point {
  name: string;
  href: string;
  kind: string;
  /** The kind in words. */
  what: string;
  where?: string;
  next?: string;
  cost?: string;
  joining?: string;
  lon: number;
  lat: number;
  /** True when the point is only the middle of a district. */
  about?: boolean;
}

export interface Answer {
  points: Point[];
  total: number;
  near: { label: string; lon: number; lat: number } | null;
}

/** Whom a map comes from, and on what terms. */
export interface Source {
  text: string;
  licence?: string;
  href?: string;
}

/** The map that is drawn here, as /map/base.json tells it. */
export interface Base extends FeatureCollection<Geometry, { what: string; name?: string }> {
  sources: Source[];
}

/** All that the map says, in the language of the page, from data-words. */
export interface Words {
  /** What the map is of, for those who hear it. */
  region: string;
  /** How many stand together; holds {count}. */
  here: string;
  /** The buttons that come closer and go further away. */
  in: string;
  out: string;
  /** Closes what opened over the map. */
  shut: string;
  /** Said of a point that is only about where something is. */
  about: string;
  /** Nothing that was found has a point. */
  none: string;
  /** Not all that was found has a point; holds {shown} and {total}. */
  some: string;
  failed: string;
}

export function wordsOf(holder: HTMLElement): Words {
  return JSON.parse(holder.dataset["words"] ?? "{}") as Words;
}

/** Puts values where a text has their names in braces. */
export function fill(text = "", values: Record<string, number>): string {
  return Object.entries(values).reduce((all, [name, value]) => all.replace(`{${name}}`, String(value)), text);
}

export async function get<T>(url: string, signal?: AbortSignal): Promise<T> {
  const res = await fetch(url, { signal: signal ?? null, headers: { Accept: "application/json" } });
  if (!res.ok) throw new Error(String(res.status));
  return (await res.json()) as T;
}

/** The kinds that are ways to help; the others are to join. */
export function helps(kind: string): boolean {
  return kind === "volunteering" || kind === "employment";
}
