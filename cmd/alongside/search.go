package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strconv"
	"strings"
	"time"

	"alongside/internal/web/api"
)

type searchCommand struct {
	Words  []string `arg:"" optional:"" help:"What to look for."`
	Near   string   `help:"Postcode, town, area or latitude,longitude." placeholder:"PLACE"`
	Within string   `help:"How far, like 5km, 2mi or 800m." placeholder:"DISTANCE"`
	Kind   []string `help:"Only these kinds: activity, group, course, volunteering, employment, support."`
	Day    []string `help:"Only on these days: mon to sun."`
	Time   []string `help:"Only at these times: morning, afternoon, evening."`
	Cost   string   `help:"free, or the most that you can pay in pounds." placeholder:"POUNDS"`
	Limit  int      `help:"How many to show." default:"10"`
	JSON   bool     `name:"json" help:"Print the API's answer."`
}

// Run prints what is found.
func (s *searchCommand) Run(ctx context.Context, cfg *Config, env *terminal) error {
	c, err := connect(ctx, cfg, env)
	if err != nil {
		return err
	}
	body, err := c.ask(ctx, "GET", "/api/v1/search?"+s.values().Encode())
	if err = errors.Join(err, c.done()); err != nil {
		return err
	}
	if s.JSON {
		_, err := fmt.Fprintln(env.out, strings.TrimSpace(string(body)))
		return err
	}
	var answer api.SearchAnswer
	if err := json.Unmarshal(body, &answer); err != nil {
		return fmt.Errorf("read the answer: %w", err)
	}
	printAnswer(env.out, answer)
	return nil
}

func (s *searchCommand) values() url.Values {
	v := url.Values{"kind": s.Kind, "day": s.Day, "time": s.Time}
	for name, value := range map[string]string{"q": strings.Join(s.Words, " "), "near": s.Near, "within": s.Within, "cost": s.Cost,
		"limit": strconv.Itoa(s.Limit)} {
		if value != "" {
			v.Set(name, value)
		}
	}
	return v
}

// printAnswer writes results for a person in front of a terminal.
func printAnswer(w io.Writer, a api.SearchAnswer) {
	where := ""
	if a.Place != nil {
		where = " near " + a.Place.Label
	}
	switch a.Total {
	case 0:
		fmt.Fprintf(w, "Nothing%s that fits all of it.\n", where)
	case 1:
		fmt.Fprintf(w, "1 thing%s\n", where)
	default:
		fmt.Fprintf(w, "%d things%s\n", a.Total, where)
	}
	for _, r := range a.Results {
		printResult(w, r)
	}
	for _, n := range a.Nearly {
		fmt.Fprintf(w, "\nThese fit if you can give way on: %s\n", n.Relaxed)
		for _, r := range n.Results {
			printResult(w, r)
		}
	}
}

func printResult(w io.Writer, r api.Result) {
	fmt.Fprintf(w, "\n%s (%s)\n", r.Name, r.Kind)
	var facts []string
	add := func(s string) {
		if s != "" {
			facts = append(facts, s)
		}
	}
	add(r.Organisation)
	add(r.Location.Name)
	if r.DistanceM != nil {
		about := ""
		if r.DistanceAbout {
			about = "about "
		}
		add(fmt.Sprintf("%s%.1f km away", about, float64(*r.DistanceM)/1000))
	}
	if len(r.Next) > 0 {
		if t, err := time.Parse(time.RFC3339, r.Next[0]); err == nil {
			form := "Monday 2 January, 15:04"
			if t.Hour() == 0 && t.Minute() == 0 {
				form = "Monday 2 January" // a day without times
			}
			add("next " + t.Format(form))
		}
	}
	if r.Ended {
		add("the dates we know of are past")
	}
	add(joiningWords[r.Joining])
	if r.Cost.Free {
		add("free")
	} else if r.Cost.Known {
		add(fmt.Sprintf("from £%.2f", float64(r.Cost.Pence)/100))
	}
	fmt.Fprintf(w, "  %s\n", strings.Join(facts, " · "))
	if r.Summary != "" {
		fmt.Fprintf(w, "  %s\n", r.Summary)
	}
}

var joiningWords = map[string]string{
	"turn-up": "just turn up", "get-in-touch": "get in touch first", "professional": "a professional arranges it",
	"waiting-list": "waiting list", "not-known": "ask how to join",
}
