// Package lang holds every public word: the messages of frontend/messages with
// their plurals, and dates, times, distances and patterns in words, for pages,
// mail and the terminal.
package lang

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/go-playground/locales"
	"github.com/go-playground/locales/en_GB"
	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
)

// Catalogue holds the messages of every language.
type Catalogue struct {
	bundle *i18n.Bundle
	// ids are the names of the messages, in order.
	ids []string
}

// Load reads messages/*.json, a file for each language; English must be there,
// and stands in for what another lacks.
func Load(files fs.FS) (*Catalogue, error) {
	c := &Catalogue{bundle: i18n.NewBundle(language.BritishEnglish)}
	c.bundle.RegisterUnmarshalFunc("json", json.Unmarshal)
	names, err := fs.Glob(files, "messages/*.json")
	if err != nil {
		return nil, fmt.Errorf("read messages: %w", err)
	}
	for _, name := range names {
		b, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, fmt.Errorf("read messages: %w", err)
		}
		var messages map[string]json.RawMessage
		if err := json.Unmarshal(b, &messages); err != nil {
			return nil, fmt.Errorf("read %s: %w", name, err)
		}
		tag, err := language.Parse(strings.TrimSuffix(path.Base(name), ".json"))
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", name, err)
		}
		if err := c.add(tag, messages); err != nil {
			return nil, fmt.Errorf("read %s: %w", name, err)
		}
	}
	if len(c.ids) == 0 {
		return nil, fmt.Errorf("read messages: there is no messages/en.json")
	}
	return c, nil
}

func (c *Catalogue) add(tag language.Tag, messages map[string]json.RawMessage) error {
	for id, raw := range messages {
		m := &i18n.Message{ID: id}
		if err := json.Unmarshal(raw, &m.Other); err != nil {
			var plural struct{ Zero, One, Two, Few, Many, Other string }
			if err := json.Unmarshal(raw, &plural); err != nil {
				return fmt.Errorf("message %s: %w", id, err)
			}
			m.Zero, m.One, m.Two, m.Few, m.Many, m.Other = plural.Zero, plural.One, plural.Two, plural.Few, plural.Many, plural.Other
		}
		if err := c.bundle.AddMessages(tag, m); err != nil {
			return fmt.Errorf("message %s: %w", id, err)
		}
		if tag == language.English {
			c.ids = append(c.ids, id)
		}
	}
	slices.Sort(c.ids)
	return nil
}

// IDs lists the names of the messages.
func (c *Catalogue) IDs() []string { return slices.Clone(c.ids) }

// Words speaks one language.
type Words struct {
	// Tag is the language's BCP 47 tag, for the page.
	Tag       string
	localizer *i18n.Localizer
	locale    locales.Translator
}

// For gives the words of a language.
func (c *Catalogue) For(tag string) *Words {
	return &Words{Tag: tag, localizer: i18n.NewLocalizer(c.bundle, tag, "en"), locale: en_GB.New()}
}

// T gives a message. args are pairs of a name and a value that the message may
// hold; "Count" settles its plural. A message that does not exist is an error,
// so that no page is served with a hole in it.
func (w *Words) T(id string, args ...any) (string, error) {
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
