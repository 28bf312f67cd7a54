package peers

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"math"
	"runtime"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/paulmach/orb"

	"alongside/internal/bench"
	"alongside/internal/directory"
	"alongside/internal/store/cluster"
)

// Postgres is PostgreSQL with PostGIS, on a server of its own.
type Postgres struct {
	pool *pgxpool.Pool
	stop func()
}

var _ bench.Peer = (*Postgres)(nil)

// StartPostgres starts a server, tuned to a machine with some gigabytes to
// spare, and makes an empty database with PostGIS in it.
func StartPostgres(ctx context.Context) (*Postgres, error) {
	url, stop, err := cluster.Start("shared_buffers=2GB", "effective_cache_size=6GB", "work_mem=256MB", "maintenance_work_mem=1GB",
		"random_page_cost=1.05", "effective_io_concurrency=200", "jit=off", "synchronous_commit=off", "wal_level=minimal", "max_wal_senders=0",
		"full_page_writes=off", "max_wal_size=8GB", "autovacuum=off", "max_parallel_workers_per_gather=1", "plan_cache_mode=force_custom_plan")
	if err != nil {
		return nil, fmt.Errorf("start PostgreSQL: %w", err)
	}
	p := &Postgres{stop: stop}
	config, err := pgxpool.ParseConfig(url + "/postgres?sslmode=disable")
	if err == nil {
		// Statements are prepared once on each connection.
		config.MaxConns = int32(runtime.GOMAXPROCS(0))
		p.pool, err = pgxpool.NewWithConfig(ctx, config)
	}
	if err != nil {
		stop()
		return nil, fmt.Errorf("start PostgreSQL: %w", err)
	}
	if _, err := p.pool.Exec(ctx, "CREATE EXTENSION postgis"); err != nil {
		return nil, errors.Join(fmt.Errorf("PostGIS is missing; `make bench` installs it, or: apt-get install postgresql-15-postgis-3: %w", err), p.Close())
	}
	return p, nil
}

// Name gives "postgres".
func (*Postgres) Name() string { return "postgres" }

// Close stops the server and removes all that it wrote.
func (p *Postgres) Close() error {
	p.pool.Close()
	p.stop()
	return nil
}

const postgresTable = `CREATE UNLOGGED TABLE given (id int, service int, a text, b text, c text, d text, lon float8, lat float8, reach float8, placed bool,
	west float8, south float8, east float8, north float8, found bool,
	kind smallint, joining smallint, free bool, in_person bool, access int, slots int, youngest smallint, oldest smallint)`

// postgresReady makes the table that is asked. Rows lie in the order of their
// place, so that those near each other share pages. "area" is the point, or
// the bounds of the area served; "flat" is the point with the degrees of
// longitude as long as those of latitude at 54 degrees north, so that the
// nearest by the index are nearly the nearest on the ground.
const postgresReady = `
CREATE TABLE place AS SELECT id, service,
	setweight(to_tsvector('simple', a), 'A') || setweight(to_tsvector('simple', b), 'B') ||
	setweight(to_tsvector('simple', c), 'C') || setweight(to_tsvector('simple', d), 'D') AS words,
	ST_SetSRID(ST_MakePoint(lon, lat), 4326)::geometry(Point, 4326) AS centre, reach,
	CASE WHEN found THEN ST_MakeEnvelope(west, south, east, north, 4326) END AS area,
	CASE WHEN placed THEN ST_MakePoint(lon * 0.588, lat) END AS flat,
	kind, joining, free, in_person, access, slots, youngest, oldest
FROM given ORDER BY ST_SetSRID(ST_MakePoint(lon, lat), 4326);
DROP TABLE given;
CREATE INDEX place_words ON place USING gin (words) WITH (fastupdate = off);
CREATE INDEX place_area ON place USING gist (area);
CREATE INDEX place_flat ON place USING gist (flat);
CREATE INDEX place_kind ON place (kind, free);
CREATE INDEX place_joining ON place (joining);
ALTER TABLE place ALTER words SET STATISTICS 300;
CREATE TABLE said AS SELECT word, ndoc AS uses FROM ts_stat('SELECT ts_filter(words, ''{a,b,c}'') FROM place');
CREATE INDEX said_word ON said (word text_pattern_ops, uses DESC);
VACUUM (ANALYZE, FREEZE) place;
VACUUM (ANALYZE, FREEZE) said`

