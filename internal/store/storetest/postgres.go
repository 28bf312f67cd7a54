// Package storetest holds the one suite that the store passes on every engine,
// and starts the real servers that tests need.
package storetest

import (
	"database/sql"
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib" // the PostgreSQL driver

	"alongside/internal/store/cluster"
)

// server is the one PostgreSQL server of a test binary.
type server struct {
	once sync.Once
	url  string // without a database's name
	err  error
	stop func()
	next atomic.Int64
}

// A test binary has one server; Main stops it.
var shared server

// Main runs a package's tests and stops the server they started. Call it from
// TestMain.
func Main(m *testing.M) {
	code := m.Run()
	if shared.stop != nil {
		shared.stop()
	}
	os.Exit(code)
}

// StartPostgres gives the address of a fresh, empty database on a real
// PostgreSQL server, which the first call starts. It fails the test where
// PostgreSQL is not installed.
func StartPostgres(t testing.TB) string {
	t.Helper()
	shared.once.Do(func() {
		shared.url, shared.stop, shared.err = cluster.Start("shared_buffers=32MB", "max_connections=60")
	})
	if shared.err != nil {
		t.Fatalf("PostgreSQL could not be started: %v", shared.err)
	}
	name := fmt.Sprintf("test%d", shared.next.Add(1))
	db, err := sql.Open("pgx", shared.url+"/postgres?sslmode=disable")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec("CREATE DATABASE " + name); err != nil {
		t.Fatal(err)
	}
	return shared.url + "/" + name + "?sslmode=disable"
}
