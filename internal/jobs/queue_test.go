package jobs_test

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"alongside/internal/directory"
	"alongside/internal/jobs"
)

func add(t *testing.T, d *desk) {
	d.add(jobs.Job{Kind: "mail", Payload: []byte(canary)})
	d.add(jobs.Job{ID: "mine", Kind: "harvest-2", Key: "Spielgruppe, مجموعة", Due: millis(d.now().Add(time.Hour)), Attempts: 5, State: jobs.Failed, Why: "x", At: 7})
	all := d.list(jobs.Query{})
	for i := range all {
		if !directory.IsID(all[i].ID) || all[i].ID[14] != '7' {
			t.Errorf("id %q", all[i].ID)
		}
		all[i].ID = ""
	}
	want := map[string]jobs.Job{
		"mail":      {Kind: "mail", Due: millis(d.now()), State: jobs.Waiting, At: millis(d.now())},
		"harvest-2": {Kind: "harvest-2", Key: "Spielgruppe, مجموعة", Due: millis(d.now().Add(time.Hour)), State: jobs.Waiting, At: millis(d.now())},
	}
	for _, j := range all {
		if !sameJob(want[j.Kind], j) {
			t.Errorf("%s: due %d, key %q, at %d", j, j.Due, j.Key, j.At)
		}
	}
}

// sameJob compares what List gives; cmp would print nothing of it.
func sameJob(a, b jobs.Job) bool {
	return a.ID == b.ID && a.Kind == b.Kind && a.Key == b.Key && a.Due == b.Due && a.Attempts == b.Attempts &&
		a.State == b.State && a.Why == b.Why && a.At == b.At && bytes.Equal(a.Payload, b.Payload)
}

func refuse(t *testing.T, d *desk) {
	for _, tt := range []struct {
		name string
		job  jobs.Job
		want []string
	}{
		{"no kind", jobs.Job{}, []string{"kind"}},
		{"a kind like no other", jobs.Job{Kind: "Canary"}, []string{"kind"}},
		{"a long kind", jobs.Job{Kind: strings.Repeat("a", 41)}, []string{"kind"}},
		{"SQL", jobs.Job{Kind: "mail'; DROP TABLE jobs;--"}, []string{"kind"}},
		{"a long key", jobs.Job{Kind: "mail", Key: strings.Repeat("a", jobs.MaxKey+1)}, []string{"key"}},
		{"a broken key", jobs.Job{Kind: "mail", Key: canary + "\xff"}, []string{"key"}},
		{"NUL in the key", jobs.Job{Kind: "mail", Key: canary + "\x00"}, []string{"key"}},
		{"a long payload", jobs.Job{Kind: "mail", Payload: make([]byte, jobs.MaxPayload+1)}, []string{"payload"}},
		{"all", jobs.Job{Key: "\n", Payload: make([]byte, jobs.MaxPayload+1)}, []string{"kind", "key", "payload"}},
	} {
		added, err := d.queue.Add(ctx, tt.job)
		var got []string
		for _, f := range directory.FaultsOf(err) {
			got = append(got, f.Path)
		}
		if diff := cmp.Diff(tt.want, got); diff != "" || added || directory.CodeOf(err) != directory.CodeInvalid || strings.Contains(said(err), canary) {
			t.Errorf("%s: %v %s", tt.name, err, diff)
		}
	}
	for name, of := range map[string]jobs.Query{"state": {State: "gone"}, "after": {After: "x\x00"}} {
		_, err := d.queue.List(ctx, of)
		if faults := directory.FaultsOf(err); len(faults) != 1 || faults[0].Path != name {
			t.Errorf("listing by a bad %s: %v", name, err)
		}
	}
	if all := d.list(jobs.Query{}); len(all) != 0 {
		t.Errorf("%d jobs after none was taken", len(all))
	}
	d.add(jobs.Job{Kind: strings.Repeat("a", 40), Key: strings.Repeat("k", jobs.MaxKey), Payload: make([]byte, jobs.MaxPayload)})
}

