package main

import (
	"fmt"
	"net"
	"net/http"
	"time"
)

type healthCommand struct {
	Addr string `help:"Address that the server listens on." default:"127.0.0.1:8080" env:"ALONGSIDE_ADDR" placeholder:"HOST:PORT"`
}

// Run asks a server on this machine whether it is well, for a container that
// has no other program to ask with.
func (h *healthCommand) Run(env *terminal) error {
	host, port, err := net.SplitHostPort(h.Addr)
	if err != nil {
		return fmt.Errorf("address %s: %w", h.Addr, err)
	}
	if ip := net.ParseIP(host); host == "" || (ip != nil && ip.IsUnspecified()) {
		host = "127.0.0.1"
	}
	client := &http.Client{Timeout: 2 * time.Second}
	res, err := client.Get("http://" + net.JoinHostPort(host, port) + "/healthz")
	if err != nil {
		return fmt.Errorf("the server does not answer: %w", err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("the server answers %s", res.Status)
	}
	_, err = fmt.Fprintln(env.out, "ok")
	return err
}
