// Command remove takes a listing out of a data folder, for the browser tests:
// a page then says that it is gone.
//
//	go run ./tools/browser/remove DIR ID
package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"alongside/internal/store"
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: remove DIR ID")
		os.Exit(2)
	}
	if err := remove(context.Background(), os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, "remove:", err)
		os.Exit(1)
	}
}

func remove(ctx context.Context, dir, id string) error {
	s, err := store.Open(ctx, filepath.Join(dir, "alongside.db"), store.Options{})
	if err != nil {
		return err
	}
	defer s.Close()
	_, err = s.Delete(ctx, id, "the browser tests")
	return err
}
