package feed

import (
	"fmt"

	"alongside/internal/directory"
)

// fault is one thing wrong with a row, and the column that it is in.
type fault struct{ column, reason string }

// item is one listing that was read, or one row that can't be taken.
type item struct {
	line int
	// file names the file inside the source that the line is of, where there
	// are several.
	file string
	// rows counts the rows that it is made of; 0 is one.
	rows    int
	listing directory.Listing
	// rejected says why it can't be taken; warnings what of it was left out.
	rejected, warnings []fault
	// generated is true when the external id was made up from other columns,
	// so that two rows may share it by chance.
	generated bool
	// skipped is true for a row that the mapping leaves out.
	skipped bool
	// timesRead and timesText count the times that were understood, and those
	// that stay as words.
	timesRead, timesText int
}

func (it *item) warn(column, format string, args ...any) {
	it.warnings = append(it.warnings, fault{column, fmt.Sprintf(format, args...)})
}

// validate rejects the item for its listing's own faults; column gives the
// column that a fault's path comes from. An organisation that only has the
// listing's name is not faulted for it a second time.
func (it *item) validate(l directory.Listing, column func(path string) string) {
	for _, f := range l.Validate() {
		if f.Path == "organization.name" && len(it.rejected) > 0 && l.Organization.Name == l.Name {
			continue
		}
		it.reject(column(f.Path), f.Path+": "+f.Message)
	}
}

func (it *item) reject(column, reason string) {
	it.rejected = append(it.rejected, fault{column, reason})
}
