package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"alongside/internal/publish"
)

// reportsCommand is for whoever looks after the listings.
type reportsCommand struct {
	Handled []string `help:"Ids of reports that have been seen to." placeholder:"ID"`
	All     bool     `help:"Show those that have been seen to as well."`
}

// Run lists what people reported, the oldest first, or marks reports as seen
// to. It works beside a running server.
func (r *reportsCommand) Run(ctx context.Context, cfg *Config, env *terminal) error {
	s, err := openStore(ctx, cfg, nil)
	if err != nil {
		return err
	}
	reports := publish.NewReports(s, time.Now)
	for _, id := range r.Handled {
		err = errors.Join(err, reports.Handled(ctx, id))
	}
	if len(r.Handled) == 0 {
		err = r.list(ctx, env, reports)
	}
	return errors.Join(err, s.Close())
}

func (r *reportsCommand) list(ctx context.Context, env *terminal, reports *publish.Reports) error {
	q := publish.ReportQuery{State: publish.ReportNew}
	if r.All {
		q.State = ""
	}
	n := 0
	for {
		page, err := reports.List(ctx, q)
		if err != nil {
			return err
		}
		for _, x := range page {
			seen := ""
			if x.State == publish.ReportHandled {
				seen = ", seen to"
			}
			fmt.Fprintf(env.out, "%s  %s  %s%s\n  /listings/%s\n", x.ID, x.At.Time().Local().Format("2006-01-02 15:04"), x.What, seen, x.ListingID)
			for line := range strings.Lines(x.Words) {
				fmt.Fprintf(env.out, "  | %s\n", strings.TrimRight(line, "\n"))
			}
		}
		n += len(page)
		if len(page) < publish.ReportsAtOnce {
			break
		}
		q.After = page[len(page)-1].ID
	}
	if n == 0 {
		fmt.Fprintln(env.out, "Nobody has reported anything.")
	}
	return nil
}
