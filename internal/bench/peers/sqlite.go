package peers

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geo"
	_ "modernc.org/sqlite" // the SQLite driver

	"alongside/internal/bench"
	"alongside/internal/directory"
)

// SQLite is FTS5 with R*Tree: words find, the tree cuts, and what is left is
// measured, ranked and counted here, which is quicker than in SQL.
type SQLite struct {
	db      *sql.DB
	prepare *statements
}

var _ bench.Peer = (*SQLite)(nil)

// OpenSQLite makes an empty database in dir.
func OpenSQLite(dir string) (*SQLite, error) {
	db, err := sql.Open("sqlite", "file:"+filepath.Join(dir, "peer.db")+
		"?_pragma=journal_mode(OFF)&_pragma=synchronous(OFF)&_pragma=cache_size(-500000)&_pragma=mmap_size(8000000000)&_pragma=temp_store(MEMORY)")
	if err != nil {
		return nil, fmt.Errorf("open SQLite: %w", err)
	}
	db.SetMaxOpenConns(runtime.GOMAXPROCS(0))
	db.SetMaxIdleConns(runtime.GOMAXPROCS(0))
	return &SQLite{db: db, prepare: newStatements(db)}, nil
}

// Name gives "sqlite".
func (*SQLite) Name() string { return "sqlite" }

// Close lets the database go.
func (s *SQLite) Close() error { return errors.Join(s.prepare.close(), s.db.Close()) }

// The words are external content that nobody reads back, without positions;
// prefix indexes serve completion's dictionary.
const sqliteTables = `
CREATE VIRTUAL TABLE words USING fts5(name, activities, organisation, description, content='', detail=column, tokenize='unicode61');
CREATE VIRTUAL TABLE reach USING rtree(id, west, east, south, north);
CREATE TABLE place (id INTEGER PRIMARY KEY, service INTEGER, lon REAL, lat REAL, reach REAL, placed INTEGER,
	kind INTEGER, joining INTEGER, free INTEGER, in_person INTEGER, access INTEGER, slots INTEGER, youngest INTEGER, oldest INTEGER);
CREATE TABLE said (word TEXT, uses INTEGER);`

const sqliteReady = `
INSERT INTO words(words) VALUES('optimize');
CREATE VIRTUAL TABLE vocabulary USING fts5vocab(words, col);
INSERT INTO said SELECT term, sum(doc) FROM vocabulary WHERE col IN ('name', 'activities', 'organisation') GROUP BY term;
CREATE INDEX said_word ON said(word, uses);
CREATE INDEX place_kind ON place(kind);
ANALYZE;`

// Load fills the tables in one transaction.
func (s *SQLite) Load(ctx context.Context, docs iter.Seq2[directory.Document, error]) error {
	conn, err := s.db.Conn(ctx)
	if err != nil {
		return fmt.Errorf("load SQLite: %w", err)
	}
	defer conn.Close()
	if _, err = conn.ExecContext(ctx, sqliteTables); err == nil {
		err = fill(ctx, conn, docs)
	}
	if err == nil {
		_, err = conn.ExecContext(ctx, sqliteReady)
	}
	if err != nil {
		return fmt.Errorf("load SQLite: %w", err)
	}
	return nil
}

