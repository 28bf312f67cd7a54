package session_test

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"alongside/internal/account"
	"alongside/internal/directory"
	"alongside/internal/session"
)

var scotland = directory.Scope{Kind: directory.ScopeCountry, ID: "scotland"}

func link(t *testing.T, d *door) {
	b := newBrowser()
	a, m := d.begin(t, "  Mo@Example.org ", b)
	if a.Email != "mo@example.org" || m.To != a.Email || m.Language != "gd" || m.ExpiresAt != a.ExpiresAt ||
		a.ExpiresAt != d.at()+millis(15*time.Minute) || !directory.IsID(a.ID) {
		t.Errorf("attempt %+v of %q, mail to %q in %q", a.ID, a.Email, m.To, m.Language)
	}
	if len(m.Token) != 43 || len(m.Code) != 6 {
		t.Errorf("a token of %d, a code of %d", len(m.Token), len(m.Code))
	}
	// Mail filters open links, again and again; so may the person.
	d.after(15*time.Minute - time.Millisecond)
	for range 3 {
		if got, err := d.Peek(ctx, m.Token, b); got != a || err != nil {
			t.Errorf("a look: %v, %v", got, err)
		}
	}
	in, err := d.ByLink(ctx, m.Token, b)
	if err != nil {
		t.Fatal(err)
	}
	u, s := d.opens(t, "signed in", in.Token)
	if u != in.User || s != in.Session || u.Email != "mo@example.org" || u.LastSeenAt != d.at() || u.CreatedAt != d.at() || s.UserID != u.ID ||
		s.Device.String() != "Firefox on Android" {
		t.Errorf("signed in: %v, %+v; found: %v, %+v", in, in.Session, u, s)
	}
	_, err = d.ByLink(ctx, m.Token, b)
	wantCode(t, "replayed", err, directory.CodeGone)
	_, err = d.Peek(ctx, m.Token, b)
	wantCode(t, "a look after it is spent", err, directory.CodeGone)
	_, err = d.ByCode(ctx, a.ID, b, m.Code)
	wantCode(t, "its code", err, directory.CodeGone)

	again := d.signIn(t, "MO@example.org")
	if again.User.ID != u.ID || again.Token == in.Token || again.Session.ID == in.Session.ID {
		t.Errorf("the second time: %v; want another session of %v", again, u)
	}
	d.opens(t, "the first", in.Token)
}

func linkRefused(t *testing.T, d *door) {
	mine, theirs := newBrowser(), newBrowser()
	_, m := d.begin(t, "mo@example.org", mine)
	a, another := d.begin(t, "ada@example.org", theirs)
	in := d.signIn(t, "kit@example.org")
	swapped := mine
	swapped.Nonce = theirs.Nonce
	bare := mine
	bare.Nonce = ""
	for _, tt := range []struct {
		name, token string
		browser     session.Browser
		want        directory.Code
	}{
		{"empty", "", mine, directory.CodeNotFound},
		{"no token", "x\x00' OR 1=1 --", mine, directory.CodeNotFound},
		{"forged", session.NewNonce(), mine, directory.CodeNotFound},
		{"changed", flip(m.Token), mine, directory.CodeNotFound},
		{"changed at its end", m.Token[:41] + flip(m.Token[41:]), mine, directory.CodeNotFound},
		{"cut", m.Token[:42], mine, directory.CodeNotFound},
		{"longer", m.Token + "A", mine, directory.CodeNotFound},
		{"with a line end", m.Token[:20] + "\n" + m.Token[20:], mine, directory.CodeNotFound},
		{"in capitals", strings.ToUpper(m.Token), mine, directory.CodeNotFound},
		{"the browser's nonce", mine.Nonce, mine, directory.CodeNotFound},
		{"a session's token", in.Token, mine, directory.CodeNotFound},
		{"the attempt's id", a.ID, theirs, directory.CodeNotFound},
		{"the code", m.Code, mine, directory.CodeNotFound},
		{"in another browser", m.Token, theirs, directory.CodeForbidden},
		{"in another browser at the same address", m.Token, swapped, directory.CodeForbidden},
		{"in a browser without a nonce", m.Token, bare, directory.CodeForbidden},
		{"another's link", another.Token, mine, directory.CodeForbidden},
	} {
		_, err := d.Peek(ctx, tt.token, tt.browser)
		wantCode(t, "a look at one "+tt.name, err, tt.want)
		got, err := d.ByLink(ctx, tt.token, tt.browser)
		wantCode(t, tt.name, err, tt.want)
		if got != (session.SignedIn{}) || strings.Contains(fmt.Sprint(err), "mo@") || len(tt.token) > 40 && strings.Contains(fmt.Sprint(err), tt.token) {
			t.Errorf("%s: %v, %v", tt.name, got, err)
		}
	}
	_, err := d.reopen(t, secret+"!").ByLink(ctx, m.Token, mine)
	wantCode(t, "of another secret", err, directory.CodeNotFound)
	// After all that, and a restart, it is good where it was asked for.
	if _, err := d.reopen(t, secret).ByLink(ctx, m.Token, mine); err != nil {
		t.Errorf("the right one: %v", err)
	}
	d.after(session.AttemptLives)
	_, err = d.ByLink(ctx, another.Token, theirs)
	wantCode(t, "too old, to the moment", err, directory.CodeGone)
	_, err = d.ByCode(ctx, a.ID, theirs, another.Code)
	wantCode(t, "a code that is too old", err, directory.CodeGone)
	if _, err := d.accounts.ByEmail(ctx, "ada@example.org"); directory.CodeOf(err) != directory.CodeNotFound {
		t.Errorf("one who did not sign in is a user: %v", err)
	}
}

