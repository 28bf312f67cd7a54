package session_test

import (
	"context"
	"fmt"
	"net/netip"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"alongside/internal/account"
	"alongside/internal/directory"
	"alongside/internal/limit"
	"alongside/internal/session"
	"alongside/internal/store"
	"alongside/internal/store/storetest"
)

func TestMain(m *testing.M) { storetest.Main(m) }

var ctx = context.Background()

const secret = "the secret of a site in a test"

// start is when the clock of every test begins.
var start = time.UnixMilli(1_777_777_777_000)

// door is a store with sessions, the mails that they sent, and a clock that is
// set by hand.
type door struct {
	*session.Sessions
	accounts *account.Accounts
	store    *store.Store
	now      atomic.Int64 // since start

	mu    sync.Mutex
	mails []session.Mail
	// fails is what sending gives.
	fails error
}

func (d *door) clock() time.Time              { return start.Add(time.Duration(d.now.Load())) }
func (d *door) after(while time.Duration)     { d.now.Add(int64(while)) }
func (d *door) at() directory.Millis          { return directory.MillisOf(d.clock()) }
func (d *door) set(since time.Duration)       { d.now.Store(int64(since)) }
func millis(d time.Duration) directory.Millis { return directory.Millis(d.Milliseconds()) }

func (d *door) send(_ context.Context, m session.Mail) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.mails = append(d.mails, m)
	return d.fails
}

func openDoor(t *testing.T, url string) *door {
	t.Helper()
	d := &door{}
	var err error
	if d.store, err = store.Open(ctx, url, store.Options{Now: d.clock}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.store.Close() })
	d.accounts = account.New(d.store, d.clock)
	d.Sessions = d.reopen(t, secret)
	return d
}

