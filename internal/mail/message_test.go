package mail_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"alongside/internal/directory"
	"alongside/internal/mail"
)

// canary stands in every place of a message that is personal.
const canary = "canary-6b1f"

// letter is a mail in which all is right.
func letter() mail.Message {
	return mail.Message{To: "anna@example.org", Subject: "Your code is 123456", Text: "Hello,\n\nYour code is 123456."}
}

// paths gives where faults are.
func paths(err error) []string {
	var out []string
	for _, f := range directory.FaultsOf(err) {
		out = append(out, f.Path)
	}
	return out
}

func TestCheck(t *testing.T) {
	for _, tt := range []struct {
		name   string
		change func(*mail.Message)
		want   []string
	}{
		{"right", func(*mail.Message) {}, nil},
		{"answers elsewhere", func(m *mail.Message) { m.ReplyTo = "group@example.org" }, nil},
		{"languages", func(m *mail.Message) { m.Subject, m.Text = "Дзень добры، مرحبا 🧶", "Слова" }, nil},
		{"nothing", func(m *mail.Message) { *m = mail.Message{} }, []string{"to", "subject", "text"}},
		{"blank", func(m *mail.Message) { m.Subject, m.Text = " ", " \r\n\x00" }, []string{"subject", "text"}},
		{"a name", func(m *mail.Message) { m.To = "Anna <anna@example.org>" }, []string{"to"}},
		{"as long as may be", func(m *mail.Message) {
			m.Subject, m.Text = strings.Repeat("é", mail.MaxSubject), strings.Repeat("a", mail.MaxText)
		}, nil},
		{"too long", func(m *mail.Message) {
			m.Subject, m.Text = strings.Repeat("é", mail.MaxSubject+1), strings.Repeat("a", mail.MaxText+1)
		}, []string{"subject", "text"}},
		{"LF in to", func(m *mail.Message) { m.To += "\nBcc: b@example.org" }, []string{"to"}},
		{"CR LF in to", func(m *mail.Message) { m.To += "\r\nBcc: b@example.org" }, []string{"to"}},
		{"CR LF ends to", func(m *mail.Message) { m.To += "\r\n" }, []string{"to"}},
		{"CR LF in reply to", func(m *mail.Message) { m.ReplyTo = "a@example.org\r\nBcc: b@example.org" }, []string{"reply_to"}},
		{"CR LF in subject", func(m *mail.Message) { m.Subject += "\r\nBcc: b@example.org" }, []string{"subject"}},
		{"CR in subject", func(m *mail.Message) { m.Subject += "\rBcc: b@example.org" }, []string{"subject"}},
		{"LF in subject", func(m *mail.Message) { m.Subject += "\n\nBody" }, []string{"subject"}},
		{"NEL in subject", func(m *mail.Message) { m.Subject += "\u0085Bcc: b@example.org" }, []string{"subject"}},
		{"a line separator in subject", func(m *mail.Message) { m.Subject += "\u2028Bcc: b@example.org" }, []string{"subject"}},
		{"NUL in subject", func(m *mail.Message) { m.Subject += "\x00" }, []string{"subject"}},
		{"broken subject", func(m *mail.Message) { m.Subject += "\xff" }, []string{"subject"}},
		{"turned subject", func(m *mail.Message) { m.Subject += "\u202e" }, []string{"subject"}},
		{"CR LF in text", func(m *mail.Message) { m.Text += "\r\n.\r\nMAIL FROM:<b@example.org>" }, nil},
	} {
		m := letter()
		tt.change(&m)
		err := m.Check()
		if diff := cmp.Diff(tt.want, paths(err)); diff != "" || (err != nil && directory.CodeOf(err) != directory.CodeInvalid) {
			t.Errorf("%s: %v %s", tt.name, err, diff)
		}
		if said := strings.ReplaceAll(fmt.Sprint(err), "like anna@example.org", ""); strings.Contains(said, "example") || strings.Contains(said, "Bcc") {
			t.Errorf("%s: the error repeats what was given: %v", tt.name, err)
		}
	}
}

