package jobs_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"alongside/internal/directory"
	"alongside/internal/jobs"
)

func run(t *testing.T, d *desk) {
	var ran atomic.Int64
	d.add(jobs.Job{Kind: "mail", Key: "a key", Payload: []byte("before")})
	d.add(jobs.Job{Kind: "mail", Payload: []byte("later"), Due: millis(d.now().Add(time.Minute))})
	d.handling("mail", func(_ context.Context, j jobs.Job) error {
		if want := map[string]string{"before": "a key"}[string(j.Payload)]; !directory.IsID(j.ID) || j.Kind != "mail" || j.Key != want || j.Attempts != 1 || j.State != jobs.Running || j.At == 0 {
			t.Errorf("given %v, key %q", j, j.Key)
		}
		ran.Add(1)
		return nil
	})
	d.until("the first is done", func() bool { return len(d.list(jobs.Query{})) == 1 })
	idle()
	if ran.Load() != 1 {
		t.Errorf("%d were run before they were due", ran.Load()-1)
	}
	d.pass(time.Minute - time.Millisecond)
	idle()
	if ran.Load() != 1 {
		t.Error("the later one was run a moment too early")
	}
	d.pass(time.Millisecond)
	d.untilDone()
	d.add(jobs.Job{Kind: "mail", Payload: []byte("while it runs")})
	d.untilDone()
	if ran.Load() != 3 {
		t.Errorf("%d were run", ran.Load())
	}
	if until := d.column(`SELECT until FROM leases WHERE name = 'jobs'`); until != "0" {
		// It is given back after the job is gone.
		d.until("the lease is free", func() bool { return d.column(`SELECT until FROM leases WHERE name = 'jobs'`) == "0" })
	}
}

// TestWake has what is queued in the same process begin at once.
func TestWake(t *testing.T) {
	d := openDesk(t, t.TempDir()+"/x.db")
	r := jobs.NewRunner(d.queue, jobs.Options{Poll: time.Hour, Lease: time.Hour})
	done := make(chan string)
	r.Handle("mail", jobs.Work{Run: func(_ context.Context, j jobs.Job) error { tell(d, done, string(j.Payload)); return nil }})
	d.start(r)
	for _, want := range []string{"one", "two"} {
		d.add(jobs.Job{Kind: "mail", Payload: []byte(want)})
		if got := next(d, done); got != want {
			t.Errorf("ran %q", got)
		}
	}
}

func order(t *testing.T, d *desk) {
	for i := range 6 {
		d.add(jobs.Job{Kind: "mail", Payload: fmt.Append(nil, i), Due: millis(d.now().Add(-time.Duration(i) * time.Second))})
	}
	var got []string
	d.handling("mail", func(_ context.Context, j jobs.Job) error { got = append(got, string(j.Payload)); return nil })
	d.untilDone()
	if diff := cmp.Diff([]string{"5", "4", "3", "2", "1", "0"}, got); diff != "" {
		t.Error(diff)
	}
}

// backOff fails a job at every attempt, until it is given up.
func backOff(t *testing.T, d *desk) {
	begun := make(chan int)
	d.handling("mail", func(_ context.Context, j jobs.Job) error {
		tell(d, begun, j.Attempts)
		return fmt.Errorf("send: %w", &directory.Error{Code: directory.CodeUnavailable, Message: "The mail server is away.", Err: errors.New(canary)})
	})
	d.add(jobs.Job{Kind: "mail", Payload: []byte(canary)})
	for i, wait := range []time.Duration{time.Minute, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 12 * time.Hour} {
		if n := next(d, begun); n != i+1 {
			t.Fatalf("attempt %d; want %d", n, i+1)
		}
		d.until("it waits", func() bool { return d.only().State == jobs.Waiting })
		if j := d.only(); j.Due != millis(d.now().Add(wait)) || j.Attempts != i+1 || j.Why != "The mail server is away." {
			t.Errorf("after attempt %d: due in %s, attempts %d, why %q", i+1, j.Due.Time().Sub(d.now()), j.Attempts, j.Why)
		}
		d.pass(wait - time.Millisecond)
		idle()
		select {
		case <-begun:
			t.Fatal("begun again too early")
		default:
		}
		d.pass(time.Millisecond)
	}
	next(d, begun)
	d.until("it is given up", func() bool { return d.only().State == jobs.Failed })
	if j := d.only(); j.Due != millis(d.now()) || j.Attempts != 6 || j.Why != "The mail server is away." {
		t.Errorf("given up: %v, due %d, why %q", j, j.Due, j.Why)
	}
	d.pass(1000 * time.Hour)
	idle()
	if j := d.only(); j.State != jobs.Failed || j.Attempts != 6 {
		t.Errorf("what is given up is %v", j)
	}
	if strings.Contains(d.log.String(), canary) {
		t.Errorf("logged: %s", d.log.String())
	}
}

