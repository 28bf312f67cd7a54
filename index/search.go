package index

import (
	"context"
	"errors"
	"strings"

	"alongside/index/near"
	"alongside/internal/directory"
	"alongside/internal/text"
)

// Search answers a query; see directory.Query for what its fields ask and
// directory.Results for what comes back.
//
// A document must hold all of one or two words, all but one of more, and every
// quoted phrase. When the deadline of ctx comes first, what has been found is
// given as Partial; when nothing has, the error's code is CodeUnavailable.
// What the cards share with the index is not to be changed.
func (x *Index) Search(ctx context.Context, q directory.Query) (directory.Results, error) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	if err := ctx.Err(); err != nil {
		return directory.Results{}, unavailable(err)
	}
	if q.Limit <= 0 {
		q.Limit = directory.DefaultLimit
	}
	q.Limit = min(q.Limit, directory.MaxLimit)
	after, err := readCursor(q)
	if err != nil {
		return directory.Results{}, err
	}
	asked := near.Query{Query: q, After: after, Nearly: after == nil, Lift: liftable()}
	w := readWords(q.Words)
	asked.Terms, asked.Least = w.terms(), w.least()
	var phrases *phraseReader
	if len(w.phrases) > 0 {
		if phrases, err = x.gen.phrases(ctx, w.phrases); err != nil {
			return directory.Results{}, unavailable(err)
		}
		defer phrases.close()
		asked.Holds = phrases.holds
	}
	a, err := x.gen.table.Search(ctx, asked)
	if err == nil && a.Unknown > 0 {
		// No listing holds one of the words: it may be a slip.
		if err = x.gen.correct(&w); err == nil && (w.spelling != "" || a.Few) {
			asked.Terms, asked.AsWritten = w.terms(), true
			a, err = x.gen.table.Search(ctx, asked)
		}
	}
	if err == nil && phrases != nil {
		err = phrases.err
	}
	if err == nil && a.Partial && a.Total == 0 {
		err = ctx.Err()
	}
	if err != nil {
		return directory.Results{}, unavailable(err)
	}
	r := directory.Results{
		Total: a.Total, Hits: a.Hits, Facets: a.Facets, Place: q.Near, Spelling: w.spelling, Sequence: a.Sequence, Partial: a.Partial,
	}
	if a.Next != nil {
		r.NextCursor = writeCursor(q, a.Next)
	}
	if a.Few {
		r.Nearly = x.gen.nearly(ctx, asked, &a)
	}
	return r, nil
}

// unavailable turns a deadline that came before any result into words.
func unavailable(err error) error {
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		return &directory.Error{Code: directory.CodeUnavailable, Message: "The search took too long. Try fewer words, or a smaller area.", Err: err}
	}
	return err
}

// Suggest completes what someone is typing, from any word of the names of
// services, organisations and activities: what begins with it first, then what
// is used most, then the shorter.
func (x *Index) Suggest(ctx context.Context, prefix string, limit int) ([]directory.Suggestion, error) {
	words := text.Tokens(prefix)
	if len(words) == 0 || limit <= 0 {
		return nil, ctx.Err()
	}
	folded := text.Fold(prefix[words[0].Start:words[0].End])
	if len(words) > 1 {
		all := make([]string, len(words))
		for i, w := range words {
			all[i] = text.Fold(prefix[w.Start:w.End])
		}
		folded = strings.Join(all, " ")
	}
	x.mu.RLock()
	defer x.mu.RUnlock()
	return x.gen.table.Suggest(folded, limit), ctx.Err()
}

// Candidates gives the listings most worth weighing for someone; see
// directory.CandidateQuery. Words are looked for by their stems; those that
// nothing holds are left out.
func (x *Index) Candidates(ctx context.Context, q directory.CandidateQuery) (directory.Candidates, error) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	if err := ctx.Err(); err != nil {
		return directory.Candidates{}, unavailable(err)
	}
	asked := near.Query{Query: q.Limits, Terms: make([]near.Term, 0, len(q.Wishes))}
	asked.Limit = q.Limit
	if asked.Limit <= 0 {
		asked.Limit = usualCandidates
	}
	from := make([]int, 0, len(q.Wishes))
	for i, w := range q.Wishes {
		t := near.Term{Concept: w.Concept, Weight: w.Weight}
		if w.Concept == "" {
			t.Text = text.Term(w.Word)
		}
		if t.Concept != "" || t.Text != "" {
			asked.Terms, from = append(asked.Terms, t), append(from, i)
		}
	}
	out, err := x.gen.table.Candidates(ctx, asked)
	if err != nil {
		return directory.Candidates{}, unavailable(err)
	}
	for _, c := range out.List {
		for k, n := range c.Met {
			c.Met[k] = from[n]
		}
	}
	return out, nil
}

// usualCandidates is how many candidates come back unless told.
const usualCandidates = 50
