package vault_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"alongside/internal/vault"
)

func sealer(t *testing.T, secret, purpose string) *vault.Sealer {
	t.Helper()
	s, err := vault.NewSealer([]byte(secret), purpose)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestSeal(t *testing.T) {
	const secret = "0123456789abcdef"
	s := sealer(t, secret, "lists")
	sealed := s.Seal([]byte("my plan"))
	if strings.Contains(sealed, "plan") || sealed == s.Seal([]byte("my plan")) {
		t.Errorf("sealed as %q, twice the same or readable", sealed)
	}
	if got, err := s.Open(sealed); err != nil || string(got) != "my plan" {
		t.Errorf("opened %q, %v", got, err)
	}
	changed := "A" + sealed[1:]
	if sealed[0] == 'A' {
		changed = "B" + sealed[1:]
	}
	for name, attempt := range map[string]func() ([]byte, error){
		"changed":         func() ([]byte, error) { return s.Open(changed) },
		"cut":             func() ([]byte, error) { return s.Open(sealed[:len(sealed)-4]) },
		"empty":           func() ([]byte, error) { return s.Open("") },
		"no base64":       func() ([]byte, error) { return s.Open("%%%") },
		"another purpose": func() ([]byte, error) { return sealer(t, secret, "other").Open(sealed) },
		"another secret":  func() ([]byte, error) { return sealer(t, secret+"x", "lists").Open(sealed) },
	} {
		if got, err := attempt(); !errors.Is(err, vault.ErrSeal) {
			t.Errorf("%s: opened %q, %v", name, got, err)
		}
	}
}

func TestSecret(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "var")
	made, err := vault.Secret("", dir)
	if err != nil || len(made) < 32 {
		t.Fatalf("made %d bytes, %v", len(made), err)
	}
	again, err := vault.Secret("", dir)
	if err != nil || string(again) != string(made) {
		t.Errorf("the second start has another secret (%v)", err)
	}
	info, err := os.Stat(filepath.Join(dir, "secret"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the secret's file: %v, %v", info, err)
	}
	if given, err := vault.Secret("a secret of sixteen", dir); err != nil || string(given) != "a secret of sixteen" {
		t.Errorf("given: %q, %v", given, err)
	}
	if _, err := vault.Secret("short", dir); err == nil {
		t.Error("a short secret was taken")
	}
}
