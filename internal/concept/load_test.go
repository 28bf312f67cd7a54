package concept_test

import (
	"testing"

	"alongside/data"
	"alongside/internal/concept"
)

func load(t testing.TB) *concept.Set {
	t.Helper()
	s, err := concept.Load(data.Concepts)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestLoad(t *testing.T) { load(t) }