func fill(ctx context.Context, conn *sql.Conn, docs iter.Seq2[directory.Document, error]) (err error) {
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, tx.Rollback())
		}
	}()
	var into [3]*sql.Stmt
	for i, q := range []string{
		`INSERT INTO words(rowid, name, activities, organisation, description) VALUES (?, ?, ?, ?, ?)`,
		`INSERT INTO reach VALUES (?, ?, ?, ?, ?)`,
		`INSERT INTO place VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
	} {
		if into[i], err = tx.PrepareContext(ctx, q); err != nil {
			return err
		}
		defer into[i].Close()
	}
	for r, err := range rows(docs) {
		if err != nil {
			return err
		}
		if _, err := into[0].ExecContext(ctx, r.id, r.name, r.activities, r.organisation, r.description); err != nil {
			return err
		}
		if b, ok := r.bounds(); ok {
			if _, err := into[1].ExecContext(ctx, r.id, b.Min.Lon(), b.Max.Lon(), b.Min.Lat(), b.Max.Lat()); err != nil {
				return err
			}
		}
		if _, err := into[2].ExecContext(ctx, r.id, r.service, r.centre.Lon(), r.centre.Lat(), min(r.reach, 1e9), r.placed,
			r.kind, r.joining, r.free, r.inPerson, r.access, int64(r.slots), r.youngest, r.oldest); err != nil {
			return err
		}
	}
	return tx.Commit()
}

// Run answers a query.
func (s *SQLite) Run(ctx context.Context, q bench.Query) (bench.Answer, error) {
	w := wantedOf(q)
	switch q.Kind {
	case bench.Complete:
		return s.complete(ctx, q.Prefix, w.limit)
	case bench.Nearest:
		return s.nearest(ctx, w)
	}
	found, err := s.words(ctx, q, w)
	if err != nil {
		return bench.Answer{}, err
	}
	return bench.Answer{Total: found.total()}, nil
}

// Total counts the services that fit.
func (s *SQLite) Total(ctx context.Context, q bench.Query) (int, error) {
	a, err := s.Run(ctx, q)
	return a.Total, err
}

func (s *SQLite) complete(ctx context.Context, prefix string, limit int) (bench.Answer, error) {
	found, err := s.prepare.query(ctx, `SELECT word FROM said WHERE word >= ? AND word < ? ORDER BY uses DESC LIMIT ?`, prefix, prefix+"\x7f", limit)
	if err != nil {
		return bench.Answer{}, err
	}
	defer found.Close()
	var a bench.Answer
	for found.Next() {
		var word string
		if err := found.Scan(&word); err != nil {
			return a, err
		}
		a.Total++
	}
	return a, found.Err()
}

// nearest widens a square until the circle in it holds enough. CROSS JOIN keeps
// the planner, which knows little of virtual tables, to the tree first.
func (s *SQLite) nearest(ctx context.Context, w wanted) (bench.Answer, error) {
	condition, args := w.sqlite()
	query := `SELECT p.service, p.lon, p.lat FROM reach r CROSS JOIN place p ON p.id = r.id
		WHERE r.east >= ? AND r.west <= ? AND r.north >= ? AND r.south <= ? AND p.placed` + condition
	for metres := 500.0; ; metres *= 2 {
		b := box(w.near, metres)
		found, err := s.prepare.query(ctx, query, append([]any{b.Min.Lon(), b.Max.Lon(), b.Min.Lat(), b.Max.Lat()}, args...)...)
		if err != nil {
			return bench.Answer{}, err
		}
		best := map[int]float64{}
		for found.Next() {
			var service int
			var p orb.Point
			if err := found.Scan(&service, &p[0], &p[1]); err != nil {
				return bench.Answer{}, errors.Join(err, found.Close())
			}
			d := geo.DistanceHaversine(w.near, p)
			if old, ok := best[service]; d <= metres && (!ok || d < old) {
				best[service] = d
			}
		}
		if err := errors.Join(found.Err(), found.Close()); err != nil {
			return bench.Answer{}, err
		}
		if len(best) >= w.limit || metres > 2e6 {
			return bench.Answer{Total: len(best), Metres: smallest(best, w.limit)}, nil
		}
	}
}

// words finds by words, the place and filters with them.
func (s *SQLite) words(ctx context.Context, q bench.Query, w wanted) (*ranking, error) {
	join := " AND "
	if q.Kind == bench.Match {
		join = " OR "
	}
	args := []any{`"` + strings.Join(w.terms, `"`+join+`"`) + `"`}
	cut := ""
	if w.within > 0 {
		b := box(w.near, w.within)
		cut = ` AND +p.id IN (SELECT id FROM reach WHERE east >= ? AND west <= ? AND north >= ? AND south <= ?)`
		args = append(args, b.Min.Lon(), b.Max.Lon(), b.Min.Lat(), b.Max.Lat())
	}
	condition, more := w.sqlite()
	weights := fieldWeights()
	query := fmt.Sprintf(`SELECT p.service, bm25(words, %g, %g, %g, %g), p.lon, p.lat, p.reach, p.placed, p.kind, p.free, p.slots
		FROM words CROSS JOIN place p ON p.id = words.rowid WHERE words MATCH ?%s%s`, weights[0], weights[1], weights[2], weights[3], cut, condition)
	found, err := s.prepare.query(ctx, query, append(args, more...)...)
	if err != nil {
		return nil, err
	}
	defer found.Close()
	out := newRanking(q.Kind != bench.Match)
	for found.Next() {
		var h hit
		var p orb.Point
		var reach float64
		var placed bool
		if err := found.Scan(&h.service, &h.score, &p[0], &p[1], &reach, &placed, &h.kind, &h.free, &h.slots); err != nil {
			return nil, err
		}
		h.score = -h.score
		if w.within > 0 {
			d := geo.DistanceHaversine(w.near, p)
			if (placed && d > w.within) || (!placed && d > reach && reach < 1e9) {
				continue
			}
			if !placed {
				d = unplaced
			}
			h.score /= 1 + d/decay
		}
		out.add(h)
	}
	return out, found.Err()
}

// sqlite gives the filters as SQL with its arguments.
func (w wanted) sqlite() (string, []any) {
	var b strings.Builder
	var args []any
	w.each(func(condition string, value any) {
		b.WriteString(" AND p." + strings.ReplaceAll(condition, "$", "?"))
		for range strings.Count(condition, "$") {
			args = append(args, value)
		}
	})
	return b.String(), args
}

// each passes on each filter's condition, with $ where its value goes.
func (w wanted) each(add func(condition string, value any)) {
	if w.kind > 0 {
		add("kind = $", w.kind)
	}
	if w.joining > 0 {
		add("joining = $", w.joining)
	}
	if w.free {
		add("free = $", true)
	}
	if w.inPerson {
		add("in_person = $", true)
	}
	if w.access != 0 {
		add("access & $ <> 0", w.access) // queries ask for one feature
	}
	if w.slots != 0 {
		add("slots & $ <> 0", int64(w.slots))
	}
	if w.age >= 0 {
		add("youngest <= $", w.age)
		add("oldest >= $", w.age)
	}
}