// keys queues the same thing more than once, also at the same time.
func keys(t *testing.T, d *desk) {
	queue := func(want bool, j jobs.Job) {
		t.Helper()
		if added, err := d.queue.Add(ctx, j); err != nil || added != want {
			t.Errorf("%s %q: added %v, %v", j.Kind, j.Key, added, err)
		}
	}
	var added atomic.Int64
	var all sync.WaitGroup
	for range 4 {
		q := d.queueOn(d.node(), secret)
		for range 4 {
			all.Go(func() {
				ok, err := q.Add(ctx, jobs.Job{Kind: "reminder", Key: "one", Payload: []byte("first")})
				if err != nil {
					t.Error(err)
				}
				if ok {
					added.Add(1)
				}
			})
		}
	}
	all.Wait()
	if added.Load() != 1 {
		t.Errorf("the same was added %d times", added.Load())
	}
	first := d.only()
	d.pass(time.Minute)
	queue(false, jobs.Job{Kind: "reminder", Key: "one", Payload: []byte("second"), Due: 5})
	if got := d.only(); !sameJob(got, first) {
		t.Errorf("what waits was changed: %v due %d", got, got.Due)
	}
	queue(true, jobs.Job{Kind: "reminder", Key: "two"})
	queue(true, jobs.Job{Kind: "mail", Key: "one"})
	queue(true, jobs.Job{Kind: "mail"})
	queue(true, jobs.Job{Kind: "mail"})

	// While it runs it is not queued again, after it has failed it is.
	begun, end := make(chan string), make(chan error)
	d.handling("reminder", func(_ context.Context, j jobs.Job) error { tell(d, begun, string(j.Payload)); return hear(d, end) })
	if got := next(d, begun); got != "first" {
		t.Errorf("ran %q", got)
	}
	queue(false, jobs.Job{Kind: "reminder", Key: "one", Payload: []byte("second")})
	end <- &lasting{}
	next(d, begun)
	d.until("it has failed", func() bool { return len(d.list(jobs.Query{State: jobs.Failed})) == 1 })
	queue(true, jobs.Job{Kind: "reminder", Key: "one", Payload: []byte("second"), Due: millis(d.now().Add(-time.Minute))})
	again := d.list(jobs.Query{Kind: "reminder"})[0]
	if again.ID != first.ID || again.State != jobs.Waiting || again.Attempts != 0 || again.Why != "" || again.At != millis(d.now()) {
		t.Errorf("begun anew: %v, why %q", again, again.Why)
	}
	end <- nil
	if got := next(d, begun); got != "second" {
		t.Errorf("ran %q", got)
	}
	end <- nil
	d.until("both are done", func() bool { return len(d.list(jobs.Query{Kind: "reminder"})) == 0 })
	queue(true, jobs.Job{Kind: "reminder", Key: "one", Due: millis(d.now().Add(time.Hour))})
}

// lasting is an error that no other attempt mends.
type lasting struct{}

func (*lasting) Error() string   { return "for good, says " + canary }
func (*lasting) Permanent() bool { return true }

func oneTransaction(t *testing.T, d *desk) {
	no := errors.New("no")
	for _, want := range []error{no, nil} {
		err := d.store.Write(ctx, func(tx *sql.Tx) error {
			_, err := tx.ExecContext(ctx, `INSERT INTO settings (name, value) VALUES ('what it tells of', 'x')`)
			if err != nil {
				return err
			}
			if added, err := d.queue.AddTx(ctx, tx, jobs.Job{Kind: "mail", Key: "told"}); err != nil || !added {
				t.Errorf("added %v, %v", added, err)
			}
			if added, err := d.queue.AddTx(ctx, tx, jobs.Job{Kind: "mail", Key: "told"}); err != nil || added {
				t.Errorf("added %v, %v", added, err)
			}
			if _, err := d.queue.AddTx(ctx, tx, jobs.Job{}); directory.CodeOf(err) != directory.CodeInvalid {
				t.Error(err)
			}
			return want
		})
		if !errors.Is(err, want) {
			t.Error(err)
		}
		value, err := d.store.Setting(ctx, "what it tells of")
		if err != nil || (value == "x") != (want == nil) || len(d.list(jobs.Query{})) != len(value) {
			t.Errorf("with %v: %q and %d jobs", want, value, len(d.list(jobs.Query{})))
		}
	}
}

