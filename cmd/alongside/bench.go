package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"alongside/internal/bench"
	"alongside/internal/bench/peers"
	"alongside/internal/directory"
	"alongside/internal/match"
)

type benchCommand struct {
	Listings int           `help:"How many listings are made." default:"100000"`
	Queries  int           `help:"How many queries of each kind are asked." default:"1000"`
	Against  []string      `help:"Engines to measure in the same run: ${enum}." enum:"postgres,sqlite,bleve" placeholder:"ENGINE,…"`
	Budget   time.Duration `help:"How long each pass over one kind of query may take." default:"30s"`
	Keep     string        `help:"Folder to keep what was loaded, and to use it again. A temporary one when left out." placeholder:"DIR"`
	Check    bool          `help:"Fail when an engine's answers differ from ours."`
	JSON     bool          `name:"json" help:"Print the figures as JSON."`
}

// Run measures. It writes to a folder of its own, never to --data-dir or
// --database.
func (b *benchCommand) Run(ctx context.Context, env *terminal) (err error) {
	if b.Listings < 1 || b.Queries < 1 {
		return directory.Errorf(directory.CodeInvalid, "Give at least one listing and one query.")
	}
	scratch, err := os.MkdirTemp("", "alongside-bench-")
	if err != nil {
		return fmt.Errorf("make a temporary folder: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(scratch)) }()
	dir := b.Keep
	if dir == "" {
		dir = filepath.Join(scratch, "data")
	}
	report, err := b.measure(ctx, env, dir, scratch)
	if err != nil {
		return err
	}
	if b.JSON {
		err = report.JSON(env.out)
	} else {
		err = report.Text(env.out)
	}
	if n := report.Mismatches(); err == nil && b.Check && n > 0 {
		return fmt.Errorf("%d answers differ from ours", n)
	}
	return err
}

// measure loads what is not loaded yet, and asks.
func (b *benchCommand) measure(ctx context.Context, env *terminal, dir, scratch string) (report bench.Report, err error) {
	mark, err := readLoaded(dir)
	if err != nil {
		return report, err
	}
	wanted := loaded{Listings: b.Listings, Version: bench.Version}
	if mark != nil && *mark != wanted {
		return report, directory.Errorf(directory.CodeInvalid, "%s holds something else: %d listings of version %s. Give another folder.", dir, mark.Listings, mark.Version)
	}
	before := bench.RSS()
	n, err := openNode(ctx, &Config{DataDir: dir}, "", env.log)
	if err != nil {
		return report, err
	}
	defer func() { err = errors.Join(err, n.close()) }()
	g := bench.New(time.Now())
	if report.Build, err = b.load(ctx, env, n, g, mark != nil); err != nil {
		return report, err
	}
	if err := wanted.write(dir); err != nil {
		return report, err
	}
	report.Listings, report.Machine = b.Listings, bench.Machine()
	report.Build.IndexBytes = n.index.Status().Bytes
	report.Build.RSSBytes = max(bench.RSS()-before, 0)

	others, err := b.peers(ctx, env, n, g, scratch)
	defer func() {
		for _, p := range others {
			err = errors.Join(err, p.Close())
		}
	}()
	if err != nil {
		return report, err
	}
	bar := newProgress(env, "ask")
	defer bar.done()
	done := int64(0)
	matcher, err := n.matcher()
	if err != nil {
		return report, err
	}
	found, err := bench.Measure(ctx, n.index, g, bench.Plan{Listings: b.Listings, Queries: b.Queries, Budget: b.Budget, Peers: others,
		Answer: func(ctx context.Context, s bench.Statement) (int, error) {
			a, err := matcher.Match(ctx, match.Profile{Say: s.Say, Near: s.Near.Label, Place: s.Near})
			return len(a.Matches), err
		},
		Progress: func(string) { bar.set(done, int64(len(bench.Kinds()))+1); done++ }})
	report.Queries, report.Turns, report.Peers, report.Ratios = found.Queries, found.Turns, found.Peers, found.Ratios
	return report, err
}

// load writes the listings to the store and follows them into the index.
func (b *benchCommand) load(ctx context.Context, env *terminal, n *node, g *bench.Generator, already bool) (bench.Build, error) {
	var stored, indexed time.Duration
	if !already {
		var err error
		if stored, err = b.write(ctx, env, n, g); err != nil {
			return bench.Build{}, err
		}
	}
	bar := newProgress(env, "index")
	defer bar.done()
	bar.set(0, -1)
	began := time.Now()
	if err := n.follower.CatchUp(ctx); err != nil {
		return bench.Build{}, err
	}
	if !already {
		indexed = time.Since(began)
	}
	if got := n.index.Status().Listings; got != b.Listings {
		return bench.Build{}, fmt.Errorf("the index holds %d listings instead of %d", got, b.Listings)
	}
	return bench.BuildOf(b.Listings, stored, indexed), nil
}

// write writes the listings into an empty store: among others the rates would be
// wrong.
func (b *benchCommand) write(ctx context.Context, env *terminal, n *node, g *bench.Generator) (time.Duration, error) {
	count, err := n.store.Count(ctx)
	if err != nil {
		return 0, err
	}
	if count > 0 {
		return 0, directory.Errorf(directory.CodeInvalid, "The folder holds other listings. Give an empty one.")
	}
	bar := newProgress(env, "write listings")
	defer bar.done()
	return bench.Load(ctx, n.store, g, b.Listings, func(done int) { bar.set(int64(done), int64(b.Listings)) })
}

// peers opens and loads the engines asked for. What it gives is to be closed
// even with an error.
func (b *benchCommand) peers(ctx context.Context, env *terminal, n *node, g *bench.Generator, scratch string) ([]bench.Peer, error) {
	var out []bench.Peer
	against := slices.Clone(b.Against)
	slices.Sort(against)
	for _, name := range slices.Compact(against) {
		p, err := openPeer(ctx, name, scratch)
		if err != nil {
			return out, err
		}
		out = append(out, p)
		bar, done := newProgress(env, "load "+name), int64(0)
		err = p.Load(ctx, g.Documents(b.Listings, func(l directory.Listing) ([]directory.Document, error) {
			done++
			bar.set(done, int64(b.Listings))
			return n.build.Documents(ctx, l)
		}))
		bar.done()
		if err != nil {
			return out, err
		}
	}
	return out, nil
}

func openPeer(ctx context.Context, name, dir string) (bench.Peer, error) {
	switch name {
	case "postgres":
		return peers.StartPostgres(ctx)
	case "sqlite":
		return peers.OpenSQLite(dir)
	case "bleve":
		return peers.OpenBleve(dir)
	}
	return nil, fmt.Errorf("no engine %q", name)
}

// loaded marks a folder as whole.
type loaded struct {
	Listings int    `json:"listings"`
	Version  string `json:"version"`
}

func loadedFile(dir string) string { return filepath.Join(dir, "bench.json") }

// readLoaded gives the mark of a folder; nil when it has none.
func readLoaded(dir string) (*loaded, error) {
	b, err := os.ReadFile(loadedFile(dir))
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	var l loaded
	if err == nil {
		err = json.Unmarshal(b, &l)
	}
	if err != nil {
		return nil, fmt.Errorf("read what was loaded: %w", err)
	}
	return &l, nil
}

func (l loaded) write(dir string) error {
	b, err := json.Marshal(l)
	if err == nil {
		err = os.WriteFile(loadedFile(dir), b, 0o644)
	}
	if err != nil {
		return fmt.Errorf("note what was loaded: %w", err)
	}
	return nil
}
