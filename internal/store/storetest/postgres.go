// Package storetest holds the one suite that the store passes on every engine,
// and starts the real servers that tests need.
package storetest

import (
	"context"
	"database/sql"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the PostgreSQL driver
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
	shared.once.Do(func() { shared.url, shared.stop, shared.err = start() })
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

// start runs initdb and postgres in a temporary folder on a free loopback
// port. The server refuses to run as root, so root hands it to the user that
// Debian's package makes.
func start() (url string, stop func(), err error) {
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/postgres")
	if len(found) == 0 {
		return "", nil, fmt.Errorf("it is not installed; `make test` installs it, or: apt-get install postgresql")
	}
	slices.Sort(found)
	bin := filepath.Dir(found[len(found)-1])
	dir, err := os.MkdirTemp("", "alongside-postgres-")
	if err != nil {
		return "", nil, err
	}
	attr := &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if os.Getuid() == 0 {
		cred, err := postgresUser(dir)
		if err != nil {
			return "", nil, err
		}
		attr.Credential = cred
	}
	data := filepath.Join(dir, "data")
	init := exec.Command(filepath.Join(bin, "initdb"), "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
	init.SysProcAttr, init.Dir = attr, dir
	if out, err := init.CombinedOutput(); err != nil {
		return "", nil, fmt.Errorf("initdb: %w\n%s", err, out)
	}
	port, err := freePort()
	if err != nil {
		return "", nil, err
	}
	log, err := os.Create(filepath.Join(dir, "log"))
	if err != nil {
		return "", nil, err
	}
	cmd := exec.Command(filepath.Join(bin, "postgres"), "-D", data, "-p", strconv.Itoa(port), "-h", "127.0.0.1", "-k", dir,
		"-c", "fsync=off", "-c", "shared_buffers=32MB", "-c", "max_connections=60")
	cmd.SysProcAttr, cmd.Dir, cmd.Stdout, cmd.Stderr = attr, dir, log, log
	if err := cmd.Start(); err != nil {
		return "", nil, err
	}
	stop = func() {
		_ = cmd.Process.Signal(syscall.SIGQUIT)
		_ = cmd.Wait()
		_ = os.RemoveAll(dir)
	}
	url = fmt.Sprintf("postgres://postgres@127.0.0.1:%d", port)
	if err := answers(url); err != nil {
		out, _ := os.ReadFile(log.Name())
		stop()
		return "", nil, fmt.Errorf("%w\n%s", err, out)
	}
	return url, stop, nil
}

// postgresUser hands dir to the user postgres and gives its credential.
func postgresUser(dir string) (*syscall.Credential, error) {
	u, err := user.Lookup("postgres")
	if err != nil {
		return nil, fmt.Errorf("there is no user postgres to run it as: %w", err)
	}
	uid, err := strconv.Atoi(u.Uid)
	if err != nil {
		return nil, err
	}
	gid, err := strconv.Atoi(u.Gid)
	if err != nil {
		return nil, err
	}
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, os.Chown(dir, uid, gid)
}

func freePort() (int, error) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer ln.Close()
	return ln.Addr().(*net.TCPAddr).Port, nil
}

// answers waits until the server takes connections.
func answers(url string) error {
	db, err := sql.Open("pgx", url+"/postgres?sslmode=disable")
	if err != nil {
		return err
	}
	defer db.Close()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	for {
		if err = db.PingContext(ctx); err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("it did not answer within a minute: %w", err)
		case <-time.After(50 * time.Millisecond):
		}
	}
}
