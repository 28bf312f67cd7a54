package cachetest

import (
	"context"
	"strings"
	"testing"

	toxiproxy "github.com/Shopify/toxiproxy/v2"
	"github.com/rs/zerolog"
)

// Proxy stands before a server and can do what networks do.
type Proxy struct {
	// Addr is host:port.
	Addr string

	t     testing.TB
	proxy *toxiproxy.Proxy
}

// Before gives a proxy in front of the server at addr, which ends with the
// test.
func Before(t testing.TB, addr string) *Proxy {
	t.Helper()
	server := toxiproxy.NewServer(toxiproxy.NewMetricsContainer(nil), zerolog.Nop())
	p := toxiproxy.NewProxy(server, "redis", "127.0.0.1:0", addr)
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Stop)
	return &Proxy{Addr: p.Listen, t: t, proxy: p}
}

// Stall lets nothing come back any more, on connections that stay open.
func (p *Proxy) Stall() {
	p.t.Helper()
	p.add(`{"name": "stall", "type": "timeout", "stream": "downstream", "attributes": {"timeout": 0}}`)
}

// Slow delays each answer by so many milliseconds.
func (p *Proxy) Slow(milliseconds string) {
	p.t.Helper()
	p.add(`{"name": "slow", "type": "latency", "stream": "downstream", "attributes": {"latency": ` + milliseconds + `}}`)
}

// Heal ends whatever was added.
func (p *Proxy) Heal() { p.proxy.Toxics.ResetToxics(context.Background()) }

func (p *Proxy) add(toxic string) {
	p.t.Helper()
	if _, err := p.proxy.Toxics.AddToxicJson(strings.NewReader(toxic)); err != nil {
		p.t.Fatal(err)
	}
}