func permanent(t *testing.T, d *desk) {
	for _, tt := range []struct {
		err  error
		want string
	}{
		{&directory.Error{Code: directory.CodeInvalid, Message: "This address takes no mail.", Err: &lasting{}}, "This address takes no mail."},
		{&directory.Error{Faults: []directory.Fault{{Path: "to", Message: "This is no address."}, {Path: "text", Message: "Say something."}}, Err: &lasting{}},
			"to: This is no address. text: Say something."},
		{&directory.Error{Message: "a\x00" + strings.Repeat("é", 400), Err: &lasting{}}, "a" + strings.Repeat("é", 249)},
		{fmt.Errorf("send: %w", &lasting{}), "Internal error."},
		{&directory.Error{Err: &lasting{}}, "Internal error."},
	} {
		stop := d.handling("mail", func(context.Context, jobs.Job) error { return tt.err })
		d.add(jobs.Job{Kind: "mail"})
		d.until("it is given up", func() bool { return d.only().State == jobs.Failed })
		if j := d.only(); j.Attempts != 1 || j.Why != tt.want {
			t.Errorf("%v: attempts %d, why %q", tt.err, j.Attempts, j.Why)
		}
		stop()
		d.exec(`DELETE FROM jobs`)
	}
}

func panics(t *testing.T, d *desk) {
	var done atomic.Int64
	r := d.runner(d.queue)
	r.Handle("bad", jobs.Work{AtOnce: 4, Run: func(_ context.Context, j jobs.Job) error {
		switch string(j.Payload) {
		case "text":
			panic("with " + canary)
		case "job":
			panic(j)
		case "index":
			return []error{}[len(j.Payload)]
		}
		runtime.Goexit()
		return nil
	}})
	r.Handle("good", jobs.Work{Run: func(context.Context, jobs.Job) error { done.Add(1); return nil }})
	for _, payload := range []string{"text", "job", "index", "exit"} {
		d.add(jobs.Job{Kind: "bad", Payload: []byte(payload)})
	}
	d.start(r)
	for range 5 {
		d.add(jobs.Job{Kind: "good"})
	}
	d.until("the good are done", func() bool { return done.Load() == 5 })
	d.until("the bad wait", func() bool {
		all := d.list(jobs.Query{State: jobs.Waiting})
		return len(all) == 4 && !slices.ContainsFunc(all, func(j jobs.Job) bool { return j.Attempts != 1 || j.Why != "Internal error." || j.Kind != "bad" })
	})
	if got := d.log.String(); strings.Contains(got, canary) || strings.Count(got, "a job panicked") != 4 || !strings.Contains(got, "index out of range") || !strings.Contains(got, "runner_test.go") {
		t.Errorf("logged: %s", got)
	}
}

func tooLong(t *testing.T, d *desk) {
	r := d.runner(d.queue)
	r.Handle("slow", jobs.Work{Within: 10 * time.Millisecond, Run: func(ctx context.Context, _ jobs.Job) error { <-ctx.Done(); return ctx.Err() }})
	d.add(jobs.Job{Kind: "slow"})
	d.start(r)
	d.until("it is stopped", func() bool { return d.only().Why != "" })
	if j := d.only(); j.Why != "This took longer than 10ms, and was stopped." || j.State != jobs.Waiting || j.Attempts != 1 {
		t.Errorf("%v, why %q", j, j.Why)
	}
}

