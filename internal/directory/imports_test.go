package directory_test

import (
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"
)

// rooms says which of our packages each room may lean on; a room that is not
// named here may lean on any but cmd. Arrows go from transport to domain.
var rooms = map[string][]string{
	"internal/directory":      {},
	"internal/text":           {},
	"internal/schedule":       {"internal/directory"},
	"internal/places":         {"internal/directory", "internal/text", "internal/places/polyline", "data"},
	"internal/concept":        {"internal/directory", "internal/text"},
	"internal/match":          {"internal/concept", "internal/directory", "internal/safety", "internal/schedule", "internal/text"},
	"internal/quality/truth":  {},
	"internal/lang":           {"internal/concept", "internal/directory", "internal/match", "internal/schedule"},
	"internal/safety":         {"internal/directory", "internal/schedule", "internal/text"},
	"internal/store":          {"internal/directory"},
	"internal/wake":           {},
	"internal/cache":          {},
	"internal/limit":          {"internal/cache"},
	"internal/publish":        {"internal/directory", "internal/schedule", "internal/store"},
	"internal/publish/poster": {"internal/concept", "internal/directory", "internal/schedule"},
	"internal/account":        {"internal/directory", "internal/store"},
	"internal/session":        {"internal/account", "internal/directory", "internal/limit", "internal/store", "internal/vault"},
	"internal/plan":           {"internal/directory"},
	"internal/vault":          {},
	"internal/mail":           {"internal/directory"},
	"internal/jobs":           {"internal/directory", "internal/store", "internal/vault"},
	"internal/calendar":       {"internal/directory", "internal/schedule"},
	"internal/hsds":           {"internal/directory", "internal/schedule"},
	"internal/feed":           {"internal/directory", "internal/schedule", "internal/hsds", "data"},
	"index/near":              {"internal/directory", "internal/schedule", "internal/text"},
	"index":                   {"index/near", "internal/directory", "internal/schedule", "internal/text"},
	"internal/follow":         {"internal/directory", "internal/schedule", "internal/store", "index"},
	"internal/store/cluster":  {},
	"internal/bench":          {"internal/directory", "internal/store", "internal/text"},
	"internal/bench/peers":    {"internal/bench", "internal/directory", "internal/store/cluster", "internal/text"},
	"internal/web/api":        {"internal/concept", "internal/directory", "internal/lang", "internal/match", "internal/safety", "internal/schedule", "internal/web/page"},
	"internal/web/page":       {"internal/directory", "internal/lang"},
	"internal/web/public": {"internal/calendar", "internal/concept", "internal/directory", "internal/lang", "internal/limit", "internal/match",
		"internal/plan", "internal/publish", "internal/safety", "internal/schedule", "internal/store", "internal/vault", "internal/web/page"},
	"internal/web/organisation": {"internal/account", "internal/directory", "internal/mail", "internal/session", "internal/web/page"},
	"internal/web":              {"frontend", "internal/cache", "internal/directory", "internal/match", "internal/vault", "internal/web/organisation", "internal/web/page", "internal/web/public"},
}

// noIO are the packages that may not reach the machine, nor log.
var noIO = []string{"internal/directory", "internal/text", "internal/schedule", "internal/safety"}

func TestImportRule(t *testing.T) {
	cmd := exec.Command("go", "list", "-f", "{{.ImportPath}} {{join .Imports \" \"}}", "./...")
	cmd.Dir = "../.."
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	for _, line := range strings.Split(strings.TrimSpace(string(out)), "\n") {
		fields := strings.Fields(line)
		room := strings.TrimPrefix(fields[0], "alongside/")
		for _, imported := range fields[1:] {
			ours, isOurs := strings.CutPrefix(imported, "alongside/")
			if isOurs && strings.HasPrefix(ours, "cmd/") {
				t.Errorf("%s leans on %s: nobody sees cmd", room, ours)
			}
			if allowed, named := rooms[room]; named && isOurs && !slices.Contains(allowed, ours) {
				t.Errorf("%s leans on %s", room, ours)
			}
			if slices.Contains(noIO, room) && slices.Contains([]string{"os", "net", "net/http", "database/sql", "log", "log/slog"}, imported) {
				t.Errorf("%s does I/O by %s", room, imported)
			}
		}
		if slices.ContainsFunc(strings.Split(room, "/"), func(s string) bool {
			return slices.Contains([]string{"utils", "util", "common", "helpers", "models"}, s)
		}) {
			t.Errorf("%s is no room", room)
		}
	}
}

// TestCompose reads docker-compose.yml, since no engine may be at hand to run
// it: the services, that they are healthy before the app starts, and that no
// secret is in it.
func TestCompose(t *testing.T) {
	b, err := os.ReadFile("../../docker-compose.yml")
	if err != nil {
		t.Fatal(err)
	}
	var c struct {
		Services map[string]struct {
			Build, Image string
			Environment  map[string]string
			Secrets      []string
			Ports        []string
			DependsOn    map[string]struct{ Condition string } `yaml:"depends_on"`
			Healthcheck  struct{ Test []string }
			Volumes      []string
			Command      []string
			Restart      string
		}
		Secrets map[string]struct{ File string }
		Volumes map[string]any
	}
	if err := yaml.Unmarshal(b, &c); err != nil {
		t.Fatal(err)
	}
	app := c.Services["app"]
	for name, dep := range app.DependsOn {
		if dep.Condition != "service_healthy" || len(c.Services[name].Healthcheck.Test) == 0 {
			t.Errorf("%s is not waited for until it is healthy", name)
		}
	}
	if len(app.DependsOn) != 2 || app.Environment["ALONGSIDE_DATABASE_FILE"] == "" || app.Environment["ALONGSIDE_REDIS"] == "" {
		t.Errorf("the app: %+v", app)
	}
	for _, p := range app.Ports {
		if !strings.HasPrefix(p, "127.0.0.1:") {
			t.Errorf("port %s is open to everyone", p)
		}
	}
	for name, s := range c.Secrets {
		if !strings.HasPrefix(s.File, "./secrets/") {
			t.Errorf("secret %s is not in a file of its own", name)
		}
	}
	docker, err := os.ReadFile("../../Dockerfile")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"USER nonroot", "HEALTHCHECK", "AS build", "\"/alongside\", \"health\""} {
		if !strings.Contains(string(docker), want) {
			t.Errorf("the Dockerfile has no %q", want)
		}
	}
}
