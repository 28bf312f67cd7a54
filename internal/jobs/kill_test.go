package jobs_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"testing"
	"time"

	"alongside/internal/jobs"
	"alongside/internal/store"
	"alongside/internal/store/storetest"
	"alongside/internal/vault"
)

// victim names, in the environment, the database of a process that is there to
// be killed; victimClock is its clock, which stands still.
const (
	victim      = "JOBS_TEST_VICTIM"
	victimClock = "JOBS_TEST_VICTIM_CLOCK"
)

func TestMain(m *testing.M) {
	if url := os.Getenv(victim); url != "" {
		bleed(url)
		return
	}
	storetest.Main(m)
}

// bleed runs jobs that never end, and says when one has begun.
func bleed(url string) {
	s, err := store.Open(ctx, url, store.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	seal, err := vault.NewSealer([]byte(secret), "jobs")
	if err != nil {
		fmt.Println(err)
		return
	}
	var clock int64
	_, _ = fmt.Sscan(os.Getenv(victimClock), &clock)
	r := jobs.NewRunner(jobs.NewQueue(s, seal, func() time.Time { return time.UnixMilli(clock) }), jobs.Options{Poll: poll})
	r.Handle("mail", jobs.Work{Run: func(context.Context, jobs.Job) error {
		fmt.Println("begun")
		select {}
	}})
	r.Run(ctx)
}

// killed kills the process of a node while it works: another takes over at the
// end of the lease, and not before.
func killed(t *testing.T, d *desk) {
	d.add(jobs.Job{Kind: "mail", Payload: []byte("survives")})
	bleedToDeath(t, d)
	if j := d.only(); j.State != jobs.Running || j.Attempts != 1 {
		t.Fatalf("after the kill: %v", j)
	}
	other := make(chan string, 1)
	d.handling("mail", func(_ context.Context, j jobs.Job) error {
		other <- fmt.Sprint(string(j.Payload), j.Attempts)
		return nil
	})
	d.pass(30*time.Second - time.Millisecond)
	idle()
	if len(other) != 0 {
		t.Error("another began before the lease ended")
	}
	d.pass(time.Millisecond)
	if got := next(d, other); got != "survives2" {
		t.Errorf("ran %q", got)
	}
	d.untilDone()
}

// killer is a job that kills its node every time: it is given up.
func killer(t *testing.T, d *desk) {
	d.add(jobs.Job{Kind: "mail"})
	for attempt := range 6 {
		bleedToDeath(t, d)
		if j := d.only(); j.State != jobs.Running || j.Attempts != attempt+1 {
			t.Fatalf("after the kill: %v", j)
		}
		d.pass(30 * time.Second)
	}
	d.handling("mail", func(context.Context, jobs.Job) error { t.Error("it was run once more"); return nil })
	d.until("it is given up", func() bool { return d.only().State == jobs.Failed })
	if j := d.only(); j.Attempts != 6 || j.Why != "The program ended while this ran." || j.Due != millis(d.now()) {
		t.Errorf("%v, why %q", j, j.Why)
	}
}

// bleedToDeath starts a node in a process of its own and kills it once it works.
func bleedToDeath(t *testing.T, d *desk) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), victim+"="+d.url, fmt.Sprintf("%s=%d", victimClock, d.clock.Load()))
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	_ = cmd.Process.Kill()
	_ = cmd.Wait()
	if line != "begun\n" {
		t.Fatalf("the node said %q, %v", line, err)
	}
}
