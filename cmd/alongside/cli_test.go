package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"github.com/alecthomas/kong"

	"alongside/internal/web/api"
)

// ask runs the program to its end.
func ask(t *testing.T, args ...string) (code int, out, stderr string) {
	t.Helper()
	var o, e bytes.Buffer
	cmd := program(args...)
	cmd.Stdout, cmd.Stderr = &o, &e
	err := cmd.Run()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		return exit.ExitCode(), o.String(), e.String()
	}
	if err != nil {
		t.Fatal(err)
	}
	return 0, o.String(), e.String()
}

func write(t *testing.T, name, content string) string {
	t.Helper()
	p := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(p, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
	return p
}

const clubs = "Name,Organisation,Address,Postcode,Days and times,Location\n" +
	"Chess in the library,Invented Games,1 High Street,EH1 1AA,Tuesdays 10am-12pm,\"55.95,-3.19\"\n" +
	"Draughts,Invented Games,2 High Street,EH1 1AB,whenever,\"55.951,-3.191\"\n"

// TestCommands runs every command, first without a server and then beside one.
func TestCommands(t *testing.T) {
	dir := filepath.Join(t.TempDir(), strings.Repeat("a long folder's name ", 6)) // longer than a socket's path may be
	in := func(args ...string) []string { return append(args, "--data-dir", dir) }
	sheet := write(t, "clubs.csv", clubs)
	code, out, stderr := ask(t, in("import", "--source", "clubs", sheet)...)
	if code != 0 || !strings.Contains(out, "2 rows made 2 listings") {
		t.Fatalf("import: %d\n%s%s", code, out, stderr)
	}
	postcodes := write(t, "postcodes.csv", "postcode,lat,lon\nEH1 1AA,55.9501,-3.1901\n")
	if code, out, stderr := ask(t, in("places", "import", postcodes)...); code != 0 || !strings.Contains(out, "1 postcodes") {
		t.Fatalf("places import: %d\n%s%s", code, out, stderr)
	}
	everything := func(when string) {
		code, out, stderr := ask(t, in("search", "--near", "EH1 1AA", "--within", "1km", "--json", "chess")...)
		var a api.SearchAnswer
		if err := json.Unmarshal([]byte(out), &a); err != nil || code != 0 || a.Total != 1 || a.Results[0].Name != "Chess in the library" {
			t.Errorf("%s: search: %d %v\n%s%s", when, code, err, out, stderr)
		}
		code, out, stderr = ask(t, in("search", "--near", "Muirhuose", "chess")...)
		if code != 1 || !strings.Contains(stderr, "Did you mean Muirhouse, Edinburgh?") {
			t.Errorf("%s: an unknown place: %d\n%s%s", when, code, out, stderr)
		}
		code, out, stderr = ask(t, in("match", "--near", "EH1 1AA", "--say", "I love chess and board games and draughts. I can do Tuesday mornings, and I hate golf. My dad likes bingo.")...)
		for _, want := range []string{"Understood:      chess; board games", "It has to be:    Tuesday mornings", "Not:             golf", "Of others:       bingo",
			"What fits near EH1 1AA, and why:", "\nChess in the library (", "  You could join", "  - You said “chess”: here it’s “Chess”."} {
			if code != 0 || !strings.Contains(out, want) {
				t.Errorf("%s: match: %d, %q is missing\n%s%s", when, code, want, out, stderr)
			}
		}
		code, out, stderr = ask(t, in("match", "--near", "Lerwick", "--say", "chess", "--cost-max", "free")...)
		if code != 0 || !strings.Contains(out, "Nothing near Lerwick fits all of it.\nThere would have to be something with all of these:\n  - Chess\n  - Near Lerwick\n  - Free\n") {
			t.Errorf("%s: nothing fits: %d\n%s%s", when, code, out, stderr)
		}
		if code, out, stderr = ask(t, in("match", "--near", "EH1", "--say", "I'm good at nothing")...); code != 0 || !strings.Contains(out, "Nothing comes to mind?") {
			t.Errorf("%s: nothing said: %d\n%s%s", when, code, out, stderr)
		}
		if code, out, stderr = ask(t, in("match", "--near", "Muirhuose")...); code != 1 || !strings.Contains(stderr, "Did you mean Muirhouse, Edinburgh?") {
			t.Errorf("%s: match near an unknown place: %d\n%s%s", when, code, out, stderr)
		}
		if code, out, stderr := ask(t, in("index", "status")...); code != 0 || !strings.Contains(out, "2 listings at 2 places") {
			t.Errorf("%s: status: %d\n%s%s", when, code, out, stderr)
		}
		if code, out, stderr := ask(t, in("index", "rebuild")...); code != 0 || !strings.Contains(out, "2 listings") {
			t.Errorf("%s: rebuild: %d\n%s%s", when, code, out, stderr)
		}
		for format, want := range map[string]string{"hsds": `"contents"`, "csv": "Chess in the library,", "geojson": `"FeatureCollection"`} {
			if code, out, stderr := ask(t, in("export", "--format", format)...); code != 0 || !strings.Contains(out, want) {
				t.Errorf("%s: export %s: %d\n%s%s", when, format, code, out, stderr)
			}
		}
		code, out, stderr = ask(t, in("import", "--source", "clubs", sheet)...)
		if code != 0 || !strings.Contains(out, "2 unchanged") {
			t.Errorf("%s: second import: %d\n%s%s", when, code, out, stderr)
		}
	}
	everything("without a server")

	server, url := serving(t, in()...)
	everything("beside a server")
	// What is imported beside a server can be found when the command ends.
	more := write(t, "more.csv", clubs+"Backgammon,Invented Games,3 High Street,EH1 1AA,Fridays 7pm,\n")
	if code, out, stderr := ask(t, in("import", "--source", "clubs", more)...); code != 0 || !strings.Contains(out, "1 created") {
		t.Errorf("import beside a server: %d\n%s%s", code, out, stderr)
	}
	if code, out, _ := ask(t, in("search", "--json", "backgammon")...); code != 0 || !strings.Contains(out, `"total":1`) {
		t.Errorf("after importing beside a server: %d\n%s", code, out)
	}
	code, _, stderr = ask(t, in("serve", "--addr", "127.0.0.1:0")...)
	if code != 1 || !strings.Contains(stderr, "in use by another alongside (process ") {
		t.Errorf("a second server: %d\n%s", code, stderr)
	}
	if !strings.HasPrefix(url, "http://127.0.0.1:") {
		t.Errorf("listening on %s", url)
	}
	if err := server.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := server.Wait(); err != nil {
		t.Errorf("a graceful stop: %v", err)
	}
}

func TestExitCodes(t *testing.T) {
	dir := t.TempDir()
	for _, tt := range []struct {
		name string
		args []string
		code int
		says string
	}{
		{"some rows rejected", []string{"import", "--source", "x", write(t, "a.csv", "Name,Organisation\nChess,Games\n,Nobody\n")}, 1, "line 3"},
		{"nothing readable", []string{"import", "--source", "x", write(t, "b.json", "{")}, 2, "stops in the middle"},
		{"no such file", []string{"import", "--source", "x", "/no/such/file.csv"}, 2, "no file"},
		{"no source", []string{"import", "a.csv"}, 2, "--source"},
		{"a blank source", []string{"import", "--source", " ", "a.csv"}, 2, "give the feed a name"},
		{"a bad mapping", []string{"import", "--source", "x", "--mapping", write(t, "m.yaml", "nope: 1\n"), "a.csv"}, 2, "is not a key of a mapping"},
		{"a share that would retire nothing", []string{"import", "--source", "x", "--max-share", "0", "a.csv"}, 2, "--max-share"},
		{"a share above all", []string{"import", "--source", "x", "--max-share", "7", "a.csv"}, 2, "--max-share"},
		{"another database", []string{"index", "status", "--database", "mysql://x"}, 1, "neither"},
		{"no command", []string{"juggle"}, 2, "juggle"},
		{"bad postcodes", []string{"places", "import", write(t, "c.csv", "a,b\n1,2\n")}, 1, "columns named postcode"},
		{"bad database", []string{"index", "status", "--database", "postgres://me:geheim@127.0.0.1:1/x?connect_timeout=1"}, 1, "database"},
	} {
		code, out, stderr := ask(t, append(tt.args, "--data-dir", dir)...)
		if code != tt.code || !strings.Contains(out+stderr, tt.says) || strings.Contains(out+stderr, "geheim") {
			t.Errorf("%s: exit %d, want %d with %q:\n%s%s", tt.name, code, tt.code, tt.says, out, stderr)
		}
	}
}

// TestStoppedImport interrupts an import while its feed is coming.
func TestStoppedImport(t *testing.T) {
	asked, done := make(chan bool, 1), make(chan bool)
	feed := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked <- true
		<-done
	}))
	defer feed.Close()
	defer close(done)
	var out bytes.Buffer
	cmd := program("import", "--source", "slow", feed.URL+"/clubs.csv", "--data-dir", t.TempDir())
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	<-asked
	if err := cmd.Process.Signal(syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	err := cmd.Wait()
	if exit, ok := errors.AsType[*exec.ExitError](err); !ok || exit.ExitCode() != 1 || !strings.Contains(out.String(), "the import was stopped: what is counted above is saved") {
		t.Errorf("%v\n%s", err, out.String())
	}
}

