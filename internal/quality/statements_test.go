package quality_test

import (
	"bufio"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"
)

const (
	statementsFile = "../../data/judgements/statements.yaml"
	gradesFile     = "../../data/judgements/grades.tsv"
)

// statement is what someone says, and where.
type statement struct {
	ID, Say, Near, Half string
	Kind                []string
	Hard                bool
}

func statements(t testing.TB) (out []statement) {
	t.Helper()
	b, err := os.ReadFile(statementsFile)
	if err == nil {
		err = yaml.Unmarshal(b, &out)
	}
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// grades are what readers gave, 0 to 3, by statement and listing.
type grades map[string]map[string]int

func readGrades(t testing.TB) grades {
	t.Helper()
	f, err := os.Open(gradesFile)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	out := grades{}
	lines := bufio.NewScanner(f)
	for n := 1; lines.Scan(); n++ {
		line := lines.Text()
		if line == "" || line[0] == '#' {
			continue
		}
		fields := strings.Split(line, "\t")
		if len(fields) != 3 {
			t.Fatalf("%s:%d: %d fields, want statement, listing, grade", gradesFile, n, len(fields))
		}
		g, err := strconv.Atoi(fields[2])
		if err != nil || g < 0 || g > 3 {
			t.Fatalf("%s:%d: the grade is 0 to 3", gradesFile, n)
		}
		if out[fields[0]] == nil {
			out[fields[0]] = map[string]int{}
		}
		out[fields[0]][fields[1]] = g
	}
	return out
}

// name is how a listing is named in the grades.
func (w *town) name(id string) string {
	n, ok := w.names[id]
	if !ok {
		panic(fmt.Sprintf("no listing %s", id))
	}
	return n
}
