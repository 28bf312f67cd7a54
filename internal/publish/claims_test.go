package publish_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"alongside/internal/directory"
	"alongside/internal/publish"
)

func TestClaims(t *testing.T) {
	engines(t, func(t *testing.T, h *house) {
		t.Run("published", func(t *testing.T) { reached(t, h) })
		t.Run("by mail", func(t *testing.T) { byMail(t, h) })
		t.Run("by call", func(t *testing.T) { byCall(t, h) })
		t.Run("guessing", func(t *testing.T) { guessing(t, h) })
		t.Run("time", func(t *testing.T) { claimTime(t, h) })
		t.Run("contested", func(t *testing.T) { contested(t, h) })
		t.Run("at once", func(t *testing.T) { claimsAtOnce(t, h) })
		t.Run("not whole", func(t *testing.T) { notWhole(t, h) })
	})
}

// society publishes a listing of a new organisation with an address and a
// number.
func (h *house) society(t *testing.T, n int) string {
	t.Helper()
	l := h.whole(n)
	l.Email = fmt.Sprintf("group-%d@society.example", n)
	return h.published(t, l).Organization.ID
}

func (h *house) claim(t *testing.T, who publish.Actor, org string, how publish.How) publish.Claim {
	t.Helper()
	return must[publish.Claim](t)(h.claims.Begin(ctx, who.User, org, how))
}

