package index

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/analysis/analyzer/custom"
	"github.com/blevesearch/bleve/v2/document"
	"github.com/blevesearch/bleve/v2/mapping"
	"github.com/blevesearch/bleve/v2/registry"
	index "github.com/blevesearch/bleve_index_api"

	"alongside/index/near"
	"alongside/internal/directory"
	"alongside/internal/text"
)

// storedField holds the document, for nothing but reading it back.
const storedField = "document"

const analyzerName = "alongside"

func init() {
	// bleve finds analysers by name in its registry; this is the only one.
	if err := registry.RegisterTokenizer(analyzerName, func(map[string]any, *registry.Cache) (analysis.Tokenizer, error) {
		return tokenizer{}, nil
	}); err != nil {
		panic(err)
	}
}

// tokenizer gives bleve the terms of package text, stop words left out.
type tokenizer struct{}

var _ analysis.Tokenizer = tokenizer{}

// Tokenize gives the terms of a text.
func (tokenizer) Tokenize(b []byte) analysis.TokenStream {
	tokens := text.Tokens(string(b))
	out := make(analysis.TokenStream, 0, len(tokens))
	for i, t := range tokens {
		if t.Term != "" {
			out = append(out, &analysis.Token{Term: []byte(t.Term), Start: t.Start, End: t.End, Position: i + 1, Type: analysis.AlphaNumeric})
		}
	}
	return out
}

// newMapping gives the lean mapping: postings of the word fields and one
// stored document; no term vectors, no doc values, no _all.
func newMapping() (mapping.IndexMapping, error) {
	m := bleve.NewIndexMapping()
	if err := m.AddCustomAnalyzer(analyzerName, map[string]any{"type": custom.Name, "tokenizer": analyzerName}); err != nil {
		return nil, fmt.Errorf("make the analyser: %w", err)
	}
	m.DefaultAnalyzer = analyzerName
	m.StoreDynamic, m.IndexDynamic, m.DocValuesDynamic = false, false, false
	doc := bleve.NewDocumentStaticMapping()
	for _, name := range near.Fields() {
		field := bleve.NewTextFieldMapping()
		field.Analyzer = analyzerName
		field.Store, field.IncludeTermVectors, field.IncludeInAll, field.DocValues = false, false, false, false
		doc.AddFieldMappingsAt(name, field)
	}
	stored := bleve.NewTextFieldMapping()
	stored.Store, stored.Index, stored.IncludeTermVectors, stored.IncludeInAll, stored.DocValues = true, false, false, false, false
	doc.AddFieldMappingsAt(storedField, stored)
	m.DefaultMapping = doc
	return m, nil
}

// Version names the form of the index: its mapping, its analysis, what its
// documents hold and, by the version of the concepts, what listings are found
// to be about. Folders of another version are built anew.
func Version(concepts string) string {
	m, err := newMapping()
	if err != nil {
		panic(err) // the mapping is constant: a test runs it
	}
	b, err := json.Marshal(m)
	if err != nil {
		panic(err)
	}
	sum := sha256.Sum256([]byte(text.Version + "\x00" + near.FormatVersion + "\x00" + concepts + "\x00" + string(b)))
	return hex.EncodeToString(sum[:6])
}

// wordsOf gives what bleve takes of a document.
func wordsOf(d *directory.Document, p *near.Prepared) map[string]any {
	return map[string]any{
		"name":         d.Card.Name + "\n" + d.AlternateName,
		"activities":   strings.Join(d.Card.Activities, "\n"),
		"organisation": d.Card.OrganizationName,
		"description":  d.Description,
		storedField:    string(p.AppendStored(nil)),
	}
}

// stored gives the bytes that are stored of a document.
func stored(reader index.IndexReader, key string) ([]byte, error) {
	doc, err := reader.Document(key)
	if err != nil {
		return nil, fmt.Errorf("read document %s: %w", key, err)
	}
	if doc == nil {
		return nil, fmt.Errorf("read document %s: it is not there", key)
	}
	var value []byte
	doc.VisitFields(func(f index.Field) {
		if f.Name() == storedField {
			if t, ok := f.(*document.TextField); ok {
				value = t.Value()
			}
		}
	})
	return value, nil
}
