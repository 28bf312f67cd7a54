package jobs_test

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"alongside/internal/directory"
	"alongside/internal/jobs"
	"alongside/internal/store"
	"alongside/internal/store/storetest"
	"alongside/internal/vault"
)

var ctx = context.Background()

// canary stands in every payload, and in what may hold one.
const canary = "canary-6b1f"

const secret = "a secret for tests of jobs"

// poll is how often runners look in tests.
const poll = 3 * time.Millisecond

// desk is a database, a clock that stands still until it is moved, and the nodes
// that share both.
type desk struct {
	t     *testing.T
	url   string
	store *store.Store
	queue *jobs.Queue
	clock atomic.Int64 // in Unix milliseconds
	log   locked
	// over is closed when a test has failed, so that no handler waits for it.
	over chan struct{}
	once sync.Once
}

// locked is a buffer that many write to.
type locked struct {
	mu sync.Mutex
	b  bytes.Buffer
}

// Write is an io.Writer's.
func (l *locked) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

// String gives what was written.
func (l *locked) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func openDesk(t *testing.T, url string) *desk {
	t.Helper()
	d := &desk{t: t, url: url, over: make(chan struct{})}
	d.clock.Store(1_777_777_777_000)
	before := goleak.IgnoreCurrent()
	t.Cleanup(func() { goleak.VerifyNone(t, before) })
	d.store = d.node()
	d.queue = d.queueOn(d.store, secret)
	return d
}

func (d *desk) now() time.Time { return time.UnixMilli(d.clock.Load()) }

func (d *desk) pass(of time.Duration) { d.clock.Add(of.Milliseconds()) }

// node opens the database as another process does.
func (d *desk) node() *store.Store {
	d.t.Helper()
	s, err := store.Open(ctx, d.url, store.Options{})
	if err != nil {
		d.t.Fatal(err)
	}
	d.t.Cleanup(func() { s.Close() })
	return s
}

func (d *desk) queueOn(s *store.Store, secret string) *jobs.Queue {
	d.t.Helper()
	seal, err := vault.NewSealer([]byte(secret), "jobs")
	if err != nil {
		d.t.Fatal(err)
	}
	return jobs.NewQueue(s, seal, d.now)
}

func (d *desk) runner(q *jobs.Queue) *jobs.Runner {
	return jobs.NewRunner(q, jobs.Options{Log: slog.New(slog.NewJSONHandler(&d.log, nil)), Poll: poll})
}

// start runs a runner until stop, which the end of the test calls too.
func (d *desk) start(r *jobs.Runner) (stop func()) {
	running, cancel := context.WithCancel(ctx)
	var all sync.WaitGroup
	all.Go(func() { r.Run(running) })
	stop = func() {
		cancel()
		all.Wait()
	}
	d.t.Cleanup(stop)
	return stop
}

// handling starts a runner of one kind.
func (d *desk) handling(kind string, run jobs.Handler) (stop func()) {
	r := d.runner(d.queue)
	r.Handle(kind, jobs.Work{Run: run})
	return d.start(r)
}

func (d *desk) add(j jobs.Job) {
	d.t.Helper()
	if added, err := d.queue.Add(ctx, j); err != nil || !added {
		d.t.Fatalf("added %v, %v", added, err)
	}
}

func (d *desk) list(of jobs.Query) []jobs.Job {
	d.t.Helper()
	out, err := d.queue.List(ctx, of)
	if err != nil {
		d.t.Fatal(err)
	}
	return out
}

// only gives the one job that there is.
func (d *desk) only() jobs.Job {
	d.t.Helper()
	all := d.list(jobs.Query{})
	if len(all) != 1 {
		d.t.Fatalf("there are %d jobs: %v", len(all), all)
	}
	return all[0]
}

// until waits for something to be so.
func (d *desk) until(what string, is func() bool) {
	d.t.Helper()
	for end := time.Now().Add(60 * time.Second); !is(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			d.vain(what)
		}
	}
}

func (d *desk) vain(what string) {
	d.t.Helper()
	d.once.Do(func() { close(d.over) })
	d.t.Fatalf("waited in vain: %s; there are %v; log: %s", what, d.list(jobs.Query{}), d.log.String())
}

// next waits for what a handler tells the test.
func next[T any](d *desk, from <-chan T) T {
	d.t.Helper()
	select {
	case v := <-from:
		return v
	case <-time.After(60 * time.Second):
		d.vain("a handler's word")
		panic("never")
	}
}

// tell is a handler's word to the test, and hear the test's to a handler; both
// end when the test has failed.
func tell[T any](d *desk, to chan<- T, v T) {
	select {
	case to <- v:
	case <-d.over:
	}
}

func hear[T any](d *desk, from <-chan T) (v T) {
	select {
	case v = <-from:
	case <-d.over:
	}
	return v
}

func (d *desk) untilDone() {
	d.t.Helper()
	d.until("all is done", func() bool { return len(d.list(jobs.Query{})) == 0 })
}

// idle gives runners time to do what they should not.
func idle() { time.Sleep(15 * poll) }

// exec writes past the queue.
func (d *desk) exec(query string, args ...any) {
	d.t.Helper()
	err := d.store.Write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, query, args...)
		return err
	})
	if err != nil {
		d.t.Fatal(err)
	}
}

// column reads one value past the queue.
func (d *desk) column(query string, args ...any) string {
	d.t.Helper()
	var out string
	err := d.store.Read(ctx, func(tx *sql.Tx) error { return tx.QueryRowContext(ctx, query, args...).Scan(&out) })
	if err != nil {
		d.t.Fatal(err)
	}
	return out
}

// suite is what jobs do on every engine.
var suite = map[string]func(*testing.T, *desk){
	"add":             add,
	"refuse":          refuse,
	"keys":            keys,
	"one transaction": oneTransaction,
	"sealed":          sealed,
	"pages":           pages,
	"retry":           retry,
	"forget":          forget,
	"unavailable":     unavailable,
	"run":             run,
	"order":           order,
	"back off":        backOff,
	"permanent":       permanent,
	"panic":           panics,
	"too long":        tooLong,
	"another secret":  anotherSecret,
	"unknown kind":    unknownKind,
	"stop":            stop,
	"stolen":          stolen,
	"stalled":         stalled,
	"kept":            kept,
	"lingers":         lingers,
	"at once":         atOnce,
	"four":            four,
	"every":           every,
	"every on four":   everyOnFour,
	"killed":          killed,
	"killer":          killer,
}

func TestSQLite(t *testing.T)   { runSuite(t, filepath.Join(t.TempDir(), "x.db")) }
func TestPostgres(t *testing.T) { runSuite(t, storetest.StartPostgres(t)) }

// runSuite has one database for all, emptied in between: making one takes longer
// than most of them do.
func runSuite(t *testing.T, url string) {
	for name, run := range suite {
		t.Run(name, func(t *testing.T) {
			d := openDesk(t, url)
			for _, clear := range []string{`DELETE FROM jobs`, `DELETE FROM schedules`, `DELETE FROM settings`, `UPDATE leases SET holder = '', until = 0`} {
				d.exec(clear)
			}
			run(t, d)
		})
	}
}

func said(err error) string { return fmt.Sprintf("%v %+v %#v", err, err, err) }

func millis(t time.Time) directory.Millis { return directory.MillisOf(t) }