func anotherSecret(t *testing.T, d *desk) {
	if _, err := d.queueOn(d.store, "another secret of the site").Add(ctx, jobs.Job{Kind: "mail", Payload: []byte(canary)}); err != nil {
		t.Fatal(err)
	}
	d.handling("mail", func(_ context.Context, j jobs.Job) error { t.Errorf("ran with %q", j.Payload); return nil })
	d.until("it is given up", func() bool { return d.only().State == jobs.Failed })
	if j := d.only(); !strings.Contains(j.Why, "another secret") {
		t.Errorf("why %q", j.Why)
	}
}

// unknownKind leaves a job for a node that knows what to do.
func unknownKind(t *testing.T, d *desk) {
	d.add(jobs.Job{Kind: "new"})
	d.handling("old", func(context.Context, jobs.Job) error { return nil })
	d.start(d.runner(d.queue)) // one that knows nothing at all
	d.add(jobs.Job{Kind: "old"})
	d.until("the old one is done", func() bool { return len(d.list(jobs.Query{})) == 1 })
	idle()
	if j := d.only(); j.State != jobs.Waiting || j.Attempts != 0 {
		t.Errorf("the new one: %v", j)
	}
	d.handling("new", func(context.Context, jobs.Job) error { return nil })
	d.untilDone()
}

// stop ends a runner while it works: nothing is lost, and nobody has to wait.
func stop(t *testing.T, d *desk) {
	begun := make(chan int)
	handler := func(ctx context.Context, j jobs.Job) error {
		tell(d, begun, j.Attempts)
		<-ctx.Done()
		return ctx.Err()
	}
	for range 3 {
		end := d.handling("mail", handler)
		if len(d.list(jobs.Query{})) == 0 {
			d.add(jobs.Job{Kind: "mail", Payload: []byte(canary)})
		}
		if n := next(d, begun); n != 1 {
			t.Errorf("attempt %d: one that was stopped was counted", n)
		}
		end()
		if j := d.only(); j.State != jobs.Waiting || j.Attempts != 0 || j.Why != "" || j.Due != millis(d.now()) {
			t.Errorf("after the stop: %v, why %q", j, j.Why)
		}
	}
	// One that ends well although it was told to stop is done; what fails for
	// good has failed.
	for _, result := range []error{nil, &lasting{}} {
		end := d.handling("mail", func(ctx context.Context, _ jobs.Job) error {
			tell(d, begun, 0)
			<-ctx.Done()
			return result
		})
		if len(d.list(jobs.Query{})) == 0 {
			d.add(jobs.Job{Kind: "mail"})
		}
		next(d, begun)
		end()
		if all := d.list(jobs.Query{}); result == nil && len(all) != 0 || result != nil && (len(all) != 1 || all[0].State != jobs.Failed) {
			t.Errorf("ended with %v: %v", result, all)
		}
	}
}

// stolen has another take the lease, however that came to be: the work is cut,
// and however it ends, what the other does is left alone.
func stolen(t *testing.T, d *desk) {
	for _, result := range []error{errors.New("cut"), nil, &lasting{}} {
		begun, ended := make(chan struct{}), make(chan error, 1)
		stop := d.handling("mail", func(ctx context.Context, _ jobs.Job) error {
			close(begun)
			<-ctx.Done()
			ended <- context.Cause(ctx)
			return result
		})
		d.add(jobs.Job{Kind: "mail"})
		next(d, begun)
		d.exec(`UPDATE leases SET holder = 'another', turn = turn + 1, until = $1`, d.clock.Load()+time.Hour.Milliseconds())
		d.exec(`UPDATE jobs SET attempts = attempts + 1, turn = turn + 1`) // the other has begun it
		d.pass(11 * time.Second)
		if cause := next(d, ended); cause == nil || !strings.Contains(cause.Error(), "lost") {
			t.Errorf("ended by %v", cause)
		}
		idle()
		if j := d.only(); j.State != jobs.Running || j.Attempts != 2 || j.Why != "" {
			t.Errorf("what another runs was changed: %v", j)
		}
		if holder := d.column(`SELECT holder FROM leases`); holder != "another" {
			t.Errorf("the lease was given back for another: %q has it", holder)
		}
		stop()
		d.exec(`DELETE FROM jobs`)
		d.pass(time.Hour)
	}
}

