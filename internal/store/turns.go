package store

import (
	"errors"
	"fmt"
	"io"
	"os"
	"sync/atomic"
	"time"

	"golang.org/x/sys/unix"
)

// turns lets the processes that write to one SQLite file take turns. SQLite
// itself only polls, with ever longer pauses, so that someone's save could wait
// behind transaction after transaction of an import. The
// kernel wakes who waits at once, and lets go for a process that ends, however
// it ends.
type turns struct {
	f *os.File
	// waiting counts the transactions of this process that wait.
	waiting atomic.Int64
	// held says whether the turn is this process's; mine counts the
	// transactions within it. Only whoever has the writing connection looks.
	held bool
	mine int
	// met is when another transaction was last seen to wait, or to be waited
	// for, in Unix milliseconds.
	met atomic.Int64
}

// atMost is how many transactions of one process make a turn, while others of
// it wait: people who save at once do not each wait for a batch of an import.
const atMost = 8

// openTurns opens the file of the turns beside the database.
func openTurns(database string) (*turns, error) {
	f, err := os.OpenFile(database+"-turns", os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return nil, fmt.Errorf("open the file beside the database by which writers take turns: %w", err)
	}
	return &turns{f: f}, nil
}

// take waits for this process's turn.
func (t *turns) take() error {
	if t.waiting.Load() > 0 {
		t.meet()
	}
	if t.held {
		return nil
	}
	err := t.lock(unix.F_OFD_SETLK, unix.F_WRLCK)
	if errors.Is(err, unix.EAGAIN) || errors.Is(err, unix.EACCES) {
		t.meet()
		err = t.lock(unix.F_OFD_SETLKW, unix.F_WRLCK)
	}
	t.held = err == nil
	return err
}

func (t *turns) meet() { t.met.Store(time.Now().UnixMilli()) }

// busy reports whether others wrote in the last seconds.
func (t *turns) busy() bool { return time.Now().UnixMilli()-t.met.Load() < 2000 }

// give ends the turn, unless others of this process wait and it is not long.
func (t *turns) give() error {
	if t.mine++; t.waiting.Load() > 0 && t.mine < atMost {
		return nil
	}
	t.held, t.mine = false, 0
	return t.lock(unix.F_OFD_SETLK, unix.F_UNLCK)
}

func (t *turns) lock(how int, kind int16) error {
	for {
		err := unix.FcntlFlock(t.f.Fd(), how, &unix.Flock_t{Type: kind, Whence: io.SeekStart, Len: 1})
		if !errors.Is(err, unix.EINTR) {
			return err
		}
	}
}

func (t *turns) close() error { return t.f.Close() }
