package hsds

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"

	"alongside/internal/directory"
)

// Record is one listing of a feed.
type Record struct {
	Listing directory.Listing
	// File names the table it came from, for tabular feeds.
	File string
	// Line is the line on which it begins.
	Line int
	// Warnings are what was left out of it, by member.
	Warnings []directory.Fault
}

// Options say where a feed comes from.
type Options struct {
	// Source names the feed; ids are made of it.
	Source string
}

// Detect reports whether what begins with head is JSON.
func Detect(head []byte) bool {
	head = bytes.TrimSpace(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")))
	return len(head) > 0 && (head[0] == '{' || head[0] == '[')
}

// Read reads JSON: a service, a list of services, a page of an API, an
// organisation with its services, a service at location, or a list of those.
// A list is read entry by entry. What is not whole, or is no JSON, is an error
// that says where.
func Read(ctx context.Context, r io.Reader, o Options) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		lines := &lineReader{r: r}
		d := &jsonReader{ctx: ctx, dec: json.NewDecoder(lines), lines: lines, source: o.Source, yield: yield}
		if err := d.read(); err != nil && !errors.Is(err, errStopped) {
			yield(Record{}, d.explain(err))
		}
	}
}

// errStopped says that whoever reads wants no more.
var errStopped = errors.New("stopped")

// deepest bounds how deeply an entry may be nested: HSDS needs nine levels.
const deepest = 50

type jsonReader struct {
	ctx    context.Context
	dec    *json.Decoder
	lines  *lineReader
	source string
	yield  func(Record, error) bool
	found  bool
	// entries counts those of lists.
	entries int
}

func (d *jsonReader) read() error {
	first, err := d.dec.Token()
	if err != nil {
		return err
	}
	switch first {
	case json.Delim('['):
		err = d.list()
	case json.Delim('{'):
		err = d.object()
	default:
		return errors.New("it holds neither a service nor a list of services")
	}
	if err == nil && !d.found {
		return errors.New("there is no service in it")
	}
	return err
}

// object reads a top-level object: a page's list is read entry by entry,
// anything else whole.
func (d *jsonReader) object() error {
	o := object{}
	for d.dec.More() {
		key, err := d.dec.Token()
		if err != nil {
			return err
		}
		name, _ := key.(string) // a member's name is always text
		if name == "contents" || name == "content" {
			if t, err := d.dec.Token(); err != nil {
				return err
			} else if t != json.Delim('[') {
				return fmt.Errorf("its %s is not a list", name)
			}
			if err := d.list(); err != nil {
				return err
			}
			d.found = d.found || d.entries == 0 // an empty page is whole
			continue
		}
		var value json.RawMessage
		if err := d.dec.Decode(&value); err != nil {
			return err
		}
		o[name] = value
	}
	if _, err := d.dec.Token(); err != nil {
		return err
	}
	if d.found {
		return nil
	}
	return d.entry(o, 1)
}

// list reads the entries of a list whose bracket has been read.
func (d *jsonReader) list() error {
	for d.dec.More() {
		d.entries++
		var value json.RawMessage
		if err := d.dec.Decode(&value); err != nil {
			return err
		}
		line := d.lines.at(d.dec.InputOffset() - int64(len(value)))
		o, ok := objectOf(value)
		if !ok {
			return fmt.Errorf("line %d: an entry is not an object", line)
		}
		if err := d.entry(o, line); err != nil {
			return err
		}
	}
	_, err := d.dec.Token()
	return err
}

// entry gives the services of one object.
func (d *jsonReader) entry(o object, line int) error {
	if err := d.ctx.Err(); err != nil {
		return err
	}
	for _, service := range servicesIn(o) {
		d.found = true
		if depth(raw(service)) > deepest {
			return fmt.Errorf("line %d: it is nested more than %d deep", line, deepest)
		}
		rec := recordOf(d.source, service)
		rec.Line = line
		if !d.yield(rec, nil) {
			return errStopped
		}
	}
	return nil
}

// otherThings are members that services do not have: what has one is an
// organisation, a location or a taxonomy.
var otherThings = []string{"organization_identifiers", "legal_status", "website", "year_incorporated", "parent_organization_id",
	"location_type", "latitude", "taxonomy_terms", "taxonomy", "term_uri", "parent_id", "uri"}

