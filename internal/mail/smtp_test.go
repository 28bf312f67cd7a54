package mail_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime/quotedprintable"
	"net"
	netmail "net/mail"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"alongside/internal/directory"
	"alongside/internal/mail"
)

var ctx = context.Background()

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// noon is when every mail is dated.
var noon = time.Date(2026, 5, 3, 12, 0, 0, 0, time.UTC)

func options() mail.Options {
	return mail.Options{From: "site@example.org", Site: "Alongside, Édinburgh", Now: func() time.Time { return noon }, Timeout: 5 * time.Second}
}

func open(t *testing.T, address string, o mail.Options) *mail.SMTP {
	t.Helper()
	s, err := mail.NewSMTP(address, o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestSend(t *testing.T) {
	s := startSink(t, &sink{}, nil, false)
	long := strings.Repeat("A long line of words. ", 200)
	for _, tt := range []struct {
		name          string
		mail          mail.Message
		subject, text string // as they come; as they are sent when empty
	}{
		{"plain", letter(), "", ""},
		{"languages", mail.Message{To: "анна@bücher.example", Subject: "Дзень добры", Text: "مرحبا\n🧶 Slàinte!", ReplyTo: "group@example.org"}, "", ""},
		{"long", mail.Message{To: "anna@example.org", Subject: strings.TrimSpace(long[:190]), Text: strings.TrimSpace(long)}, "", ""},
		{"long and without a space", mail.Message{To: "anna@example.org", Subject: strings.Repeat("x", 200), Text: strings.Repeat("é", 5000)}, "", ""},
		{"dots", mail.Message{To: "anna@example.org", Subject: ".", Text: ".\n..\n.\nMAIL FROM:<b@example.org>\n.\nQUIT"}, "", ""},
		{"CR LF", mail.Message{To: "anna@example.org", Subject: "a  b", Text: "\r\n\r\na\r\n.\r\nRSET\rb\r\n"}, "a b", "a\n.\nRSET\nb"},
		{"a head in the text", mail.Message{To: "anna@example.org", Subject: "Bcc: b@example.org", Text: "Bcc: b@example.org\n\nFrom here"}, "", ""},
		{"what is no text", mail.Message{To: "anna@example.org", Subject: "x", Text: "a\x00b\x1bc\xffd\u202ee\tf"}, "", "abcde\tf"},
	} {
		before := len(s.mails())
		if err := open(t, "smtp://"+s.addr, options()).Send(ctx, tt.mail); err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		all := s.mails()
		if len(all) != before+1 {
			t.Fatalf("%s: %d mails came", tt.name, len(all)-before)
		}
		got := all[before]
		if tt.subject == "" {
			tt.subject = tt.mail.Subject
		}
		if tt.text == "" {
			tt.text = tt.mail.Text
		}
		if got.from != "site@example.org" || got.to != tt.mail.To || got.head != "example.org" {
			t.Errorf("%s: from %q to %q, by %q", tt.name, got.from, got.to, got.head)
		}
		read(t, tt.name, got.raw, tt.mail, tt.subject, tt.text)
	}
}

// read holds what came to what was sent, and its head to these lines alone.
func read(t *testing.T, name, raw string, m mail.Message, subject, text string) {
	t.Helper()
	msg, err := netmail.ReadMessage(strings.NewReader(raw))
	if err != nil {
		t.Errorf("%s: %v\n%s", name, err, raw)
		return
	}
	want := map[string]string{
		"From": "Alongside, Édinburgh <site@example.org>", "To": m.To, "Subject": subject,
		"Date": "Sun, 03 May 2026 12:00:00 +0000", "Auto-Submitted": "auto-generated",
		"Content-Type": "text/plain; charset=UTF-8", "Content-Transfer-Encoding": "quoted-printable", "Mime-Version": "1.0",
	}
	if m.ReplyTo != "" {
		want["Reply-To"] = m.ReplyTo
	}
	got := map[string]string{}
	for key, values := range msg.Header {
		got[key] = strings.Join(values, " AND ")
	}
	id := got["Message-Id"]
	if !strings.HasSuffix(id, "@example.org>") || len(id) < 30 {
		t.Errorf("%s: message id %q", name, id)
	}
	delete(got, "Message-Id")
	for _, key := range []string{"From", "To", "Reply-To"} {
		if got[key] == "" {
			continue
		}
		a, err := netmail.ParseAddress(got[key])
		if err != nil {
			t.Errorf("%s: %s %q: %v", name, key, got[key], err)
			continue
		}
		if got[key] = a.Address; a.Name != "" {
			got[key] = a.Name + " <" + a.Address + ">"
		}
	}
	if got["Subject"], err = decoded(got["Subject"]); err != nil {
		t.Errorf("%s: %v", name, err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s: %s", name, diff)
	}
	body, err := io.ReadAll(quotedprintable.NewReader(msg.Body))
	if err != nil {
		t.Errorf("%s: %v", name, err)
	}
	if diff := cmp.Diff(text+"\n", strings.ReplaceAll(string(body), "\r\n", "\n")); diff != "" {
		t.Errorf("%s: %s", name, diff)
	}
	for line := range strings.SplitSeq(raw, "\r\n") {
		if len(line) > 300 || strings.ContainsAny(line, "\r\n\x00") {
			t.Errorf("%s: a line of %d bytes: %.60q", name, len(line), line)
		}
	}
}

// TestSecure signs in and encrypts in every way, and refuses to do without.
func TestSecure(t *testing.T) {
	const host = "mail.sink.test"
	secure, pool := certificate(t, host)
	_, strangers := certificate(t, host)
	started := startSink(t, &sink{password: "pa@ss:wörd"}, secure, false)
	whole := startSink(t, &sink{password: "pa@ss:wörd"}, secure, true)
	bare := startSink(t, &sink{password: "pa@ss:wörd"}, nil, false)
	open := startSink(t, &sink{}, nil, false)
	const user = "anna:pa%40ss%3Aw%C3%B6rd@"
	for _, tt := range []struct {
		name, address string
		to            *sink
		trusts        bool
		want          string // of the error; it is sent when empty
		encrypted     bool
	}{
		{"STARTTLS", "smtp://" + user + host, started, true, "", true},
		{"from the start", "smtps://" + user + host, whole, true, "", true},
		{"this machine, without encryption", "smtp://" + user + "127.0.0.1:25", bare, true, "", false},
		{"this machine, by name", "smtp://" + user + "localhost", bare, true, "", false},
		{"this machine, IPv6", "smtp://" + user + "[::1]", bare, true, "", false},
		{"this machine, whoever signed", "smtp://" + user + "127.0.0.1", started, false, "", false},
		{"no encryption", "smtp://" + user + host, bare, true, "The mail server offers no encryption (STARTTLS): nothing was sent.", false},
		{"no encryption and no sign-in", "smtp://" + host, open, true, "The mail server offers no encryption (STARTTLS): nothing was sent.", false},
		{"a stranger's certificate", "smtp://" + user + host, started, false, "The mail server's certificate is not to be trusted: nothing was sent.", false},
		{"a stranger's certificate from the start", "smtps://" + user + host, whole, false, "The mail server's certificate is not to be trusted: nothing was sent.", false},
		{"another's certificate", "smtp://" + user + "other.test", started, true, "The mail server's certificate is not to be trusted: nothing was sent.", false},
		{"encrypted to one that is not", "smtps://" + user + host, bare, true, "The mail server", false},
		{"a wrong password", "smtp://anna:" + canary + "@" + host, started, true, "The mail server does not let us sign in (535", false},
		{"a wrong password on this machine", "smtp://anna:" + canary + "@127.0.0.1", bare, true, "The mail server does not let us sign in (535", false},
		{"no sign-in", "smtp://" + host, started, true, "The mail server does not let us sign in (530 5.7.0).", false},
		{"a sign-in that nobody asks for", "smtp://" + user + "127.0.0.1", open, true, "The mail server", false},
	} {
		o := options()
		if o.RootCAs = strangers; tt.trusts {
			o.RootCAs = pool
		}
		s, err := mail.NewSMTP(tt.address, o)
		if err != nil {
			t.Fatalf("%s: %v", tt.name, err)
		}
		s.DialTo(tt.to.addr)
		before := len(tt.to.mails())
		err = s.Send(ctx, letter())
		got := tt.to.mails()[before:]
		if tt.want == "" {
			if err != nil || len(got) != 1 || got[0].encrypted != tt.encrypted || got[0].user != "anna" {
				t.Errorf("%s: %+v, %v", tt.name, got, err)
			}
			continue
		}
		if !strings.HasPrefix(fmt.Sprint(err), tt.want) || len(got) != 0 || directory.CodeOf(err) != directory.CodeUnavailable || mail.Permanent(err) {
			t.Errorf("%s: %v, code %s, permanent %v, %d sent", tt.name, err, directory.CodeOf(err), mail.Permanent(err), len(got))
		}
		if strings.Contains(fmt.Sprint(err), canary) || strings.Contains(fmt.Sprint(err), "anna") {
			t.Errorf("%s: the error holds who signs in: %v", tt.name, err)
		}
	}
}

// TestRefused tells apart what bounces, what will pass, and what is for an
// administrator.
func TestRefused(t *testing.T) {
	for _, tt := range []struct {
		name      string
		sink      *sink
		step      mail.Step
		code      int
		enhanced  string
		permanent bool
		bounced   bool
		message   string
	}{
		{"no such address", &sink{recipient: answer(550, smtp.EnhancedCode{5, 1, 1})}, mail.StepRecipient, 550, "5.1.1", true, true,
			"This address takes no mail, says the mail server (550 5.1.1)."},
		{"full for good", &sink{recipient: answer(552, smtp.EnhancedCode{5, 2, 2})}, mail.StepRecipient, 552, "5.2.2", true, true, ""},
		{"by policy", &sink{recipient: answer(550, smtp.EnhancedCode{5, 7, 1})}, mail.StepRecipient, 550, "5.7.1", true, false,
			"The mail server refuses this mail for good (550 5.7.1)."},
		{"full", &sink{recipient: answer(452, smtp.EnhancedCode{4, 2, 2})}, mail.StepRecipient, 452, "4.2.2", false, false,
			"The mail server does not take this mail just now (452 4.2.2)."},
		{"greylisted", &sink{recipient: answer(451, smtp.EnhancedCode{4, 7, 1})}, mail.StepRecipient, 451, "4.7.1", false, false, ""},
		{"not signed in", &sink{recipient: answer(530, smtp.EnhancedCode{5, 7, 0})}, mail.StepRecipient, 530, "5.7.0", false, false, ""},
		{"the sender", &sink{sender: answer(553, smtp.EnhancedCode{5, 1, 8})}, mail.StepSender, 553, "5.1.8", false, false,
			"The mail server refuses the site's own address (553 5.1.8)."},
		{"the sender for now", &sink{sender: answer(421, smtp.EnhancedCode{4, 3, 2})}, mail.StepSender, 421, "4.3.2", false, false, ""},
		{"spam", &sink{text: answer(554, smtp.EnhancedCode{5, 7, 1})}, mail.StepText, 554, "5.7.1", true, false, ""},
		{"no such address, said late", &sink{text: answer(550, smtp.EnhancedCode{5, 1, 1})}, mail.StepText, 550, "5.1.1", true, true, ""},
		{"no room", &sink{text: answer(452, smtp.EnhancedCode{4, 3, 1})}, mail.StepText, 452, "4.3.1", false, false, ""},
		{"not today", &sink{connected: answer(421, smtp.EnhancedCode{4, 3, 2})}, mail.StepConnect, 421, "", false, false, ""},
		{"never", &sink{connected: answer(554, smtp.EnhancedCode{5, 3, 2})}, mail.StepConnect, 554, "", false, false, "The mail server does not work with us (554)."},
		{"dropped at once", &sink{connected: drop}, mail.StepConnect, 0, "", false, false, "The mail server can't be reached, or broke off."},
		{"dropped at the sender", &sink{sender: drop}, mail.StepSender, 0, "", false, false, ""},
		{"dropped at the recipient", &sink{recipient: drop}, mail.StepRecipient, 0, "", false, false, ""},
		{"dropped at the text", &sink{text: drop}, mail.StepText, 0, "", false, false, ""},
	} {
		s := startSink(t, tt.sink, nil, false)
		m := letter()
		m.To = canary + "@example.org"
		err := open(t, "smtp://"+s.addr, options()).Send(ctx, m)
		f, ok := errors.AsType[*mail.Failure](err)
		if !ok || f.Step != tt.step || f.Code != tt.code || f.Enhanced != tt.enhanced {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		code := directory.CodeUnavailable
		if tt.permanent {
			code = directory.CodeInvalid
		}
		if mail.Permanent(err) != tt.permanent || mail.Bounced(err) != tt.bounced || directory.CodeOf(err) != code {
			t.Errorf("%s: permanent %v, bounced %v, code %s", tt.name, mail.Permanent(err), mail.Bounced(err), directory.CodeOf(err))
		}
		told, _ := errors.AsType[*directory.Error](err)
		if tt.message != "" && told.Message != tt.message {
			t.Errorf("%s: %q", tt.name, told.Message)
		}
		if strings.Contains(err.Error(), canary) || strings.Contains(fmt.Sprintf("%+v", err), canary) {
			t.Errorf("%s: the error holds the address: %v", tt.name, err)
		}
		if n := len(s.mails()); n != 0 {
			t.Errorf("%s: %d mails came", tt.name, n)
		}
	}
	if mail.Permanent(nil) || mail.Bounced(nil) || mail.Permanent(errors.New("x")) {
		t.Error("an error of another kind is permanent")
	}
}

// TestUnreachable sends to where no server is.
func TestUnreachable(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
	err = open(t, "smtp://"+l.Addr().String(), options()).Send(ctx, letter())
	if directory.CodeOf(err) != directory.CodeUnavailable || mail.Permanent(err) || !strings.Contains(err.Error(), "connection refused") {
		t.Error(err)
	}
}

// TestBadMail is refused before anything is said.
func TestBadMail(t *testing.T) {
	s := startSink(t, &sink{connected: func(*smtp.Conn) error { t.Error("the server was asked"); return nil }}, nil, false)
	m := letter()
	m.Subject += "\r\nBcc: " + canary
	err := open(t, "smtp://"+s.addr, options()).Send(ctx, m)
	if !mail.Permanent(err) || mail.Bounced(err) || directory.CodeOf(err) != directory.CodeInvalid || strings.Contains(err.Error(), canary) {
		t.Error(err)
	}
	if diff := cmp.Diff([]string{"subject"}, paths(err)); diff != "" {
		t.Error(diff)
	}
}

// TestTakenIsSent counts what the server took as sent, however it says goodbye.
func TestTakenIsSent(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	var serving sync.WaitGroup
	serving.Go(func() {
		c, err := l.Accept()
		if err != nil {
			return
		}
		defer c.Close()
		speak(c, "220 hello", map[string]string{"EHLO": "250 hello", "MAIL": "250 yes", "RCPT": "250 yes", "DATA": "354 go on", ".": "250 taken"})
	})
	if err := open(t, "smtp://"+l.Addr().String(), options()).Send(ctx, letter()); err != nil {
		t.Error(err)
	}
	serving.Wait()
}

// TestNothingLeftOpen hangs up on a server that offers no encryption.
func TestNothingLeftOpen(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	ended := make(chan error, 1)
	go func() {
		c, err := l.Accept()
		if err != nil {
			ended <- err
			return
		}
		defer c.Close()
		_ = c.SetDeadline(time.Now().Add(10 * time.Second))
		speak(c, "220 hello", map[string]string{"EHLO": "250 hello"})
		_, err = c.Read(make([]byte, 1))
		ended <- err
	}()
	s := open(t, "smtp://mail.sink.test", options())
	s.DialTo(l.Addr().String())
	if err := s.Send(ctx, letter()); directory.CodeOf(err) != directory.CodeUnavailable {
		t.Error(err)
	}
	if err := <-ended; !errors.Is(err, io.EOF) {
		t.Errorf("the server heard %v", err)
	}
}

// speak answers lines by their first word, and ends at one that it has no
// answer to.
func speak(c net.Conn, greeting string, answers map[string]string) {
	text := false
	fmt.Fprintf(c, "%s\r\n", greeting)
	buf := make([]byte, 0, 4096)
	one := make([]byte, 1)
	for {
		if _, err := c.Read(one); err != nil {
			return
		}
		if buf = append(buf, one[0]); one[0] != '\n' {
			continue
		}
		word, _, _ := strings.Cut(strings.TrimSpace(string(buf)), " ")
		buf = buf[:0]
		if text && word != "." {
			continue
		}
		said, ok := answers[word]
		if !ok {
			return
		}
		text = word == "DATA"
		fmt.Fprintf(c, "%s\r\n", said)
	}
}

// TestSlow bounds what a slow server takes: 50 at once at each step end in
// their time, and none leaves anything behind.
func TestSlow(t *testing.T) {
	release := make(chan struct{})
	stall := func(*smtp.Conn) error { <-release; return nil }
	mute, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer mute.Close()
	addrs := map[string]string{"says nothing": mute.Addr().String()}
	for name, s := range map[string]*sink{"at the greeting": {connected: stall}, "at the sender": {sender: stall}, "at the recipient": {recipient: stall}, "at the text": {text: stall}} {
		addrs[name] = startSink(t, s, nil, false).addr
	}
	defer close(release)
	for name, addr := range addrs {
		o := options()
		o.Timeout = 150 * time.Millisecond
		s := open(t, "smtp://"+addr, o)
		var all sync.WaitGroup
		for range 50 {
			all.Go(func() {
				began := time.Now()
				err := s.Send(ctx, letter())
				if took := time.Since(began); took > 3*time.Second || took < o.Timeout {
					t.Errorf("%s: it took %s", name, took)
				}
				if directory.CodeOf(err) != directory.CodeUnavailable || mail.Permanent(err) || !strings.HasPrefix(err.Error(), "The mail server did not answer in time.") {
					t.Errorf("%s: %v", name, err)
				}
			})
		}
		all.Wait()
		o.Timeout = time.Minute
		s = open(t, "smtp://"+addr, o)
		gaveUp, cancel := context.WithCancel(ctx)
		stop := time.AfterFunc(50*time.Millisecond, cancel)
		began := time.Now()
		err := s.Send(gaveUp, letter())
		if took := time.Since(began); took > 3*time.Second || !errors.Is(err, context.Canceled) || directory.CodeOf(err) != directory.CodeUnavailable {
			t.Errorf("%s: given up after %s: %v", name, took, err)
		}
		stop.Stop()
		cancel()
	}
}

// TestSlowEncryption bounds a server that never ends its handshake.
func TestSlowEncryption(t *testing.T) {
	mute, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer mute.Close()
	o := options()
	o.Timeout = 100 * time.Millisecond
	s := open(t, "smtps://mail.sink.test", o)
	s.DialTo(mute.Addr().String())
	if err := s.Send(ctx, letter()); !strings.HasPrefix(fmt.Sprint(err), "The mail server did not answer in time.") {
		t.Error(err)
	}
}

func TestManyAtOnce(t *testing.T) {
	secure, pool := certificate(t, "mail.sink.test")
	s := startSink(t, &sink{password: "secret"}, secure, false)
	o := options()
	o.RootCAs = pool
	server := open(t, "smtp://anna:secret@mail.sink.test", o)
	server.DialTo(s.addr)
	var all sync.WaitGroup
	for i := range 20 {
		all.Go(func() {
			m := letter()
			m.To = fmt.Sprintf("anna%d@example.org", i)
			if err := server.Send(ctx, m); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	to := map[string]bool{}
	for _, m := range s.mails() {
		to[m.to] = m.encrypted
	}
	if len(to) != 20 || len(s.mails()) != 20 {
		t.Errorf("%d mails to %d addresses", len(s.mails()), len(to))
	}
}

func TestNewSMTP(t *testing.T) {
	for _, tt := range []struct{ address, want string }{
		{"smtp://mail.example.org", "smtp to mail.example.org:587"},
		{"smtps://anna:" + canary + "@mail.example.org/", "smtp to mail.example.org:465"},
		{"smtp://[::1]:2525", "smtp to [::1]:2525"},
		{"smtp://bücher.example:25", "smtp to bücher.example:25"},
		{"", ""},
		{"mail.example.org", ""},
		{"mail.example.org:587", ""},
		{"http://" + canary + "@mail.example.org", ""},
		{"smtp://", ""},
		{"smtp://:25", ""},
		{"smtp:" + canary, ""},
		{"smtp://anna:" + canary + "@", ""},
		{"smtp://" + canary + "@mail.example.org", ""},
		{"smtp://:" + canary + "@mail.example.org", ""},
		{"smtp://a:" + canary + "@mail.example.org:0", ""},
		{"smtp://a:" + canary + "@mail.example.org:70000", ""},
		{"smtp://a:" + canary + "@mail.example.org:x", ""},
		{"smtp://a:" + canary + "@mail.example.org/path", ""},
		{"smtp://a:" + canary + "@mail.example.org?x=y", ""},
		{"smtp://a:" + canary + "@mail.example.org#x", ""},
		{"smtp://a:%zz" + canary + "@mail.example.org", ""},
		{"smtp://a:" + canary + "@mail exam\nple.org", ""},
	} {
		s, err := mail.NewSMTP(tt.address, options())
		if tt.want == "" {
			if directory.CodeOf(err) != directory.CodeInvalid || strings.Contains(fmt.Sprint(err), canary) {
				t.Errorf("%q: %v", tt.address, err)
			}
		} else if err != nil || s.String() != tt.want {
			t.Errorf("%q: %v, %v", tt.address, s, err)
		}
	}
	for _, tt := range []struct {
		from, site string
		want       []string
	}{
		{"site@example.org", "", nil},
		{"site@bücher.example", "\"Quotes\" <b@example.org>", nil},
		{"", "", []string{"from"}},
		{"Site <site@example.org>", "", []string{"from"}},
		{"site@example.org\r\nBcc: b@example.org", "", []string{"from"}},
		{"site@example.org", "Site\r\nBcc: b@example.org", []string{"site"}},
		{"site@example.org", strings.Repeat("x", 101), []string{"site"}},
		{"x", "\n", []string{"from", "site"}},
	} {
		o := mail.Options{From: tt.from, Site: tt.site}
		_, err := mail.NewSMTP("smtp://mail.example.org", o)
		if diff := cmp.Diff(tt.want, paths(err)); diff != "" {
			t.Errorf("%q %q: %v", tt.from, tt.site, err)
		}
		_, err = mail.NewFolder(t.TempDir(), o)
		if diff := cmp.Diff(tt.want, paths(err)); diff != "" {
			t.Errorf("%q %q: %v", tt.from, tt.site, err)
		}
	}
}
