package feed

import (
	"fmt"
	"slices"

	"github.com/google/uuid"

	"alongside/internal/directory"
)

// noteMapping notes which mapping reads the current file.
func (r *run) noteMapping(h *header, m *Mapping) {
	r.current.Mapping = m.name
	r.current.Note = m.NoListings
	for _, w := range h.warnings {
		r.warn(Rejection{File: r.current.Name, Line: 1, Reason: w})
	}
}

// take counts an item, and gives its listing when it goes in.
func (r *run) take(s *source, it item) (directory.Listing, bool) {
	f := r.current
	file := s.name
	if it.file != "" {
		file += "/" + it.file
	}
	f.Rows += max(1, it.rows)
	if it.skipped {
		f.Skipped++
		return it.listing, false
	}
	l := it.listing
	if len(it.rejected) == 0 {
		r.unique(&it, &l)
	} else if l.ID != "" {
		// It is there, if faulty: a full feed does not retire it.
		r.ids[idKey(l.ID)]++
	}
	for _, w := range it.warnings {
		r.warn(Rejection{File: file, Line: it.line, Column: w.column, Name: l.Name, Reason: w.reason})
	}
	if len(it.rejected) > 0 {
		f.Rejected++
		r.report.Rejected++
		for _, w := range it.rejected {
			if len(r.report.Rejections) < maxNamed {
				r.report.Rejections = append(r.report.Rejections,
					Rejection{File: file, Line: it.line, Column: w.column, Name: cut(l.Name, 300), Reason: w.reason})
			}
		}
		return l, false
	}
	if d, ok := r.same.check(l, file, it.line); ok {
		r.duplicate(d)
	}
	f.TimesRead += it.timesRead
	f.TimesText += it.timesText
	f.Listings++
	r.report.Listings++
	return l, true
}

// unique sees to it that no id goes in twice: an id of the source's own that
// comes again is refused; one that was made up is told apart by counting.
func (r *run) unique(it *item, l *directory.Listing) {
	n := r.ids[idKey(l.ID)]
	r.ids[idKey(l.ID)]++
	if n == 0 {
		return
	}
	if !it.generated {
		it.reject("", fmt.Sprintf("an earlier row has the same id (%s)", cut(l.ExternalID, 80)))
		return
	}
	for base := l.ExternalID; ; n++ {
		l.ExternalID = fmt.Sprintf("%s #%d", base, n+1)
		l.ID = directory.ImportedID(l.Source, l.ExternalID)
		if r.ids[idKey(l.ID)] == 0 {
			break
		}
	}
	r.ids[idKey(l.ID)]++
	l.At = slices.Clone(l.At)
	for i := range l.At {
		l.At[i].ID = directory.ImportedID(l.Source, "at:"+l.ExternalID+":"+l.At[i].Location.ID)
	}
}

// idKey is a listing's id in the fewest bytes.
func idKey(id string) uuid.UUID {
	u, err := uuid.Parse(id)
	if err != nil {
		return uuid.UUID{}
	}
	return u
}

func (r *run) warn(w Rejection) {
	r.report.Warnings++
	if len(r.report.WarningsList) < maxNamed {
		r.report.WarningsList = append(r.report.WarningsList, w)
	}
}

func (r *run) duplicate(d Duplicate) {
	r.report.DuplicatesFound++
	if len(r.report.Duplicates) < maxNamed {
		r.report.Duplicates = append(r.report.Duplicates, d)
	}
}
