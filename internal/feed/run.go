package feed

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"

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
	var before int64
	for _, s := range r.sources {
		// What was not read byte by byte (a zip, a joined file) counts as done
		// once its turn is over.
		r.done = before
		before += s.size
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
		if err == nil && !s.isDir {
			err = s.checkGzip(r.o.MaxBytes)
		}
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
	r.done = before
	r.progress(0)
}

// stopped notes that the current file was not read to its end.
func (r *run) stopped(err error) {
	r.whole = false
	r.current.Error = err.Error()
	if errors.Is(err, io.ErrUnexpectedEOF) || r.current.Rows > 0 {
		r.report.Truncated = true
	}
}
