package main

import (
	"bytes"
	"encoding/json"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"alongside/internal/cache/cachetest"
)

// What a person says in TestCanary: words that nothing else holds, and a
// postcode.
const (
	canary         = "Qanarybird"
	canaryPostcode = "EH6 7HF"
)

// holdsCanary reports whether anything of what was said is in b.
func holdsCanary(b []byte) bool {
	lower := bytes.ToLower(b)
	for _, word := range []string{"qanarybird", "want to die", "eh6 7hf", "eh67hf", "eh6+7hf", "eh6%207hf"} {
		if bytes.Contains(lower, []byte(word)) {
			return true
		}
	}
	return false
}

// TestCanary tells each face of the match something, in every field and in
// forms good and bad, and then looks for it in all that stays: the log, the
// metrics, headers and addresses, Redis, and every file of the data folder.
func TestCanary(t *testing.T) {
	redis := cachetest.Start(t)
	told := redis.Monitor()

	dir := t.TempDir()
	in := func(args ...string) []string { return append(args, "--data-dir", dir) }
	if code, out, stderr := ask(t, in("import", "--source", "clubs", write(t, "clubs.csv", clubs))...); code != 0 {
		t.Fatalf("import: %d\n%s%s", code, out, stderr)
	}
	var log bytes.Buffer
	server, base := servingTo(t, &log, in("--secret", "a secret for this test", "--redis", "redis://"+redis.Addr, "--log-level", "debug")...)
	cachetest.Until(t, "the server shares its answers", func() bool { read(t, "GET", base+"/", "", ""); return len(redis.Held()) > 0 })
	before := keptBytes(t, base)

	say := canary + " and chess, I'm lonely. I want to die."
	form := url.Values{"say": {say}, "strengths": {canary, "good-listener"}, "hopes": {canary}, "near": {canaryPostcode}, "avoid": {canary + ", golf"}}
	with := func(name, value string) url.Values {
		v := url.Values{}
		for n, all := range form {
			v[n] = all
		}
		v.Set(name, value)
		return v
	}
	for name, v := range map[string]url.Values{
		"all of it": form, "an unknown place": with("near", canary), "a button": with("remove", "concept:golf"), "a made-up button": with("remove", canary),
		"put back": with("back", canary), "faults": with("travel", canary), "too long": with("say", strings.Repeat(say, 1000)), "an age": with("age", canary),
		"nothing": {"say": {"I'm good at nothing, " + canary}, "near": {canaryPostcode}},
	} {
		body := read(t, "POST", base+"/match", "application/x-www-form-urlencoded", v.Encode())
		doc, err := goquery.NewDocumentFromReader(bytes.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(doc.Find("main").Text(), "?") {
			t.Errorf("%s: %s", name, body)
		}
		doc.Find("*").Each(func(_ int, s *goquery.Selection) {
			for _, attr := range []string{"href", "src", "action", "formaction", "content", "data-suggest"} {
				if holdsCanary([]byte(s.AttrOr(attr, ""))) {
					t.Errorf("%s: an address holds what was said: %s", name, s.AttrOr(attr, ""))
				}
			}
		})
		if holdsCanary([]byte(doc.Find("title").Text())) {
			t.Errorf("%s: the title holds what was said", name)
		}
	}
	plan := url.Values{"from_home": {"yes"}, "contact": {canary}, "now": {canaryPostcode}, "note": {say}}
	for _, part := range []string{"what", "when", "where", "ask", "with", "way", "helps"} {
		plan.Set("s1_"+part, canary+" "+part)
	}
	faulty := url.Values{"note": {strings.Repeat(say, 100)}, "s2_when": {canary}}
	for _, v := range []url.Values{plan, faulty} {
		for _, path := range []string{"/plan", "/plan/edit", "/list", "/keep", "/display"} {
			read(t, "POST", base+path, "application/x-www-form-urlencoded", v.Encode())
		}
	}
	profile := map[string]any{"say": say, "strengths": []string{canary}, "interests": []string{canary}, "hopes": []string{canary}, "near": canaryPostcode, "avoid": []string{canary}}
	bad := map[string]any{"say": say, "near": canary, "company": canary}
	for _, p := range []map[string]any{profile, bad} {
		b, err := json.Marshal(p)
		if err != nil {
			t.Fatal(err)
		}
		read(t, "POST", base+"/api/v1/match", "application/json", string(b))
		read(t, "POST", base+"/api/v1/match", "application/json", string(b[1:]))
	}
	read(t, "POST", base+"/api/v1/match", "text/plain", canary)
	terminal := func(when string) {
		for _, args := range [][]string{
			{"match", "--say", "-", "--strength", canary, "--hope", canary, "--avoid", canary, "--near", canaryPostcode},
			{"match", "--say", say, "--near", canary},
		} {
			cmd := program(in(args...)...)
			cmd.Stdin = strings.NewReader(say)
			out, _ := cmd.Output()
			if len(out) == 0 && args[2] == "-" {
				t.Errorf("%s: %v printed nothing", when, args)
			}
		}
	}
	terminal("beside the server")

	if after := keptBytes(t, base); after != before {
		t.Errorf("answers kept in the process took %s bytes and now take %s", before, after)
	}
	places := map[string][]byte{"metrics": read(t, "GET", base+"/metrics", "", "")}
	for key, value := range redis.Held() {
		places["redis: "+key] = []byte(key + value)
	}
	places["what redis was told"] = told()
	files(t, dir, places) // with the write-ahead log
	if err := server.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := server.Wait(); err != nil {
		t.Error(err)
	}
	terminal("without a server")
	files(t, dir, places)
	places["the log"] = log.Bytes()
	for where, b := range places {
		if holdsCanary(b) {
			t.Errorf("what was said is in %s", where)
		}
	}
	if !strings.Contains(log.String(), "route=/match status=200") || !strings.Contains(log.String(), "route=/api/v1/match status=400") {
		t.Errorf("the log tells of no match: %s", log.String())
	}
}

// read makes a request and gives the body of its answer, whatever its status;
// no header of it may hold what was said.
func read(t *testing.T, method, address, kind, body string) []byte {
	t.Helper()
	req, err := http.NewRequest(method, address, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if kind != "" {
		req.Header.Set("Content-Type", kind)
	}
	res, err := http.DefaultTransport.RoundTrip(req) // which follows nothing
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	for name, values := range res.Header {
		if holdsCanary([]byte(strings.Join(values, "\n"))) {
			t.Errorf("%s of %s holds what was said: %q", name, address, values)
		}
	}
	if kept := res.Header.Get("Cache-Control"); method == "POST" && kept != "no-store" {
		t.Errorf("%s may be kept: %q", address, kept)
	}
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

var answersBytes = regexp.MustCompile(`(?m)^alongside_cache_bytes\{cache="answers"\} (.*)$`)

// keptBytes gives what answers take that are kept in the server's memory.
func keptBytes(t *testing.T, base string) string {
	t.Helper()
	m := answersBytes.FindSubmatch(read(t, "GET", base+"/metrics", "", ""))
	if m == nil {
		t.Fatal("there is no metric of what is kept")
	}
	return string(m[1])
}

// files adds every file below dir to places.
func files(t *testing.T, dir string, places map[string][]byte) {
	t.Helper()
	n := 0
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() {
			return err
		}
		b, err := os.ReadFile(path)
		if os.IsNotExist(err) { // gone since it was listed
			return nil
		}
		places["file "+filepath.Base(path)] = append(places["file "+filepath.Base(path)], b...)
		n++
		return err
	})
	if err != nil || n < 3 {
		t.Errorf("%d files below the data folder: %v", n, err)
	}
}
