// Package quality measures how well matches fit: statements of
// data/judgements, answered from the demo directory by several rankers, against
// the grades that readers gave. It is made of tests; `make quality` runs them.
package quality
