package web_test

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/prometheus/client_golang/prometheus"

	"alongside/index"
	"alongside/internal/cache"
	"alongside/internal/directory"
	"alongside/internal/follow"
	"alongside/internal/match"
	"alongside/internal/places"
	"alongside/internal/store"
	"alongside/internal/store/storetest"
	"alongside/internal/web"
	"alongside/internal/web/api"
)

// counted counts what is really worked out, and can say that time ran out.
type counted struct {
	*index.Index
	*store.Store
	work    atomic.Int64
	partial atomic.Bool
}

func (c *counted) Search(ctx context.Context, q directory.Query) (directory.Results, error) {
	c.work.Add(1)
	r, err := c.Index.Search(ctx, q)
	r.Partial = c.partial.Load()
	return r, err
}

func (c *counted) Suggest(ctx context.Context, prefix string, n int) ([]directory.Suggestion, error) {
	c.work.Add(1)
	return c.Index.Suggest(ctx, prefix, n)
}

func (c *counted) Listing(ctx context.Context, id string) (directory.Listing, error) {
	c.work.Add(1)
	return c.Store.Listing(ctx, id)
}

// town is a store that sites share, as nodes do.
type town struct {
	store *store.Store
	saved directory.Listing
}

// node is one site on the town's store, with an index and a cache of its own,
// beside one that keeps nothing.
type node struct {
	*town
	kept, plain *fiber.App
	counted     *counted
	follower    *follow.Follower
	log         bytes.Buffer
	mu          sync.Mutex
	now         time.Time
}

func (n *node) clock() time.Time {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.now
}

func (n *node) at(t time.Time) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.now = t
}

func newTown(t testing.TB) *town {
	t.Helper()
	s, err := store.Open(context.Background(), filepath.Join(t.TempDir(), "a.db"), store.Options{Now: clock})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	town := &town{store: s}
	town.save(t, "Tuesday bakers")
	return town
}

// save gives the town's listing another name.
func (s *town) save(t testing.TB, name string) {
	t.Helper()
	l := s.saved
	if l.ID == "" {
		l = storetest.Listing("", 1)
		l.ID = ""
	}
	l.Name = name
	saved, _, err := s.store.Save(context.Background(), l, "test")
	if err != nil {
		t.Fatal(err)
	}
	s.saved = saved
}

// node starts a node of the town; redis may be nil.
func (s *town) node(t testing.TB, redis *cache.Redis) *node {
	t.Helper()
	n := &node{town: s, now: now}
	dir := t.TempDir()
	x, err := index.Open(filepath.Join(dir, "index"), index.Options{Now: n.clock})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { x.Close() })
	g, err := places.New(s.store)
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.NewTextHandler(&n.log, nil))
	n.follower = follow.New(s.store, x, follow.Builder{Places: g, Now: n.clock, Log: log}, dir)
	n.follow(t)
	answers, err := cache.New(cache.Options[web.Answer]{Name: "answers", Bytes: 16 << 20, Size: web.Answer.Size,
		Redis: redis, Encode: web.Answer.Encode, Decode: web.ReadAnswer})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(answers.Close)
	n.counted = &counted{Index: x, Store: s.store}
	app := func(kept *web.Kept) *fiber.App {
		app, err := web.New(web.Deps{Search: n.counted, Listings: n.counted, Places: g, Ready: n.follower.Ready, Kept: kept, Pages: s.store, Seal: sealer(t),
			Matcher: &match.Matcher{Understander: match.Understander{Concepts: concepts()}},
			Demo:    true, BaseURL: "https://alongside.example", Now: n.clock, Log: log, Registry: prometheus.NewRegistry(),
			API: func(r fiber.Router) {
				api.Mount(r, api.Deps{Search: n.counted, Listings: n.counted, Places: g, Now: n.clock, BaseURL: "https://alongside.example", Version: "1"})
			}})
		if err != nil {
			t.Fatal(err)
		}
		return app
	}
	n.plain = app(nil)
	n.kept = app(&web.Kept{Answers: answers, Build: "1", Edition: func() string { return x.Edition() + string(n.follower.Day()) }})
	return n
}

func (n *node) follow(t testing.TB) {
	t.Helper()
	if err := n.follower.CatchUp(context.Background()); err != nil {
		t.Fatal(err)
	}
}

// answer is what comes back: a status, headers and a body.
type answer struct {
	status int
	header http.Header
	body   string
}

func do(t testing.TB, app *fiber.App, method, path string, headers ...string) answer {
	t.Helper()
	req := httptest.NewRequest(method, path, nil)
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Add(headers[i], headers[i+1])
	}
	res, err := app.Test(req, -1)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	res.Header.Del("Date") // two that are alike may be a second apart
	return answer{res.StatusCode, res.Header, string(b)}
}

// worked gives how often something was worked out while f ran.
func (n *node) worked(f func()) int64 {
	before := n.counted.work.Load()
	f()
	return n.counted.work.Load() - before
}