// stalled has a node lose its database while it works: its work ends before its
// lease does, and another goes on.
func stalled(t *testing.T, d *desk) {
	s := d.node()
	r := d.runner(d.queueOn(s, secret))
	begun, ended := make(chan struct{}), make(chan int64, 1)
	r.Handle("mail", jobs.Work{Run: func(ctx context.Context, _ jobs.Job) error {
		close(begun)
		<-ctx.Done()
		ended <- d.clock.Load()
		return ctx.Err()
	}})
	began := d.clock.Load()
	d.start(r)
	d.add(jobs.Job{Kind: "mail"})
	next(d, begun)
	s.Close()
	other := make(chan int, 1)
	d.handling("mail", func(_ context.Context, j jobs.Job) error { other <- j.Attempts; return nil })
	d.pass(24 * time.Second)
	idle()
	select {
	case <-ended:
		t.Error("the work was stopped too early")
	default:
	}
	d.pass(time.Second)
	if at := next(d, ended); at-began != 25_000 {
		t.Errorf("the work ended after %d ms", at-began)
	}
	d.pass(5*time.Second - time.Millisecond)
	idle()
	select {
	case <-other:
		t.Error("another began before the lease ended")
	default:
	}
	d.pass(time.Millisecond)
	if n := next(d, other); n != 2 {
		t.Errorf("attempt %d", n)
	}
	d.untilDone()
}

// kept works for longer than a lease: it is renewed, and nobody else begins.
func kept(t *testing.T, d *desk) {
	begun, end := make(chan int, 2), make(chan struct{})
	for range 2 {
		r := d.runner(d.queueOn(d.node(), secret))
		r.Handle("mail", jobs.Work{Run: func(ctx context.Context, j jobs.Job) error {
			begun <- j.Attempts
			select {
			case <-end:
			case <-d.over:
			case <-ctx.Done():
				t.Error("the work was stopped")
			}
			return nil
		}})
		d.start(r)
	}
	d.add(jobs.Job{Kind: "mail"})
	next(d, begun)
	for range 12 {
		renewed := d.clock.Load()
		d.pass(11 * time.Second)
		d.until("it is renewed", func() bool { return d.column(`SELECT until FROM leases`) == fmt.Sprint(renewed+41_000) })
	}
	if len(begun) != 0 {
		t.Error("another began it")
	}
	close(end)
	d.untilDone()
}

// lingers has a handler take its time to end after it was told to: the lease is
// kept until it has.
func lingers(t *testing.T, d *desk) {
	begun, told, end := make(chan struct{}), make(chan struct{}), make(chan struct{})
	stop := d.handling("mail", func(ctx context.Context, _ jobs.Job) error {
		close(begun)
		<-ctx.Done()
		close(told)
		hear(d, end)
		return ctx.Err()
	})
	other := make(chan int, 1)
	r := d.runner(d.queueOn(d.node(), secret))
	r.Handle("mail", jobs.Work{Run: func(_ context.Context, j jobs.Job) error { other <- j.Attempts; return nil }})
	d.add(jobs.Job{Kind: "mail"})
	next(d, begun)
	var stopping sync.WaitGroup
	stopping.Go(stop)
	next(d, told)
	d.start(r)
	for range 4 {
		renewed := d.clock.Load()
		d.pass(11 * time.Second)
		d.until("it is renewed", func() bool { return d.column(`SELECT until FROM leases`) == fmt.Sprint(renewed+41_000) })
	}
	if len(other) != 0 {
		t.Error("another began while it was still at work")
	}
	close(end)
	stopping.Wait()
	if n := next(d, other); n != 1 {
		t.Errorf("attempt %d", n)
	}
	d.untilDone()
}

