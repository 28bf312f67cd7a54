package feed

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"alongside/internal/directory"
)

// block gives the first block of a language in a Markdown text.
func block(t *testing.T, text, language string) string {
	t.Helper()
	_, after, found := strings.Cut(text, "```"+language+"\n")
	inside, _, closed := strings.Cut(after, "```")
	if !found || !closed {
		t.Fatalf("no %s block", language)
	}
	return inside
}

func TestImportingIsDocumented(t *testing.T) {
	b, err := os.ReadFile(filepath.Join("..", "..", "docs", "importing.md"))
	if err != nil {
		t.Fatal(err)
	}
	text := string(b)
	for _, name := range fieldNames() {
		if !contains(text, "`"+name+"`") {
			t.Errorf("the field %s is not documented", name)
		}
	}
	for _, of := range []any{Mapping{}, join{}, part{}, condition{}, rule{}, area{}, sessions{}} {
		for f := range reflect.TypeOf(of).Fields() {
			if key := f.Tag.Get("yaml"); key != "" && !contains(text, "`"+key+"`") && !contains(text, "`"+key+":") {
				t.Errorf("the key %s of %T is not documented", key, of)
			}
		}
	}
	for _, f := range directory.AccessFeatures() {
		if !contains(text, string(f)) {
			t.Errorf("the feature %s is not documented", f)
		}
	}

	sink := newMemory()
	o := options(file(t, "groups.csv", block(t, text, "csv")))
	o.Mapping = mapping(t, block(t, text, "yaml"))
	r := imported(t, o, sink)
	if r.Created != 2 || r.Files[0].Skipped != 1 || r.Warnings != 0 || r.Exit() != 0 {
		t.Errorf("the worked example: %+v", r)
	}
	singers, lunch := sink.named(t, "Shore Singers"), sink.named(t, "Lunch at the Links")
	want := []directory.Schedule{{Rule: "FREQ=WEEKLY;BYDAY=TU", Opens: "14:00", Closes: "15:30"}}
	if d := cmp.Diff(want, singers.At[0].Schedules); d != "" {
		t.Error(d)
	}
	if *singers.MinimumAge != 50 || singers.Joining != directory.JustTurnUp || lunch.Joining != directory.ByProfessional ||
		lunch.Areas[0].Kind != directory.AreaCouncil || singers.Areas[0].Kind != directory.AreaDistrict || len(singers.Activities) != 2 {
		t.Errorf("%+v\n%+v", singers, lunch)
	}
}
