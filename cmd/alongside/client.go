package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"

	"github.com/valyala/fasthttp"
	"github.com/valyala/fasthttp/fasthttputil"

	"alongside/internal/directory"
)

// client asks an Alongside: the server that holds the data folder, through its
// socket, or else one that is opened within this process and asked in the same
// way.
type client struct {
	http *http.Client
	// done lets go of what was opened.
	done func() error
}

// connect gives a client. Within this process the index is brought up to the
// store's present state first.
func connect(ctx context.Context, cfg *Config, env *terminal) (*client, error) {
	n, err := openNode(ctx, cfg, "", env.log)
	if _, held := heldBy(err); held {
		dial := func(ctx context.Context, _, _ string) (net.Conn, error) { return dialSocket(ctx, cfg.DataDir) }
		return &client{http: &http.Client{Transport: &http.Transport{DialContext: dial}}, done: func() error { return nil }}, nil
	}
	if err != nil {
		return nil, err
	}
	if err := n.follower.CatchUp(ctx); err != nil {
		return nil, errors.Join(err, n.close())
	}
	app, err := n.app(ctx, cfg, site{base: "http://localhost", secret: []byte(rand.Text())})
	if err != nil {
		return nil, errors.Join(err, n.close())
	}
	ln := fasthttputil.NewInmemoryListener()
	server := &fasthttp.Server{Handler: n.withControl(app.Handler())}
	go func() { _ = server.Serve(ln) }() // ends with the listener
	dial := func(context.Context, string, string) (net.Conn, error) { return ln.Dial() }
	return &client{
		http: &http.Client{Transport: &http.Transport{DialContext: dial}},
		done: func() error { return errors.Join(ln.Close(), n.close()) },
	}, nil
}

// ask makes a request without a body; see send.
func (c *client) ask(ctx context.Context, method, path string) ([]byte, error) {
	return c.send(ctx, method, path, nil)
}

// send makes a request and gives the body of a good answer. The problem of any
// other comes back as a directory.Error.
func (c *client) send(ctx context.Context, method, path string, body io.Reader) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, method, "http://alongside"+path, body)
	if err != nil {
		return nil, err
	}
	res, err := c.http.Do(req)
	if err != nil {
		return nil, fmt.Errorf("ask the running alongside: %w", err)
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(res.Body)
	if err != nil {
		return nil, fmt.Errorf("read its answer: %w", err)
	}
	if res.StatusCode == http.StatusOK {
		return answer, nil
	}
	var problem struct {
		Title, Detail string
		Errors        []directory.Fault
	}
	if err := json.Unmarshal(answer, &problem); err != nil {
		return nil, fmt.Errorf("the running alongside answered %s", res.Status)
	}
	e := &directory.Error{Code: directory.CodeUnavailable, Message: problem.Detail, Faults: problem.Errors}
	if len(e.Faults) > 0 {
		e.Message = ""
	}
	return nil, e
}
