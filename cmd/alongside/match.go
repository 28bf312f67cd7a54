package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"alongside/internal/match"
	"alongside/internal/web/api"
)

type matchCommand struct {
	Say      string   `help:"What the person says, in their own words; - reads it from the standard input." placeholder:"WORDS"`
	Near     string   `help:"Postcode, town, area or latitude,longitude." placeholder:"PLACE"`
	Within   string   `help:"How far is not too far, like 2mi or 5km." placeholder:"DISTANCE"`
	Travel   string   `help:"walk, wheel, bus, car or ferry."`
	Free     []string `help:"When: tue-morning, sat, evening…"`
	Access   []string `help:"What has to be there: step-free, bsl…"`
	CostMax  string   `help:"The most to pay in pounds, or free." placeholder:"POUNDS"`
	Company  string   `help:"one-to-one, small-group, bigger-group, online or alone."`
	Age      *int     `help:"Age in years."`
	Avoid    []string `help:"What is not wanted."`
	TakePart string   `help:"join, help or both."`
	Lang     string   `help:"The language that is spoken: en, gd, pl, uk, ar."`
	Limit    int      `help:"How many to show." default:"8"`
	JSON     bool     `name:"json" help:"Print the API's answer."`
}

// Run prints what fits someone, and why. What they say goes in the body of the
// request, and nowhere else.
func (m *matchCommand) Run(ctx context.Context, cfg *Config, env *terminal) error {
	say := m.Say
	if say == "-" {
		b, err := io.ReadAll(io.LimitReader(os.Stdin, 8*match.MaxSay))
		if err != nil {
			return fmt.Errorf("read what is said: %w", err)
		}
		say = string(b)
	}
	body, err := json.Marshal(match.Request{Say: say, Near: m.Near, Within: m.Within, Travel: m.Travel, Free: m.Free, Access: m.Access,
		CostMax: m.CostMax, Company: m.Company, Age: m.Age, Avoid: m.Avoid, TakePart: m.TakePart, Lang: m.Lang, Limit: m.Limit})
	if err != nil {
		return err
	}
	c, err := connect(ctx, cfg, env)
	if err != nil {
		return err
	}
	answer, err := c.send(ctx, "POST", "/api/v1/match", bytes.NewReader(body))
	if err = errors.Join(err, c.done()); err != nil {
		return err
	}
	if m.JSON {
		_, err := fmt.Fprintln(env.out, strings.TrimSpace(string(answer)))
		return err
	}
	var a api.MatchAnswer
	if err := json.Unmarshal(answer, &a); err != nil {
		return fmt.Errorf("read the answer: %w", err)
	}
	printMatches(env.out, a)
	return nil
}

// printMatches writes what was understood and what fits, for a person in front
// of a terminal.
func printMatches(w io.Writer, a api.MatchAnswer) {
	if a.HelpNow != nil && a.HelpNow.Level != "quiet" {
		printHelp(w, a.HelpNow)
	}
	if a.For != "" {
		fmt.Fprintf(w, "For: %s\n", a.For)
	}
	line := func(name string, parts []string) {
		if len(parts) > 0 {
			fmt.Fprintf(w, "%s: %s\n", name, strings.Join(parts, "; "))
		}
	}
	line("Heard", labels(a.Understood))
	var limits []string
	for _, l := range a.Limits {
		limits = append(limits, fmt.Sprintf("%s %v (“%s”)", l.Field, l.Value, l.Said))
	}
	line("Within", limits)
	line("Not", labels(a.Avoided))
	line("Of someone else", labels(a.Others))
	line("Looked for as words", a.NotUnderstood)
	if a.Nothing {
		fmt.Fprintln(w, "Nothing comes to mind? Here are a few places that ask nothing of you.")
	}
	if len(a.Matches) == 0 {
		fmt.Fprintln(w, "\nNothing fits all of it.")
	}
	for _, m := range a.Matches {
		printMatch(w, m)
	}
	for _, n := range a.Nearly {
		fmt.Fprintf(w, "\nThese fit if you can give way on: %s\n", n.Relaxed)
		for _, m := range n.Matches {
			printMatch(w, m)
		}
	}
}

// printHelp writes whom to call now.
func printHelp(w io.Writer, h *api.HelpNow) {
	fmt.Fprintln(w, "If you, or someone you are worried about, may be in danger now, there is somebody to call.")
	for _, c := range h.Contacts {
		var ways []string
		for _, way := range c.Ways {
			ways = append(ways, strings.TrimSpace(fmt.Sprintf("%s %s %s", way.Means, way.To, way.Say)))
		}
		open := ""
		if c.Open == "now" {
			open = " (open now)"
		}
		fmt.Fprintf(w, "  %s: %s. %s%s\n", c.Name, strings.Join(ways, "; "), c.Hours, open)
	}
	fmt.Fprintln(w)
}

func labels(in []api.Understood) []string {
	var out []string
	for _, u := range in {
		if strings.EqualFold(u.Said, u.Label) {
			out = append(out, u.Label)
			continue
		}
		out = append(out, fmt.Sprintf("%s (“%s”)", u.Label, u.Said))
	}
	return out
}

func printMatch(w io.Writer, m api.Matched) {
	what := "join"
	if m.Help {
		what = "help"
		if m.Join {
			what = "join or help"
		}
	}
	fmt.Fprintf(w, "\n%s (%s; %s)\n", m.Listing.Name, m.Listing.Kind, what)
	for _, r := range m.Reasons {
		fmt.Fprintf(w, "  - %s\n", r.Text)
	}
}
