package store

import "fmt"

// LimitPages bounds the size of a SQLite file, as a full disk would.
func LimitPages(s *Store, pages int) error {
	_, err := s.write.Exec(fmt.Sprintf("PRAGMA max_page_count = %d", pages))
	return err
}
