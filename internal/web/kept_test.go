package web_test

import (
	"fmt"
	"maps"
	"strings"
	"testing"
	"time"

	"alongside/internal/directory"
)

// TestKeptAnswers holds what is kept to what is worked out: the same body, the
// same headers, the same line in the log.
func TestKeptAnswers(t *testing.T) {
	n := newTown(t).node(t, nil)
	page := n.saved.PageSlug()
	for path, route := range map[string]string{
		"/": "/", "/search": "/search", "/search?q=bakers&near=EH1&within=5mi": "/search", "/listings/" + page: "/listings/:page",
		"/api/v1/search?q=bakers": "/api/v1/search", "/api/v1/listings/" + n.saved.ID: "/api/v1/listings/:id", "/api/v1/suggest?q=ba": "/api/v1/suggest",
	} {
		want := do(t, n.plain, "GET", path)
		if first := do(t, n.kept, "GET", path); first.body != want.body || first.status != 200 {
			t.Errorf("%s: at first %d %s", path, first.status, first.body)
		}
		n.log.Reset()
		if work := n.worked(func() {
			got := do(t, n.kept, "GET", path)
			if got.body != want.body || got.status != want.status || !maps.EqualFunc(got.header, want.header, func(a, b []string) bool { return a[0] == b[0] }) {
				t.Errorf("%s: kept\n%d %v\nworked out\n%d %v", path, got.status, got.header, want.status, want.header)
			}
			head := do(t, n.kept, "HEAD", path)
			if head.body != "" || head.status != 200 || head.header.Get("Content-Type") != want.header.Get("Content-Type") ||
				head.header.Get("Content-Length") != fmt.Sprint(len(want.body)) {
				t.Errorf("%s: HEAD %d %v %q", path, head.status, head.header, head.body)
			}
		}); work != 0 {
			t.Errorf("%s was worked out again", path)
		}
		if log := n.log.String(); strings.Count(log, "route="+route+" status=200") != 2 {
			t.Errorf("%s in the log: %s", path, log)
		}
	}
}

// TestWhatIsNotKept asks twice for what has to be worked out each time.
func TestWhatIsNotKept(t *testing.T) {
	n := newTown(t).node(t, nil)
	page := n.saved.PageSlug()
	do(t, n.kept, "GET", "/search?q=bakers")
	for _, tt := range []struct {
		name, path string
		headers    []string
		status     int
	}{
		{"with a cookie", "/search?q=bakers", []string{"Cookie", "session=1"}, 200},
		{"with a cookie beside the view", "/search?q=bakers", []string{"Cookie", "view=en; mine=x"}, 200},
		{"with a second line of cookies", "/search?q=bakers", []string{"Cookie", "view=en", "Cookie", "mine=x"}, 200},
		{"signed in", "/search?q=bakers", []string{"Authorization", "Bearer x"}, 200},
		{"an old slug", "/listings/old-name-" + n.saved.ID, nil, 301},
		{"a listing that is not there", "/api/v1/listings/" + directory.ImportedID("x", "y"), nil, 404},
	} {
		if work := n.worked(func() {
			for range 2 {
				if got := do(t, n.kept, "GET", tt.path, tt.headers...); got.status != tt.status {
					t.Errorf("%s: %d", tt.name, got.status)
				}
			}
		}); work != 2 {
			t.Errorf("%s: worked out %d times in two", tt.name, work)
		}
	}
	for _, path := range []string{"/search?near=nowhere-at-all", "/search?kind=x", "/api/v1/search?limit=x", "/search?q=%zz"} {
		for range 2 {
			if got, want := do(t, n.kept, "GET", path), do(t, n.plain, "GET", path); got.status != 400 || got.body != want.body {
				t.Errorf("%s: %d", path, got.status)
			}
		}
	}
	n.counted.partial.Store(true)
	for _, path := range []string{"/search?q=partial", "/api/v1/search?q=partial"} {
		if got := do(t, n.kept, "GET", path); got.header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: %v", path, got.header)
		}
	}
	n.counted.partial.Store(false)
	if got := do(t, n.kept, "GET", "/api/v1/search?q=partial"); strings.Contains(got.body, `"partial":true`) || got.header.Get("Cache-Control") != "" {
		t.Error("an answer that was not whole has been kept")
	}
	// HEAD is answered as GET is, whichever comes first.
	do(t, n.kept, "HEAD", "/search?q=head")
	if work := n.worked(func() {
		if got, want := do(t, n.kept, "GET", "/search?q=head"), do(t, n.plain, "GET", "/search?q=head"); got.body != want.body {
			t.Errorf("after HEAD: %q", got.body)
		}
	}); work != 1 { // the plain one's
		t.Errorf("after HEAD it was worked out %d times", work)
	}
	if got := do(t, n.kept, "POST", "/listings/"+page); got.status != 404 && got.status != 405 {
		t.Errorf("POST: %d", got.status)
	}
}

