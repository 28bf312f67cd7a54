package publish_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"

	"alongside/internal/directory"
	"alongside/internal/publish"
)

// TestDiff holds that what changed is said so that people can read it.
func TestDiff(t *testing.T) {
	times := func(ss ...directory.Schedule) publish.Value { return publish.Value{Times: ss} }
	texts := func(ss ...string) publish.Value { return publish.Value{Texts: ss} }
	keys := func(ss ...string) publish.Value { return publish.Value{Keys: ss} }
	dates := func(ds ...directory.Date) publish.Value { return publish.Value{Dates: ds} }
	sixty := 60
	base := whole(1)
	tuesdays := base.At[0].Schedules[0]
	cancelled, thursdays := tuesdays, tuesdays
	cancelled.Except = []directory.Date{"2026-05-05"}
	thursdays.Rule = "FREQ=WEEKLY;BYDAY=TH"
	for _, tt := range []struct {
		name   string
		change func(*directory.Listing)
		want   []publish.Change
	}{
		{"nothing", func(*directory.Listing) {}, nil},
		{"empty for none", func(l *directory.Listing) { l.Links, l.Schedules = []directory.Link{}, []directory.Schedule{} }, nil},
		{"name", func(l *directory.Listing) { l.Name = "Wednesday bakers" },
			[]publish.Change{{Field: "field.name", Before: texts("Tuesday bakers 1"), After: texts("Wednesday bakers")}}},
		{"how to join", func(l *directory.Listing) { l.Joining, l.HowToJoin = directory.JustTurnUp, "Come in." }, []publish.Change{
			{Field: "field.joining", Before: keys("joining.get-in-touch"), After: keys("joining.turn-up")},
			{Field: "field.how-to-join", After: texts("Come in.")}}},
		{"oldest", func(l *directory.Listing) { l.MaximumAge = &sixty }, []publish.Change{{Field: "field.maximum-age", After: texts("60")}}},
		{"times", func(l *directory.Listing) { l.At[0].Schedules = []directory.Schedule{thursdays} },
			[]publish.Change{{Field: "field.when", Part: "The Old Hall", Before: times(tuesdays), After: times(thursdays)}}},
		{"cancelled this week", func(l *directory.Listing) { l.At[0].Schedules = []directory.Schedule{cancelled} },
			[]publish.Change{{Field: "field.cancelled", Part: "The Old Hall", After: dates("2026-05-05")}}},
		{"access", func(l *directory.Listing) { l.At[0].Location.Access = nil },
			[]publish.Change{{Field: "field.access", Part: "The Old Hall", Before: keys("access.step-free")}}},
		{"moved", func(l *directory.Listing) {
			l.At[0].Location.Addresses = []directory.Address{{Address1: "2 Low Street", PostalCode: "EH1 1AB"}}
			l.At[0].Location.Point = &orb.Point{-3.1, 55.9}
		}, []publish.Change{
			{Field: "field.place", Part: "The Old Hall", Before: texts("The Old Hall", "1 High Street, Edinburgh, EH1 1AA"), After: texts("The Old Hall", "2 Low Street, EH1 1AB")},
			{Field: "field.place-point", Part: "The Old Hall", Before: texts("55.95000, -3.19900"), After: texts("55.90000, -3.10000")}}},
		{"a second place", func(l *directory.Listing) {
			l.At = append(l.At, directory.ServiceAtLocation{ID: "two", Location: directory.Location{ID: "two", Name: "The Barn", ToldWhenYouJoin: true}})
		}, []publish.Change{
			{Field: "field.place", Part: "The Barn", After: texts("The Barn")},
			{Field: "field.place-told", Part: "The Barn", After: keys("listing.told")}}},
		{"no place", func(l *directory.Listing) { l.At[0].Schedules, l.At = nil, nil }, []publish.Change{
			{Field: "field.place", Part: "The Old Hall", Before: texts("The Old Hall", "1 High Street, Edinburgh, EH1 1AA")},
			{Field: "field.when", Part: "The Old Hall", Before: times(tuesdays)},
			{Field: "field.place-point", Part: "The Old Hall", Before: texts("55.95000, -3.19900")},
			{Field: "field.access", Part: "The Old Hall", Before: keys("access.step-free")}}},
		{"role", func(l *directory.Listing) { l.Roles[0].PVG, l.Roles[0].Hours = directory.PVGNeeded, "" }, []publish.Change{
			{Field: "field.role-hours", Part: "Oven helper", Before: texts("two hours a week")},
			{Field: "field.role-pvg", Part: "Oven helper", After: keys("listing.pvg-needed")}}},
		{"first visit", func(l *directory.Listing) { l.FirstVisit.Noise = "A radio" }, []publish.Change{{Field: "visit.noise", After: texts("A radio")}}},
		{"who runs it", func(l *directory.Listing) { l.Organization.Email = "a@b.example" },
			[]publish.Change{{Field: "field.organization-email", After: texts("a@b.example")}}},
		{"paused", func(l *directory.Listing) { l.Status, l.ClosedUntil = directory.TemporarilyClosed, "2026-06-01" }, []publish.Change{
			{Field: "field.status", Before: keys("status.active"), After: keys("status.temporarily closed")},
			{Field: "field.closed-until", After: dates("2026-06-01")}}},
		{"checked", func(l *directory.Listing) { l.VerifiedAt, l.VerifiedBy = 1_777_777_777_000, "the group" },
			[]publish.Change{{Field: "field.checked", After: publish.Value{Texts: []string{"the group"}, Dates: []directory.Date{"2026-05-03"}}}}},
		{"what a feed sent besides", func(l *directory.Listing) { l.Extra = directory.Extra{"x": json.RawMessage(`1`)} }, []publish.Change{{Field: "field.more"}}},
	} {
		after := whole(1)
		tt.change(&after)
		if diff := cmp.Diff(tt.want, publish.Diff(whole(1), after)); diff != "" {
			t.Errorf("%s: %s", tt.name, diff)
		}
		if back := publish.Diff(after, whole(1)); len(back) != len(tt.want) {
			t.Errorf("%s: back again %v", tt.name, back)
		}
	}
}

