package main

import (
	"bufio"
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"alongside/data"
	"alongside/index"
	"alongside/internal/concept"
	"alongside/internal/follow"
	"alongside/internal/places"
	"alongside/internal/store"
)

// TestMain lets the test binary stand in for the program itself: a child with
// this variable set runs main.
func TestMain(m *testing.M) {
	if os.Getenv("ALONGSIDE_TEST_MAIN") == "1" {
		os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
	}
	os.Exit(m.Run())
}

// program gives the program as a process of its own, in an environment that
// holds nothing but what it needs.
func program(args ...string) *exec.Cmd {
	cmd := exec.Command(os.Args[0], args...)
	cmd.Env = []string{"ALONGSIDE_TEST_MAIN=1", "PATH=" + os.Getenv("PATH"), "HOME=" + os.Getenv("HOME"), "GOGC=" + os.Getenv("XGOGC"), "TMPDIR=" + os.TempDir()}
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	return cmd
}

// serving starts a server and gives its address once it has printed it.
func serving(t testing.TB, args ...string) (*exec.Cmd, string) {
	t.Helper()
	return servingTo(t, os.Stderr, args...)
}

// servingTo is serving with its log written to stderr.
func servingTo(t testing.TB, stderr io.Writer, args ...string) (*exec.Cmd, string) {
	t.Helper()
	cmd := program(append([]string{"serve", "--addr", "127.0.0.1:0", "--log-level", "error"}, args...)...)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stderr = stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if cmd.ProcessState == nil {
			_ = cmd.Process.Kill()
			_ = cmd.Wait()
		}
	})
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if url, ok := strings.CutPrefix(lines.Text(), "listening on "); ok {
			return cmd, url
		}
	}
	t.Fatal("the server ended before it was listening")
	return nil, ""
}

// spreadsheet writes n rows whose descriptions carry a mark, so that each round
// changes them all.
func spreadsheet(t *testing.T, path string, n int, mark string) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	w := csv.NewWriter(f)
	rows := [][]string{{"Name", "Description", "Organisation", "Address", "Postcode", "Days and times", "Location"}}
	for i := range n {
		rows = append(rows, []string{"Club " + strconv.Itoa(i), "We meet and talk, " + mark + ".", "Invented Clubs " + strconv.Itoa(i%40), "1 High Street",
			"EH1 1AA", "Tuesdays 10am-12pm", fmt.Sprintf("55.%04d,-3.2", 9000+i%900)})
	}
	if err := w.WriteAll(rows); err != nil {
		t.Fatal(err)
	}
}

// TestKill ends the server with SIGKILL, again and again, while imports run
// beside it, and every third time the import too. What was acknowledged is
// there afterwards, and the index catches up to the store exactly.
func TestKill(t *testing.T) {
	const kills, rows = 21, 1500
	dir := t.TempDir()
	sheet := filepath.Join(t.TempDir(), "clubs.csv")
	r := rand.New(rand.NewPCG(3, 1))
	acknowledged := 0
	for round := range kills {
		server, _ := serving(t, "--data-dir", dir)
		spreadsheet(t, sheet, rows, fmt.Sprintf("round %d", round))
		imp := program("import", "--data-dir", dir, "--source", "clubs", sheet)
		if err := imp.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(r.IntN(900)) * time.Millisecond) // any moment will do: nothing is asserted of it
		if round%3 == 2 {
			_ = imp.Process.Kill()
		}
		if err := server.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = server.Wait()
		// An import that ends well has had every row acknowledged, whether or
		// not a server was there to follow.
		if err := imp.Wait(); err == nil {
			acknowledged = round + 1
		}
	}
	if acknowledged == 0 {
		t.Error("no import ended well in any round")
	}
	compareStoreAndIndex(t, dir, rows, acknowledged)
}

func compareStoreAndIndex(t *testing.T, dir string, rows, acknowledged int) {
	t.Helper()
	ctx := context.Background()
	s, err := store.Open(ctx, filepath.Join(dir, "alongside.db"), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	concepts, err := concept.Load(data.Concepts)
	if err != nil {
		t.Fatal(err)
	}
	x, err := index.Open(filepath.Join(dir, "index"), index.Options{Concepts: concepts.Version()})
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	if st := x.Status(); st.Stale {
		t.Errorf("the index was damaged: %+v", st)
	}
	t.Logf("before catching up the index was at %d", x.Sequence())
	g, err := places.New(s)
	if err != nil {
		t.Fatal(err)
	}
	f := follow.New(s, x, follow.Builder{Places: g, Now: time.Now, Log: newLog(os.Stderr, 12), About: concepts.About}, filepath.Join(dir, "index"))
	if err := f.CatchUp(ctx); err != nil {
		t.Fatal(err)
	}
	head, err := s.Sequence(ctx)
	if err != nil {
		t.Fatal(err)
	}
	changes := 0
	for after := int64(0); ; {
		page, err := s.Changes(ctx, after, 5000)
		if err != nil {
			t.Fatal(err)
		}
		if len(page) == 0 {
			break
		}
		changes += len(page)
		after = page[len(page)-1].Sequence
	}
	if int64(changes) != head || x.Sequence() != head {
		t.Errorf("%d changes up to %d, index at %d", changes, head, x.Sequence())
	}
	n := 0
	for l, err := range everyListing(ctx, s) {
		if err != nil {
			t.Fatal(err)
		}
		n++
		var round int
		if _, err := fmt.Sscanf(l.Description, "We meet and talk, round %d.", &round); err != nil || round+1 < acknowledged {
			t.Errorf("%s is at %q, after round %d was acknowledged", l.Name, l.Description, acknowledged-1)
		}
		cards := x.Cards(l.ID)
		if len(cards) != len(l.At) || cards[0].Summary != l.Summarise() || cards[0].Name != l.Name {
			t.Errorf("%s: the index says %+v", l.Name, cards)
		}
	}
	if ids, err := x.IDs(ctx); err != nil || len(ids) != n || n != rows {
		t.Errorf("%d listings in the store, %d in the index, %d in the spreadsheet, %v", n, len(ids), rows, err)
	}
}
