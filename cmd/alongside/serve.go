package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/redis/go-redis/v9/logging"
	"github.com/valyala/fasthttp"

	"alongside/frontend"
	"alongside/internal/account"
	"alongside/internal/feed"
	"alongside/internal/follow"
	"alongside/internal/lang"
	"alongside/internal/publish"
	"alongside/internal/vault"
	"alongside/internal/web"
	"alongside/internal/web/api"
	"alongside/internal/web/public"
)

type serveCommand struct {
	Addr     string `help:"Address to listen on; port 0 picks a free one." default:"127.0.0.1:8080" env:"ALONGSIDE_ADDR" placeholder:"HOST:PORT"`
	Redis    string `help:"Redis address (redis://…), for several nodes on one database." env:"ALONGSIDE_REDIS" placeholder:"URL"`
	BaseURL  string `help:"Public address of the site, for links that leave it. The listening address when left out." env:"ALONGSIDE_BASE_URL" placeholder:"URL"`
	Cache    int64  `name:"cache-bytes" help:"Most that answers kept in memory may take; 0 keeps none." default:"67108864" env:"ALONGSIDE_CACHE_BYTES" placeholder:"BYTES"`
	Secret   string `help:"Secret that seals what browsers keep, the same on every node of a site. One is made in the data folder when left out." env:"ALONGSIDE_SECRET" placeholder:"SECRET"`
	Leave    string `name:"leave-url" help:"Where “Leave now” goes." default:"https://www.bbc.co.uk/weather" env:"ALONGSIDE_LEAVE_URL" placeholder:"URL"`
	Tiles    string `name:"map-tiles" help:"Pictures that lie under maps (https://…/{z}/{x}/{y}.png). The map that is drawn here when left out." env:"ALONGSIDE_MAP_TILES" placeholder:"URL"`
	Credit   string `name:"map-attribution" help:"Whose the pictures of --map-tiles are." env:"ALONGSIDE_MAP_ATTRIBUTION" placeholder:"WORDS"`
	SMTP     string `help:"Mail server, smtp://user:password@host:587 or smtps://…. Mails are written to the data folder when left out." env:"ALONGSIDE_SMTP" placeholder:"URL"`
	MailFrom string `help:"Address that mails come from; noreply@ the site's host when left out." env:"ALONGSIDE_MAIL_FROM" placeholder:"ADDRESS"`
	Client   string `name:"client-header" help:"Header in which a proxy in front says who asks (X-Forwarded-For). None when left out." env:"ALONGSIDE_CLIENT_HEADER" placeholder:"NAME"`
	Demo     bool   `help:"Load the invented demo directory, and say so on every page." env:"ALONGSIDE_DEMO"`
}

const (
	// shutdownWithin bounds a graceful stop.
	shutdownWithin = 10 * time.Second
	// readyWithin is how long the first line waits for the index; a large one
	// that is built anew takes longer, and /readyz says when it is there.
	readyWithin = 15 * time.Second
)

// Run serves until SIGTERM or SIGINT.
func (s *serveCommand) Run(ctx context.Context, cfg *Config, env *terminal) error {
	// go-redis writes a line to standard error for each dial that fails; our own
	// log says once that Redis is away.
	logging.Disable()
	n, err := openNode(ctx, cfg, s.Redis, env.log)
	if err != nil {
		return err
	}
	err = s.serve(ctx, cfg, env, n)
	return errors.Join(err, n.close())
}

func (s *serveCommand) serve(ctx context.Context, cfg *Config, env *terminal, n *node) error {
	if s.Demo {
		if err := n.loadDemo(ctx); err != nil {
			return fmt.Errorf("load the demo directory: %w", err)
		}
	}
	ln, err := net.Listen("tcp", s.Addr)
	if err != nil {
		return fmt.Errorf("listen on %s: %w (is something else using it? choose another with --addr)", s.Addr, err)
	}
	address := "http://" + ln.Addr().String()
	base := s.BaseURL
	if base == "" {
		base = address
	}
	if s.Redis != "" && s.Secret == "" {
		return errors.Join(errors.New("nodes that share a Redis need the same --secret (ALONGSIDE_SECRET or ALONGSIDE_SECRET_FILE): else none can read what another's people keep"), ln.Close())
	}
	secret, err := vault.Secret(s.Secret, cfg.DataDir)
	if err != nil {
		return errors.Join(err, ln.Close())
	}
	app, err := n.app(ctx, cfg, site{base: base, demo: s.Demo, cacheBytes: s.Cache, redis: s.Redis, secret: secret, leave: s.Leave, clientHeader: s.Client,
		smtp: s.SMTP, mailFrom: s.MailFrom,
		tiles: public.Tiles{URL: s.Tiles, Attribution: s.Credit}})
	if err != nil {
		return errors.Join(err, ln.Close())
	}
	socket, err := listenSocket(cfg.DataDir)
	if err != nil {
		return errors.Join(err, ln.Close())
	}
	n.start()
	failed := make(chan error, 2)
	local := &fasthttp.Server{Handler: n.withControl(app.Handler()), CloseOnShutdown: true}
	go func() { failed <- app.Listener(ln) }()
	go func() { failed <- local.Serve(socket) }()
	if err := answers(ctx, address); err == nil {
		fmt.Fprintf(env.out, "listening on %s\n", address)
	}
	select {
	case <-ctx.Done():
		env.log.Info("stopping")
	case err = <-failed:
	}
	return errors.Join(err, app.ShutdownWithTimeout(shutdownWithin), local.Shutdown())
}

