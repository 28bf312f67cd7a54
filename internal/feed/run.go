package feed

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"time"

	"github.com/google/uuid"

	"alongside/internal/directory"
)

// run is one import under way. The reading runs ahead of the writing in a
// goroutine of its own; the report's counts of reading belong to it until it
// has ended.
type run struct {
	o        Options
	sink     Sink
	embedded []*Mapping
	sources  []*source
	temp     string
	report   Report
	same     *duplicates
	// ids counts how often each id came.
	ids         map[uuid.UUID]uint32
	done, total int64
	// whole is true while every input was read to its end.
	whole bool
	// current is the file being read.
	current *FileReport
}

func newRun(o Options, sink Sink) (*run, error) {
	r := &run{o: o, sink: sink, same: newDuplicates(), ids: make(map[uuid.UUID]uint32), whole: true}
	r.report = Report{Source: o.Source, DryRun: o.DryRun}
	shipped, err := Embedded()
	if err != nil {
		return nil, err
	}
	for _, name := range slices.Sorted(maps.Keys(shipped)) {
		r.embedded = append(r.embedded, shipped[name])
	}
	if o.Mapping != nil {
		r.embedded = nil
	}
	return r, nil
}

func (r *run) close() {
	if r.temp != "" {
		os.RemoveAll(r.temp)
	}
}

// everything reads and writes all inputs.
func (r *run) everything(ctx context.Context) error {
	if err := r.gather(ctx); err != nil {
		return err
	}
	reading, stop := context.WithCancel(ctx)
	batches := make(chan []directory.Listing, 1)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		defer close(batches)
		r.readAll(reading, batches)
	}()
	err := r.writeAll(ctx, batches)
	stop()
	<-ended
	if err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("import %s: %w", r.o.Source, err)
	}
	if err := r.across(ctx); err != nil {
		return err
	}
	return r.retire(ctx)
}

// gather finds the files that the inputs stand for. An input that can't be had
// is in the report, and the others go on.
func (r *run) gather(ctx context.Context) error {
	for _, input := range r.o.Inputs {
		found, err := r.input(ctx, input)
		if ctx.Err() != nil {
			return fmt.Errorf("import %s: %w", r.o.Source, ctx.Err())
		}
		if err != nil {
			r.whole = false
			r.report.Files = append(r.report.Files, FileReport{Name: input, Error: err.Error()})
			continue
		}
		r.sources = append(r.sources, found...)
	}
	for _, s := range r.sources {
		r.total += s.size
		s.read = r.progress
	}
	r.done = 0
	return nil
}

func (r *run) input(ctx context.Context, input string) ([]*source, error) {
	if !isURL(input) {
		return locate(input, isHSDSFolder)
	}
	if r.temp == "" {
		dir, err := os.MkdirTemp("", "alongside-feed-*")
		if err != nil {
			return nil, err
		}
		r.temp = dir
	}
	s, err := download(ctx, r.o.Client, input, r.temp, r.o.MaxBytes, r.progress)
	if err != nil {
		return nil, err
	}
	return []*source{s}, nil
}

func (r *run) progress(n int) {
	r.done += int64(n)
	if r.o.Progress != nil {
		r.o.Progress(r.done, r.total)
	}
}

// readAll reads every source and sends its listings in batches.
func (r *run) readAll(ctx context.Context, batches chan<- []directory.Listing) {
	var batch []directory.Listing
	send := func() bool {
		if len(batch) == 0 {
			return true
		}
		select {
		case batches <- batch:
			batch = nil
			return true
		case <-ctx.Done():
			return false
		}
	}
	for _, s := range r.sources {
		r.report.Files = append(r.report.Files, FileReport{Name: s.name})
		r.current = &r.report.Files[len(r.report.Files)-1]
		if r.o.Mapping.joins(s.name) {
			r.current.Note = "Joined onto the others by the mapping."
			continue
		}
		format := r.o.Format
		var err error
		if format == Auto {
			format, err = detect(s, r.o.MaxBytes)
		}
		r.current.Format = format
		if err != nil {
			r.stopped(err)
			continue
		}
		for it, err := range r.read(ctx, s, format) {
			if ctx.Err() != nil {
				return
			}
			if err != nil {
				r.stopped(err)
				break
			}
			if l, ok := r.take(s, it); ok {
				batch = append(batch, l)
			}
			if len(batch) >= batchSize && !send() {
				return
			}
		}
	}
	send()
}

// stopped notes that the current file was not read to its end.
func (r *run) stopped(err error) {
	r.whole = false
	r.current.Error = err.Error()
	if errors.Is(err, io.ErrUnexpectedEOF) || r.current.Rows > 0 {
		r.report.Truncated = true
	}
}

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

// writeAll hands the batches to the sink, with a pause between them in which
// other writers get their turn.
func (r *run) writeAll(ctx context.Context, batches <-chan []directory.Listing) error {
	created, updated, unchanged := 0, 0, 0
	defer func() { r.report.Created, r.report.Updated, r.report.Unchanged = created, updated, unchanged }()
	for batch := range batches {
		if r.o.DryRun {
			continue
		}
		outcomes, err := r.sink.Upsert(ctx, batch, r.o.By)
		if err != nil {
			return fmt.Errorf("import %s: %w", r.o.Source, err)
		}
		for _, o := range outcomes {
			switch o.Action {
			case Created:
				created++
			case Updated:
				updated++
			default:
				unchanged++
			}
		}
		if r.o.Pause > 0 {
			select {
			case <-time.After(r.o.Pause):
			case <-ctx.Done():
				return fmt.Errorf("import %s: %w", r.o.Source, ctx.Err())
			}
		}
	}
	return nil
}

// across looks for the same listings among those of other sources.
func (r *run) across(ctx context.Context) error {
	others, ok := r.sink.(Others)
	if !ok {
		return nil
	}
	for l, err := range others.Others(ctx, r.o.Source) {
		if err != nil {
			return fmt.Errorf("import %s: look for the same listings of other sources: %w", r.o.Source, err)
		}
		if d, ok := r.same.across(l); ok && l.Source != r.o.Source {
			r.duplicate(d)
		}
	}
	return nil
}

// retire lets go of what a full feed no longer has, if it was read whole.
func (r *run) retire(ctx context.Context) error {
	if !r.o.Full || r.o.DryRun {
		return nil
	}
	if !r.whole {
		r.report.NotRetired = "the feed was not read to its end"
		return nil
	}
	seen := make(map[string]bool, len(r.ids))
	for id := range r.ids {
		seen[id.String()] = true
	}
	n, err := r.sink.Retire(ctx, r.o.Source, seen, r.o.MaxRetireShare, r.o.By)
	if directory.CodeOf(err) == directory.CodeConflict {
		r.report.NotRetired = err.Error()
		return nil
	}
	if err != nil {
		return fmt.Errorf("import %s: retire what is gone: %w", r.o.Source, err)
	}
	r.report.Retired = n
	return nil
}