func atOnce(t *testing.T, d *desk) {
	r := d.runner(d.queue)
	var harvests, most atomic.Int64
	release := make(chan struct{})
	r.Handle("harvest", jobs.Work{AtOnce: 3, Run: func(ctx context.Context, _ jobs.Job) error {
		n := harvests.Add(1)
		defer harvests.Add(-1)
		for had := most.Load(); n > had && !most.CompareAndSwap(had, n); had = most.Load() {
		}
		select {
		case <-release:
		case <-ctx.Done():
		}
		return nil
	}})
	mails := make(chan string)
	r.Handle("mail", jobs.Work{Run: func(_ context.Context, j jobs.Job) error { tell(d, mails, string(j.Payload)); return nil }})
	for range 8 {
		d.add(jobs.Job{Kind: "harvest"})
	}
	d.start(r)
	d.until("three run", func() bool { return harvests.Load() == 3 })
	d.add(jobs.Job{Kind: "mail", Payload: []byte("past the harvests")})
	if got := next(d, mails); got != "past the harvests" {
		t.Error(got)
	}
	if n := len(d.list(jobs.Query{State: jobs.Running, Kind: "harvest"})); n != 3 {
		t.Errorf("%d run", n)
	}
	close(release)
	d.untilDone()
	if most.Load() != 3 {
		t.Errorf("%d ran at once", most.Load())
	}
}

// four has four nodes, which are stopped and started as it comes, do what is
// queued: no job is run by two, no two nodes work at once, and each job ends
// well once.
func four(t *testing.T, d *desk) {
	const n = 60
	var mu sync.Mutex
	running, done := map[string]bool{}, map[string]int{}
	working, nodes := map[int]int{}, map[int]bool{}
	handler := func(node int, begun func()) jobs.Handler {
		return func(ctx context.Context, j jobs.Job) error {
			begun()
			mu.Lock()
			if running[j.ID] {
				t.Errorf("%v is run by two", j)
			}
			running[j.ID] = true
			working[node]++
			nodes[node] = true
			if len(working) != 1 {
				t.Errorf("%d nodes work at once", len(working))
			}
			mu.Unlock()
			var err error
			select {
			case <-time.After(time.Duration(rand.IntN(3)) * time.Millisecond):
			case <-ctx.Done():
				err = ctx.Err()
			}
			if err == nil && rand.IntN(10) == 0 {
				err = directory.Errorf(directory.CodeUnavailable, "Not now.")
			}
			mu.Lock()
			defer mu.Unlock()
			delete(running, j.ID)
			if working[node]--; working[node] == 0 {
				delete(working, node)
			}
			if err == nil {
				done[string(j.Payload)]++
			}
			return err
		}
	}
	ending, end := context.WithCancel(ctx)
	var all sync.WaitGroup
	for node := range 4 {
		q := d.queueOn(d.node(), secret)
		all.Go(func() {
			for ending.Err() == nil {
				r := d.runner(q)
				some, cancel := context.WithCancel(ending)
				var left atomic.Int64
				left.Store(2 + rand.Int64N(8))
				begun := func() {
					if left.Add(-1) == 0 {
						cancel() // while it works
					}
				}
				r.Handle("mail", jobs.Work{AtOnce: 2, Run: handler(node, begun)})
				r.Handle("harvest", jobs.Work{Run: handler(node, begun)})
				r.Run(some)
				cancel()
			}
		})
	}
	t.Cleanup(all.Wait)
	t.Cleanup(end)
	for i := range n {
		d.add(jobs.Job{Kind: []string{"mail", "harvest"}[i%2], Payload: fmt.Append(nil, i)})
	}
	// What failed is due after a minute; the lease never runs out in that time,
	// since who holds it renews it.
	d.until("all is done", func() bool {
		left := d.list(jobs.Query{})
		if len(left) > 0 && !slices.ContainsFunc(left, func(j jobs.Job) bool { return j.Due <= millis(d.now()) }) {
			d.exec(`UPDATE jobs SET due = $1 WHERE state = 'waiting'`, d.clock.Load())
		}
		return len(left) == 0
	})
	end()
	all.Wait()
	for i := range n {
		if done[fmt.Sprint(i)] != 1 {
			t.Errorf("job %d was done %d times", i, done[fmt.Sprint(i)])
		}
	}
	if len(nodes) < 2 {
		t.Errorf("%d nodes worked", len(nodes))
	}
}