// answers waits until the server answers, and until it is ready or has had
// readyWithin to become so.
func answers(ctx context.Context, address string) error {
	ctx, cancel := context.WithTimeout(ctx, readyWithin)
	defer cancel()
	client := &http.Client{Timeout: time.Second}
	alive := errors.New("the server does not answer")
	for {
		if ok(client, address+"/healthz") {
			alive = nil
			if ok(client, address+"/readyz") {
				return nil
			}
		}
		select {
		case <-ctx.Done():
			return alive
		case <-time.After(20 * time.Millisecond):
		}
	}
}

func ok(client *http.Client, url string) bool {
	res, err := client.Get(url)
	if err != nil {
		return false
	}
	res.Body.Close()
	return res.StatusCode == http.StatusOK
}

// site is how a node shows itself.
type site struct {
	base string
	demo bool
	// cacheBytes bounds the answers that are kept; 0 keeps none. What may be
	// shared goes to redis as well, unless that is empty.
	cacheBytes int64
	redis      string
	// secret is what the site's seals are made of.
	secret []byte
	// leave is where "Leave now" goes.
	leave, clientHeader string
	// smtp is where mail is sent through, and mailFrom whom it comes from.
	smtp, mailFrom string
	tiles          public.Tiles
}

// app wires the pages and the API to this node.
func (n *node) app(ctx context.Context, cfg *Config, s site) (*fiber.App, error) {
	registry := prometheus.NewRegistry()
	registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	n.gauges(registry)
	shared, err := n.connect(s, registry)
	if err != nil {
		return nil, err
	}
	kept, found, err := n.keep(ctx, s, shared, registry)
	if err != nil {
		return nil, err
	}
	words, err := lang.Load(frontend.Messages)
	if err != nil {
		return nil, err
	}
	matcher, err := n.matcher()
	if err != nil {
		return nil, err
	}
	seal, err := vault.NewSealer(s.secret, "what browsers keep")
	if err != nil {
		return nil, err
	}
	p, err := n.newPost(cfg, s)
	if err != nil {
		return nil, err
	}
	sessions, err := n.newSessions(s, p, words, shared, registry)
	if err != nil {
		return nil, err
	}
	reports := publish.NewReports(n.store, time.Now)
	p.forgetting(sessions, reports)
	n.jobs = p.runner
	return web.New(web.Deps{
		Reports: reports, Limits: n.limits, Sessions: sessions, Accounts: account.New(n.store, time.Now), Letters: p.letters(s.demo), Pages: n.store, ClientHeader: s.clientHeader, Seal: seal, LeaveURL: s.leave, Tiles: s.tiles,
		Search: n.index, Listings: n.store, Places: found, Matcher: matcher, Ready: n.follower.Ready, Kept: kept,
		Demo: s.demo, BaseURL: s.base, Now: time.Now, Log: n.log, Registry: registry,
		API: func(r fiber.Router) {
			api.Mount(r, api.Deps{Search: n.index, Listings: n.store, Places: found, Matcher: matcher, Concepts: n.concepts, Words: words.For,
				Now: time.Now, BaseURL: s.base, Version: version})
		},
	})
}

// gauges shows what this node's index costs.
func (n *node) gauges(registry *prometheus.Registry) {
	gauge := func(name, help string, value func() float64) {
		registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, value))
	}
	gauge("alongside_index_sequence", "The change up to which the index has been brought.",
		func() float64 { return float64(n.index.Sequence()) })
	gauge("alongside_index_documents", "How many services at places are in the index.",
		func() float64 { return float64(n.index.Gauges().Documents) })
	gauge("alongside_index_segments", "How many segments a search runs over.",
		func() float64 { return float64(n.index.Gauges().Segments) })
	gauge("alongside_index_mapped_bytes", "Bytes of the files that searches run over, mapped into memory.",
		func() float64 { return float64(n.index.Gauges().MappedBytes) })
	gauge("alongside_start_seconds", "How long this node took from its start until it was ready; 0 before that.",
		func() float64 {
			at := n.follower.ReadyAt()
			if at.IsZero() {
				return 0
			}
			return at.Sub(n.began).Seconds()
		})
}

// loadDemo writes the demo directory into a store that has not had it.
func (n *node) loadDemo(ctx context.Context) error {
	const setting = "demo loaded"
	done, err := n.store.Setting(ctx, setting)
	if err != nil || done != "" {
		return err
	}
	listings, err := feed.Demo(time.Now())
	if err != nil {
		return err
	}
	for len(listings) > 0 {
		k := min(200, len(listings))
		if _, _, err := n.store.Upsert(ctx, listings[:k], "the demo"); err != nil {
			return err
		}
		listings = listings[k:]
	}
	return n.store.SetSetting(ctx, setting, "yes")
}

// heldBy gives the refusal of a lock that another process holds.
func heldBy(err error) (*follow.Held, bool) { return errors.AsType[*follow.Held](err) }
