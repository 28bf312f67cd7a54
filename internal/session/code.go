package session

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"unicode"

	"alongside/internal/directory"
)

// Why a code does not sign in.
func codeFault(key, english string, values ...any) error {
	return directory.Invalid([]directory.Fault{directory.Faultf("code", key, english, values...)})
}

func codeUnknown() error {
	return directory.Keyedf(directory.CodeNotFound, "signin-code-unknown", "In this browser nobody has asked for a code. Ask for one here.")
}

func codeOver() error {
	return directory.Keyedf(directory.CodeGone, "signin-code-over",
		"This code has been used already, is too old, or was wrong five times. Ask for a new one.")
}

// ByCode spends the code of an attempt and signs the browser in that asked for
// it. CodeInvalid with a fault at "code" is for what is no code, which costs
// nothing, or for a wrong one; the attempt is void with the last of MostWrong,
// its link too. CodeNotFound is for an attempt that is none, was forgotten or
// is another browser's; CodeGone for one that was spent, is too old or void;
// CodeTooMany for codes that were tried too often for one address or by one
// client: then the link still works.
func (s *Sessions) ByCode(ctx context.Context, attemptID string, b Browser, code string) (SignedIn, error) {
	typed, ok := readCode(code)
	if !ok {
		return SignedIn{}, codeFault("signin-code-figures", "A code has six figures, like 012 345.")
	}
	if err := s.mayTry(ctx, attemptID, b); err != nil {
		return SignedIn{}, fmt.Errorf("sign in by code: %w", err)
	}
	var in SignedIn
	var refused error
	err := s.store.Write(ctx, func(tx *sql.Tx) (err error) {
		in, refused, err = s.try(ctx, tx, attemptID, b, typed)
		return err
	})
	if err == nil {
		err = refused
	}
	if err != nil {
		return SignedIn{}, fmt.Errorf("sign in by code: %w", err)
	}
	return in, nil
}

// mayTry reports why this browser may not try a code of an attempt.
func (s *Sessions) mayTry(ctx context.Context, attemptID string, b Browser) error {
	if !directory.IsID(attemptID) {
		return codeUnknown()
	}
	var r signIn
	err := s.store.Read(ctx, func(tx *sql.Tx) (err error) {
		var ok bool
		r, ok, err = readSignIn(ctx, tx, "id", attemptID)
		switch {
		case err != nil:
			return err
		case !ok || !same(s.hasher.browser(b.Nonce), r.browserHash):
			return codeUnknown()
		case r.over(directory.MillisOf(s.now())):
			return codeOver()
		}
		return nil
	})
	if err != nil {
		return err
	}
	ok, wait := s.limits.Allow(ctx, codesFromClient, b.Client)
	if ok {
		ok, wait = s.limits.Allow(ctx, codesForAddress, r.email)
	}
	if !ok {
		return directory.Keyedf(directory.CodeTooMany, "signin-many-codes",
			"Too many codes have been tried. Open the link in the mail in this browser, or try a code again in %d minutes.", "Count", minutes(wait))
	}
	return nil
}

// try counts a try, then looks at the code: what is refused is counted all the
// same, so that no two guesses at once count as one.
func (s *Sessions) try(ctx context.Context, tx *sql.Tx, attemptID string, b Browser, typed string) (in SignedIn, refused, err error) {
	now := s.now()
	r := signIn{id: attemptID}
	err = tx.QueryRowContext(ctx, `UPDATE sign_ins SET tries = tries + 1 WHERE id = $1 AND spent_at = 0 AND expires_at > $2 AND tries < $3
		RETURNING code_hash, email, tries`, attemptID, now.UnixMilli(), MostWrong).Scan(&r.codeHash, &r.email, &r.tries)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return SignedIn{}, codeOver(), nil
	case err != nil:
		return SignedIn{}, nil, err
	case same(s.hasher.code(attemptID, typed), r.codeHash):
	case r.tries >= MostWrong:
		return SignedIn{}, codeOver(), nil
	default:
		return SignedIn{}, codeFault("signin-code-wrong", "This is not the code in the mail. Tries left: %d.", "Count", MostWrong-r.tries), nil
	}
	first, err := r.spend(ctx, tx, directory.MillisOf(now))
	if err != nil || !first {
		return SignedIn{}, codeOver(), err
	}
	in, err = s.start(ctx, tx, r.email, b, now)
	return in, nil, err
}

// zeros are the noughts of the scripts whose figures a code may be typed in:
// Latin, Arabic, Persian and Urdu, Devanagari, Bengali, and those as wide as
// East Asian letters. Nine more stand after each.
const zeros = "0٠۰०০０"

// readCode gives the six figures of a code as it was typed, with or without
// spaces and hyphens.
func readCode(s string) (string, bool) {
	var out strings.Builder
	for _, r := range s {
		if unicode.IsSpace(r) || unicode.Is(unicode.Pd, r) || unicode.Is(unicode.Cf, r) {
			continue
		}
		n, ok := figure(r)
		if !ok || out.Len() == figures {
			return "", false
		}
		out.WriteByte(n)
	}
	return out.String(), out.Len() == figures
}

// figure gives a figure of any of the scripts as a Latin one.
func figure(r rune) (byte, bool) {
	for _, zero := range zeros {
		if r >= zero && r <= zero+9 {
			return '0' + byte(r-zero), true
		}
	}
	return 0, false
}
