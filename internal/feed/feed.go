// Package feed brings listings in: it finds out what a file is, reads it as a
// stream, makes listings of its rows, hands them to a Sink in batches and
// reports what became of each. It holds little of a feed at a time, however
// large the feed is, and what went in before a fault stays in.
package feed

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/paulmach/orb"

	"alongside/internal/directory"
)

// Outcome is what a Sink did with one listing.
type Outcome struct {
	ID string
	// Action is Created, Updated or Unchanged.
	Action string
}

// The actions of an Outcome.
const (
	Created   = "created"
	Updated   = "updated"
	Unchanged = "unchanged"
)

// Sink is where an import writes; the store, in a program. It may be an Others
// as well.
type Sink interface {
	// Upsert writes a batch by the listings' ids.
	Upsert(ctx context.Context, listings []directory.Listing, by string) ([]Outcome, error)
	// Retire marks the source's listings that were not seen as inactive, and
	// gives how many. It fails with directory.CodeConflict when more than
	// maxShare (0 to 1) of them would go.
	Retire(ctx context.Context, source string, seen map[string]bool, maxShare float64, by string) (int, error)
}

// Options say what to import and how.
type Options struct {
	// Source names the feed; ids are made of it and each row's own id.
	Source string
	// Format is Auto when empty.
	Format Format
	// Mapping says how columns become fields; nil takes the one that is shipped
	// for just these columns, else the columns' own names.
	Mapping *Mapping
	// Full says that the inputs are all that the source has: what is not in
	// them is retired, unless that would be more than MaxRetireShare (0.2 when
	// zero) of what the source has.
	Full           bool
	MaxRetireShare float64
	// DryRun reads and reports but writes nothing.
	DryRun bool
	// Inputs are files, folders and http or https addresses.
	Inputs []string
	// By says in the history who did it; "import" when empty.
	By string
	// MaxBytes bounds a file, unpacked, and a download: 1 GB when zero.
	MaxBytes int64
	// Progress is told the bytes read and those to read in all; total is 0
	// while nobody knows.
	Progress func(done, total int64)
	// OnLand tells points on land from those in the sea; nil does not ask.
	OnLand func(orb.Point) bool
	// Client brings http addresses; Client() when nil.
	Client *http.Client
	Now    func() time.Time
	// Today settles dates without a year; Now's day in directory.DefaultZone
	// when empty.
	Today directory.Date
}

// batchSize is how many listings go to the sink at once.
const batchSize = 200

// withDefaults fills in what was left out; it fails on what can't be.
func (o Options) withDefaults() (Options, error) {
	if o.Source == "" {
		return o, errors.New("an import needs the name of its source")
	}
	if len(o.Inputs) == 0 {
		return o, errors.New("an import needs a file, a folder or an address")
	}
	if o.Format == "" {
		o.Format = Auto
	}
	if !slices.Contains(Formats(), o.Format) {
		return o, fmt.Errorf("%q is not a format; the formats are %v", o.Format, Formats())
	}
	if o.MaxRetireShare == 0 {
		o.MaxRetireShare = 0.2
	}
	if o.MaxBytes == 0 {
		o.MaxBytes = 1 << 30
	}
	if o.By == "" {
		o.By = "import"
	}
	if o.Client == nil {
		o.Client = Client()
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Today == "" {
		zone, err := time.LoadLocation(directory.DefaultZone)
		if err != nil {
			return o, fmt.Errorf("load the zone: %w", err)
		}
		o.Today = directory.DateOf(o.Now().In(zone))
	}
	return o, nil
}

// Run imports the inputs into the sink. A row that can't be taken and a file
// that can't be read to its end are in the report; the error is for what
// stopped the import as a whole: wrong options, a sink that fails, a context
// that ends. The report says what had gone in until then.
func Run(ctx context.Context, o Options, sink Sink) (Report, error) {
	o, err := o.withDefaults()
	if err != nil {
		return Report{Source: o.Source}, err
	}
	r, err := newRun(o, sink)
	if err != nil {
		return Report{Source: o.Source}, err
	}
	defer r.close()
	began := o.Now()
	err = r.everything(ctx)
	r.report.Took = o.Now().Sub(began)
	return r.report, err
}
