package lang

// AboutContact says in a few words whom somebody to call is for; empty for one
// of whom nothing is said.
func (w *Words) AboutContact(id string) string {
	s, err := w.T("help.who-" + id)
	if err != nil {
		return ""
	}
	return s
}

// SayTo gives what to say or choose on calling somebody; as the contact has it
// where this language does not say it.
func (w *Words) SayTo(id, say string) string {
	s, err := w.T("help.say-" + id)
	if err != nil {
		return say
	}
	return s
}

// Ages gives ages in words, in years, of which 0 is no bound; empty for none.
func (w *Words) Ages(from, to int) string {
	switch {
	case from > 0 && to > 0:
		return w.must("listing.ages", "From", from, "To", to)
	case from > 0:
		return w.must("listing.age-from", "Age", from)
	case to > 0:
		return w.must("listing.age-to", "Age", to)
	}
	return ""
}