// reopen gives sessions of the same store with a limiter that has counted
// nothing, as a process has that was started anew.
func (d *door) reopen(t *testing.T, secret string) *session.Sessions {
	t.Helper()
	limits, err := limit.New(limit.Options{Now: d.clock})
	if err != nil {
		t.Fatal(err)
	}
	s, err := session.New(session.Options{Store: d.store, Limits: limits, Secret: []byte(secret), Send: d.send, Now: d.clock})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

var clients atomic.Int64

// newBrowser gives a browser at an internet address of its own.
func newBrowser() session.Browser {
	var ip [4]byte
	n := clients.Add(1)
	ip[0], ip[1], ip[2], ip[3] = 10, byte(n>>16), byte(n>>8), byte(n)
	return session.Browser{Nonce: session.NewNonce(), Client: netip.AddrFrom4(ip).String(), Language: "gd",
		Agent: "Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0"}
}

// begin asks for a mail, and gives it.
func (d *door) begin(t *testing.T, email string, b session.Browser) (session.Attempt, session.Mail) {
	t.Helper()
	before := len(d.mails)
	a, err := d.Begin(ctx, email, b)
	if err != nil {
		t.Fatal(err)
	}
	if len(d.mails) != before+1 {
		t.Fatalf("%d mails were sent", len(d.mails)-before)
	}
	return a, d.mails[before]
}

// signIn signs someone in.
func (d *door) signIn(t *testing.T, email string) session.SignedIn {
	t.Helper()
	b := newBrowser()
	_, m := d.begin(t, email, b)
	in, err := d.ByLink(ctx, m.Token, b)
	if err != nil {
		t.Fatal(err)
	}
	return in
}

// wrong gives a code that is not the nth of those that are wrong.
func wrong(m session.Mail, n int) string {
	var right int
	fmt.Sscan(strings.TrimLeft(m.Code, "0")+" ", &right)
	return fmt.Sprintf("%06d", (right+1+n)%1_000_000)
}

func wantCode(t *testing.T, what string, err error, want directory.Code) {
	t.Helper()
	if directory.CodeOf(err) != want {
		t.Errorf("%s: %v; want %q", what, err, want)
	}
}

// opens and shut say whether a token opens a session.
func (d *door) opens(t *testing.T, what, token string) (account.User, session.Session) {
	t.Helper()
	u, in, err := d.Authenticate(ctx, token)
	if err != nil {
		t.Errorf("%s: %v", what, err)
	}
	return u, in
}

func (d *door) shut(t *testing.T, what, token string) {
	t.Helper()
	u, in, err := d.Authenticate(ctx, token)
	if directory.CodeOf(err) != directory.CodeForbidden || u != (account.User{}) || in != (session.Session{}) {
		t.Errorf("%s: %v %v %v", what, u, in, err)
	}
}

// suite is what sessions do on every engine.
var suite = map[string]func(*testing.T, *door){
	"link":            link,
	"link refused":    linkRefused,
	"code":            code,
	"code refused":    codeRefused,
	"same answer":     sameAnswer,
	"floods":          floods,
	"at once":         atOnce,
	"guesses at once": guessesAtOnce,
	"revoke":          revoke,
	"time passes":     timePasses,
	"noted hourly":    notedHourly,
	"forget":          forget,
	"invite":          invite,
	"nothing secret":  nothingSecret,
	"unsent":          unsent,
	"unavailable":     unavailable,
}

func TestSQLite(t *testing.T) {
	for name, run := range suite {
		t.Run(name, func(t *testing.T) { run(t, openDoor(t, filepath.Join(t.TempDir(), "x.db"))) })
	}
}

func TestPostgres(t *testing.T) {
	for name, run := range suite {
		t.Run(name, func(t *testing.T) { run(t, openDoor(t, storetest.StartPostgres(t))) })
	}
}

func TestNew(t *testing.T) {
	if _, err := session.New(session.Options{}); err == nil {
		t.Error("sessions of nothing")
	}
}

func revoke(t *testing.T, d *door) {
	var mine []session.SignedIn
	for range 3 {
		d.after(time.Minute)
		mine = append(mine, d.signIn(t, "mo@example.org"))
	}
	theirs := d.signIn(t, "ada@example.org")
	list := func(want ...session.SignedIn) {
		t.Helper()
		got, err := d.List(ctx, mine[0].User.ID)
		if err != nil || len(got) != len(want) {
			t.Fatalf("%d sessions; want %d; %v", len(got), len(want), err)
		}
		for i, w := range want {
			if got[i] != w.Session {
				t.Errorf("session %d: %+v; want %+v", i, got[i], w.Session)
			}
		}
	}
	me := mine[0].User.ID
	list(mine[2], mine[1], mine[0])
	for what, err := range map[string]error{
		"another's":        d.Revoke(ctx, me, theirs.Session.ID),
		"none":             d.Revoke(ctx, me, directory.NewID(start)),
		"no id":            d.Revoke(ctx, me, "x\x00"),
		"nothing":          d.Revoke(ctx, me, ""),
		"nobody's":         d.Revoke(ctx, "x\x00", mine[0].Session.ID),
		"one's by another": d.Revoke(ctx, theirs.User.ID, mine[0].Session.ID),
	} {
		wantCode(t, what, err, directory.CodeNotFound)
	}
	list(mine[2], mine[1], mine[0])
	d.opens(t, "before", mine[1].Token)
	if err := d.Revoke(ctx, me, mine[1].Session.ID); err != nil {
		t.Fatal(err)
	}
	d.shut(t, "revoked", mine[1].Token)
	wantCode(t, "again", d.Revoke(ctx, me, mine[1].Session.ID), directory.CodeNotFound)
	list(mine[2], mine[0])

	d.Sessions = d.reopen(t, secret) // which allows a fourth mail
	mine[1] = d.signIn(t, "mo@example.org")
	for _, ids := range [][2]string{{"", ""}, {"x\x00", ""}, {me, "x\x00"}} {
		if n, err := d.RevokeAll(ctx, ids[0], ids[1]); n != 0 || err != nil {
			t.Errorf("all of %q but %q: %d, %v", ids[0], ids[1], n, err)
		}
	}
	if n, err := d.RevokeAll(ctx, me, mine[0].Session.ID); n != 2 || err != nil {
		t.Errorf("revoked %d, %v", n, err)
	}
	d.shut(t, "revoked with others", mine[1].Token)
	d.shut(t, "revoked with others", mine[2].Token)
	d.opens(t, "the one that asked", mine[0].Token)
	d.opens(t, "another's", theirs.Token)
	list(mine[0])
	if n, err := d.RevokeAll(ctx, me, ""); n != 1 || err != nil {
		t.Errorf("revoked %d, %v", n, err)
	}
	d.shut(t, "revoked with all", mine[0].Token)
	list()

	for what, token := range map[string]string{"forged": session.NewNonce(), "empty": "", "no token": "x\x00' OR 1=1",
		"cut": theirs.Token[:42], "longer": theirs.Token + "A", "changed": flip(theirs.Token), "changed at its end": theirs.Token[:41] + flip(theirs.Token[41:]), "a session's id": theirs.Session.ID} {
		d.shut(t, what, token)
	}
	other := &door{Sessions: d.reopen(t, secret+"!")}
	other.shut(t, "of another secret", theirs.Token)
	if err := d.accounts.Erase(ctx, theirs.User.ID); err != nil {
		t.Fatal(err)
	}
	d.shut(t, "who was erased", theirs.Token)
}

// flip changes the first character of a token.
func flip(token string) string {
	if token[0] == 'A' {
		return "B" + token[1:]
	}
	return "A" + token[1:]
}

func timePasses(t *testing.T, d *door) {
	const day = 24 * time.Hour
	idle, busy := d.signIn(t, "mo@example.org"), d.signIn(t, "mo@example.org")
	if got, want := idle.Session.ExpiresAt, d.at()+millis(session.Sliding); got != want {
		t.Errorf("expires at %d; want %d", got, want)
	}
	for day := 13 * day; day < session.Absolute; day += 13 * 24 * time.Hour {
		d.set(day)
		_, in := d.opens(t, fmt.Sprint("one used on and on, after ", day), busy.Token)
		if want := min(d.at()+millis(session.Sliding), busy.Session.CreatedAt+millis(session.Absolute)); in.ExpiresAt != want || in.LastSeenAt != d.at() {
			t.Errorf("after %v it expires at %d; want %d; seen at %d", day, in.ExpiresAt, want, in.LastSeenAt)
		}
	}
	d.set(session.Sliding)
	d.shut(t, "one that was not used, to the moment", idle.Token)
	d.set(session.Sliding - time.Millisecond)
	d.opens(t, "one that was not used, a moment before", idle.Token)
	d.set(session.Absolute - time.Millisecond)
	d.opens(t, "the oldest there is, a moment before", busy.Token)
	d.set(session.Absolute)
	d.shut(t, "the oldest there is, to the moment", busy.Token)
	if got, err := d.List(ctx, busy.User.ID); len(got) != 0 || err != nil {
		t.Errorf("listed %v, %v", got, err)
	}
	// Set back, the clock lets nobody in for longer than they had.
	d.set(-time.Hour)
	d.opens(t, "a clock that was set back", busy.Token)
}

// notedHourly holds that being here is written down once an hour, however many
// ask, and that nothing is lost where it can't be.
func notedHourly(t *testing.T, d *door) {
	in := d.signIn(t, "mo@example.org")
	seen := func() directory.Millis {
		t.Helper()
		kept, err := d.List(ctx, in.User.ID)
		if err != nil || len(kept) != 1 {
			t.Fatal(kept, err)
		}
		u, err := d.accounts.User(ctx, in.User.ID)
		if err != nil || u.LastSeenAt != kept[0].LastSeenAt {
			t.Errorf("the user was seen at %d, the session at %d, %v", u.LastSeenAt, kept[0].LastSeenAt, err)
		}
		return u.LastSeenAt
	}
	first := d.at()
	for _, tt := range []struct{ at, seen time.Duration }{
		{0, 0}, {time.Minute, 0}, {time.Hour - time.Millisecond, 0}, {time.Hour, time.Hour}, {time.Hour + 59*time.Minute, time.Hour},
		{4 * time.Hour, 4 * time.Hour},
	} {
		d.set(tt.at)
		u, s := d.opens(t, tt.at.String(), in.Token)
		if want := first + millis(tt.seen); seen() != want || u.LastSeenAt != want || s.LastSeenAt != want {
			t.Errorf("after %v: seen %d, told %d and %d; want %d", tt.at, seen(), u.LastSeenAt, s.LastSeenAt, want)
		}
	}
	d.set(6 * time.Hour)
	var all sync.WaitGroup
	for range 16 {
		all.Go(func() {
			if _, _, err := d.Authenticate(ctx, in.Token); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if seen() != d.at() {
		t.Errorf("seen at %d; want %d", seen(), d.at())
	}
}

func forget(t *testing.T, d *door) {
	forgot := func(what string, want int64) {
		t.Helper()
		if n, err := d.Forget(ctx); n != want || err != nil {
			t.Errorf("%s: forgot %d; want %d; %v", what, n, want, err)
		}
	}
	b := newBrowser()
	old := d.signIn(t, "mo@example.org") // an attempt that is spent, and a session
	_, waiting := d.begin(t, "ada@example.org", b)
	d.set(session.AttemptLives - time.Millisecond)
	forgot("before they are too old", 0)
	if _, err := d.Peek(ctx, waiting.Token, b); err != nil {
		t.Error(err)
	}
	d.set(session.AttemptLives)
	forgot("two attempts", 2)
	_, err := d.Peek(ctx, waiting.Token, b)
	wantCode(t, "forgotten", err, directory.CodeNotFound)
	d.opens(t, "a session", old.Token)
	d.set(13 * 24 * time.Hour)
	young := d.signIn(t, "mo@example.org")
	d.set(session.Sliding + time.Hour) // old was seen again after 15 minutes, which was not noted
	forgot("a session and an attempt", 2)
	d.shut(t, "forgotten", old.Token)
	d.opens(t, "a young session", young.Token)
}

func unavailable(t *testing.T, d *door) {
	in := d.signIn(t, "canary@example.org")
	b := newBrowser()
	a, m := d.begin(t, "canary@example.org", b)
	mails := len(d.mails)
	gaveUp, cancel := context.WithCancel(ctx)
	cancel()
	for name, do := range map[string]func() error{
		"begin":        func() error { _, err := d.Begin(gaveUp, "canary@example.org", b); return err },
		"peek":         func() error { _, err := d.Peek(gaveUp, m.Token, b); return err },
		"link":         func() error { _, err := d.ByLink(gaveUp, m.Token, b); return err },
		"code":         func() error { _, err := d.ByCode(gaveUp, a.ID, b, m.Code); return err },
		"authenticate": func() error { _, _, err := d.Authenticate(gaveUp, in.Token); return err },
		"list":         func() error { _, err := d.List(gaveUp, in.User.ID); return err },
		"revoke":       func() error { return d.Revoke(gaveUp, in.User.ID, in.Session.ID) },
		"revoke all":   func() error { _, err := d.RevokeAll(gaveUp, in.User.ID, ""); return err },
		"forget":       func() error { _, err := d.Forget(gaveUp); return err },
		"invite": func() error {
			_, err := d.Invite(gaveUp, "canary@example.org", account.Grant{Role: account.Administrator, Scope: scotland})
			return err
		},
	} {
		err := do()
		wantCode(t, name, err, directory.CodeUnavailable)
		for _, private := range []string{"canary", m.Token, m.Code, in.Token, b.Nonce} {
			if strings.Contains(fmt.Sprint(err), private) {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
	if len(d.mails) != mails {
		t.Error("a mail was sent whose link is not kept")
	}
	// Nothing was spent.
	if _, err := d.ByCode(ctx, a.ID, b, m.Code); err != nil {
		t.Error(err)
	}
	d.opens(t, "after all that", in.Token)
}
