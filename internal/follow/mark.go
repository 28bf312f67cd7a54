package follow

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"alongside/internal/directory"
)

// mark says which store an index was built from and for which day its sessions
// were last worked out. It lies beside the index, not in it: losing it costs
// one rebuild.
type mark struct {
	Store string         `json:"store"`
	Day   directory.Date `json:"day"`
}

type markFile struct{ dir string }

func (m markFile) path() string { return filepath.Join(m.dir, "follow.json") }

func (m markFile) read() (mark, error) {
	var out mark
	b, err := os.ReadFile(m.path())
	if errors.Is(err, fs.ErrNotExist) {
		return out, nil
	}
	if err == nil {
		err = json.Unmarshal(b, &out)
	}
	if err != nil {
		return mark{}, fmt.Errorf("read %s: %w", m.path(), err)
	}
	return out, nil
}

// write replaces the mark whole: a reader sees the old one or the new one.
func (m markFile) write(v mark) error {
	b, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("write the index's mark: %w", err)
	}
	if err := os.MkdirAll(m.dir, 0o755); err != nil {
		return fmt.Errorf("write the index's mark: %w", err)
	}
	aside := m.path() + ".new"
	if err := os.WriteFile(aside, b, 0o644); err != nil {
		return fmt.Errorf("write the index's mark: %w", err)
	}
	if err := os.Rename(aside, m.path()); err != nil {
		return fmt.Errorf("write the index's mark: %w", err)
	}
	return nil
}