func code(t *testing.T, d *door) {
	for i, typed := range []func(string) string{
		func(s string) string { return s },
		func(s string) string { return "  " + s[:3] + "\u00a0" + s[3:] + "\n" },
		func(s string) string { return s[:2] + "-" + s[2:4] + "–" + s[4:] },
		func(s string) string { return script(s, '٠') },
		func(s string) string { return "\u200f" + script(s, '۰') },
		func(s string) string { return script(s, '０') },
	} {
		b := newBrowser()
		a, m := d.begin(t, fmt.Sprint("mo", i, "@example.org"), b)
		for k := range session.MostWrong - 1 {
			_, err := d.ByCode(ctx, a.ID, b, wrong(m, k))
			faults := directory.FaultsOf(err)
			if len(faults) != 1 || faults[0].Path != "code" || faults[0].Key != "signin-code-wrong" || faults[0].Values[1] != session.MostWrong-1-k {
				t.Errorf("wrong code %d: %v", k, err)
			}
			// What is no code costs nothing.
			for _, no := range []string{"", "12345", "1234567", "12345a", "x\x00", "१२", "²²²²²²", "٠٠٠٠٠", "-123456.", strings.Repeat("1", 1e6)} {
				_, err := d.ByCode(ctx, a.ID, b, no)
				if faults := directory.FaultsOf(err); len(faults) != 1 || faults[0].Path != "code" || faults[0].Key != "signin-code-figures" {
					t.Errorf("%.10q: %v", no, err)
				}
			}
		}
		got, err := d.ByCode(ctx, a.ID, b, typed(m.Code))
		if err != nil {
			t.Errorf("%q: %v", typed(m.Code), err)
			continue
		}
		if u, s := d.opens(t, "by code", got.Token); u != got.User || s != got.Session || u.Email != m.To {
			t.Errorf("signed in %v, found %v", got, u)
		}
		_, err = d.ByCode(ctx, a.ID, b, m.Code)
		wantCode(t, "replayed", err, directory.CodeGone)
		_, err = d.ByLink(ctx, m.Token, b)
		wantCode(t, "its link", err, directory.CodeGone)
	}
}

// script gives figures in another script.
func script(s string, zero rune) string {
	return strings.Map(func(r rune) rune { return r - '0' + zero }, s)
}

