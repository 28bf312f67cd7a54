package main

import (
	"fmt"
	"runtime"
)

// version is set when the program is linked.
var version = "development"

type versionCommand struct{}

// Run prints the version.
func (versionCommand) Run(env *terminal) error {
	_, err := fmt.Fprintf(env.out, "alongside %s (%s)\n", version, runtime.Version())
	return err
}