// TestConfigurationIsDocumented holds docs/configuration.md to the flags and
// the variables that there are.
func TestConfigurationIsDocumented(t *testing.T) {
	b, err := os.ReadFile("../../docs/configuration.md")
	if err != nil {
		t.Fatal(err)
	}
	docs := string(b)
	parser, err := kong.New(&Config{}, kong.Exit(func(int) {}))
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	var visit func(n *kong.Node)
	visit = func(n *kong.Node) {
		for _, f := range n.Flags {
			if f.Name == "help" {
				continue
			}
			known["--"+f.Name] = true
			for _, env := range f.Envs {
				known[env] = true
			}
			for _, want := range append([]string{"`--" + f.Name}, f.Envs...) {
				if !strings.Contains(docs, want) {
					t.Errorf("docs/configuration.md does not tell of %s", strings.Trim(want, "`"))
				}
			}
		}
		for _, c := range n.Children {
			visit(c)
		}
	}
	visit(parser.Model.Node)
	for _, row := range regexp.MustCompile("(?m)^\\| `--.*$").FindAllString(docs, -1) {
		cells := strings.SplitN(row, "|", 4)
		for _, told := range regexp.MustCompile("`(--[a-z-]+|ALONGSIDE_[A-Z_]+)").FindAllStringSubmatch(cells[1]+cells[2], -1) {
			if !known[told[1]] {
				t.Errorf("docs/configuration.md tells of %s, which there is not", told[1])
			}
		}
	}
}

func TestSecretsFromFiles(t *testing.T) {
	file := write(t, "secret", "postgres://me:geheim@127.0.0.1:1/x?connect_timeout=1\n")
	cmd := program("index", "status", "--data-dir", t.TempDir())
	cmd.Env = append(cmd.Env, "ALONGSIDE_DATABASE_FILE="+file)
	out, err := cmd.CombinedOutput()
	if err == nil || !strings.Contains(string(out), "database") || strings.Contains(string(out), "geheim") {
		t.Errorf("%v\n%s", err, out)
	}
	cmd = program("version")
	cmd.Env = append(cmd.Env, "ALONGSIDE_DATABASE_FILE="+file, "ALONGSIDE_DATABASE=postgres://other")
	if out, err := cmd.CombinedOutput(); err == nil || !strings.Contains(string(out), "not both") {
		t.Errorf("both set: %v\n%s", err, out)
	}
}
