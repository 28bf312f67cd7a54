package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"alongside/internal/match"
	"alongside/internal/web/api"
)

type matchCommand struct {
	Say      string   `help:"What the person says, in their own words. - reads it from the standard input, so that no shell remembers it." placeholder:"WORDS"`
	Strength []string `help:"What they are good at, beside what they say."`
	Hope     []string `help:"What they would like more of, beside what they say."`
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
	body, err := json.Marshal(match.Request{Say: say, Strengths: m.Strength, Hopes: m.Hope, Near: m.Near, Within: m.Within, Travel: m.Travel, Free: m.Free, Access: m.Access,
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
			fmt.Fprintf(w, "%-16s %s\n", name+":", strings.Join(parts, "; "))
		}
	}
	line("Understood", named(a.Understood))
	var limits []string
	for _, l := range a.Limits {
		limits = append(limits, said(l.Text, l.Said))
	}
	line("It has to be", limits)
	line("Not", named(a.Avoided))
	line("Of others", named(a.Others))
	line("Only words here", a.NotUnderstood)
	where := ""
	if a.Place != nil {
		where = " near " + a.Place.Label
	}
	fit, besides := a.Matches, []api.Matched(nil)
	if at := slices.IndexFunc(fit, func(m api.Matched) bool { return m.Besides }); at >= 0 {
		fit, besides = fit[:at], fit[at:]
	}
	gentle := a.Nothing || len(a.Understood)+len(a.NotUnderstood) == 0
	switch {
	case gentle:
		fmt.Fprintln(w, "Nothing comes to mind? What was good about a good day lately? What did you love doing when you were ten?")
		if len(fit) > 0 {
			fmt.Fprintf(w, "\nIn the meantime, these ask little of anyone new%s:\n", where)
			a.Nearly = nil
		}
	case len(fit) > 0:
		fmt.Fprintf(w, "\nWhat fits%s, and why:\n", where)
	default:
		fmt.Fprintf(w, "\nNothing%s fits all of it.\n", where)
	}
	if len(a.Missing) > 0 {
		fmt.Fprintf(w, "There would have to be something with all of these:\n  - %s\n", strings.Join(a.Missing, "\n  - "))
	}
	for _, m := range fit {
		printMatch(w, m)
	}
	for _, n := range a.Nearly {
		fmt.Fprintf(w, "\n%s:\n", n.Text)
		for _, m := range n.Matches {
			printMatch(w, m)
		}
	}
	if len(besides) > 0 {
		fmt.Fprintf(w, "\nNear, and easy to try:\n")
	}
	for _, m := range besides {
		printMatch(w, m)
	}
	if a.Partial {
		fmt.Fprintln(w, "\nThere may be more: time ran out.")
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

func named(in []api.Understood) []string {
	out := make([]string, 0, len(in))
	for _, u := range in {
		out = append(out, said(u.Label, u.Said))
	}
	return out
}

// said gives what something became, with the words that it was said in where
// they are others.
func said(became, words string) string {
	if words == "" || strings.EqualFold(became, words) {
		return became
	}
	return fmt.Sprintf("%s (“%s”)", became, words)
}

// onTheLine are the reasons that the line of facts tells already.
var onTheLine = []string{string(match.ReasonNear), string(match.ReasonTurnUp), string(match.ReasonFree), string(match.ReasonCost)}

func printMatch(w io.Writer, m api.Matched) {
	printResult(w, m.Listing.Result)
	can := "You could join"
	if m.Help {
		can = "You could help"
		if m.Join {
			can = "You could join or help"
		}
	}
	fmt.Fprintf(w, "  %s\n", can)
	for _, r := range m.Reasons {
		if !slices.Contains(onTheLine, r.Kind) {
			fmt.Fprintf(w, "  - %s\n", r.Text)
		}
	}
}