func reached(t *testing.T, h *house) {
	l := h.whole(10)
	l.Organization.Email = "Office@society.example"
	l.Organization.Contacts = []directory.Contact{{Email: "desk@society.example", Phones: []directory.Phone{{Number: "0131 496 0001"}}}}
	l.Email, l.Phones = "office@society.example", []directory.Phone{{Number: "(0131) 496-0001"}, {Number: "0131 496 0002"}}
	// What only a hall says of itself reaches the hall.
	l.At[0].Location.Phones = []directory.Phone{{Number: "0131 496 0003"}}
	l = h.published(t, l)
	got := must[publish.Published](t)(h.claims.Published(ctx, l.Organization.ID))
	want := publish.Published{Emails: []string{"Office@society.example", "desk@society.example"}, Phones: []string{"0131 496 0001", "0131 496 0002"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	_, err := h.claims.Begin(ctx, ada.User, l.ID, publish.HowModerator)
	wantCode(t, err, directory.CodeNotFound)
	_, err = h.claims.Begin(ctx, "ada@example.org", l.Organization.ID, publish.HowModerator)
	if err == nil || strings.Contains(err.Error(), "ada@") {
		t.Errorf("an address for a user: %v", err)
	}
	silent := h.whole(20)
	silent.Phones = nil
	silent = h.published(t, silent)
	for _, how := range []publish.How{publish.HowMail, publish.HowCall, "post"} {
		_, err := h.claims.Begin(ctx, ada.User, silent.Organization.ID, how)
		if diff := cmp.Diff([]string{"how"}, paths(err)); diff != "" {
			t.Errorf("%s: %s", how, diff)
		}
	}
}

func byMail(t *testing.T, h *house) {
	org := h.society(t, 30)
	c := h.claim(t, ada, org, publish.HowMail)
	if c.State != publish.ClaimOpen || c.Contested {
		t.Errorf("%v", c)
	}
	if again := h.claim(t, ada, org, publish.HowMail); again.ID != c.ID {
		t.Errorf("a second claim %s beside %s", again.ID, c.ID)
	}
	_, err := h.claims.Prove(ctx, ada.User, c.ID, "12345678")
	wantCode(t, err, directory.CodeInvalid)
	for _, to := range []string{"mallory@evil.example", "", "group-30@society.example, mallory@evil.example"} {
		_, err := h.claims.SendCode(ctx, ada.User, c.ID, to)
		if diff := cmp.Diff([]string{"to"}, paths(err)); diff != "" {
			t.Errorf("to %q: %s", to, diff)
		}
	}
	_, err = h.claims.SendCode(ctx, ben.User, c.ID, "group-30@society.example")
	wantCode(t, err, directory.CodeNotFound)
	_, _, err = h.claims.CallCode(ctx, c.ID)
	wantCode(t, err, directory.CodeInvalid)
	c = must[publish.Claim](t)(h.claims.SendCode(ctx, ada.User, c.ID, "group-30@society.example"))
	if len(h.post.code) != 8 || h.post.to != "group-30@society.example" || c.TriesLeft != publish.ClaimTries || c.Codes != 1 {
		t.Errorf("sent %q to %q: %d tries, %d codes", h.post.code, h.post.to, c.TriesLeft, c.Codes)
	}
	_, err = h.claims.Prove(ctx, ben.User, c.ID, h.post.code)
	wantCode(t, err, directory.CodeNotFound)
	c = must[publish.Claim](t)(h.claims.Prove(ctx, ada.User, c.ID, " "+h.post.code[:4]+" - "+h.post.code[4:]))
	if c.State != publish.ClaimApproved || c.DecidedAt == 0 || !cmp.Equal(h.owners.made[org], []string{ada.User}) {
		t.Errorf("%v, owners %v", c, h.owners.made[org])
	}
	if again := must[publish.Claim](t)(h.claims.Prove(ctx, ada.User, c.ID, h.post.code)); again.State != publish.ClaimApproved {
		t.Errorf("proving twice: %v", again)
	}
	acts := must[[]publish.Act](t)(h.moderation.Acts(ctx, org, ""))
	if len(acts) != 2 || acts[0].Deed != publish.DeedProved || acts[1].Deed != publish.DeedClaimed || acts[0].Actor.User != ada.User {
		t.Errorf("acts %v", acts)
	}
}

func byCall(t *testing.T, h *house) {
	org := h.society(t, 40)
	c := h.claim(t, ada, org, publish.HowMail)
	c = must[publish.Claim](t)(h.claims.SendCode(ctx, ada.User, c.ID, "group-40@society.example"))
	mailed := h.post.code
	if changed := h.claim(t, ada, org, publish.HowCall); changed.ID != c.ID || changed.How != publish.HowCall || changed.Codes != 1 {
		t.Errorf("another way: %v, %d codes", changed, changed.Codes)
	}
	_, first, err := h.claims.CallCode(ctx, c.ID)
	ok(t, err)
	_, second, err := h.claims.CallCode(ctx, c.ID)
	ok(t, err)
	for _, old := range []string{mailed, first} {
		_, err := h.claims.Prove(ctx, ada.User, c.ID, old)
		wantCode(t, err, directory.CodeInvalid)
	}
	_, _, err = h.claims.CallCode(ctx, c.ID)
	wantCode(t, err, directory.CodeForbidden) // it has had its codes
	c = must[publish.Claim](t)(h.claims.Prove(ctx, ada.User, c.ID, second))
	if c.State != publish.ClaimApproved {
		t.Errorf("%v", c)
	}
}

// guessing tries codes from many browsers at once: no more are looked at than
// may be.
func guessing(t *testing.T, h *house) {
	org := h.society(t, 50)
	c := h.claim(t, ada, org, publish.HowCall)
	_, code, err := h.claims.CallCode(ctx, c.ID)
	ok(t, err)
	var all sync.WaitGroup
	var wrong, void atomic.Int64
	for i := range 16 {
		all.Go(func() {
			_, err := h.claims.Prove(ctx, ada.User, c.ID, fmt.Sprintf("%08d", i))
			switch directory.CodeOf(err) {
			case directory.CodeInvalid:
				wrong.Add(1)
			case directory.CodeForbidden:
				void.Add(1)
			default:
				t.Errorf("guess %d: %v", i, err)
			}
		})
	}
	all.Wait()
	if wrong.Load() != publish.ClaimTries-1 || void.Load() != 16-wrong.Load() {
		t.Errorf("%d wrong, %d void", wrong.Load(), void.Load())
	}
	_, err = h.claims.Prove(ctx, ada.User, c.ID, code)
	wantCode(t, err, directory.CodeForbidden)
	if c = must[publish.Claim](t)(h.claims.Get(ctx, c.ID)); c.State != publish.ClaimVoid || h.owners.made[org] != nil {
		t.Errorf("%v, owners %v", c, h.owners.made[org])
	}
	_, err = h.claims.Begin(ctx, ada.User, org, publish.HowCall)
	wantCode(t, err, directory.CodeTooMany)
	// A moderator may be asked, and others may claim.
	h.claim(t, ben, org, publish.HowCall)
	if c := h.claim(t, ada, org, publish.HowModerator); c.State != publish.ClaimContested {
		t.Errorf("%v", c)
	}
}

func claimTime(t *testing.T, h *house) {
	org := h.society(t, 60)
	c := h.claim(t, ada, org, publish.HowCall)
	_, code, err := h.claims.CallCode(ctx, c.ID)
	ok(t, err)
	h.wait(publish.ClaimCodeFor + time.Second)
	listed := must[[]publish.Claim](t)(h.claims.List(ctx, publish.ClaimQuery{Organization: org, State: publish.ClaimVoid}))
	if len(listed) != 1 || listed[0].State != publish.ClaimVoid {
		t.Errorf("after a week: %v", listed)
	}
	_, err = h.claims.Prove(ctx, ada.User, c.ID, code)
	wantCode(t, err, directory.CodeForbidden)
	h.wait(8 * 24 * time.Hour)
	again := h.claim(t, ada, org, publish.HowCall)
	if again.ID == c.ID || again.State != publish.ClaimOpen {
		t.Errorf("a new claim: %v", again)
	}
	h.wait(publish.ClaimOpenFor + time.Second)
	_, _, err = h.claims.CallCode(ctx, again.ID)
	wantCode(t, err, directory.CodeForbidden)
	ok(t, h.claims.Expire(ctx))
	if got := must[publish.Claim](t)(h.claims.Get(ctx, again.ID)); got.State != publish.ClaimVoid {
		t.Errorf("left too long: %v", got)
	}
	// What waits for a moderator waits.
	org = h.society(t, 70)
	c = h.claim(t, ada, org, publish.HowModerator)
	h.wait(365 * 24 * time.Hour)
	ok(t, h.claims.Expire(ctx))
	if got := must[publish.Claim](t)(h.claims.Get(ctx, c.ID)); got.State != publish.ClaimOpen {
		t.Errorf("for a moderator: %v", got)
	}
	if c = must[publish.Claim](t)(h.claims.Withdraw(ctx, ada.User, c.ID)); c.State != publish.ClaimWithdrawn {
		t.Errorf("%v", c)
	}
	_, err = h.claims.Approve(ctx, cat, c.ID, "")
	wantCode(t, err, directory.CodeConflict)
}

// contested has two people claim one organisation: both are told, the first
// stays, and only a moderator lets the second in.
func contested(t *testing.T, h *house) {
	org := h.society(t, 80)
	first := h.claim(t, ada, org, publish.HowCall)
	second := h.claim(t, ben, org, publish.HowCall)
	first = must[publish.Claim](t)(h.claims.Get(ctx, first.ID))
	if first.State != publish.ClaimOpen || !first.Contested || second.State != publish.ClaimContested || !second.Contested {
		t.Errorf("first %v (contested %v), second %v", first, first.Contested, second)
	}
	waiting := must[[]publish.Claim](t)(h.claims.List(ctx, publish.ClaimQuery{Organization: org, State: publish.ClaimContested}))
	if len(waiting) != 1 || waiting[0].ID != second.ID {
		t.Errorf("the moderators see %v", waiting)
	}
	_, _, err := h.claims.CallCode(ctx, second.ID)
	wantCode(t, err, directory.CodeConflict)
	_, err = h.claims.Prove(ctx, ben.User, second.ID, "12345678")
	wantCode(t, err, directory.CodeConflict)
	_, code, err := h.claims.CallCode(ctx, first.ID)
	ok(t, err)
	must[publish.Claim](t)(h.claims.Prove(ctx, ada.User, first.ID, code))
	if !cmp.Equal(h.owners.made[org], []string{ada.User}) {
		t.Errorf("owners %v", h.owners.made[org])
	}
	_, err = h.claims.Refuse(ctx, cat, second.ID, "")
	wantCode(t, err, directory.CodeInvalid)
	second = must[publish.Claim](t)(h.claims.Approve(ctx, cat, second.ID, "Both run it."))
	if second.State != publish.ClaimApproved || !cmp.Equal(h.owners.made[org], []string{ada.User, ben.User}) {
		t.Errorf("%v, owners %v", second, h.owners.made[org])
	}
	// One that has an owner by another way is contested too.
	owned := h.society(t, 90)
	ok(t, h.owners.MakeOwner(ctx, nil, owned, cat.User, cat))
	c := h.claim(t, ada, owned, publish.HowCall)
	if c.State != publish.ClaimContested {
		t.Errorf("of one that has an owner: %v", c)
	}
	c = must[publish.Claim](t)(h.claims.Refuse(ctx, cat, c.ID, "They know nobody there."))
	if c.State != publish.ClaimRefused || len(h.owners.made[owned]) != 1 {
		t.Errorf("%v, owners %v", c, h.owners.made[owned])
	}
}

func claimsAtOnce(t *testing.T, h *house) {
	for round := range 4 {
		claimed16(t, h, h.society(t, 1000+10*round))
	}
}

func claimed16(t *testing.T, h *house, org string) {
	t.Helper()
	var all sync.WaitGroup
	var open, contested atomic.Int64
	for i := range 16 {
		all.Go(func() {
			c, err := h.claims.Begin(ctx, directory.ImportedID("user", fmt.Sprint("claims", i/2)), org, publish.HowCall)
			switch {
			case err != nil:
				t.Error(err)
			case c.State == publish.ClaimOpen:
				open.Add(1)
			case c.State == publish.ClaimContested:
				contested.Add(1)
			}
		})
	}
	all.Wait()
	listed := must[[]publish.Claim](t)(h.claims.List(ctx, publish.ClaimQuery{Organization: org}))
	first := must[[]publish.Claim](t)(h.claims.List(ctx, publish.ClaimQuery{Organization: org, State: publish.ClaimOpen}))
	if open.Load() != 2 || contested.Load() != 14 || len(listed) != 8 || len(first) != 1 {
		t.Errorf("%d open and %d contested of 16; %d claims, %d open", open.Load(), contested.Load(), len(listed), len(first))
	}
}

// notWhole holds that a claim is approved and its owner made together, or
// neither, and that no code is out that was not sent.
func notWhole(t *testing.T, h *house) {
	org := h.society(t, 110)
	c := h.claim(t, ada, org, publish.HowMail)
	h.post.err = errors.New("the mail can't be queued")
	if _, err := h.claims.SendCode(ctx, ada.User, c.ID, "group-110@society.example"); !errors.Is(err, h.post.err) {
		t.Errorf("%v", err)
	}
	h.post.err = nil
	if got := must[publish.Claim](t)(h.claims.Get(ctx, c.ID)); got.Codes != 0 {
		t.Errorf("%d codes", got.Codes)
	}
	must[publish.Claim](t)(h.claims.SendCode(ctx, ada.User, c.ID, "group-110@society.example"))
	h.owners.err = errors.New("the accounts are away")
	_, err := h.claims.Prove(ctx, ada.User, c.ID, h.post.code)
	if !errors.Is(err, h.owners.err) {
		t.Errorf("%v", err)
	}
	_, err = h.claims.Approve(ctx, cat, c.ID, "")
	if !errors.Is(err, h.owners.err) {
		t.Errorf("%v", err)
	}
	h.owners.err = nil
	if got := must[publish.Claim](t)(h.claims.Get(ctx, c.ID)); got.State != publish.ClaimOpen || h.owners.made[org] != nil {
		t.Errorf("%v, owners %v", got, h.owners.made[org])
	}
	must[publish.Claim](t)(h.claims.Prove(ctx, ada.User, c.ID, h.post.code))
}

// TestCodesAreHashed looks for codes in every byte of the database's files.
func TestCodesAreHashed(t *testing.T) {
	url := sqliteURL(t)
	h := openHouse(t, url)
	c := h.claim(t, ada, h.society(t, 1), publish.HowCall)
	_, code, err := h.claims.CallCode(ctx, c.ID)
	ok(t, err)
	ok(t, h.store.Close())
	files := must[[]string](t)(filepath.Glob(filepath.Dir(url) + "/*"))
	for _, f := range files {
		if strings.Contains(string(must[[]byte](t)(os.ReadFile(f))), code) {
			t.Errorf("%s holds the code", filepath.Base(f))
		}
	}
	for _, o := range []publish.ClaimOptions{{Owners: h.owners}, {Key: key}, {Key: []byte("short"), Owners: h.owners}} {
		if _, err := publish.NewClaims(h.store, o); err == nil {
			t.Error("claims without a key or owners")
		}
	}
}