func TestCheckAddress(t *testing.T) {
	label := strings.Repeat("a", 63)
	for _, tt := range []struct {
		address string
		right   bool
	}{
		{"anna@example.org", true},
		{"Anna.O'Neil+groups@Example.org", true},
		{"a@localhost", true},
		{"anna@bücher.example", true},
		{"анна@приклад.укр", true},
		{"a@xn--bcher-kva.example", true},
		{label + "@" + label + "." + label + "." + strings.Repeat("a", 62), true},        // 254
		{label + "@" + label + "." + label + "." + strings.Repeat("a", 62) + "b", false}, // 255
		{strings.Repeat("a", 64) + "@example.org", true},
		{strings.Repeat("a", 65) + "@example.org", false},
		{"", false},
		{"anna", false},
		{"anna@", false},
		{"@example.org", false},
		{"anna@example..org", false},
		{"anna@.org", false},
		{"anna@-x.org", false},
		{"anna@x.org.", false},
		{"a..b@example.org", false},
		{" anna@example.org", false},
		{"anna@example.org ", false},
		{"an na@example.org", false},
		{"\"an na\"@example.org", false},
		{"\"anna\"@example.org", false},
		{"<anna@example.org>", false},
		{"Anna <anna@example.org>", false},
		{"anna@example.org (Anna)", false},
		{"anna@example.org, ben@example.org", false},
		{"anna@example.org;ben@example.org", false},
		{"group: anna@example.org;", false},
		{"anna@[127.0.0.1]", false},
		{"anna@exa_mple.org", true},
		{"anna@exa/mple.org", false},
		{"anna@example.org\x00", false},
		{"anna@example.org\n", false},
		{"an\u00a0na@example.org", false},
		{"an\u200bna@example.org", false},
		{"an\u202ena@example.org", false},
		{"an\u0085na@example.org", false},
		{"an\xffna@example.org", false},
		{"mailto:anna@example.org", false},
		{"a@b@example.org", false},
	} {
		faults := mail.CheckAddress("email", tt.address)
		if (len(faults) == 0) != tt.right {
			t.Errorf("%q: %v", tt.address, faults)
		}
		for _, f := range faults {
			said := strings.ReplaceAll(f.Message, "like anna@example.org", "")
			if f.Path != "email" || f.Key == "" || len(tt.address) > 5 && strings.Contains(said, tt.address) {
				t.Errorf("%q: %+v", tt.address, f)
			}
		}
	}
}

// TestNoWordsInLogs prints and logs a mail in every way there is.
func TestNoWordsInLogs(t *testing.T) {
	m := mail.Message{To: canary + "@example.org", Subject: canary, Text: canary, ReplyTo: canary + "@example.org"}
	server, err := mail.NewSMTP("smtp://"+canary+":"+canary+"@mail.example.org", mail.Options{From: "site@example.org"})
	if err != nil {
		t.Fatal(err)
	}
	var logged bytes.Buffer
	for _, h := range []slog.Handler{slog.NewTextHandler(&logged, nil), slog.NewJSONHandler(&logged, nil)} {
		log := slog.New(h)
		log.Info("one", "mail", m, "server", server)
		log.Info("one", "mail", &m)
		log.Info("many", "mails", []mail.Message{m}, "letter", mail.Letter{Message: m})
		log.Info("within", "in", struct {
			Mail   mail.Message
			Server *mail.SMTP
		}{m, server})
		log.Error("failed", "err", fmt.Errorf("send %v: failed", m))
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x", "%t"} {
		fmt.Fprintf(&logged, verb+verb+verb+"\n", m, &m, server)
		fmt.Fprintf(&logged, verb+verb+"\n", []mail.Message{m}, mail.Letter{Message: m})
	}
	if err := json.NewEncoder(&logged).Encode(m); err != nil {
		t.Fatal(err)
	}
	if got := logged.String(); strings.Contains(got, canary) || strings.Contains(got, fmt.Sprintf("%x", canary)) ||
		!strings.Contains(got, "mail.example.org:587") {
		t.Errorf("logged: %s", got)
	}
}

func TestPack(t *testing.T) {
	m := letter()
	m.ReplyTo, m.Text = "group@example.org", "<b>\u2028\"Дзень\" & more"
	b, err := m.Pack()
	if err != nil {
		t.Fatal(err)
	}
	if got, err := mail.Unpack(b); err != nil || got != m {
		t.Errorf("unpacked %q, %v", got.Text, err)
	}
	if b, err := (mail.Message{To: canary}).Pack(); err == nil || strings.Contains(err.Error(), canary) || b != nil {
		t.Errorf("packed what is not right: %v", err)
	}
	for _, bad := range []string{"", canary, `{"to": 5, "text": "` + canary + `"}`, "[]"} {
		if _, err := mail.Unpack([]byte(bad)); directory.CodeOf(err) != directory.CodeInvalid || strings.Contains(err.Error(), canary) {
			t.Errorf("unpacked %q: %v", bad, err)
		}
	}
}