// stampedOnly are members that a moderator need not see: ids, the address, and
// what the store sets.
var stampedOnly = []string{".ID", ".Version", ".Slug", ".CreatedAt", ".UpdatedAt", ".Source", ".ExternalID", ".Voices.ID", ".Voices.At"}

// TestDiffSeesAll changes each member of a listing, however deep, by itself: no
// change can be slipped past a moderator.
func TestDiffSeesAll(t *testing.T) {
	n := 0
	for _, path := range leaves(reflect.TypeFor[directory.Listing](), "", 0) {
		if slices.Contains(stampedOnly, path) {
			continue
		}
		before, after := full(t), full(t)
		set(t, reflect.ValueOf(&after).Elem(), path)
		if changes := publish.Diff(before, after); len(changes) == 0 {
			t.Errorf("a change of %s goes unseen", path)
		}
		n++
	}
	if n < 200 {
		t.Errorf("only %d members were changed", n)
	}
}

// leaves gives the paths to what is no struct; a list's first item stands for
// all.
func leaves(t reflect.Type, path string, depth int) (out []string) {
	switch {
	case t.Kind() == reflect.Pointer && t.Elem().Kind() != reflect.Array:
		return leaves(t.Elem(), path, depth)
	case t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Struct && depth < 4:
		return leaves(t.Elem(), path, depth+1)
	case t.Kind() == reflect.Struct:
		for f := range t.Fields() {
			out = append(out, leaves(f.Type, path+"."+f.Name, depth)...)
		}
		return out
	}
	return []string{path}
}

// full gives a listing in which every list of structs has one item.
func full(t *testing.T) directory.Listing {
	t.Helper()
	var l directory.Listing
	fill(reflect.ValueOf(&l).Elem(), 0)
	return l
}

func fill(v reflect.Value, depth int) {
	switch {
	case v.Kind() == reflect.Slice && v.Type().Elem().Kind() == reflect.Struct && depth < 4:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(v.Index(0), depth+1)
	case v.Kind() == reflect.Struct:
		for i := range v.NumField() {
			fill(v.Field(i), depth)
		}
	}
}

// set changes the member at a path.
func set(t *testing.T, v reflect.Value, path string) {
	t.Helper()
	for _, name := range strings.Split(path, ".")[1:] {
		if v.Kind() == reflect.Slice {
			v = v.Index(0)
		}
		v = v.FieldByName(name)
	}
	if v.Kind() == reflect.Slice && v.Type().Elem().Kind() == reflect.Struct {
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		return
	}
	if v.Kind() == reflect.Pointer {
		v.Set(reflect.New(v.Type().Elem()))
		v = v.Elem()
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString("changed")
	case reflect.Int, reflect.Int64:
		v.SetInt(86_400_000_000)
	case reflect.Float64:
		v.SetFloat(7)
	case reflect.Bool:
		v.SetBool(!v.Bool())
	case reflect.Array:
		v.Index(0).SetFloat(7)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		v.Index(0).SetString("changed")
	case reflect.Map:
		v.Set(reflect.ValueOf(directory.Extra{"x": json.RawMessage(`1`)}))
	default:
		t.Fatal(fmt.Sprint("can't change ", path, " of kind ", v.Kind()))
	}
}

// TestFieldsAreWhole holds that Fields has each member of a listing that is not
// kept, by merging: what is taken over whole is the same.
func TestFieldsAreWhole(t *testing.T) {
	seen := map[string]bool{}
	for _, f := range publish.Fields() {
		if seen[f] || f != strings.ToLower(f) {
			t.Errorf("field %q", f)
		}
		seen[f] = true
	}
	kept := []string{"ID", "Version", "Slug", "CreatedAt", "UpdatedAt", "Source", "ExternalID", "Evidence", "Voices", "VerifiedAt", "VerifiedBy"}
	if members := reflect.TypeFor[directory.Listing]().NumField(); members != len(publish.Fields())+len(kept) {
		t.Errorf("a listing has %d members: %d are fields and %d are kept", members, len(publish.Fields()), len(kept))
	}
}
