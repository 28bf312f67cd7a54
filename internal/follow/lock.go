package follow

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	"alongside/internal/directory"
)

// Lock is the right to open the index of a data folder. The kernel releases it
// when the process ends, however it ends.
type Lock struct{ f *os.File }

// Held is the refusal of a Lock that another process holds.
type Held struct {
	// Dir is the data folder, PID the process that holds it; 0 when it has not
	// said yet.
	Dir string
	PID int
}

// Error says who holds the folder.
func (h *Held) Error() string {
	if h.PID == 0 {
		return fmt.Sprintf("the data folder %s is in use by another alongside", h.Dir)
	}
	return fmt.Sprintf("the data folder %s is in use by another alongside (process %d); stop that one, or choose another --data-dir", h.Dir, h.PID)
}

// TakeLock takes the lock of a data folder, making the folder when it is not
// there. It never waits: a lock that is held gives *Held.
func TakeLock(dir string) (*Lock, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, &directory.Error{Code: directory.CodeUnavailable, Message: "The data folder " + dir + " can't be made.", Err: err}
	}
	f, err := os.OpenFile(filepath.Join(dir, "lock"), os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return nil, &directory.Error{Code: directory.CodeUnavailable, Message: "The data folder " + dir + " can't be written to.", Err: err}
	}
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		defer f.Close()
		b := make([]byte, 20)
		n, _ := f.Read(b) // an empty or unread file is a holder that has not said yet
		pid, _ := strconv.Atoi(strings.TrimSpace(string(b[:n])))
		return nil, &Held{Dir: dir, PID: pid}
	}
	if err == nil {
		err = f.Truncate(0)
	}
	if err == nil {
		_, err = f.WriteAt([]byte(strconv.Itoa(os.Getpid())+"\n"), 0)
	}
	if err != nil {
		f.Close()
		return nil, fmt.Errorf("lock %s: %w", dir, err)
	}
	return &Lock{f: f}, nil
}

// Release gives the lock back.
func (l *Lock) Release() error { return l.f.Close() }
