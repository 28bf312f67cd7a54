package account_test

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"alongside/internal/account"
	"alongside/internal/directory"
	"alongside/internal/store"
	"alongside/internal/store/storetest"
)

func TestMain(m *testing.M) { storetest.Main(m) }

var ctx = context.Background()

// office is a store with accounts, and a clock that is a millisecond later at
// each look.
type office struct {
	*account.Accounts
	store *store.Store
	now   atomic.Int64
}

func openOffice(t *testing.T, url string) *office {
	t.Helper()
	o := &office{}
	o.now.Store(1_777_777_777_000)
	var err error
	if o.store, err = store.Open(ctx, url, store.Options{}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { o.store.Close() })
	o.Accounts = account.New(o.store, func() time.Time { return time.UnixMilli(o.now.Add(1)) })
	return o
}

// invited gives a user who was never here, signedIn one who was.
func (o *office) invited(t *testing.T, name string) account.User {
	t.Helper()
	u, err := o.FindOrMake(ctx, name+"@example.org")
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func (o *office) signedIn(t *testing.T, name string) account.User {
	t.Helper()
	u := o.invited(t, name)
	o.see(t, u.ID)
	return u
}

func (o *office) see(t *testing.T, id string) {
	t.Helper()
	if err := o.store.Write(ctx, func(tx *sql.Tx) error { return account.Seen(ctx, tx, id, time.UnixMilli(o.now.Add(1))) }); err != nil {
		t.Fatal(err)
	}
}

func (o *office) grant(t *testing.T, u account.User, r account.Role, kind directory.ScopeKind, id string) {
	t.Helper()
	if err := o.Grant(ctx, account.Grant{UserID: u.ID, Role: r, Scope: directory.Scope{Kind: kind, ID: id}}); err != nil {
		t.Fatal(err)
	}
}

// editors gives an organisation's people as "name role", by role.
func (o *office) editors(t *testing.T, org string) []string {
	t.Helper()
	hs, err := o.Editors(ctx, org)
	if err != nil {
		t.Fatal(err)
	}
	out := []string{}
	for _, h := range hs {
		if h.User.ID != h.Grant.UserID || h.Grant.Scope != (directory.Scope{Kind: "organization", ID: org}) {
			t.Errorf("%v has %v", h.User, h.Grant)
		}
		out = append(out, strings.TrimSuffix(h.User.Email, "@example.org")+" "+string(h.Grant.Role))
	}
	return out
}

func (o *office) holds(t *testing.T, what, org string, want ...string) {
	t.Helper()
	if diff := cmp.Diff(append([]string{}, want...), o.editors(t, org)); diff != "" {
		t.Errorf("%s: %s", what, diff)
	}
}

func wantCode(t *testing.T, what string, err error, want directory.Code) {
	t.Helper()
	if directory.CodeOf(err) != want {
		t.Errorf("%s: %v; want %q", what, err, want)
	}
}

// suite is what accounts do on every engine.
var suite = map[string]func(*testing.T, *office){
	"users":       users,
	"many at one": manyAtOne,
	"grants":      grants,
	"holders":     holders,
	"hand over":   handOver,
	"leave":       leave,
	"all leave":   allLeave,
	"erase":       erase,
	"unavailable": unavailable,
}

func TestSQLite(t *testing.T) {
	for name, run := range suite {
		t.Run(name, func(t *testing.T) { run(t, openOffice(t, filepath.Join(t.TempDir(), "x.db"))) })
	}
}

func TestPostgres(t *testing.T) {
	for name, run := range suite {
		t.Run(name, func(t *testing.T) { run(t, openOffice(t, storetest.StartPostgres(t))) })
	}
}

func users(t *testing.T, o *office) {
	made := directory.Millis(o.now.Load() + 1)
	mo, err := o.FindOrMake(ctx, "  Mo@Example.ORG\n")
	if err != nil {
		t.Fatal(err)
	}
	if !directory.IsID(mo.ID) || mo.ID[14] != '7' || mo.Email != "mo@example.org" || mo.CreatedAt != made || mo.LastSeenAt != 0 {
		t.Errorf("made %+v %q at %d", mo.ID, mo.Email, mo.CreatedAt)
	}
	for i := range 2 {
		if i == 1 {
			o.see(t, mo.ID)
			mo.LastSeenAt = directory.Millis(o.now.Load())
		}
		for what, get := range map[string]func() (account.User, error){
			"again":   func() (account.User, error) { return o.FindOrMake(ctx, "mo@example.org") },
			"by mail": func() (account.User, error) { return o.ByEmail(ctx, "MO@example.org ") },
			"by id":   func() (account.User, error) { return o.User(ctx, mo.ID) },
		} {
			if got, err := get(); got != mo || err != nil {
				t.Errorf("%s: %v seen %d, %v", what, got, got.LastSeenAt, err)
			}
		}
	}
	// A clock that is set back unsees nobody.
	if err := o.store.Write(ctx, func(tx *sql.Tx) error { return account.Seen(ctx, tx, mo.ID, time.UnixMilli(1000)) }); err != nil {
		t.Fatal(err)
	}
	if got, err := o.User(ctx, mo.ID); got != mo || err != nil {
		t.Errorf("seen at %d, %v", got.LastSeenAt, err)
	}
	for _, id := range []string{"", "x\x00' OR 1=1", orgA, "mo@example.org"} {
		_, err := o.User(ctx, id)
		wantCode(t, "user "+id, err, directory.CodeNotFound)
		wantCode(t, "erase "+id, o.Erase(ctx, id), directory.CodeNotFound)
	}
	_, err = o.ByEmail(ctx, "canary@example.org")
	wantCode(t, "by an unknown address", err, directory.CodeNotFound)
	if strings.Contains(fmt.Sprint(err), "canary") {
		t.Errorf("the error repeats the address: %v", err)
	}
	for _, bad := range []string{"", "canary", "canary\x00@example.org"} {
		_, err := o.ByEmail(ctx, bad)
		wantCode(t, "by no address", err, directory.CodeInvalid)
		_, err = o.FindOrMake(ctx, bad)
		wantCode(t, "make of no address", err, directory.CodeInvalid)
	}

	want := []account.User{mo}
	err = o.store.Write(ctx, func(tx *sql.Tx) error {
		for i := range account.UsersAtOnce {
			u, err := account.FindOrMake(ctx, tx, fmt.Sprint(i, "@example.org"), time.UnixMilli(o.now.Add(1)))
			if err != nil {
				return err
			}
			want = append(want, u)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	var got []account.User
	for after := ""; ; after = got[len(got)-1].ID {
		page, err := o.List(ctx, after)
		if err != nil {
			t.Fatal(err)
		}
		if len(page) == 0 {
			break
		}
		got = append(got, page...)
	}
	if !slices.Equal(got, want) {
		t.Errorf("%d users are listed; want %d", len(got), len(want))
	}
	_, err = o.List(ctx, "x\x00")
	wantCode(t, "list after no id", err, directory.CodeInvalid)
}

// manyAtOne has one address made by many at once: it is one user.
func manyAtOne(t *testing.T, o *office) {
	ids := make([]string, 16)
	var all sync.WaitGroup
	for i := range ids {
		all.Go(func() {
			u, err := o.FindOrMake(ctx, "one@example.org")
			if err != nil {
				t.Error(err)
			}
			ids[i] = u.ID
		})
	}
	all.Wait()
	if got := slices.Compact(ids); len(got) != 1 {
		t.Errorf("made %d users", len(got))
	}
}

func grants(t *testing.T, o *office) {
	mo, ada := o.signedIn(t, "mo"), o.signedIn(t, "ada")
	at := directory.Millis(o.now.Load() + 1)
	want := []account.Grant{
		{UserID: mo.ID, Role: "administrator", Scope: scotland, At: at},
		{UserID: mo.ID, Role: "editor", Scope: directory.Scope{Kind: "organization", ID: orgA}, By: ada.ID, At: at + 1},
		{UserID: mo.ID, Role: "moderator", Scope: directory.Scope{Kind: "area", ID: edinburgh}, By: ada.ID, At: at + 2},
		{UserID: mo.ID, Role: "owner", Scope: directory.Scope{Kind: "organization", ID: orgB}, By: mo.ID, At: at + 3},
		{UserID: mo.ID, Role: "worker", Scope: directory.Scope{Kind: "team", ID: teamA}, By: ada.ID, At: at + 4},
	}
	// What is given twice stays as it was given first.
	for range 2 {
		for _, g := range want {
			g.At = 7
			if err := o.Grant(ctx, g); err != nil {
				t.Fatal(err)
			}
		}
	}
	got, err := o.GrantsOf(ctx, mo.ID)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	for _, id := range []string{ada.ID, orgA, "", "x\x00"} {
		if got, err := o.GrantsOf(ctx, id); len(got) != 0 || err != nil {
			t.Errorf("%q has %v, %v", id, got, err)
		}
	}

	for name, g := range map[string]account.Grant{
		"no role":        {UserID: mo.ID, Role: "king", Scope: scotland},
		"no scope":       {UserID: mo.ID, Role: "administrator"},
		"another's":      {UserID: mo.ID, Role: "editor", Scope: scotland},
		"no id":          {UserID: mo.ID, Role: "owner", Scope: directory.Scope{Kind: "organization", ID: "x\x00"}},
		"no area":        {UserID: mo.ID, Role: "moderator", Scope: directory.Scope{Kind: "area", ID: "S1200003x"}},
		"no country":     {UserID: mo.ID, Role: "moderator", Scope: directory.Scope{Kind: "country", ID: "Scotland"}},
		"by who knows":   {UserID: mo.ID, Role: "moderator", Scope: scotland, By: "someone"},
		"a team's owner": {UserID: mo.ID, Role: "owner", Scope: directory.Scope{Kind: "team", ID: teamA}},
	} {
		wantCode(t, "grant of "+name, o.Grant(ctx, g), directory.CodeInvalid)
		wantCode(t, "revoke of "+name, o.Revoke(ctx, g), directory.CodeInvalid)
	}
	for _, id := range []string{"", orgA, "x\x00"} {
		wantCode(t, "grant to nobody", o.Grant(ctx, account.Grant{UserID: id, Role: "moderator", Scope: scotland}), directory.CodeNotFound)
	}
	for i, g := range want {
		if g.Role == "owner" {
			o.grant(t, ada, "owner", "organization", orgB)
		}
		if err := o.Revoke(ctx, g); err != nil {
			t.Errorf("revoke %v: %v", g, err)
		}
		wantCode(t, "revoke again", o.Revoke(ctx, g), directory.CodeNotFound)
		left, err := o.GrantsOf(ctx, mo.ID)
		if diff := cmp.Diff(append([]account.Grant(nil), want[i+1:]...), left); diff != "" || err != nil {
			t.Errorf("after %s: %v %s", g.Role, err, diff)
		}
	}
}

func holders(t *testing.T, o *office) {
	mo, ada, kit := o.signedIn(t, "mo"), o.signedIn(t, "ada"), o.invited(t, "kit")
	o.grant(t, mo, "editor", "organization", orgA)
	o.grant(t, ada, "owner", "organization", orgA)
	o.grant(t, kit, "editor", "organization", orgA)
	o.grant(t, mo, "moderator", "area", edinburgh)
	o.grant(t, kit, "moderator", "country", "scotland")
	o.holds(t, "an organisation", orgA, "mo editor", "kit editor", "ada owner")
	o.holds(t, "another", orgB)
	o.grant(t, mo, "owner", "organization", orgA)
	o.grant(t, ada, "editor", "organization", orgA)
	o.holds(t, "an editor who owns, an owner who edits", orgA, "kit editor", "mo owner", "ada owner")
	for scope, want := range map[directory.Scope]string{{Kind: "area", ID: edinburgh}: mo.ID, scotland: kit.ID, {Kind: "area", ID: fife}: "", {Kind: "x", ID: "\x00"}: "", {}: ""} {
		hs, err := o.Holders(ctx, scope)
		if err != nil || want == "" && len(hs) > 0 || want != "" && (len(hs) != 1 || hs[0].User.ID != want) {
			t.Errorf("%v: %v, %v", scope, hs, err)
		}
	}
}

func handOver(t *testing.T, o *office) {
	mo, ada, kit, mod := o.signedIn(t, "mo"), o.signedIn(t, "ada"), o.invited(t, "kit"), o.signedIn(t, "mod")
	o.grant(t, mo, "owner", "organization", orgA)
	o.grant(t, kit, "editor", "organization", orgA)
	hand := func(from, to account.User) error {
		return o.HandOver(ctx, account.Handover{OrganizationID: orgA, From: from.ID, To: to.ID})
	}
	wantCode(t, "to who is no editor", hand(mo, ada), directory.CodeConflict)
	wantCode(t, "to who never signed in", hand(mo, kit), directory.CodeConflict)
	wantCode(t, "to oneself", hand(mo, mo), directory.CodeConflict)
	wantCode(t, "by an editor", hand(kit, mo), directory.CodeForbidden)
	wantCode(t, "by who has no part", hand(ada, kit), directory.CodeForbidden)
	wantCode(t, "to nobody", hand(mo, account.User{}), directory.CodeNotFound)
	for _, org := range []string{orgB, "", "x\x00"} {
		wantCode(t, "another's", o.HandOver(ctx, account.Handover{OrganizationID: org, From: mo.ID, To: kit.ID}), directory.CodeForbidden)
	}
	o.holds(t, "after what was refused", orgA, "kit editor", "mo owner")
	o.grant(t, ada, "editor", "organization", orgA)
	if err := hand(mo, ada); err != nil {
		t.Fatal(err)
	}
	o.holds(t, "handed over", orgA, "mo editor", "kit editor", "ada owner")
	gs, err := o.GrantsOf(ctx, ada.ID)
	if err != nil || len(gs) != 1 || gs[0].By != mo.ID || gs[0].At != directory.Millis(o.now.Load()) {
		t.Errorf("granted %v, %v", gs, err)
	}
	wantCode(t, "again", hand(mo, ada), directory.CodeForbidden)

	wantCode(t, "taken by an owner", o.Take(ctx, orgA, ada.ID), directory.CodeForbidden)
	wantCode(t, "taken by nobody", o.Take(ctx, orgA, "x\x00"), directory.CodeNotFound)
	o.grant(t, mod, "moderator", "area", edinburgh)
	wantCode(t, "nothing is taken", o.Take(ctx, "x\x00", mod.ID), directory.CodeInvalid)
	for range 2 {
		if err := o.Take(ctx, orgA, mod.ID); err != nil {
			t.Error(err)
		}
	}
	o.holds(t, "taken", orgA, "mo editor", "kit editor", "ada owner", "mod owner")
}

func leave(t *testing.T, o *office) {
	mo, ada, typo, mod := o.signedIn(t, "mo"), o.signedIn(t, "ada"), o.invited(t, "typo"), o.signedIn(t, "mod")
	o.grant(t, mod, "moderator", "country", "scotland")
	o.grant(t, mo, "owner", "organization", orgA)
	o.grant(t, ada, "editor", "organization", orgA)
	owns := account.Grant{UserID: mo.ID, Role: "owner", Scope: directory.Scope{Kind: "organization", ID: orgA}}
	last := func(what string) {
		t.Helper()
		wantCode(t, what+": leaves", o.Leave(ctx, orgA, mo.ID), directory.CodeConflict)
		wantCode(t, what+": is revoked", o.Revoke(ctx, owns), directory.CodeConflict)
		wantCode(t, what+": is erased", o.Erase(ctx, mo.ID), directory.CodeConflict)
	}
	last("the only owner")
	o.grant(t, typo, "owner", "organization", orgA)
	last("with an owner who never was here")
	if err := o.Leave(ctx, orgA, typo.ID); err != nil {
		t.Errorf("one who never was here: %v", err)
	}
	if err := o.Leave(ctx, orgA, ada.ID); err != nil {
		t.Errorf("an editor: %v", err)
	}
	wantCode(t, "again", o.Leave(ctx, orgA, ada.ID), directory.CodeNotFound)
	wantCode(t, "another organisation", o.Leave(ctx, orgB, mo.ID), directory.CodeNotFound)
	wantCode(t, "no organisation", o.Leave(ctx, "x\x00", mo.ID), directory.CodeNotFound)
	wantCode(t, "nobody", o.Leave(ctx, orgA, "x\x00"), directory.CodeNotFound)
	o.holds(t, "one is left", orgA, "mo owner")

	// An only owner who never was here may go: they were a mistake.
	o.grant(t, typo, "owner", "organization", orgB)
	if err := o.Revoke(ctx, account.Grant{UserID: typo.ID, Role: "owner", Scope: directory.Scope{Kind: "organization", ID: orgB}}); err != nil {
		t.Error(err)
	}
	if err := o.Take(ctx, orgA, mod.ID); err != nil {
		t.Fatal(err)
	}
	if err := o.Leave(ctx, orgA, mo.ID); err != nil {
		t.Error(err)
	}
	o.holds(t, "a moderator has it", orgA, "mod owner")
	wantCode(t, "the moderator leaves", o.Leave(ctx, orgA, mod.ID), directory.CodeConflict)
}

// allLeave has all owners of an organisation leave, be revoked or be erased at
// once: one stays.
func allLeave(t *testing.T, o *office) {
	var owners []account.User
	for i := range 8 {
		u := o.signedIn(t, fmt.Sprint("owner", i))
		o.grant(t, u, "owner", "organization", orgA)
		owners = append(owners, u)
	}
	var went, stayed atomic.Int64
	var all sync.WaitGroup
	for i, u := range owners {
		all.Go(func() {
			var err error
			switch i % 3 {
			case 0:
				err = o.Leave(ctx, orgA, u.ID)
			case 1:
				err = o.Revoke(ctx, account.Grant{UserID: u.ID, Role: "owner", Scope: directory.Scope{Kind: "organization", ID: orgA}})
			case 2:
				err = o.Erase(ctx, u.ID)
			}
			switch directory.CodeOf(err) {
			case "":
				went.Add(1)
			case directory.CodeConflict:
				stayed.Add(1)
			default:
				t.Error(err)
			}
		})
	}
	all.Wait()
	if went.Load() != 7 || stayed.Load() != 1 || len(o.editors(t, orgA)) != 1 {
		t.Errorf("%d went, %d stayed: %v", went.Load(), stayed.Load(), o.editors(t, orgA))
	}
}

func erase(t *testing.T, o *office) {
	mo, ada := o.signedIn(t, "mo"), o.signedIn(t, "ada")
	o.grant(t, mo, "editor", "organization", orgA)
	by := account.Grant{UserID: ada.ID, Role: "editor", Scope: directory.Scope{Kind: "organization", ID: orgA}, By: mo.ID}
	if err := o.Grant(ctx, by); err != nil {
		t.Fatal(err)
	}
	if err := o.Erase(ctx, mo.ID); err != nil {
		t.Fatal(err)
	}
	wantCode(t, "again", o.Erase(ctx, mo.ID), directory.CodeNotFound)
	_, err := o.User(ctx, mo.ID)
	wantCode(t, "who is erased", err, directory.CodeNotFound)
	if gs, err := o.GrantsOf(ctx, mo.ID); len(gs) > 0 || err != nil {
		t.Errorf("left %v, %v", gs, err)
	}
	o.holds(t, "what they granted", orgA, "ada editor")
	if again := o.invited(t, "mo"); again.ID == mo.ID || again.LastSeenAt != 0 {
		t.Errorf("who comes back is %v, the same", again)
	}
}

func unavailable(t *testing.T, o *office) {
	mo := o.signedIn(t, "canary")
	gaveUp, cancel := context.WithCancel(ctx)
	cancel()
	g := account.Grant{UserID: mo.ID, Role: "moderator", Scope: scotland}
	for name, do := range map[string]func() error{
		"find":    func() error { _, err := o.ByEmail(gaveUp, mo.Email); return err },
		"make":    func() error { _, err := o.FindOrMake(gaveUp, mo.Email); return err },
		"list":    func() error { _, err := o.List(gaveUp, ""); return err },
		"erase":   func() error { return o.Erase(gaveUp, mo.ID) },
		"grant":   func() error { return o.Grant(gaveUp, g) },
		"revoke":  func() error { return o.Revoke(gaveUp, g) },
		"grants":  func() error { _, err := o.GrantsOf(gaveUp, mo.ID); return err },
		"editors": func() error { _, err := o.Editors(gaveUp, orgA); return err },
		"hand over": func() error {
			return o.HandOver(gaveUp, account.Handover{OrganizationID: orgA, From: mo.ID, To: mo.ID})
		},
		"leave": func() error { return o.Leave(gaveUp, orgA, mo.ID) },
		"take":  func() error { return o.Take(gaveUp, orgA, mo.ID) },
	} {
		err := do()
		wantCode(t, name, err, directory.CodeUnavailable)
		if strings.Contains(fmt.Sprint(err), "canary") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestNoAddressInLogs prints and logs a user in every way there is.
func TestNoAddressInLogs(t *testing.T) {
	u := account.User{ID: "an-id", Email: "canary@example.org"}
	h := account.Holder{User: u, Grant: give("editor", "organization", orgA)}
	var logged bytes.Buffer
	for _, handler := range []slog.Handler{slog.NewTextHandler(&logged, nil), slog.NewJSONHandler(&logged, nil)} {
		log := slog.New(handler)
		log.Info("one", "user", u, "pointer", &u, "holder", h)
		log.Info("many", "users", []account.User{u}, "holders", []account.Holder{h})
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x", "%t"} {
		fmt.Fprintf(&logged, verb+verb+verb+"\n", u, []*account.User{&u}[0], h)
	}
	if err := json.NewEncoder(&logged).Encode([]any{u, h}); err != nil {
		t.Fatal(err)
	}
	if got := logged.String(); strings.Contains(got, "canary") || strings.Contains(got, fmt.Sprintf("%x", "canary")) || !strings.Contains(got, "an-id") {
		t.Errorf("logged: %s", got)
	}
}
