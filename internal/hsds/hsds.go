// Package hsds reads and writes Open Referral's Human Services Data
// Specification: HSDS 3.x and its profile Open Referral UK 3.0 as JSON, and
// HSDS 2 and 3 as tables.
//
// What an entity had and the domain does not model, and what it wrote in a
// form that we would not, is kept in the entity's Extra and written back: what
// came in goes out as equal JSON. What the domain has and HSDS has no member
// for goes into one member, "alongside", and is read back from it.
package hsds

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"alongside/internal/directory"
)

// object is one JSON object by its members.
type object = map[string]json.RawMessage

// absentMark names, in an Extra, the members that we would write and that the
// source did not have.
const absentMark = "alongside:absent"

// entity says how one kind of thing is read and written. decode reads what it
// can and never fails; encode writes what is known, Extra apart.
type entity[T any] struct {
	// members are the names that decode reads and encode writes, parted by
	// spaces; any other is kept as it is.
	members string
	decode  func(object) T
	encode  func(T) object
	extra   func(*T) *directory.Extra
}

// take reads an object. What encode would not give back as it came goes into
// the Extra.
func (e entity[T]) take(in object) T {
	v := e.decode(in)
	out := e.encode(v)
	extra := directory.Extra{}
	for name, raw := range in {
		if ours, ok := out[name]; !ok || !equalJSON(ours, raw) {
			extra[name] = raw
		}
	}
	absent := []string{}
	for name := range out {
		if _, ok := in[name]; !ok {
			absent = append(absent, name)
		}
	}
	if _, ok := in["id"]; !ok && out["id"] == nil {
		absent = append(absent, "id")
	}
	if len(absent) > 0 {
		slices.Sort(absent)
		extra[absentMark] = raw(absent)
	}
	if len(extra) > 0 {
		*e.extra(&v) = extra
	}
	return v
}

// give writes an object, with what its Extra kept wherever that still says the
// same as the value does now.
func (e entity[T]) give(v T) object {
	extra := *e.extra(&v)
	*e.extra(&v) = nil
	out := e.encode(v)
	said := maps.Clone(out)
	same := func(candidate object) bool {
		again := e.encode(e.decode(candidate))
		return maps.EqualFunc(again, out, func(a, b json.RawMessage) bool { return equalJSON(a, b) })
	}
	var absent []string
	for name, kept := range extra {
		if name == absentMark {
			// What is not a list of names leaves every member in place.
			_ = json.Unmarshal(kept, &absent)
			continue
		}
		if !slices.Contains(strings.Fields(e.members), name) {
			said[name] = kept
			continue
		}
		candidate := maps.Clone(out)
		candidate[name] = kept
		if same(candidate) {
			said[name] = kept
		}
	}
	for _, name := range absent {
		if _, ok := out[name]; !ok {
			continue
		}
		candidate := maps.Clone(out)
		delete(candidate, name)
		if same(candidate) {
			delete(said, name)
		}
	}
	if said["id"] == nil && !slices.Contains(absent, "id") {
		// HSDS wants an id on everything; the same content gets the same one.
		said["id"] = raw(directory.ImportedID("hsds", string(raw(said))))
	}
	return said
}

// takeAll reads a list of objects; what is no object in it is left to the
// parent's Extra.
func (e entity[T]) takeAll(in json.RawMessage) []T {
	var list []json.RawMessage
	if err := json.Unmarshal(in, &list); err != nil {
		return nil
	}
	var out []T
	for _, item := range list {
		if o, ok := objectOf(item); ok {
			out = append(out, e.take(o))
		}
	}
	return out
}

func (e entity[T]) giveAll(vs []T) []object {
	out := make([]object, 0, len(vs))
	for _, v := range vs {
		out = append(out, e.give(v))
	}
	return out
}

func objectOf(b json.RawMessage) (object, bool) {
	var o object
	err := json.Unmarshal(b, &o)
	return o, err == nil && o != nil
}

// raw gives a value as JSON. Only values that JSON has come here.
func raw(v any) json.RawMessage {
	b, err := json.Marshal(v)
	if err != nil {
		return json.RawMessage("null")
	}
	return b
}

// equalJSON reports whether two texts are the same value.
func equalJSON(a, b json.RawMessage) bool {
	if bytes.Equal(a, b) {
		return true
	}
	var x, y any
	return json.Unmarshal(a, &x) == nil && json.Unmarshal(b, &y) == nil && reflect.DeepEqual(x, y)
}

// reader takes members out of an object, each in the form that it should have;
// what has another form reads as nothing.
type reader struct{ in object }

func (r reader) text(name string) string {
	var s string
	if json.Unmarshal(r.in[name], &s) != nil {
		return ""
	}
	return s
}

// word reads a text or a number as text.
func (r reader) word(name string) string {
	var n json.Number
	if s := r.text(name); s != "" {
		return s
	}
	if len(r.in[name]) > 0 && r.in[name][0] != '"' && json.Unmarshal(r.in[name], &n) == nil {
		return n.String()
	}
	return ""
}

func (r reader) number(name string) (float64, bool) {
	var f float64
	if len(r.in[name]) == 0 || string(r.in[name]) == "null" || json.Unmarshal(r.in[name], &f) != nil {
		return 0, false
	}
	return f, true
}

func (r reader) whole(name string) *int {
	f, ok := r.number(name)
	if !ok || f != float64(int(f)) {
		return nil
	}
	n := int(f)
	return &n
}

func (r reader) date(name string) directory.Date {
	if d := directory.Date(r.text(name)); d.Valid() {
		return d
	}
	return ""
}

// clock reads "10:00", "10:00:00" and "10:00Z".
func (r reader) clock(name string) directory.Clock {
	s := r.text(name)
	if len(s) < 5 {
		return ""
	}
	c := directory.Clock(s[:5])
	if _, ok := c.Minutes(); !ok {
		return ""
	}
	return c
}

// writer puts members into an object, leaving out what is empty.
type writer struct{ out object }

func (w writer) text(name, value string) {
	if value != "" {
		w.out[name] = raw(value)
	}
}

func (w writer) value(name string, v any) { w.out[name] = raw(v) }

func list[T any](w writer, name string, e entity[T], vs []T) {
	if len(vs) > 0 {
		w.out[name] = raw(e.giveAll(vs))
	}
}

// extension writes the member "alongside" when the extension read back from the
// rest of the object would be another.
func extension[T any](w writer, derived, now T) {
	if !reflect.DeepEqual(derived, now) {
		w.value("alongside", now)
	}
}

// fromExtension reads the member "alongside" over what was derived.
func fromExtension[T any](in object, derived T) T {
	if b, ok := in["alongside"]; ok {
		var v T
		if json.Unmarshal(b, &v) == nil {
			return v
		}
	}
	return derived
}

// Encode gives a listing as an HSDS 3.1 service with everything nested, as
// anyone may see it: of a place that is told when you join, only its district.
func Encode(l directory.Listing) (json.RawMessage, error) {
	b, err := json.Marshal(services.give(l.Public()))
	if err != nil {
		return nil, fmt.Errorf("write listing %s: %w", l.ID, err)
	}
	return b, nil
}
