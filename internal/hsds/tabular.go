package hsds

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"path"
	"slices"
	"strconv"
	"strings"
)

// tables are the files of a tabular feed, by what they hold; the first name is
// HSDS 3's, the others those of earlier versions.
var tables = map[string][]string{
	"services": {"services.csv", "service.csv"}, "organizations": {"organizations.csv", "organization.csv"},
	"locations": {"locations.csv", "location.csv"}, "service_at_locations": {"service_at_location.csv", "service_at_locations.csv", "services_at_location.csv"},
	"addresses": {"addresses.csv", "physical_addresses.csv", "address.csv"}, "schedules": {"schedules.csv", "regular_schedules.csv"},
	"phones": {"phones.csv"}, "contacts": {"contacts.csv"}, "cost_options": {"cost_options.csv"}, "languages": {"languages.csv"},
	"service_areas": {"service_areas.csv"}, "accessibility": {"accessibility.csv", "accessibility_for_disabilities.csv"},
	"required_documents": {"required_documents.csv"}, "organization_identifiers": {"organization_identifiers.csv"},
}

// numbers are the members that are numbers in JSON.
var numbers = []string{"minimum_age", "maximum_age", "latitude", "longitude", "amount", "interval", "count", "timezone", "extension"}

// rowLimit bounds the rows that a tabular feed may have in all: its tables are
// joined in memory.
const rowLimit = 500_000

// row is one row of a table, by column.
type row struct {
	cells map[string]string
	line  int
}

// ReadTabular reads a folder, or a zip opened as one, of HSDS 2 or 3 tables.
func ReadTabular(ctx context.Context, files fs.FS, o Options) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		t := tabular{rows: map[string][]row{}}
		if err := t.load(files); err != nil {
			yield(Record{}, err)
			return
		}
		for _, s := range t.rows["services"] {
			if err := ctx.Err(); err != nil {
				yield(Record{}, err)
				return
			}
			rec := recordOf(o.Source, t.service(s))
			rec.File, rec.Line = tables["services"][0], s.line
			if !yield(rec, nil) {
				return
			}
		}
	}
}

type tabular struct {
	rows map[string][]row
	read int
	// by finds rows by table, column and value.
	by map[string][]row
}

func (t *tabular) load(files fs.FS) error {
	names := map[string]string{}
	err := fs.WalkDir(files, ".", func(p string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			names[strings.ToLower(path.Base(p))] = p
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("read the folder of tables: %w", err)
	}
	t.by = map[string][]row{}
	for table, candidates := range tables {
		for _, name := range candidates {
			if p, ok := names[name]; ok {
				if err := t.table(files, p, table); err != nil {
					return fmt.Errorf("%s: %w", name, err)
				}
				break
			}
		}
	}
	if len(t.rows["services"]) == 0 {
		return errors.New("there is no services.csv with rows in it")
	}
	return nil
}

func (t *tabular) table(files fs.FS, p, table string) error {
	f, err := files.Open(p)
	if err != nil {
		return err
	}
	defer f.Close()
	c := csv.NewReader(&lineReader{r: f})
	c.FieldsPerRecord = -1
	header, err := c.Read()
	if errors.Is(err, io.EOF) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("its first line can't be read: %w", err)
	}
	for {
		cells, err := c.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if t.read++; t.read > rowLimit {
			return fmt.Errorf("these tables have more than %d rows in all", rowLimit)
		}
		line, _ := c.FieldPos(0)
		r := row{cells: map[string]string{}, line: line}
		for i, cell := range cells {
			if i < len(header) && cell != "" {
				r.cells[strings.ToLower(strings.TrimSpace(header[i]))] = strings.ToValidUTF8(cell, "\uFFFD")
			}
		}
		t.rows[table] = append(t.rows[table], r)
		for _, column := range []string{"id", "service_id", "organization_id", "location_id", "service_at_location_id", "contact_id", "phone_id"} {
			if v := r.cells[column]; v != "" {
				key := table + "\x00" + column + "\x00" + v
				t.by[key] = append(t.by[key], r)
			}
		}
	}
}

