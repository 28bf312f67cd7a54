package concept

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// entry is one concept as its file has it; see data/concepts/README.md.
type entry struct {
	ID      ID
	Class   Class
	Label   string
	Also    []string
	Said    []string
	Broader []ID
	Related []ID
	Opens   struct{ Join, Help []ID }
	// Delicate says that what people say of it is a hardship.
	Delicate bool
	// Particular says that it is for particular people.
	Particular bool
	Apart      []struct {
		Phrase string
		Near   []string
	}
	GD, PL, UK, AR struct {
		Label      string
		Also, Said []string
	}
}

// Load reads concepts/*.yaml, cues/*.yaml, everyday.tsv and vocabulary.tsv of
// data/. An error says which file, and which concept, is wrong.
func Load(files fs.FS) (*Set, error) {
	s := &Set{byID: map[ID]int{}, words: newLexicon()}
	sum := sha256.New()
	read := func(name string) ([]byte, error) {
		b, err := fs.ReadFile(files, name)
		if err == nil {
			fmt.Fprintf(sum, "%s %d\n", name, len(b))
			sum.Write(b)
		}
		return b, err
	}
	everyday, err := read("everyday.tsv")
	if err == nil {
		err = s.words.learn(string(everyday))
	}
	if err != nil {
		return nil, fmt.Errorf("load concepts: everyday.tsv: %w", err)
	}
	var entries []entry
	for _, folder := range []string{"concepts", "cues"} {
		names, err := fs.Glob(files, path.Join(folder, "*.yaml"))
		if err != nil {
			return nil, fmt.Errorf("load concepts: %w", err)
		}
		for _, name := range names {
			b, err := read(name)
			if err != nil {
				return nil, fmt.Errorf("load concepts: %w", err)
			}
			var some []entry
			if err := yaml.Unmarshal(b, &some); err != nil {
				return nil, fmt.Errorf("load concepts: %s: %w", name, err)
			}
			entries = append(entries, some...)
		}
	}
	if err := s.compile(entries); err != nil {
		return nil, fmt.Errorf("load concepts: %w", err)
	}
	vocabulary, err := read("vocabulary.tsv")
	if err == nil {
		err = s.readVocabulary(string(vocabulary))
	}
	if err != nil {
		return nil, fmt.Errorf("load concepts: vocabulary.tsv: %w", err)
	}
	s.words.seal()
	s.version = hex.EncodeToString(sum.Sum(nil)[:8])
	return s, nil
}

// compile takes the concepts in and ties them together.
func (s *Set) compile(entries []entry) error {
	for _, e := range entries {
		if _, twice := s.byID[e.ID]; twice || e.ID == "" {
			return fmt.Errorf("concept %q stands twice, or has no id", e.ID)
		}
		if e.Label == "" {
			e.Label = strings.ReplaceAll(string(e.ID), "-", " ")
		}
		c := Concept{ID: e.ID, Class: e.Class, Label: e.Label, Labels: map[string]string{},
			Broader: e.Broader, Related: e.Related, Join: e.Opens.Join, Help: e.Opens.Help, Particular: e.Particular || e.Class == Experience,
			Delicate: e.Delicate || e.Class == Experience || e.Class == Hope}
		for lang, l := range map[string]string{"gd": e.GD.Label, "pl": e.PL.Label, "uk": e.UK.Label, "ar": e.AR.Label} {
			if l != "" {
				c.Labels[lang] = l
			}
		}
		s.byID[e.ID] = len(s.concepts)
		s.concepts = append(s.concepts, c)
	}
	for i := range s.concepts {
		c := &s.concepts[i]
		for _, id := range slices.Concat(c.Broader, c.Related, c.Join, c.Help) {
			if s.Get(id) == nil {
				return fmt.Errorf("concept %s names %s, which does not exist", c.ID, id)
			}
		}
		for _, id := range c.Related {
			if r := s.Get(id); !slices.Contains(r.Related, c.ID) {
				r.Related = append(slices.Clip(r.Related), c.ID)
			}
		}
		for _, id := range c.Broader {
			b := s.Get(id)
			b.Narrower = append(b.Narrower, c.ID)
		}
	}
	for i := range s.concepts {
		if id, round := s.circle(i); round {
			return fmt.Errorf("concept %s is broader than itself", id)
		}
	}
	for i, e := range entries {
		s.addPhrases(int32(i), &e)
	}
	return nil
}

// circle reports whether a concept is among those broader than it.
func (s *Set) circle(at int) (ID, bool) {
	id := s.concepts[at].ID
	for _, k := range s.Broader(id) {
		if slices.Contains(s.Get(k.ID).Broader, id) {
			return id, true
		}
	}
	return "", false
}

// addPhrases puts what a concept is called into the trie.
func (s *Set) addPhrases(at int32, e *entry) {
	near := map[string][]uint32{}
	for _, a := range e.Apart {
		for _, w := range a.Near {
			near[a.Phrase] = append(near[a.Phrase], s.words.keys(w, "en")...)
		}
	}
	add := func(phrase, lang string, said bool) {
		m := meaning{concept: at, said: said, near: near[phrase]}
		keys := s.words.keys(phrase, lang)
		if words := s.words.read(phrase); lang == "en" && len(words) == 1 {
			m.ending = derived(words[0].Text)
		}
		s.phrases.add(keys, m)
	}
	if e.Class != Cue {
		add(e.Label, "en", e.Class == Experience)
	}
	for _, p := range e.Also {
		add(p, "en", e.Class == Cue)
	}
	for _, p := range e.Said {
		add(p, "en", true)
	}
	for lang, l := range map[string]struct {
		Label      string
		Also, Said []string
	}{"gd": e.GD, "pl": e.PL, "uk": e.UK, "ar": e.AR} {
		if l.Label != "" {
			add(l.Label, lang, false)
		}
		for _, p := range l.Also {
			add(p, lang, false)
		}
		for _, p := range l.Said {
			add(p, lang, true)
		}
	}
}