func codeRefused(t *testing.T, d *door) {
	mine, theirs := newBrowser(), newBrowser()
	a, m := d.begin(t, "mo@example.org", mine)
	other, another := d.begin(t, "ada@example.org", theirs)
	bare := mine
	bare.Nonce = ""
	for _, tt := range []struct {
		name, id string
		browser  session.Browser
		code     string
		want     directory.Code
	}{
		{"of no attempt", "", mine, m.Code, directory.CodeNotFound},
		{"of no id", "x\x00", mine, m.Code, directory.CodeNotFound},
		{"of an attempt that is none", directory.NewID(start), mine, m.Code, directory.CodeNotFound},
		{"in another browser", a.ID, theirs, m.Code, directory.CodeNotFound},
		{"in a browser without a nonce", a.ID, bare, m.Code, directory.CodeNotFound},
		{"of another's attempt", other.ID, mine, another.Code, directory.CodeNotFound},
		{"another attempt's", other.ID, theirs, wrong(another, 0), directory.CodeInvalid},
	} {
		got, err := d.ByCode(ctx, tt.id, tt.browser, tt.code)
		wantCode(t, tt.name, err, tt.want)
		if got != (session.SignedIn{}) || strings.Contains(fmt.Sprint(err), tt.code) {
			t.Errorf("%s: %v, %v", tt.name, got, err)
		}
	}
	for k := range session.MostWrong {
		want := directory.CodeInvalid
		if k == session.MostWrong-1 {
			want = directory.CodeGone
		}
		_, err := d.ByCode(ctx, a.ID, mine, wrong(m, k))
		wantCode(t, fmt.Sprint("wrong code ", k), err, want)
	}
	_, err := d.ByCode(ctx, a.ID, mine, m.Code)
	wantCode(t, "the right one of what is void", err, directory.CodeGone)
	_, err = d.ByLink(ctx, m.Token, mine)
	wantCode(t, "the link of what is void", err, directory.CodeGone)
	if _, err := d.ByCode(ctx, other.ID, theirs, another.Code); err != nil {
		t.Errorf("one that nobody guessed at: %v", err)
	}
}

// sameAnswer holds that nobody learns by asking whether an address is known.
func sameAnswer(t *testing.T, d *door) {
	d.signIn(t, "known@example.org")
	known, km := d.begin(t, "known@example.org", newBrowser())
	unknown, um := d.begin(t, "unknown@example.org", newBrowser())
	if known.ExpiresAt != unknown.ExpiresAt || km.Language != um.Language || km.ExpiresAt != um.ExpiresAt || len(km.Token) != len(um.Token) {
		t.Errorf("known: %+v, unknown: %+v", known, unknown)
	}
	if users, err := d.accounts.List(ctx, ""); len(users) != 1 || err != nil {
		t.Errorf("%d users before the second signed in, %v", len(users), err)
	}
	for _, bad := range []string{"", "canary", "canary@example.org\nBcc: x@example.org"} {
		_, err := d.Begin(ctx, bad, newBrowser())
		wantCode(t, "no address", err, directory.CodeInvalid)
		if strings.Contains(fmt.Sprint(err), "canary") {
			t.Error(err)
		}
	}
	for _, nonce := range []string{"", "1", strings.Repeat("A", 44)} {
		if _, err := d.Begin(ctx, "mo@example.org", session.Browser{Nonce: nonce}); directory.CodeOf(err) != directory.CodeInternal {
			t.Errorf("nonce %q: %v", nonce, err)
		}
	}
	if len(d.mails) != 3 {
		t.Errorf("%d mails", len(d.mails))
	}
}

