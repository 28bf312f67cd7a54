package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/valyala/fasthttp"

	"alongside/internal/directory"
)

// controlPrefix begins the paths that only the socket in the data folder
// serves: whoever can open it could open the index itself.
const controlPrefix = "/-/"

// withControl serves the control paths beside everything that app serves.
func (n *node) withControl(app fasthttp.RequestHandler) fasthttp.RequestHandler {
	return func(c *fasthttp.RequestCtx) {
		var out any
		var err error
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Minute)
		defer cancel()
		switch string(c.Method()) + " " + string(c.Path()) {
		case "GET " + controlPrefix + "index":
			out = n.index.Status()
		case "POST " + controlPrefix + "index/rebuild":
			err = n.follower.Rebuild(ctx)
			out = n.index.Status()
		case "POST " + controlPrefix + "wait":
			// A command that wrote to the store waits until it can be found.
			var seq int64
			if seq, err = strconv.ParseInt(string(c.QueryArgs().Peek("seq")), 10, 64); err == nil {
				err = n.follower.WaitFor(ctx, seq)
			}
			out = n.index.Status()
		default:
			app(c)
			return
		}
		if err != nil {
			n.log.Error("a command on the socket failed", "path", string(c.Path()), "err", err)
			c.SetStatusCode(fasthttp.StatusInternalServerError)
			out = map[string]string{"detail": err.Error()}
		}
		body, err := json.Marshal(out)
		if err != nil {
			c.SetStatusCode(fasthttp.StatusInternalServerError)
			return
		}
		c.SetContentType("application/json")
		c.SetBody(body)
	}
}

// socketName is the socket's name in the data folder.
const socketName = "alongside.sock"

// listenSocket opens the socket in the data folder. Its path is named through
// the folder's descriptor, for a socket's path may have no more than 107 bytes.
func listenSocket(dir string) (net.Listener, error) {
	path, done, err := socketPath(dir)
	if err != nil {
		return nil, err
	}
	defer done()
	// What a killed process left is no use to anyone: we hold the lock.
	if err := os.Remove(filepath.Join(dir, socketName)); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("remove the old socket: %w", err)
	}
	ln, err := net.Listen("unix", path)
	if err != nil {
		return nil, fmt.Errorf("open the socket in %s: %w", dir, err)
	}
	ln.(*net.UnixListener).SetUnlinkOnClose(false)
	return ln, os.Chmod(filepath.Join(dir, socketName), 0o600)
}

// dialSocket connects to the server that holds the data folder.
func dialSocket(ctx context.Context, dir string) (net.Conn, error) {
	path, done, err := socketPath(dir)
	if err != nil {
		return nil, err
	}
	defer done()
	var d net.Dialer
	conn, err := d.DialContext(ctx, "unix", path)
	if err != nil {
		return nil, &directory.Error{Code: directory.CodeUnavailable,
			Message: "An alongside has the data folder but does not answer. Try again in a moment.", Err: err}
	}
	return conn, nil
}

func socketPath(dir string) (path string, done func(), err error) {
	f, err := os.Open(dir)
	if err != nil {
		return "", nil, fmt.Errorf("open the data folder: %w", err)
	}
	return fmt.Sprintf("/proc/self/fd/%d/%s", f.Fd(), socketName), func() { f.Close() }, nil
}