func (t *tabular) find(table, column, id string) []row {
	return t.by[table+"\x00"+column+"\x00"+id]
}

// links are the columns that only say what a row belongs to.
var linkColumns = []string{"service_id", "organization_id", "location_id", "service_at_location_id", "contact_id", "phone_id"}

// object gives a row as the object that JSON would have.
func (r row) object() object {
	o := object{}
	for name, v := range r.cells {
		if slices.Contains(linkColumns, name) {
			continue
		}
		if _, err := strconv.ParseFloat(v, 64); err == nil && slices.Contains(numbers, name) {
			o[name] = json.RawMessage(strings.TrimLeft(v, "+"))
			if !json.Valid(o[name]) {
				o[name] = raw(v)
			}
			continue
		}
		o[name] = raw(v)
	}
	return o
}

// service joins all that belongs to a service.
func (t *tabular) service(s row) object {
	id := s.cells["id"]
	o := s.object()
	if v := s.cells["eligibility"]; v != "" && o["eligibility_description"] == nil {
		o["eligibility_description"] = raw(v)
	}
	t.attach(o, "service_id", id, "cost_options", "languages", "service_areas", "required_documents", "contacts")
	t.attachOwn(o, "service_id", id, "schedules", "location_id", "service_at_location_id")
	t.attachOwn(o, "service_id", id, "phones", "location_id", "organization_id", "contact_id", "service_at_location_id")
	for _, org := range t.find("organizations", "id", s.cells["organization_id"]) {
		oo := org.object()
		if v := org.cells["url"]; v != "" && oo["website"] == nil {
			oo["website"] = raw(v)
		}
		t.attach(oo, "organization_id", org.cells["id"], "organization_identifiers")
		t.attachOwn(oo, "organization_id", org.cells["id"], "phones", "service_id", "location_id", "contact_id", "service_at_location_id")
		o["organization"] = raw(oo)
	}
	var at []object
	for _, sal := range t.find("service_at_locations", "service_id", id) {
		ao := sal.object()
		t.attach(ao, "service_at_location_id", sal.cells["id"], "phones", "contacts", "schedules", "service_areas")
		for _, loc := range t.find("locations", "id", sal.cells["location_id"]) {
			lo := loc.object()
			t.attach(lo, "location_id", loc.cells["id"], "addresses", "accessibility", "languages")
			t.attachOwn(lo, "location_id", loc.cells["id"], "phones", "service_id", "organization_id", "contact_id", "service_at_location_id")
			ao["location"] = raw(lo)
		}
		at = append(at, ao)
	}
	if len(at) > 0 {
		o["service_at_locations"] = raw(at)
	}
	return o
}

// attach adds the rows of tables that name an owner.
func (t *tabular) attach(o object, column, id string, names ...string) {
	for _, name := range names {
		t.attachOwn(o, column, id, name)
	}
}

// attachOwn adds the rows of one table that name an owner and none of the
// others, which are nearer.
func (t *tabular) attachOwn(o object, column, id, name string, others ...string) {
	var list []object
	for _, r := range t.find(name, column, id) {
		if slices.ContainsFunc(others, func(other string) bool { return r.cells[other] != "" }) {
			continue
		}
		one := r.object()
		if name == "schedules" {
			weekdayRow(r, one)
		}
		list = append(list, one)
	}
	if len(list) > 0 {
		o[name] = raw(list)
	}
}

// weekdayRow reads the weekday column of HSDS 1's regular schedules.
func weekdayRow(r row, o object) {
	day := strings.ToLower(r.cells["weekday"])
	for i, name := range []string{"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"} {
		if day == name || day == strconv.Itoa(i+1) {
			o["freq"], o["byday"] = raw("WEEKLY"), raw(strings.ToUpper(name[:2]))
		}
	}
}
