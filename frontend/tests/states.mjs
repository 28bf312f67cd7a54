// In which states a page is looked at: few for each, chosen so that every value
// is among them, as many pairs of values as can be, and over all pages every
// pair there is.
export const choices = {
  scheme: ["light", "dark"],
  lang: ["en", "ar", "pl"],
  width: [320, 768, 1280],
  scripts: [true, false],
  view: ["full", "simple"],
  text: [100, 200],
};

const names = Object.keys(choices);

// every is each state there is.
const every = names.reduce((all, name) => all.flatMap((s) => choices[name].map((v) => ({ ...s, [name]: v }))), [{}]);

export const pairsOf = (s) => names.flatMap((a, i) => names.slice(i + 1).map((b) => `${a}=${s[a]} ${b}=${s[b]}`));
const valuesOf = (s) => names.map((n) => `${n}=${s[n]}`);

// pairs is every pair of values.
export const pairs = new Set(every.flatMap(pairsOf));

// chooser gives for one page after another which states it is looked at in. It
// draws no lots: the same pages are always looked at in the same states.
export function chooser(count = 4) {
  const seen = new Map();
  return (it) => {
    const can = every.filter((s) => it.scripts === undefined || s.scripts === it.scripts);
    const here = new Set();
    const out = [];
    while (out.length < count) {
      // A value that this page lacks comes before a pair that it lacks, and that
      // before the pairs that were seen least on other pages.
      const worth = (s) => {
        const values = valuesOf(s).filter((v) => !here.has(v)).length;
        const fresh = pairsOf(s).filter((p) => !here.has(p)).length;
        return values * 1e4 + fresh * 1e2 - pairsOf(s).reduce((n, p) => n + (seen.get(p) ?? 0), 0);
      };
      const best = can.reduce((a, b) => (worth(b) > worth(a) ? b : a));
      out.push(best);
      for (const x of [...valuesOf(best), ...pairsOf(best)]) here.add(x);
      for (const p of pairsOf(best)) seen.set(p, (seen.get(p) ?? 0) + 1);
    }
    return out;
  };
}

export const say = (s) => [s.scheme, s.lang, `${s.width} px`, s.scripts ? "scripts" : "no scripts", s.view, `${s.text}%`].join(", ");