// servicesIn gives the services that an object is or holds: an organisation
// lends itself to each of its services, a service at location is the one place
// of its service.
func servicesIn(o object) []object {
	if inner, ok := objectOf(o["service"]); ok && inner["name"] != nil {
		if _, has := inner["service_at_locations"]; !has {
			at := object{}
			for k, v := range o {
				if k != "service" {
					at[k] = v
				}
			}
			inner["service_at_locations"] = raw([]object{at})
		}
		return []object{inner}
	}
	var nested []json.RawMessage
	if json.Unmarshal(o["services"], &nested) == nil && len(nested) > 0 {
		organization := object{}
		for k, v := range o {
			if k != "services" {
				organization[k] = v
			}
		}
		var out []object
		for _, n := range nested {
			if s, ok := objectOf(n); ok {
				if _, has := s["organization"]; !has {
					s["organization"] = raw(organization)
				}
				out = append(out, s)
			}
		}
		return out
	}
	for _, other := range otherThings {
		if _, ok := o[other]; ok {
			return nil
		}
	}
	if _, ok := o["name"]; !ok {
		return nil
	}
	return []object{o}
}

// recordOf makes a listing of a service, and says what it left out.
func recordOf(source string, service object) Record {
	l := servicesFrom(source).take(service)
	var warnings []directory.Fault
	if l.Organization.Name == "" {
		warnings = append(warnings, directory.Fault{Path: "organization", Message: "No organisation is given with the service; its own name stands for one."})
		l.Organization.Name = l.Name
		if l.Organization.ID == "" {
			l.Organization.ID = directory.ImportedID(source, "organization:of:"+l.ExternalID)
		}
	}
	for i, at := range l.At {
		lat, hasLat := at.Location.Extra["latitude"]
		lon, hasLon := at.Location.Extra["longitude"]
		if hasLat && hasLon && at.Location.Point == nil && string(lat) != "null" {
			warnings = append(warnings, directory.Fault{Path: fmt.Sprintf("service_at_locations[%d].location", i),
				Message: fmt.Sprintf("Latitude %s and longitude %s are not a place on earth; the point is not used.", lat, lon)})
		}
	}
	for _, member := range []string{"email", "url", "minimum_age", "maximum_age", "status"} {
		if v, kept := l.Extra[member]; kept && string(v) != "null" && string(v) != `""` {
			warnings = append(warnings, directory.Fault{Path: member, Message: fmt.Sprintf("%s can't be used as it is; it is kept, and not shown.", cut(string(v)))})
		}
	}
	return Record{Listing: l, Warnings: warnings}
}

func cut(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}

// depth gives how deeply brackets are nested.
func depth(b json.RawMessage) int {
	deep, most, inText, escaped := 0, 0, false, false
	for _, c := range b {
		switch {
		case escaped:
			escaped = false
		case inText && c == '\\':
			escaped = true
		case c == '"':
			inText = !inText
		case inText:
		case c == '{' || c == '[':
			deep++
			most = max(most, deep)
		case c == '}' || c == ']':
			deep--
		}
	}
	return most
}

// explain says where reading stopped.
func (d *jsonReader) explain(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || strings.Contains(err.Error(), "unexpected end") {
		end := d.lines.read
		return fmt.Errorf("it stops in the middle, at line %d (byte %d): %w", d.lines.at(end), end, io.ErrUnexpectedEOF)
	}
	if s, ok := errors.AsType[*json.SyntaxError](err); ok {
		return fmt.Errorf("line %d (byte %d): it is not JSON: %w", d.lines.at(s.Offset), s.Offset, err)
	}
	return err
}

// lineReader counts lines as they are read, so that an offset can be told as a
// line.
type lineReader struct {
	r    io.Reader
	read int64
	// breaks are the offsets of the line breaks not yet asked past.
	breaks []int64
	passed int
	begun  bool
}

// Read passes bytes on, without a byte order mark.
func (l *lineReader) Read(p []byte) (int, error) {
	n, err := l.r.Read(p)
	if !l.begun && n > 0 {
		l.begun = true
		if bytes.HasPrefix(p[:n], []byte("\xef\xbb\xbf")) {
			n = copy(p, p[3:n])
		}
	}
	for i, c := range p[:n] {
		if c == '\n' {
			l.breaks = append(l.breaks, l.read+int64(i))
		}
	}
	l.read += int64(n)
	return n, err
}

// at gives the line of an offset; offsets must not go back.
func (l *lineReader) at(offset int64) int {
	k := 0
	for k < len(l.breaks) && l.breaks[k] < offset {
		k++
	}
	l.passed += k
	l.breaks = l.breaks[k:]
	return l.passed + 1
}
