// Package lang holds every public word: the messages of frontend/messages with
// their plurals, and dates, times, distances and patterns in words, for pages,
// mail and the terminal.
package lang

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/go-playground/locales"
	"github.com/go-playground/locales/ar"
	"github.com/go-playground/locales/en_GB"
	"github.com/go-playground/locales/gd"
	"github.com/go-playground/locales/pl"
	"github.com/go-playground/locales/uk"
	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
)

// Default is the tag of the language that stands in for what another lacks.
const Default = "en"

// spoken are the public languages, in the order in which people choose, with
// what names their days and months.
var spoken = []struct {
	tag    string
	locale func() locales.Translator
}{{Default, en_GB.New}, {"gd", gd.New}, {"pl", pl.New}, {"uk", uk.New}, {"ar", ar.New}}

// Language is what language.json says of a language.
type Language struct {
	// Tag is its BCP 47 tag, the name of its folder.
	Tag string `json:"-"`
	// Name is its name in itself.
	Name string `json:"name"`
	// Direction is "ltr" or "rtl".
	Direction string `json:"direction"`
	// Reviewed are the messages that a fluent speaker has read and found good:
	// their names, or beginnings of names with a "*" after them.
	Reviewed []string `json:"reviewed"`
}

// reviews reports whether a fluent speaker has read a message.
func (l Language) reviews(id string) bool {
	return slices.ContainsFunc(l.Reviewed, func(r string) bool {
		begins, all := strings.CutSuffix(r, "*")
		return r == id || all && strings.HasPrefix(id, begins)
	})
}

// Catalogue holds the messages of every language.
type Catalogue struct {
	words []*Words
	// ids are the names of the messages of each language, in order.
	ids map[string][]string
}

// Load reads messages/<tag>/*.json, a folder for each language: language.json
// says what it is, and the others hold its messages. English must be there.
func Load(files fs.FS) (*Catalogue, error) {
	c := &Catalogue{ids: map[string][]string{}}
	bundle := i18n.NewBundle(language.English)
	for _, s := range spoken {
		w := &Words{localizer: i18n.NewLocalizer(bundle, s.tag, Default), locale: s.locale(), plain: map[string]string{}}
		ids, err := w.load(files, s.tag, bundle)
		if errors.Is(err, fs.ErrNotExist) && s.tag != Default {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("read messages/%s: %w", s.tag, err)
		}
		slices.Sort(ids)
		if c.ids[s.tag] = ids; s.tag != Default {
			// What is lacking is said in English, and counts as unread.
			for id, text := range c.words[0].plain {
				if _, ok := w.plain[id]; !ok && !slices.Contains(ids, id) && !strings.HasSuffix(id, simply) {
					w.plain[id] = text
				}
			}
		}
		w.Unreviewed = slices.ContainsFunc(c.ids[Default], func(id string) bool { return !w.reviews(id) })
		c.words = append(c.words, w.withSimpler())
	}
	return c, nil
}

// load reads one language's folder and gives the names of its messages.
func (w *Words) load(files fs.FS, tag string, bundle *i18n.Bundle) ([]string, error) {
	folder := path.Join("messages", tag)
	b, err := fs.ReadFile(files, path.Join(folder, "language.json"))
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(b, &w.Language); err != nil {
		return nil, fmt.Errorf("language.json: %w", err)
	}
	w.Tag = tag
	names, err := fs.Glob(files, path.Join(folder, "*.json"))
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, name := range names {
		if path.Base(name) == "language.json" {
			continue
		}
		b, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		var messages map[string]json.RawMessage
		if err := json.Unmarshal(b, &messages); err != nil {
			return nil, fmt.Errorf("%s: %w", path.Base(name), err)
		}
		for id, raw := range messages {
			if slices.Contains(ids, id) {
				return nil, fmt.Errorf("%s: message %s stands in another file too", path.Base(name), id)
			}
			ids = append(ids, id)
			if err := w.add(bundle, id, raw); err != nil {
				return nil, fmt.Errorf("%s: message %s: %w", path.Base(name), id, err)
			}
		}
	}
	return ids, nil
}

// add takes one message: a text, or an object with a text for each plural.
func (w *Words) add(bundle *i18n.Bundle, id string, raw json.RawMessage) error {
	m := &i18n.Message{ID: id}
	if err := json.Unmarshal(raw, &m.Other); err != nil {
		var plural struct{ Zero, One, Two, Few, Many, Other string }
		if err := json.Unmarshal(raw, &plural); err != nil {
			return err
		}
		m.Zero, m.One, m.Two, m.Few, m.Many, m.Other = plural.Zero, plural.One, plural.Two, plural.Few, plural.Many, plural.Other
	} else if !strings.Contains(m.Other, "{{") {
		w.plain[id] = m.Other
		return nil
	}
	tag, err := language.Parse(w.Tag)
	if err != nil {
		return err
	}
	return bundle.AddMessages(tag, m)
}

// IDs lists the names of the messages of a language that there are.
func (c *Catalogue) IDs(tag string) []string { return slices.Clone(c.ids[tag]) }

// Languages lists what there is to choose from, in order.
func (c *Catalogue) Languages() []Language {
	out := make([]Language, 0, len(c.words))
	for _, w := range c.words {
		out = append(out, w.Language)
	}
	return out
}

// Words speaks one language.
type Words struct {
	Language
	// Unreviewed is true while there is a message that no fluent speaker has
	// read.
	Unreviewed bool
	localizer  *i18n.Localizer
	locale     locales.Translator
	// plain are the messages without any values, which need no template.
	plain map[string]string
	// simpler are these words where some are said more simply.
	simpler *Words
}

// simply ends the name of a message that says another one more simply.
const simply = "~simple"

// Simpler gives the words of the simpler view: some messages have a shorter
// form, the others are as they are.
func (w *Words) Simpler() *Words {
	if w.simpler == nil {
		return w // it is simple already
	}
	return w.simpler
}

// withSimpler makes the words of the simpler view.
func (w *Words) withSimpler() *Words {
	s := *w
	s.plain = maps.Clone(w.plain)
	for id, text := range w.plain {
		if plain, ok := strings.CutSuffix(id, simply); ok {
			s.plain[plain] = text
		}
	}
	w.simpler = &s
	return w
}

// For gives the words of a language; English for one that there is not.
func (c *Catalogue) For(tag string) *Words {
	for _, w := range c.words {
		if w.Tag == tag {
			return w
		}
	}
	return c.words[0]
}

// T gives a message. args are pairs of a name and a value that the message may
// hold; "Count" settles its plural. A message that does not exist is an error,
// so that no page is served with a hole in it.
func (w *Words) T(id string, args ...any) (string, error) {
	if s, ok := w.plain[id]; ok {
		return s, nil
	}
	cfg := &i18n.LocalizeConfig{MessageID: id}
	if len(args) > 0 {
		values := map[string]any{}
		for i := 0; i+1 < len(args); i += 2 {
			name, ok := args[i].(string)
			if !ok {
				return "", fmt.Errorf("message %s: argument %d is no name", id, i)
			}
			values[name] = args[i+1]
			if name == "Count" {
				cfg.PluralCount = args[i+1]
			}
		}
		cfg.TemplateData = values
	}
	s, err := w.localizer.Localize(cfg)
	if err != nil {
		return "", fmt.Errorf("message %s: %w", id, err)
	}
	return s, nil
}

// must gives a message that a test has shown to exist; its name alone if it
// does not.
func (w *Words) must(id string, args ...any) string {
	s, err := w.T(id, args...)
	if err != nil {
		return id
	}
	return s
}
