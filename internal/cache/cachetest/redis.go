// Package cachetest starts the real Redis that tests need, and stands a proxy
// before it that can stall.
package cachetest

import (
	"bytes"
	"context"
	"io"
	"net"
	"os/exec"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
)

// Server is a Redis of the test's own on a free port of this machine.
type Server struct {
	// Addr is host:port.
	Addr string
	// Client asks it directly, past any proxy.
	Client *redis.Client

	t   testing.TB
	cmd *exec.Cmd
}

// Start gives a running, empty Redis, which ends with the test. It fails the
// test where Redis is not installed.
func Start(t testing.TB) *Server {
	t.Helper()
	s := &Server{Addr: FreeAddr(t), t: t}
	s.Client = redis.NewClient(&redis.Options{Addr: s.Addr})
	t.Cleanup(func() { s.Kill(); s.Client.Close() })
	s.Restart()
	return s
}

// FreeAddr gives an address of this machine that nothing listens on.
func FreeAddr(t testing.TB) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	return ln.Addr().String()
}

// Restart starts the server at its address, empty, and waits until it answers.
func (s *Server) Restart() {
	s.t.Helper()
	_, port, err := net.SplitHostPort(s.Addr)
	if err != nil {
		s.t.Fatal(err)
	}
	s.cmd = exec.Command("redis-server", "--port", port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", s.t.TempDir())
	s.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := s.cmd.Start(); err != nil {
		s.t.Fatalf("redis-server could not be started; `make test` installs it, or: apt-get install redis-server: %v", err)
	}
	Until(s.t, "redis answers on port "+strconv.Quote(port), func() bool { return s.Client.Ping(context.Background()).Err() == nil })
}

// Kill ends the server at once; what it held is gone.
func (s *Server) Kill() {
	if s.cmd != nil && s.cmd.ProcessState == nil {
		_ = s.cmd.Process.Kill()
		_ = s.cmd.Wait()
	}
}

// Held gives every key and value as text.
func (s *Server) Held() map[string]string {
	s.t.Helper()
	ctx := context.Background()
	keys, err := s.Client.Keys(ctx, "*").Result()
	if err != nil {
		s.t.Fatal(err)
	}
	out := map[string]string{}
	for _, k := range keys {
		if out[k], err = s.Client.Get(ctx, k).Result(); err != nil {
			s.t.Fatal(err)
		}
	}
	return out
}

// Monitor listens to all that the server is told from now on; the function that it
// gives ends that, and gives what was heard.
func (s *Server) Monitor() (heard func() []byte) {
	s.t.Helper()
	conn, err := net.Dial("tcp", s.Addr)
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { conn.Close() })
	if _, err := io.WriteString(conn, "MONITOR\r\n"); err != nil {
		s.t.Fatal(err)
	}
	var told bytes.Buffer
	ended := make(chan struct{})
	go func() { _, _ = io.Copy(&told, conn); close(ended) }()
	return func() []byte { conn.Close(); <-ended; return told.Bytes() }
}

// Until waits until something holds, and fails the test when it never does.
func Until(t testing.TB, what string, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(2 * time.Minute); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if holds() {
			return
		}
	}
	t.Fatalf("waited in vain until %s", what)
}
