package public

import (
	"fmt"
	"net/url"
	"strings"
)

// Tiles are the pictures that lie under a map; the zero value is none.
type Tiles struct {
	// URL has {z}, {x} and {y} in it, and may have {s} for one of several hosts.
	URL string
	// Attribution says whose they are, in words.
	Attribution string
}

// Check gives what is wrong with the address of tiles; nil for none at all.
func (t Tiles) Check() error {
	if t.URL == "" {
		return nil
	}
	host := t.Host()
	for _, part := range []string{"{z}", "{x}", "{y}"} {
		if !strings.Contains(t.URL, part) {
			return fmt.Errorf("the address of map tiles %q has no %s: write https://host/{z}/{x}/{y}.png", t.URL, part)
		}
	}
	if !strings.HasPrefix(t.URL, "https://") || host == "" || strings.ContainsAny(host, "{}*; '\"") {
		return fmt.Errorf("the address of map tiles %q names no host: write https://host/{z}/{x}/{y}.png, or https://{s}.host/…", t.URL)
	}
	return nil
}

// address gives the address without {s}; an empty one for none.
func (t Tiles) address() *url.URL {
	u, err := url.Parse(strings.Replace(t.URL, "://{s}.", "://", 1))
	if err != nil {
		return &url.URL{}
	}
	return u
}

// Host gives the host of the tiles, without {s}; empty for none.
func (t Tiles) Host() string { return t.address().Hostname() }

// Source gives the tiles as a Content-Security-Policy names where pictures come
// from; empty for none.
func (t Tiles) Source() string {
	switch host := t.address().Host; {
	case host == "":
		return ""
	case strings.Contains(t.URL, "://{s}."):
		return "https://*." + host
	default:
		return "https://" + host
	}
}