// Load copies the rows in, and builds the indexes afterwards.
func (p *Postgres) Load(ctx context.Context, docs iter.Seq2[directory.Document, error]) error {
	if _, err := p.pool.Exec(ctx, postgresTable); err != nil {
		return fmt.Errorf("load PostgreSQL: %w", err)
	}
	next, stop := iter.Pull2(rows(docs))
	defer stop()
	columns := strings.Fields("id service a b c d lon lat reach placed west south east north found kind joining free in_person access slots youngest oldest")
	_, err := p.pool.CopyFrom(ctx, pgx.Identifier{"given"}, columns, pgx.CopyFromFunc(func() ([]any, error) {
		r, err, more := next()
		if err != nil || !more {
			return nil, err
		}
		b, found := r.bounds()
		return []any{r.id, r.service, r.name, r.activities, r.organisation, r.description, r.centre.Lon(), r.centre.Lat(), r.reach, r.placed,
			b.Min.Lon(), b.Min.Lat(), b.Max.Lon(), b.Max.Lat(), found,
			int16(r.kind), int16(r.joining), r.free, r.inPerson, r.access, int32(r.slots), int16(r.youngest), int16(r.oldest)}, nil
	}))
	if err != nil {
		return fmt.Errorf("load PostgreSQL: %w", err)
	}
	for _, statement := range strings.Split(postgresReady, ";\n") {
		if _, err := p.pool.Exec(ctx, statement); err != nil {
			return fmt.Errorf("load PostgreSQL: %w", err)
		}
	}
	return nil
}

// Run answers a query in one statement.
func (p *Postgres) Run(ctx context.Context, q bench.Query) (bench.Answer, error) {
	w := wantedOf(q)
	switch q.Kind {
	case bench.Complete:
		return p.complete(ctx, q.Prefix, w.limit)
	case bench.Nearest:
		return p.nearest(ctx, w)
	case bench.Match:
		return p.match(ctx, q, w)
	}
	return p.words(ctx, w)
}

// Total counts the services that fit.
func (p *Postgres) Total(ctx context.Context, q bench.Query) (int, error) {
	w := wantedOf(q)
	s := newStatement()
	s.find(w, map[bench.Kind]string{bench.Match: "|"}[q.Kind])
	var total int
	err := p.pool.QueryRow(ctx, "SELECT count(DISTINCT service) FROM place"+s.where(), s.args...).Scan(&total)
	return total, err
}

// sphere is by how much PostGIS's ball is smaller than orb's.
const sphere = 6371008.7714150598 / orb.EarthRadius

// statement gathers conditions with their arguments.
type statement struct {
	conditions []string
	args       []any
	// point is the SQL of where it is asked from.
	point string
}

func newStatement() *statement { return &statement{} }

// arg adds an argument and gives its place.
func (s *statement) arg(v any, kind string) string {
	s.args = append(s.args, v)
	return fmt.Sprintf("$%d::%s", len(s.args), kind)
}

func (s *statement) where() string {
	if len(s.conditions) == 0 {
		return ""
	}
	return " WHERE " + strings.Join(s.conditions, " AND ")
}

// find adds what a query asks; words are joined by operator, "&" when empty.
func (s *statement) find(w wanted, operator string) {
	if operator == "" {
		operator = "&"
	}
	if len(w.terms) > 0 {
		s.conditions = append(s.conditions, "words @@ "+s.arg("'"+strings.Join(w.terms, "'"+operator+"'")+"'", "tsquery"))
	}
	if w.located {
		s.point = fmt.Sprintf("ST_SetSRID(ST_MakePoint(%s, %s), 4326)", s.arg(w.near.Lon(), "float8"), s.arg(w.near.Lat(), "float8"))
	}
	if w.within > 0 {
		b := box(w.near, w.within)
		s.conditions = append(s.conditions,
			fmt.Sprintf("area && ST_MakeEnvelope(%s, %s, %s, %s, 4326)", s.arg(b.Min.Lon(), "float8"), s.arg(b.Min.Lat(), "float8"),
				s.arg(b.Max.Lon(), "float8"), s.arg(b.Max.Lat(), "float8")),
			fmt.Sprintf("ST_DistanceSphere(centre, %s) <= CASE WHEN reach > 0 THEN reach * %.9f ELSE %s END", s.point, sphere, s.arg(w.within*sphere, "float8")))
	}
	w.each(func(condition string, value any) {
		kind := "int"
		if _, ok := value.(bool); ok {
			kind = "bool"
		}
		s.conditions = append(s.conditions, strings.Replace(condition, "$", s.arg(value, kind), 1))
	})
}