// floods asks for mails faster than is allowed, for one address from many
// clients, and from one client for many addresses.
func floods(t *testing.T, d *door) {
	ask := func(email string, b session.Browser) error { _, err := d.Begin(ctx, email, b); return err }
	flood := newBrowser()
	for i := range 40 {
		err, want := ask(fmt.Sprint("p", i, "@example.org"), flood), directory.Code("")
		if i >= 30 {
			want = directory.CodeTooMany
		}
		wantCode(t, fmt.Sprint("mail ", i, " from a client"), err, want)
	}
	if err := ask("p35@example.org", newBrowser()); err != nil {
		t.Errorf("one whose address a flood was refused: %v", err)
	}
	sent := len(d.mails)
	for i := range 6 {
		// However it is written, it is one address.
		err, want := ask(strings.Repeat(" ", i)+"One@Example.org", newBrowser()), directory.Code("")
		if i >= 3 {
			want = directory.CodeTooMany
		}
		wantCode(t, fmt.Sprint("mail ", i, " to an address"), err, want)
		if e, ok := errors.AsType[*directory.Error](err); ok && (e.Key != "signin-many-address" || e.Values[1] != 20) {
			t.Errorf("refused with %v", e)
		}
	}
	d.after(20 * time.Minute)
	wantCode(t, "after 20 minutes", ask("one@example.org", newBrowser()), "")
	wantCode(t, "and another", ask("one@example.org", newBrowser()), directory.CodeTooMany)
	if len(d.mails) != sent+4 {
		t.Errorf("%d mails", len(d.mails)-sent)
	}
}

// TestGuessing lets someone guess codes without a pause over two days, with as many
// attempts as they get: at one address from many clients, then from one client
// at many addresses. The guesses that are looked at are no more than the
// package says.
func TestGuessing(t *testing.T) {
	d := openDoor(t, filepath.Join(t.TempDir(), "x.db"))
	b := newBrowser()
	// guesses gives how many codes of an address are looked at now.
	guesses := func(email string, b session.Browser) (n int) {
		a, err := d.Begin(ctx, email, b)
		if err != nil {
			return 0
		}
		m := d.mails[len(d.mails)-1]
		for k := range 8 {
			_, err := d.ByCode(ctx, a.ID, b, wrong(m, k))
			switch {
			case len(directory.FaultsOf(err)) == 1, k == session.MostWrong-1 && directory.CodeOf(err) == directory.CodeGone:
				n++
			case directory.CodeOf(err) != directory.CodeGone && directory.CodeOf(err) != directory.CodeTooMany:
				t.Errorf("guess %d: %v", k, err)
			}
			if k >= session.MostWrong && directory.CodeOf(err) != directory.CodeGone && directory.CodeOf(err) != directory.CodeTooMany {
				t.Errorf("guess %d is looked at", k)
			}
		}
		return n
	}
	day := func(name string, first, rest int, each func() int) {
		t.Helper()
		for i, most := range []int{first, rest} {
			n := 0
			for range 72 {
				n += each()
				d.after(20 * time.Minute)
			}
			if n > most || n < most/2 {
				t.Errorf("%s: %d guesses on day %d; want %d at the most", name, n, i+1, most)
			}
		}
	}
	day("one address", 20, 10, func() int { return guesses("mo@example.org", newBrowser()) })
	i := 0
	day("one client", 100, 50, func() int {
		n := 0
		for range 3 {
			i++
			n += guesses(fmt.Sprint("p", i, "@example.org"), b)
		}
		return n
	})
	// Whoever has the link gets in all the while.
	mine := newBrowser()
	_, m := d.begin(t, "mo@example.org", mine)
	if _, err := d.ByLink(ctx, m.Token, mine); err != nil {
		t.Error(err)
	}
}

// atOnce has many tabs spend one link, and others its code, at the same moment:
// exactly one is signed in.
func atOnce(t *testing.T, d *door) {
	b := newBrowser()
	for _, codes := range []int{0, 5, 5} {
		a, m := d.begin(t, "mo@example.org", b)
		var won, gone atomic.Int64
		var all sync.WaitGroup
		ready := make(chan struct{})
		for i := range 16 {
			all.Go(func() {
				<-ready
				var err error
				if i < codes {
					_, err = d.ByCode(ctx, a.ID, b, m.Code)
				} else {
					_, err = d.ByLink(ctx, m.Token, b)
				}
				switch directory.CodeOf(err) {
				case "":
					won.Add(1)
				case directory.CodeGone:
					gone.Add(1)
				default:
					t.Error(err)
				}
			})
		}
		close(ready)
		all.Wait()
		if won.Load() != 1 || gone.Load() != 15 {
			t.Errorf("of 16, %d with the code: %d are signed in, %d refused", codes, won.Load(), gone.Load())
		}
	}
	u, err := d.accounts.ByEmail(ctx, "mo@example.org")
	if err != nil {
		t.Fatal(err)
	}
	if all, err := d.List(ctx, u.ID); len(all) != 3 || err != nil {
		t.Errorf("%d sessions, %v", len(all), err)
	}
}