func every(t *testing.T, d *desk) {
	// Ten seconds before a day begins.
	d.clock.Store(time.Date(2026, 5, 3, 23, 59, 50, 0, time.UTC).UnixMilli())
	var fired atomic.Int64
	fail := atomic.Bool{}
	r := d.runner(d.queue)
	r.Handle("tick", jobs.Work{Run: func(_ context.Context, j jobs.Job) error {
		if len(j.Payload) != 0 || j.Kind != "tick" {
			t.Errorf("given %v", j)
		}
		fired.Add(1)
		if fail.Load() {
			return errors.New("no")
		}
		return nil
	}})
	r.Every("tick", 24*time.Hour)
	stop := d.start(r)
	fires := func(want int64) {
		t.Helper()
		d.until(fmt.Sprint("it fired ", want), func() bool { return fired.Load() >= want })
		idle()
		if fired.Load() != want {
			t.Errorf("it fired %d times; want %d", fired.Load(), want)
		}
	}
	fires(1) // the first ever
	d.pass(9 * time.Second)
	fires(1)
	d.pass(time.Second)
	fires(2)
	d.pass(24*time.Hour - time.Millisecond)
	fires(2)
	stop()
	// Another start in the same period, and none for days.
	r = d.runner(d.queue)
	r.Handle("tick", jobs.Work{Run: func(context.Context, jobs.Job) error { fired.Add(1); return nil }})
	r.Every("tick", 24*time.Hour)
	stop = d.start(r)
	fires(2)
	stop()
	d.pass(5 * 24 * time.Hour)
	r = d.runner(d.queue)
	fail.Store(true)
	r.Handle("tick", jobs.Work{Run: func(context.Context, jobs.Job) error {
		fired.Add(1)
		if fail.Load() {
			return errors.New("no")
		}
		return nil
	}})
	r.Every("tick", 24*time.Hour)
	d.start(r)
	fires(3)
	d.until("it waits", func() bool { return d.only().State == jobs.Waiting })
	// While the last one waits to be tried again, none is added.
	d.exec(`UPDATE jobs SET due = $1`, d.clock.Load()+72*time.Hour.Milliseconds())
	d.pass(24 * time.Hour)
	fires(3)
	if n := len(d.list(jobs.Query{})); n != 1 {
		t.Errorf("%d wait", n)
	}
	fail.Store(false)
	d.pass(48 * time.Hour)
	d.until("it is done", func() bool { return len(d.list(jobs.Query{})) == 0 })
}

// everyOnFour has four nodes keep the same schedule.
func everyOnFour(t *testing.T, d *desk) {
	d.clock.Store(time.Date(2026, 5, 3, 0, 30, 0, 0, time.UTC).UnixMilli())
	var fired atomic.Int64
	for range 4 {
		r := d.runner(d.queueOn(d.node(), secret))
		r.Handle("tick", jobs.Work{Run: func(context.Context, jobs.Job) error { fired.Add(1); return nil }})
		r.Handle("tock", jobs.Work{Run: func(context.Context, jobs.Job) error { fired.Add(100); return nil }})
		r.Every("tick", time.Hour)
		r.Every("tock", 3*time.Hour)
		d.start(r)
	}
	for hour := range int64(7) {
		want := hour + 1 + 100*(hour/3+1)
		d.until("it fired", func() bool { return fired.Load() >= want })
		idle()
		if fired.Load() != want {
			t.Fatalf("after %d hours it fired %d; want %d", hour, fired.Load(), want)
		}
		d.pass(time.Hour)
	}
}

func TestMisuse(t *testing.T) {
	d := openDesk(t, t.TempDir()+"/x.db")
	r := d.runner(d.queue)
	work := jobs.Work{Run: func(context.Context, jobs.Job) error { return nil }}
	r.Handle("mail", work)
	for name, misuse := range map[string]func(){
		"handled twice":          func() { r.Handle("mail", work) },
		"no kind":                func() { r.Handle("", work) },
		"no handler":             func() { r.Handle("other", jobs.Work{}) },
		"scheduled, not handled": func() { r.Every("other", time.Hour) },
		"no period":              func() { r.Every("mail", 0) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: nothing was said", name)
				}
			}()
			misuse()
		}()
	}
	// One that was given nothing else goes by what is usual.
	plain := jobs.NewRunner(jobs.NewQueue(d.store, nil, nil), jobs.Options{})
	gaveUp, cancel := context.WithCancel(ctx)
	cancel()
	plain.Run(gaveUp)
}