// nearness gives the SQL of 1 / (1 + metres / 4000), 1 when nobody says where.
func (s *statement) nearness(w wanted) string {
	if !w.located {
		return "1"
	}
	return fmt.Sprintf("1 / (1 + CASE WHEN reach = 0 THEN ST_DistanceSphere(centre, %s) ELSE %d END / %.1f)", s.point, unplaced, decay*sphere)
}

// words gives the best services and counts three facets, all in one statement
// over what is found once.
func (p *Postgres) words(ctx context.Context, w wanted) (bench.Answer, error) {
	s := newStatement()
	s.find(w, "")
	weights := fieldWeights()
	rank := fmt.Sprintf("ts_rank('{%.4f,%.4f,%.4f,1}', words, $1::tsquery, 1) * %s", weights[3]/6, weights[2]/6, weights[1]/6, s.nearness(w))
	found, err := p.pool.Query(ctx, `WITH m AS MATERIALIZED (
		SELECT service, max(`+rank+`) AS score, min(kind) AS kind, bool_or(free) AS free, bit_or(slots) AS slots FROM place`+s.where()+` GROUP BY service)
		SELECT 0, service, 0::bigint FROM (SELECT service FROM m ORDER BY score DESC LIMIT `+fmt.Sprint(w.limit)+`) best
		UNION ALL SELECT 1, kind, count(*) FROM m GROUP BY kind
		UNION ALL SELECT 2, free::int, count(*) FROM m GROUP BY free
		UNION ALL SELECT 3, day, count(*) FROM m, generate_series(0, 6) day WHERE slots & (7 << (3 * day)) <> 0 GROUP BY day`, s.args...)
	if err != nil {
		return bench.Answer{}, err
	}
	defer found.Close()
	var a bench.Answer
	for found.Next() {
		var part, value int
		var count int
		if err := found.Scan(&part, &value, &count); err != nil {
			return a, err
		}
		if part == 1 { // each service is of one kind
			a.Total += count
		}
	}
	return a, found.Err()
}

// match sums the weights of the words that a place holds.
func (p *Postgres) match(ctx context.Context, q bench.Query, w wanted) (bench.Answer, error) {
	s := newStatement()
	s.find(w, "|")
	var sum []string
	for i, term := range w.terms {
		sum = append(sum, fmt.Sprintf("(words @@ %s)::int * %s", s.arg("'"+term+"'", "tsquery"), s.arg(q.Match.Wishes[i].Weight, "float8")))
	}
	found, err := p.pool.Query(ctx, fmt.Sprintf(`SELECT service, max((%s) * %s) AS score FROM place%s GROUP BY service ORDER BY score DESC LIMIT %d`,
		strings.Join(sum, " + "), s.nearness(w), s.where(), w.limit), s.args...)
	if err != nil {
		return bench.Answer{}, err
	}
	return counted(found)
}

func (p *Postgres) complete(ctx context.Context, prefix string, limit int) (bench.Answer, error) {
	found, err := p.pool.Query(ctx, "SELECT word FROM said WHERE word LIKE $1 ORDER BY uses DESC LIMIT $2", prefix+"%", limit)
	if err != nil {
		return bench.Answer{}, err
	}
	return counted(found)
}

// spare is how many more than asked for are taken from the index by flat
// distance, to be put in order on the ball: a service may have three places.
const spare = 40

func (p *Postgres) nearest(ctx context.Context, w wanted) (bench.Answer, error) {
	s := newStatement()
	s.find(w, "")
	s.conditions = append(s.conditions, "flat IS NOT NULL")
	found, err := p.pool.Query(ctx, fmt.Sprintf(`SELECT service, min(ST_DistanceSphere(centre, %s)) AS metres FROM (
		SELECT service, centre FROM place%s ORDER BY flat <-> ST_MakePoint($1::float8 * 0.588, $2::float8) LIMIT %d) near
		GROUP BY service ORDER BY metres LIMIT %d`, s.point, s.where(), w.limit+spare, w.limit), s.args...)
	if err != nil {
		return bench.Answer{}, err
	}
	defer found.Close()
	var a bench.Answer
	for found.Next() {
		var service int
		metres := math.NaN()
		if err := found.Scan(&service, &metres); err != nil {
			return a, err
		}
		a.Total, a.Metres = a.Total+1, append(a.Metres, metres/sphere)
	}
	return a, found.Err()
}

// counted reads rows to their end, as someone would who wants them.
func counted(found pgx.Rows) (bench.Answer, error) {
	defer found.Close()
	var a bench.Answer
	for found.Next() {
		if _, err := found.Values(); err != nil {
			return a, err
		}
		a.Total++
	}
	return a, found.Err()
}