// TestAViewIsNobody gives an answer that is kept to those who have only chosen
// how pages look.
func TestAViewIsNobody(t *testing.T) {
	n := newTown(t).node(t, nil)
	do(t, n.kept, "GET", "/search?q=bakers", "Cookie", "view=pl")
	if work := n.worked(func() {
		if got := do(t, n.kept, "GET", "/search?q=bakers", "Cookie", "view=pl"); !strings.Contains(got.body, `lang="pl"`) {
			t.Error("the page is in another language")
		}
	}); work != 0 {
		t.Errorf("worked out %d times", work)
	}
	if got := do(t, n.kept, "GET", "/search?q=bakers"); strings.Contains(got.body, `<html lang="pl"`) {
		t.Error("somebody who chose nothing got another's language")
	}
}

// TestQuestions says which addresses are one question.
func TestQuestions(t *testing.T) {
	for _, tt := range []struct {
		name, one, other string
		same             bool
	}{
		{"order and what means nothing", "/api/v1/search?q=bakers&kind=activity", "/api/v1/search?utm=1&kind=activity&within=&q=+bakers++&limit=20", true},
		{"what a page does not read", "/search?q=bakers", "/search?utm_source=letter&q=bakers&fbclid=2", true},
		{"what a listing does not read", "/listings/{page}", "/listings/{page}?utm_source=letter", true},
		{"a listing's names in the API", "/api/v1/listings/{id}", "/api/v1/listings/{page}", true},
		{"a page that shows how it was asked", "/search?kind=activity", "/search?kind=Activity", false},
		{"other words", "/search?q=bakers", "/search?q=baker", false},
		{"words or a place", "/search?q=leith", "/search?near=leith", false},
		{"a page, and its list in place", "/search?q=bakers", "/search?q=bakers HX", true},
		{"a page in another language", "/search?q=bakers", "/search?q=bakers&lang=pl", false},
		{"a page in the simpler view", "/search?q=bakers", "/search?q=bakers&view=simple", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			n := newTown(t).node(t, nil)
			address := strings.NewReplacer("{page}", n.saved.PageSlug(), "{id}", n.saved.ID)
			do(t, n.kept, "GET", address.Replace(tt.one))
			path, htmx := strings.CutSuffix(address.Replace(tt.other), " HX")
			headers := map[bool][]string{true: {"HX-Request", "true"}}[htmx]
			if work := n.worked(func() { do(t, n.kept, "GET", path, headers...) }); (work == 0) != tt.same {
				t.Errorf("worked out %d times", work)
			}
			if got, want := do(t, n.kept, "GET", path), do(t, n.plain, "GET", path); got.body != want.body {
				t.Errorf("kept\n%s\nworked out\n%s", got.body, want.body)
			}
		})
	}
}

// TestChanges moves each thing that an answer depends on.
func TestChanges(t *testing.T) {
	n := newTown(t).node(t, nil)
	paths := []string{"/search?q=bakers", "/api/v1/search?kind=activity", "/api/v1/listings/" + n.saved.ID}
	moved := func(why string) {
		t.Helper()
		for _, path := range paths {
			if work := n.worked(func() { do(t, n.kept, "GET", path) }); work == 0 {
				t.Errorf("%s, and %s is as it was", why, path)
			}
			if work := n.worked(func() {
				if got, want := do(t, n.kept, "GET", path), do(t, n.plain, "GET", path); got.body != want.body {
					t.Errorf("%s: %s", path, got.body)
				}
			}); work != 1 { // the plain one's
				t.Errorf("%s: %s is not kept", why, path)
			}
		}
	}
	moved("nothing was asked yet")
	n.save(t, "Wednesday bakers")
	n.follow(t)
	moved("it was saved")
	if got := do(t, n.kept, "GET", paths[1]); !strings.Contains(got.body, "Wednesday bakers") {
		t.Errorf("after the save: %s", got.body)
	}
	n.at(now.Add(6 * time.Hour))
	moved("it is afternoon")
	n.at(now.Add(24 * time.Hour))
	moved("it is tomorrow")
	n.follow(t)
	moved("sessions were worked out for tomorrow")
}
