package safety

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"alongside/internal/text"
)

// Guard looks at texts and knows whom to call. It is safe for use by many at
// once.
type Guard struct {
	lexicon  *lexicon
	elements map[string]int32
	// weight says how common an element is, so that rules are tried by their
	// rarest.
	weight []int
	// rules stand by their kind and by the element that each is tried by.
	rules [raise + 1][][]rule
	// reviewed are the languages whose phrases somebody fluent has reviewed.
	reviewed map[string]bool
	// self and other are the elements that say whom a sentence is about.
	self, other int32
	scopes      []scope
}

// file is one file of rules.
type file struct {
	Lang     string
	Reviewed bool
	Spell    map[string]string
	Fillers  []string
	Plain    []string
	// Proclitics are written in one with the word that follows.
	Proclitics []string
	Parts      map[string][]string
	Spare      []string
	Soft       []string
	Rules      []struct {
		Sort    Sort
		Level   string
		Someone bool
		Say     []string
	}
}

// Load reads safety/*.yaml, the rules, and safety/contacts/*.yaml, whom to
// call. A rule that cannot be read, or no rule and no contact at all, is an
// error.
func Load(fsys fs.FS) (*Guard, error) {
	g := &Guard{lexicon: newLexicon(), elements: map[string]int32{}, reviewed: map[string]bool{}}
	files, err := read[file](fsys, "safety/*.yaml")
	if err != nil {
		return nil, err
	}
	shared := map[string]map[string][]string{}
	for name, f := range files {
		if path.Base(name) == f.Lang+".yaml" {
			shared[f.Lang] = f.Parts
		}
		g.lexicon.read(f)
		g.reviewed[f.Lang] = g.reviewed[f.Lang] || f.Reviewed
	}
	for name, f := range files {
		r := &reader{guard: g, own: f.Parts, shared: shared[f.Lang], english: f.Lang == "en"}
		if err := r.read(f); err != nil {
			return nil, fmt.Errorf("read %s: %w", name, err)
		}
	}
	en := &reader{guard: g, shared: shared["en"]}
	if g.self, err = en.element("[i]"); err == nil {
		g.other, err = en.element("[they]")
	}
	if err != nil {
		return nil, fmt.Errorf("read the words for whom it is about: %w", err)
	}
	g.scopes, err = readContacts(fsys)
	return g, err
}

// read reads every file of a pattern; none is an error.
func read[T any](fsys fs.FS, pattern string) (map[string]T, error) {
	names, err := fs.Glob(fsys, pattern)
	if err != nil || len(names) == 0 {
		return nil, fmt.Errorf("there is no %s: %w", pattern, err)
	}
	out := map[string]T{}
	for _, name := range names {
		b, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", name, err)
		}
		var v T
		d := yaml.NewDecoder(strings.NewReader(string(b)))
		d.KnownFields(true)
		if err := d.Decode(&v); err != nil {
			return nil, fmt.Errorf("read %s: %w", name, err)
		}
		out[name] = v
	}
	return out, nil
}

func (x *lexicon) read(f file) {
	for from, to := range f.Spell {
		x.spell[text.Fold(from)] = strings.Fields(to)
	}
	x.proclitics = append(x.proclitics, f.Proclitics...)
	for _, w := range f.Fillers {
		x.fillers[w] = true
	}
	for _, w := range f.Plain {
		x.plain[w] = true
	}
}

func (r *reader) read(f file) error {
	all := []struct {
		like rule
		say  []string
	}{
		{rule{kind: spare}, f.Spare},
		{rule{kind: soft, level: Gentle, sort: Worry}, f.Soft},
	}
	for _, w := range f.Rules {
		level, ok := map[string]Level{"gentle": Gentle, "now": Now}[w.Level]
		if !ok || !slices.Contains(Sorts(), w.Sort) {
			return fmt.Errorf("rules of level %q and sort %q", w.Level, w.Sort)
		}
		all = append(all, struct {
			like rule
			say  []string
		}{rule{kind: raise, level: level, sort: w.Sort, someone: w.Someone}, w.Say})
	}
	for _, group := range all {
		r.exact = group.like.kind != raise
		for _, say := range group.say {
			if err := r.rules(say, group.like); err != nil {
				return err
			}
		}
	}
	return nil
}

// element gives the number of an element that these phrases may fill.
func (g *Guard) element(phrases []string) (int32, error) {
	key := strings.Join(phrases, "|")
	if id, ok := g.elements[key]; ok {
		return id, nil
	}
	id, weight := int32(len(g.weight)), 0
	for _, p := range phrases {
		words := strings.Fields(p)
		if len(words) == 0 || len(words) > longestPhrase {
			return 0, fmt.Errorf("phrase %q has not 1 to %d words", p, longestPhrase)
		}
		weight++
		if len(words) == 1 && text.Term(words[0]) == "" {
			weight += 50 // a stop word
		}
		g.lexicon.addPhrase(words, id)
	}
	g.elements[key] = id
	g.weight = append(g.weight, weight)
	for k := range g.rules {
		g.rules[k] = append(g.rules[k], nil)
	}
	return id, nil
}

// add keeps a rule by the rarest of its elements.
func (g *Guard) add(r rule) {
	best := r.rows[0][0].element
	for _, row := range r.rows {
		for _, s := range row {
			if g.weight[s.element] < g.weight[best] {
				best = s.element
			}
		}
	}
	g.rules[r.kind][best] = append(g.rules[r.kind][best], r)
}