// guessesAtOnce has many guess one attempt's code at the same moment: no more
// are looked at than one after another.
func guessesAtOnce(t *testing.T, d *door) {
	b := newBrowser()
	a, m := d.begin(t, "mo@example.org", b)
	var invalid, gone, many atomic.Int64
	var all sync.WaitGroup
	for i := range 16 {
		all.Go(func() {
			_, err := d.ByCode(ctx, a.ID, b, wrong(m, i))
			switch directory.CodeOf(err) {
			case directory.CodeInvalid:
				invalid.Add(1)
			case directory.CodeGone:
				gone.Add(1)
			case directory.CodeTooMany:
				many.Add(1)
			default:
				t.Error(err)
			}
		})
	}
	all.Wait()
	if invalid.Load() != session.MostWrong-1 {
		t.Errorf("%d were told to try again; %d gone, %d too many", invalid.Load(), gone.Load(), many.Load())
	}
	var tries int
	err := d.store.Read(ctx, func(tx *sql.Tx) error {
		return tx.QueryRowContext(ctx, `SELECT tries FROM sign_ins WHERE id = $1`, a.ID).Scan(&tries)
	})
	if tries != session.MostWrong || err != nil {
		t.Errorf("%d tries are counted, %v", tries, err)
	}
}

func invite(t *testing.T, d *door) {
	g := account.Grant{UserID: "another", Role: account.Administrator, Scope: scotland}
	ask := func() session.FirstLink {
		t.Helper()
		f, err := d.Invite(ctx, " Boss@example.org", g)
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	first, second := ask(), ask()
	if first.User != second.User || first.User.Email != "boss@example.org" || first.User.LastSeenAt != 0 || second.ExpiresAt != d.at()+millis(24*time.Hour) {
		t.Errorf("%v %q, %v until %d", first, first.User.Email, second, second.ExpiresAt)
	}
	b := newBrowser()
	_, err := d.ByLink(ctx, first.Token, b)
	wantCode(t, "the link before", err, directory.CodeNotFound)
	d.after(24*time.Hour - time.Millisecond)
	a, err := d.Peek(ctx, second.Token, session.Browser{})
	if err != nil || a.Email != "boss@example.org" {
		t.Errorf("a look from anywhere: %v, %v", a, err)
	}
	_, err = d.ByCode(ctx, a.ID, b, "000000")
	wantCode(t, "a code where there is none", err, directory.CodeNotFound)
	_, err = d.ByCode(ctx, a.ID, session.Browser{}, "000000")
	wantCode(t, "a code where there is none, in no browser", err, directory.CodeNotFound)
	in, err := d.ByLink(ctx, second.Token, session.Browser{})
	if err != nil || in.User.ID != first.User.ID {
		t.Fatal(in, err)
	}
	grants, err := d.accounts.GrantsOf(ctx, in.User.ID)
	if err != nil || len(grants) != 1 || !account.Can(grants, account.ManageUsers, account.Resource{}) {
		t.Errorf("granted %v, %v", grants, err)
	}
	_, err = d.ByLink(ctx, second.Token, b)
	wantCode(t, "replayed", err, directory.CodeGone)
	third := ask()
	d.after(24 * time.Hour)
	_, err = d.ByLink(ctx, third.Token, b)
	wantCode(t, "too old", err, directory.CodeGone)

	_, err = d.Invite(ctx, "canary", g)
	wantCode(t, "no address", err, directory.CodeInvalid)
	_, err = d.Invite(ctx, "canary@example.org", account.Grant{Role: "king", Scope: scotland})
	wantCode(t, "no role", err, directory.CodeInvalid)
	if _, err = d.accounts.ByEmail(ctx, "canary@example.org"); directory.CodeOf(err) != directory.CodeNotFound {
		t.Errorf("who could not be invited is a user: %v", err)
	}
	if len(d.mails) != 0 {
		t.Error("a mail was sent")
	}
}

// nothingSecret reads all that is kept: no link, code, nonce or token is in it,
// nor where a browser was; and of what was used, not the address.
func nothingSecret(t *testing.T, d *door) {
	b := newBrowser()
	_, m := d.begin(t, "mo@example.org", b)
	in, err := d.ByLink(ctx, m.Token, b)
	if err != nil {
		t.Fatal(err)
	}
	f, err := d.Invite(ctx, "boss@example.org", account.Grant{Role: account.Moderator, Scope: scotland})
	if err != nil {
		t.Fatal(err)
	}
	read := func(table string) (out []string) {
		err := d.store.Read(ctx, func(tx *sql.Tx) error {
			rows, err := tx.QueryContext(ctx, `SELECT * FROM `+table)
			if err != nil {
				return err
			}
			defer rows.Close()
			columns, err := rows.Columns()
			for err == nil && rows.Next() {
				values := make([]any, len(columns))
				into := make([]any, len(columns))
				for i := range values {
					into[i] = &values[i]
				}
				err = rows.Scan(into...)
				for _, v := range values {
					out = append(out, fmt.Sprint(v))
				}
			}
			return errors.Join(err, rows.Err())
		})
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	for table, address := range map[string]bool{"sign_ins": false, "sessions": false, "users": true, "grants": false} {
		values := read(table)
		if len(values) == 0 {
			t.Errorf("%s is empty", table)
		}
		for _, v := range values {
			for what, private := range map[string]string{"link": m.Token, "first link": f.Token, "token": in.Token, "nonce": b.Nonce, "client": b.Client, "agent": "Mozilla"} {
				if strings.Contains(v, private) {
					t.Errorf("%s holds the %s in %q", table, what, v)
				}
			}
			if v == m.Code || !address && strings.Contains(v, "mo@example.org") {
				t.Errorf("%s holds %q", table, v)
			}
		}
	}
}

// unsent has mails that can't be handed over.
func unsent(t *testing.T, d *door) {
	d.fails = fmt.Errorf("550 <canary@example.org>: no such user")
	_, err := d.Begin(ctx, "canary@example.org", newBrowser())
	wantCode(t, "unsent", err, directory.CodeUnavailable)
	if strings.Contains(fmt.Sprint(err), "canary") {
		t.Error(err)
	}
	d.fails = directory.Errorf(directory.CodeConflict, "The mailbox is full.")
	_, err = d.Begin(ctx, "canary@example.org", newBrowser())
	if !errors.Is(err, d.fails) {
		t.Errorf("an error of our own became %v", err)
	}
	if len(d.mails) != 2 {
		t.Errorf("%d were tried", len(d.mails))
	}
}

// TestNothingInLogs prints and logs all that is personal or secret in every way
// there is.
func TestNothingInLogs(t *testing.T) {
	user := account.User{ID: "an-id", Email: "canary@example.org"}
	all := []any{
		session.Browser{Nonce: "canary", Client: "canary", Agent: "canary"},
		session.Attempt{ID: "an-id", Email: "canary@example.org"},
		session.Mail{To: "canary@example.org", Token: "canary", Code: "canary"},
		session.SignedIn{Token: "canary", User: user},
		session.FirstLink{Token: "canary", User: user},
	}
	var logged bytes.Buffer
	for _, h := range []slog.Handler{slog.NewTextHandler(&logged, nil), slog.NewJSONHandler(&logged, nil)} {
		for _, x := range all {
			slog.New(h).InfoContext(context.Background(), "one", "x", x, "many", []any{x}, "within", struct{ X any }{x})
		}
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x", "%t"} {
		for _, x := range all {
			fmt.Fprintf(&logged, verb+verb+"\n", x, []any{x})
		}
	}
	if err := json.NewEncoder(&logged).Encode(all); err != nil {
		t.Fatal(err)
	}
	if got := logged.String(); strings.Contains(got, "canary") || strings.Contains(got, fmt.Sprintf("%x", "canary")) || !strings.Contains(got, "an-id") {
		t.Errorf("logged: %s", got)
	}
}
