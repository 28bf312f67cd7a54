package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"alongside/internal/cache"
	"alongside/internal/directory"
	"alongside/internal/limit"
	"alongside/internal/places"
	"alongside/internal/vault"
	"alongside/internal/web"
)

// placesShare is the part of the cache that places get: they are small.
const placesShare = 16

// connect opens the Redis that the nodes share; nil when there is none.
func (n *node) connect(s site, registry *prometheus.Registry) (*cache.Redis, error) {
	if s.redis == "" {
		return nil, nil
	}
	shared, err := cache.Connect(s.redis, n.log)
	if err != nil {
		return nil, err
	}
	n.kept = append(n.kept, shared.Close)
	registry.MustRegister(shared)
	return shared, nil
}

// limits makes what says how often something may be done. Who does it is hashed
// under a secret of the day, so that nothing is linked over days.
func limits(secret []byte, shared *cache.Redis, registry *prometheus.Registry) (*limit.Limiter, error) {
	l, err := limit.New(limit.Options{Now: time.Now, Redis: shared, Secret: func() []byte {
		key, err := vault.Derive(secret, "limits of "+time.Now().Format(time.DateOnly))
		if err != nil {
			return nil // Redis is not asked then
		}
		return key
	}})
	if err == nil {
		registry.MustRegister(l)
	}
	return l, err
}

// keep makes what answers and places are kept in. Without a cache, kept is nil
// and places are found anew each time.
func (n *node) keep(ctx context.Context, s site, shared *cache.Redis, registry *prometheus.Registry) (kept *web.Kept, found keptPlaces, err error) {
	found = keptPlaces{Gazetteer: n.places}
	if s.cacheBytes <= 0 {
		return nil, found, nil
	}
	identity, err := n.store.Identity(ctx)
	if err != nil {
		return nil, found, fmt.Errorf("tell the database from others: %w", err)
	}
	// Sessions are worked out again when a day begins, which is no change.
	edition := func() string { return identity + " " + n.index.Edition() + " " + string(n.follower.Day()) }
	answers, err := cache.New(cache.Options[web.Answer]{
		Name: "answers", Bytes: s.cacheBytes - s.cacheBytes/placesShare, Size: web.Answer.Size,
		Redis: shared, Encode: web.Answer.Encode, Decode: web.ReadAnswer,
	})
	if err != nil {
		return nil, found, err
	}
	found.edition = edition
	if found.cache, err = cache.New(cache.Options[directory.Place]{Name: "places", Bytes: s.cacheBytes / placesShare, Size: sizeOfPlace}); err != nil {
		return nil, found, err
	}
	n.kept = append(n.kept, func() error { answers.Close(); found.cache.Close(); return nil })
	registry.MustRegister(answers, found.cache)
	return &web.Kept{Answers: answers, Build: version, Edition: edition}, found, nil
}

// keptPlaces finds places and keeps those it found, in this process alone: a
// place that someone named is theirs. What is not known is looked for again.
type keptPlaces struct {
	*places.Gazetteer
	cache   *cache.Cache[directory.Place] // nil keeps none
	edition func() string
}

// Find gives the place that someone named; see places.Gazetteer.
func (p keptPlaces) Find(ctx context.Context, name string) (directory.Place, error) {
	if p.cache == nil {
		return p.Gazetteer.Find(ctx, name)
	}
	key := p.cache.Private(p.edition(), strings.TrimSpace(name))
	if found, ok := p.cache.Get(ctx, key); ok {
		return found, nil
	}
	found, err := p.Gazetteer.Find(ctx, name)
	if err == nil {
		p.cache.Put(key, found)
	}
	return found, err
}

// sizeOfPlace gives the bytes that a place takes.
func sizeOfPlace(p directory.Place) int {
	const fixed = 128
	return fixed + len(p.Label) + len(p.Outcode) + len(p.Council) + len(p.District)
}
