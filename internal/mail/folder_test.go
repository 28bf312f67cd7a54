package mail_test

import (
	"context"
	"fmt"
	"mime"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"alongside/internal/directory"
	"alongside/internal/mail"
)

func decoded(s string) (string, error) { return new(mime.WordDecoder).DecodeHeader(s) }

func folder(t *testing.T, dir string, now func() time.Time) *mail.Folder {
	t.Helper()
	o := options()
	o.Now = now
	f, err := mail.NewFolder(dir, o)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func mailNames(t *testing.T, f *mail.Folder) []string {
	t.Helper()
	out, err := f.Names()
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "var", "mail")
	now := noon
	f := folder(t, dir, func() time.Time { return now })
	if got := mailNames(t, f); len(got) != 0 {
		t.Errorf("%d mails before there is a folder", len(got))
	}
	var sent []mail.Message
	for i := range 12 {
		m := letter()
		m.Subject = fmt.Sprintf("Mail %d: dzień dobry", i)
		if i == 5 {
			m.To, m.ReplyTo = "анна@bücher.example", "group@example.org"
		}
		if err := f.Send(ctx, m); err != nil {
			t.Fatal(err)
		}
		sent = append(sent, m)
		switch i {
		case 3:
			now = now.Add(time.Hour)
		case 7:
			now = now.Add(-2 * time.Hour) // somebody sets the clock back
		}
	}
	for _, other := range []string{"x.eml", ".half", "20260503T120000.000000000Z-ABCDEFGH.eml.half", "notes.txt"} {
		if err := os.WriteFile(filepath.Join(dir, other), []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	all := mailNames(t, f)
	var got []mail.Message
	for _, name := range slices.Backward(all) {
		l, err := f.Read(name)
		if err != nil {
			t.Fatal(err)
		}
		if l.Name != name || l.At < directory.MillisOf(noon.Add(-time.Hour)) || l.From != "Alongside, Édinburgh <site@example.org>" && !strings.HasSuffix(l.From, "<site@example.org>") {
			t.Errorf("%s: %q at %d from %q", name, l.Name, l.At, l.From)
		}
		got = append(got, l.Message)
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil || info.Mode() != 0o600 {
			t.Errorf("%s: mode %v, %v", name, info.Mode(), err)
		}
	}
	if !slices.Equal(got, sent) {
		t.Errorf("%d mails are not what was sent", len(got))
	}
	if info, err := os.Stat(dir); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("the folder: %v, %v", info, err)
	}
	// What a mail that is sent by SMTP has, this has.
	b, err := os.ReadFile(filepath.Join(dir, all[len(all)-1]))
	if err != nil {
		t.Fatal(err)
	}
	read(t, "folder", string(b), sent[0], sent[0].Subject, sent[0].Text)
}

func TestFolderRead(t *testing.T) {
	dir := t.TempDir()
	f := folder(t, dir, nil)
	if err := f.Send(ctx, letter()); err != nil {
		t.Fatal(err)
	}
	name := mailNames(t, f)[0]
	secret := filepath.Join(filepath.Dir(dir), "20260503T120000.000000000Z-ABCDEFGH.eml")
	for _, bad := range []string{"", ".", "..", "/", "../" + filepath.Base(secret), secret, name + "\x00", name + "/", "./" + name, strings.ToLower(name),
		"20260503T120000.000000000Z-ABCDEFGH.eml"} {
		if _, err := f.Read(bad); directory.CodeOf(err) != directory.CodeNotFound {
			t.Errorf("%q: %v", bad, err)
		}
	}
	broken := "20260503T120000.000000000Z-BROKENXX.eml"
	for _, b := range []string{"", canary, "To: " + canary + "\r\n\r\n", "Date: Sun, 03 May 2026 12:00:00 +0000\r\nTo: " + canary + "\r\n\r\nx", "Date: Sun, 03 May 2026 12:00:00 +0000\r\n\r\n\x01" + canary} {
		if err := os.WriteFile(filepath.Join(dir, broken), []byte(b), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := f.Read(broken); directory.CodeOf(err) != directory.CodeInvalid || strings.Contains(err.Error(), canary) {
			t.Errorf("%q: %v", b, err)
		}
	}
}

// TestFolderKeeps sends what people may write and reads it back.
func TestFolderKeeps(t *testing.T) {
	f := folder(t, t.TempDir(), nil)
	words := rapid.StringMatching(`[a-zA-Z0-9 .,:;<>="'?_é漢🧶ж\-]{1,120}`)
	rapid.Check(t, func(t *rapid.T) {
		m := mail.Message{To: "anna@example.org", Subject: words.Draw(t, "subject"), Text: strings.Join(rapid.SliceOfN(rapid.String(), 1, 6).Draw(t, "lines"), "\r\n")}
		if m.Check() != nil || strings.Contains(m.Subject, "=?") {
			t.Skip("not a mail")
		}
		if err := f.Send(ctx, m); err != nil {
			t.Fatal(err)
		}
		all, err := f.Names()
		if err != nil {
			t.Fatal(err)
		}
		l, err := f.Read(all[0])
		if err != nil {
			t.Fatal(err)
		}
		if want := strings.Join(strings.Fields(m.Subject), " "); l.Message.Subject != want || l.Message.To != m.To {
			t.Fatalf("subject %q; want %q", l.Message.Subject, want)
		}
		again := l.Message
		if err := f.Send(ctx, again); err != nil {
			t.Fatal(err)
		}
		all, err = f.Names()
		if err != nil {
			t.Fatal(err)
		}
		if l, err = f.Read(all[0]); err != nil || l.Message != again {
			t.Fatalf("what was read and sent again is %q, not %q, %v", l.Message.Text, again.Text, err)
		}
	})
}

func TestFolderMany(t *testing.T) {
	dir := t.TempDir()
	var all sync.WaitGroup
	for range 4 {
		f := folder(t, dir, func() time.Time { return noon })
		for range 4 {
			all.Go(func() {
				for range 5 {
					if err := f.Send(ctx, letter()); err != nil {
						t.Error(err)
					}
				}
			})
		}
	}
	all.Wait()
	if n := len(mailNames(t, folder(t, dir, nil))); n != 80 {
		t.Errorf("%d of 80 mails are there", n)
	}
}

func TestFolderForget(t *testing.T) {
	now := noon
	f := folder(t, t.TempDir(), func() time.Time { return now })
	for range 3 {
		if err := f.Send(ctx, letter()); err != nil {
			t.Fatal(err)
		}
		now = now.Add(time.Hour)
	}
	for _, want := range []int{2, 0} {
		if n, err := f.Forget(directory.MillisOf(noon.Add(2 * time.Hour))); n != want || err != nil {
			t.Errorf("forgot %d; want %d; %v", n, want, err)
		}
	}
	if n := len(mailNames(t, f)); n != 1 {
		t.Errorf("%d are left", n)
	}
}

func TestFolderUnavailable(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	f := folder(t, file, nil)
	_, named := f.Names()
	_, forgot := f.Forget(1)
	for what, err := range map[string]error{"send": f.Send(ctx, letter()), "names": named, "forget": forgot} {
		if directory.CodeOf(err) != directory.CodeUnavailable || mail.Permanent(err) {
			t.Errorf("%s: %v", what, err)
		}
	}
	m := letter()
	m.To = canary
	if err := f.Send(ctx, m); !mail.Permanent(err) || strings.Contains(err.Error(), canary) {
		t.Error(err)
	}
}

func TestHandle(t *testing.T) {
	f := folder(t, t.TempDir(), nil)
	handle := mail.Handle(f)
	b, err := letter().Pack()
	if err != nil {
		t.Fatal(err)
	}
	if err := handle(ctx, b); err != nil {
		t.Error(err)
	}
	l, err := f.Read(mailNames(t, f)[0])
	if diff := cmp.Diff(fmt.Sprint(letter()), fmt.Sprint(l.Message)); err != nil || diff != "" || l.Message != letter() {
		t.Errorf("%v %s", err, diff)
	}
	if err := handle(ctx, []byte(canary)); !mail.Permanent(err) || directory.CodeOf(err) != directory.CodeInvalid || strings.Contains(err.Error(), canary) {
		t.Error(err)
	}
	var given context.Context
	type key struct{}
	_ = mail.Handle(sender(func(ctx context.Context, _ mail.Message) error { given = ctx; return nil }))(context.WithValue(ctx, key{}, 1), b)
	if given == nil || given.Value(key{}) != 1 {
		t.Error("the sender was not given the job's context")
	}
}

type sender func(context.Context, mail.Message) error

func (s sender) Send(ctx context.Context, m mail.Message) error { return s(ctx, m) }
