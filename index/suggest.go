package index

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"

	"alongside/internal/directory"
	"alongside/internal/text"
)

// The kinds of suggestion that the index gives.
const (
	suggestService      = "service"
	suggestOrganization = "organisation"
	suggestActivity     = "activity"
)

// completions is what can be completed, worked out from the table when it has
// changed and someone types.
type completions struct {
	mu      sync.Mutex
	edition int64
	// starts has one entry for each word's beginning in each text, in order.
	starts []start
	list   []completion
}

type start struct {
	rest string // the folded text from that word on
	at   int    // in list
	head bool   // the text begins there
}

type completion struct {
	directory.Suggestion
	uses int
}

// Suggest completes what someone is typing, from any word of the names of
// services, organisations and activities: what begins with it first, then what
// is used most, then the shorter.
func (x *Index) Suggest(ctx context.Context, prefix string, limit int) ([]directory.Suggestion, error) {
	words := text.Tokens(prefix)
	if len(words) == 0 || limit <= 0 {
		return nil, ctx.Err()
	}
	folded := make([]string, len(words))
	for i, w := range words {
		folded[i] = text.Fold(prefix[w.Start:w.End])
	}
	x.mu.RLock()
	defer x.mu.RUnlock()
	return x.gen.completions().find(strings.Join(folded, " "), limit), ctx.Err()
}

func (c *completions) find(prefix string, limit int) []directory.Suggestion {
	from, _ := slices.BinarySearchFunc(c.starts, prefix, func(s start, p string) int { return strings.Compare(s.rest, p) })
	best := map[int]bool{} // by place in list: whether the text begins with it
	for _, s := range c.starts[from:] {
		if !strings.HasPrefix(s.rest, prefix) {
			break
		}
		best[s.at] = best[s.at] || s.head
	}
	at := make([]int, 0, len(best))
	for i := range best {
		at = append(at, i)
	}
	slices.SortFunc(at, func(i, j int) int {
		if best[i] != best[j] {
			if best[i] {
				return -1
			}
			return 1
		}
		a, b := c.list[i], c.list[j]
		return cmp.Or(cmp.Compare(b.uses, a.uses), cmp.Compare(len(a.Text), len(b.Text)), cmp.Compare(a.Text, b.Text), cmp.Compare(i, j))
	})
	out := make([]directory.Suggestion, 0, min(limit, len(at)))
	for _, i := range at[:min(limit, len(at))] {
		out = append(out, c.list[i].Suggestion)
	}
	return out
}

// completions gives the completions of the table as it is now.
func (g *generation) completions() *completions {
	c := &g.complete
	c.mu.Lock()
	defer c.mu.Unlock()
	g.table.mu.RLock()
	defer g.table.mu.RUnlock()
	if c.edition == g.table.edition && c.list != nil {
		return &completions{starts: c.starts, list: c.list}
	}
	c.list, c.starts = listCompletions(g.table.list), nil
	for i, e := range c.list {
		offset := 0
		tokens := text.Tokens(e.Text)
		words := make([]string, len(tokens))
		for j, t := range tokens {
			words[j] = text.Fold(e.Text[t.Start:t.End])
		}
		whole := strings.Join(words, " ")
		for j, w := range words {
			c.starts = append(c.starts, start{rest: whole[offset:], at: i, head: j == 0})
			offset += len(w) + 1
		}
	}
	slices.SortFunc(c.starts, func(a, b start) int { return cmp.Or(strings.Compare(a.rest, b.rest), cmp.Compare(a.at, b.at)) })
	c.edition = g.table.edition
	return &completions{starts: c.starts, list: c.list}
}

// listCompletions gathers names, each once, with how many services use it.
func listCompletions(services []*service) []completion {
	byName := map[string]*completion{}
	add := func(s directory.Suggestion, id string) {
		if strings.TrimSpace(s.Text) == "" {
			return
		}
		key := s.Kind + "\x00" + id
		if c, ok := byName[key]; ok {
			c.uses++
			return
		}
		byName[key] = &completion{Suggestion: s, uses: 1}
	}
	for _, s := range services {
		c := s.records[0].card
		if c.Status != directory.Active {
			continue
		}
		add(directory.Suggestion{Kind: suggestService, Text: c.Name, Slug: c.Slug}, c.ID)
		if c.OrganizationID != "" {
			add(directory.Suggestion{Kind: suggestOrganization, Text: c.OrganizationName, ID: c.OrganizationID}, c.OrganizationID)
		}
		for _, a := range c.Activities {
			add(directory.Suggestion{Kind: suggestActivity, Text: a}, text.Fold(a))
		}
	}
	out := make([]completion, 0, len(byName))
	for _, key := range sortedKeys(byName) {
		out = append(out, *byName[key])
	}
	return out
}
