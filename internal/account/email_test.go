package account_test

import (
	"fmt"
	"strings"
	"testing"

	"alongside/internal/account"
	"alongside/internal/directory"
)

func TestCleanEmail(t *testing.T) {
	local := strings.Repeat("a", 64)
	long := local + "@" + strings.Repeat("b", 63) + "." + strings.Repeat("c", 63) + "." + strings.Repeat("d", 57) + ".uk" // 254
	for in, want := range map[string]string{
		"mo@example.org":                   "mo@example.org",
		" \t Mo.Smith+x@Example.ORG\r\n ":  "mo.smith+x@example.org",
		"\u200b\ufeffmo@example.org\u00a0": "mo@example.org",
		"o'neil@example.org":               "o'neil@example.org",
		"mo@xn--caf-dma.example":           "mo@xn--caf-dma.example",
		local + "@example.org":             local + "@example.org",
		long:                               long,
	} {
		if got, err := account.CleanEmail(in); got != want || err != nil {
			t.Errorf("%q: %q, %v", in, got, err)
		}
	}
	for _, in := range []string{
		"", " ", "canary", "@example.org", "canary@", "canary@example", "a canary@example.org", "canary@example.org, b@example.org",
		"Mo <canary@example.org>", "<canary@example.org>", `"canary"@example.org`, `"a b"@canary.org`, "canary@[127.0.0.1]", "canary@a@example.org",
		"canary@example.org\r\nBcc: x@example.org", "canary\x00@example.org", "canary@exam ple.org", "canary@example..org", "canary@.example.org",
		"canary@example.org.", ".canary@example.org", "canary(x)@example.org", "canary@ex_mple.org", "canary@exam\u200bple.org",
		"canаry@example.org" /* a Cyrillic a */, "canary@exámple.org", "\u212aanary@example.org" /* the Kelvin sign */, "canary\xff@example.org",
		"a" + local + "@canary.org", "a" + long,
	} {
		got, err := account.CleanEmail(in)
		faults := directory.FaultsOf(err)
		if got != "" || directory.CodeOf(err) != directory.CodeInvalid || len(faults) != 1 || faults[0].Path != "email" || faults[0].Key != "account-email" {
			t.Errorf("%q: %q, %v", in, got, err)
		}
		if strings.Contains(fmt.Sprint(err), "canary") {
			t.Errorf("%q: the error repeats it: %v", in, err)
		}
	}
}