func sealed(t *testing.T, d *desk) {
	d.add(jobs.Job{Kind: "mail", Payload: []byte(canary)})
	d.add(jobs.Job{Kind: "mail", Payload: []byte(canary)})
	if n := d.column(`SELECT COUNT(DISTINCT payload) FROM jobs WHERE payload NOT LIKE '%canary%'`); n != "2" {
		t.Errorf("%s payloads are sealed, each its own", n)
	}
	got := make(chan string, 2)
	d.handling("mail", func(_ context.Context, j jobs.Job) error { got <- string(j.Payload); return nil })
	for range 2 {
		if p := next(d, got); p != canary {
			t.Errorf("opened %q", p)
		}
	}
	d.untilDone()
}

func pages(t *testing.T, d *desk) {
	for i := range 130 {
		d.pass(time.Millisecond)
		d.add(jobs.Job{Kind: []string{"mail", "harvest"}[i%2], Key: fmt.Sprint(i)})
	}
	var got []string
	of := jobs.Query{Kind: "mail", State: jobs.Waiting, Limit: 20}
	for {
		page := d.list(of)
		if len(page) > 20 {
			t.Fatalf("%d on a page", len(page))
		}
		if len(page) == 0 {
			break
		}
		for _, j := range page {
			got = append(got, j.Key)
		}
		of.After = page[len(page)-1].ID
	}
	var want []string
	for i := 0; i < 130; i += 2 {
		want = append(want, fmt.Sprint(i))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	for _, limit := range []int{0, -1, jobs.ListedAtOnce + 1} {
		if n := len(d.list(jobs.Query{Limit: limit})); n != jobs.ListedAtOnce {
			t.Errorf("with a limit of %d: %d jobs", limit, n)
		}
	}
	if n := len(d.list(jobs.Query{State: jobs.Failed})) + len(d.list(jobs.Query{State: jobs.Running})) + len(d.list(jobs.Query{Kind: "'"})); n != 0 {
		t.Errorf("%d jobs of other states and kinds", n)
	}
}

func retry(t *testing.T, d *desk) {
	for _, id := range []string{"", "x' OR 1=1 --\x00", directory.ImportedID("no", "such")} {
		if err := d.queue.Retry(ctx, id); directory.CodeOf(err) != directory.CodeNotFound {
			t.Errorf("%q: %v", id, err)
		}
	}
	begun, end := make(chan int), make(chan error)
	d.add(jobs.Job{Kind: "mail", Payload: []byte("kept"), Due: millis(d.now().Add(time.Hour))})
	id := d.only().ID
	d.handling("mail", func(_ context.Context, j jobs.Job) error {
		if string(j.Payload) != "kept" {
			t.Errorf("ran %q", j.Payload)
		}
		tell(d, begun, j.Attempts)
		return hear(d, end)
	})
	again := func() {
		t.Helper()
		if err := d.queue.Retry(ctx, id); err != nil {
			t.Fatal(err)
		}
	}
	again() // it waits for its hour
	next(d, begun)
	again() // it runs
	if j := d.only(); j.State != jobs.Running || j.Attempts != 1 {
		t.Errorf("while it runs: %v", j)
	}
	end <- errors.New("not yet")
	d.until("it waits", func() bool { return d.only().State == jobs.Waiting })
	again() // it waits for its next attempt
	if n := next(d, begun); n != 2 {
		t.Errorf("attempt %d", n)
	}
	end <- &lasting{}
	d.until("it is given up", func() bool { return d.only().State == jobs.Failed })
	again()
	if n := next(d, begun); n != 1 {
		t.Errorf("anew, it is attempt %d", n)
	}
	end <- nil
	d.untilDone()
}

func forget(t *testing.T, d *desk) {
	d.handling("mail", func(context.Context, jobs.Job) error { return &lasting{} })
	for i := range 3 {
		d.pass(time.Hour)
		d.add(jobs.Job{Kind: "mail", Payload: []byte(canary)})
		d.until("it failed", func() bool { return len(d.list(jobs.Query{State: jobs.Failed})) == i+1 })
	}
	d.add(jobs.Job{Kind: "other", Due: 1})
	for _, want := range []int64{2, 0} {
		if n, err := d.queue.Forget(ctx, millis(d.now())); n != want || err != nil {
			t.Errorf("forgot %d; want %d; %v", n, want, err)
		}
	}
	if n := len(d.list(jobs.Query{})); n != 2 {
		t.Errorf("%d are left", n)
	}
}

func unavailable(t *testing.T, d *desk) {
	d.add(jobs.Job{Kind: "mail"})
	id := d.only().ID
	gaveUp, cancel := context.WithCancel(ctx)
	cancel()
	_, added := d.queue.Add(gaveUp, jobs.Job{Kind: "mail", Payload: []byte(canary)})
	_, listed := d.queue.List(gaveUp, jobs.Query{})
	_, forgot := d.queue.Forget(gaveUp, 1)
	for what, err := range map[string]error{"add": added, "list": listed, "forget": forgot, "retry": d.queue.Retry(gaveUp, id)} {
		if directory.CodeOf(err) != directory.CodeUnavailable || strings.Contains(said(err), canary) {
			t.Errorf("%s: %v", what, err)
		}
	}
	// A runner whose database is gone asks again, and says so once.
	s := d.node()
	r := d.runner(d.queueOn(s, secret))
	r.Handle("other", jobs.Work{Run: func(context.Context, jobs.Job) error { return nil }})
	s.Close()
	stop := d.start(r)
	d.until("it says so", func() bool { return strings.Contains(d.log.String(), "not answering") })
	idle()
	stop()
	if n := strings.Count(d.log.String(), "not answering"); n != 1 {
		t.Errorf("it said so %d times", n)
	}
}

// TestNoPayloadInLogs prints and logs a job in every way there is.
func TestNoPayloadInLogs(t *testing.T) {
	j := jobs.Job{ID: "an-id", Kind: "mail", Payload: []byte(canary)}
	var logged bytes.Buffer
	for _, h := range []slog.Handler{slog.NewTextHandler(&logged, nil), slog.NewJSONHandler(&logged, nil)} {
		log := slog.New(h)
		log.Info("one", "job", j)
		log.Info("one", "job", &j)
		log.Info("many", "jobs", []jobs.Job{j})
		log.Info("within", "in", struct{ Job jobs.Job }{j})
		log.Error("failed", "err", fmt.Errorf("do %v: failed", j))
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x", "%t"} {
		fmt.Fprintf(&logged, verb+verb+"\n", j, &j)
		fmt.Fprintf(&logged, verb+"\n", []jobs.Job{j})
	}
	if err := json.NewEncoder(&logged).Encode(j); err != nil {
		t.Fatal(err)
	}
	got := logged.String()
	b, _ := json.Marshal([]byte(canary))
	for _, bad := range []string{canary, fmt.Sprintf("%x", canary), fmt.Sprint([]byte(canary)), string(b)} {
		if strings.Contains(got, bad) {
			t.Errorf("logged: %s", got)
		}
	}
	if !strings.Contains(got, "an-id") {
		t.Errorf("logged: %s", got)
	}
}

// TestDoneBytes looks for what a job held, as it was kept, in every byte of the
// database's files after it is done and the database closed.
func TestDoneBytes(t *testing.T) {
	dir := t.TempDir()
	d := openDesk(t, filepath.Join(dir, "x.db"))
	d.add(jobs.Job{Kind: "mail", Payload: bytes.Repeat([]byte(canary), 80)})
	kept := d.column(`SELECT payload FROM jobs`)
	stop := d.handling("mail", func(context.Context, jobs.Job) error { return nil })
	d.untilDone()
	stop()
	if err := d.store.Close(); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(b, []byte(kept[:64])) || bytes.Contains(b, []byte(canary)) {
			t.Errorf("%s still holds what is done", filepath.Base(f))
		}
	}
}
