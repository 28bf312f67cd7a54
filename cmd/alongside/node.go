package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"

	"alongside/data"
	"alongside/index"
	"alongside/internal/concept"
	"alongside/internal/directory"
	"alongside/internal/follow"
	"alongside/internal/jobs"
	"alongside/internal/limit"
	"alongside/internal/match"
	"alongside/internal/places"
	"alongside/internal/safety"
	"alongside/internal/store"
	"alongside/internal/wake"
)

// node is one running Alongside: it holds the data folder's lock, and with it
// the right to open the index.
type node struct {
	lock     *follow.Lock
	store    *store.Store
	index    *index.Index
	places   *places.Gazetteer
	concepts *concept.Set
	build    follow.Builder
	follower *follow.Follower
	bell     *wake.Bell
	log      *slog.Logger
	began    time.Time
	// jobs is what is done later; nil for a node that serves no pages. limits
	// say how often something may be done.
	jobs   *jobs.Runner
	limits *limit.Limiter
	// kept lets go of what answers are kept in.
	kept []func() error

	stop context.CancelFunc
	done sync.WaitGroup
}

// openNode takes the folder's lock and opens all that a node needs; nothing
// follows yet. *follow.Held comes back when another process has the folder.
func openNode(ctx context.Context, cfg *Config, redis string, log *slog.Logger) (n *node, err error) {
	n = &node{log: log, began: time.Now()}
	if n.lock, err = follow.TakeLock(cfg.DataDir); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, n.close())
			n = nil
		}
	}()
	if redis != "" {
		if n.bell, err = wake.Connect(redis, log); err != nil {
			return n, err
		}
	}
	if n.store, err = openStore(ctx, cfg, n.committed); err != nil {
		return n, err
	}
	if n.concepts, err = concept.Load(data.Concepts); err != nil {
		return n, err
	}
	options := index.Options{Now: time.Now, Log: log, Concepts: n.concepts.Version()}
	if n.index, err = index.Open(filepath.Join(cfg.DataDir, "index"), options); err != nil {
		return n, fmt.Errorf("open the index: %w", err)
	}
	if n.places, err = places.New(n.store); err != nil {
		return n, fmt.Errorf("read the places: %w", err)
	}
	n.build = follow.Builder{Places: n.places, Now: time.Now, Log: log, About: n.concepts.About}
	n.follower = follow.New(n.store, n.index, n.build, filepath.Join(cfg.DataDir, "index"))
	return n, nil
}

// matcher gives what answers profiles from this node's index.
func (n *node) matcher() (*match.Matcher, error) {
	guard, err := safety.Load(data.Safety)
	if err != nil {
		return nil, err
	}
	return &match.Matcher{
		Understander: match.Understander{Concepts: n.concepts, Places: n.places, Weights: match.UsualWeights()},
		Index:        n.index, Guard: guard, Scope: directory.Scope{Kind: directory.ScopeCountry, ID: "scotland"}, Now: time.Now,
	}, nil
}

// openStore opens the store alone, as the commands do that only write to it.
func openStore(ctx context.Context, cfg *Config, committed func(int64)) (*store.Store, error) {
	if err := os.MkdirAll(cfg.DataDir, 0o755); err != nil {
		return nil, fmt.Errorf("make the data folder: %w", err)
	}
	return store.Open(ctx, cfg.databaseURL(), store.Options{Now: time.Now, Committed: committed})
}

// committed is called after each commit.
func (n *node) committed(int64) {
	if n.follower != nil {
		n.follower.Wake()
	}
	if n.bell != nil {
		n.bell.Ring()
	}
}

// start follows the store in the background until close.
func (n *node) start() {
	ctx, cancel := context.WithCancel(context.Background())
	n.stop = cancel
	n.done.Go(func() { n.follower.Run(ctx) })
	if n.jobs != nil {
		n.done.Go(func() { n.jobs.Run(ctx) })
	}
	if n.bell != nil {
		n.done.Go(func() { n.bell.Run(ctx, n.follower.Wake) })
	}
}

// close stops following and lets everything go, in the order in which things
// depend on each other.
func (n *node) close() error {
	if n.stop != nil {
		n.stop()
		n.done.Wait()
	}
	var errs []error
	for _, letGo := range n.kept {
		errs = append(errs, letGo())
	}
	if n.index != nil {
		errs = append(errs, n.index.Close())
	}
	if n.bell != nil {
		errs = append(errs, n.bell.Close())
	}
	if n.store != nil {
		errs = append(errs, n.store.Close())
	}
	if n.lock != nil {
		errs = append(errs, n.lock.Release())
	}
	return errors.Join(errs...)
}
