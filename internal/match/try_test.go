package match

import (
	"fmt"
	"os"
	"testing"

	"alongside/data"
	"alongside/internal/concept"
)

func TestTry(t *testing.T) {
	s, err := concept.Load(data.Concepts)
	if err != nil {
		t.Fatal(err)
	}
	say := os.Getenv("SAY")
	w := s.Words(say)
	f := s.Find(w)
	for _, x := range w {
		fmt.Print(x.Text, "/", x.Breaks, " ")
	}
	fmt.Println()
	for _, x := range f {
		fmt.Printf("%s[%s] ", x.Concept.ID, say[x.Start:x.End])
	}
	fmt.Println()
	said, n := meant(w, f)
	for _, x := range said {
		fmt.Printf("%s=%s(%s) ", x.Concept.ID, x.how, x.of)
	}
	fmt.Println(n)
}
