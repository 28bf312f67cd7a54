package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"alongside/index"
)

type indexCommand struct {
	Status  indexStatusCommand  `cmd:"" help:"Say how the index is."`
	Rebuild indexRebuildCommand `cmd:"" help:"Build the index anew from the database; searches go on meanwhile."`
}

type indexStatusCommand struct {
	JSON bool `name:"json" help:"Print JSON."`
}

type indexRebuildCommand struct{}

// Run prints the index's status.
func (s *indexStatusCommand) Run(ctx context.Context, cfg *Config, env *terminal) error {
	return askIndex(ctx, cfg, env, "GET", controlPrefix+"index", s.JSON)
}

// Run rebuilds the index.
func (s *indexRebuildCommand) Run(ctx context.Context, cfg *Config, env *terminal) error {
	return askIndex(ctx, cfg, env, "POST", controlPrefix+"index/rebuild", false)
}

func askIndex(ctx context.Context, cfg *Config, env *terminal, method, path string, asJSON bool) error {
	c, err := connect(ctx, cfg, env)
	if err != nil {
		return err
	}
	body, err := c.ask(ctx, method, path)
	if err = errors.Join(err, c.done()); err != nil {
		return err
	}
	if asJSON {
		_, err := fmt.Fprintln(env.out, string(body))
		return err
	}
	var st index.Status
	if err := json.Unmarshal(body, &st); err != nil {
		return fmt.Errorf("read the status: %w", err)
	}
	state := "in step with the database"
	if st.Stale {
		state = "to be built anew"
	}
	_, err = fmt.Fprintf(env.out, "%d listings at %d places, up to change %d, %s\n%s (%.1f MB)\n",
		st.Listings, st.Documents, st.Sequence, state, st.Folder, float64(st.Bytes)/1e6)
	return err
}
