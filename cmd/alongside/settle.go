package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
)

// settleWithin bounds how long a command waits for a running server to have
// followed what the command wrote.
const settleWithin = 60 * time.Second

// settle ends a command that wrote to the store: a running server is waited
// for until it has followed; where none runs, the same follower runs here to
// the end.
func settle(ctx context.Context, cfg *Config, env *terminal, seq int64) error {
	c, err := connect(ctx, cfg, env)
	if err != nil {
		return err
	}
	waiting, cancel := context.WithTimeout(ctx, settleWithin)
	defer cancel()
	if _, err := c.ask(waiting, "POST", fmt.Sprintf("%swait?seq=%d", controlPrefix, seq)); err != nil {
		env.log.Warn("all is saved; the running server has not followed yet", "err", err)
	}
	return c.done()
}

// progress is a bar on a terminal, and nothing in a pipe.
type progress struct{ bar *progressbar.ProgressBar }

func newProgress(env *terminal, what string) *progress {
	f, ok := env.err.(*os.File)
	if !ok || !isTerminal(f) {
		return &progress{}
	}
	return &progress{bar: progressbar.NewOptions64(-1, progressbar.OptionSetWriter(f), progressbar.OptionSetDescription(what),
		progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionClearOnFinish(), progressbar.OptionShowCount())}
}

// set shows how far it is; total is -1 when nobody knows.
func (p *progress) set(done, total int64) {
	if p.bar == nil {
		return
	}
	if total > 0 {
		p.bar.ChangeMax64(total)
	}
	// A bar that cannot be drawn harms nothing.
	_ = p.bar.Set64(done)
}

func (p *progress) done() {
	if p.bar != nil {
		_ = p.bar.Finish() // as above
	}
}

func isTerminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
