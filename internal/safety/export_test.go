package safety

// Why gives the rules that were found in a text, as they are written.
func (g *Guard) Why(s string) (out []string) {
	g.look(s, "en", func(r *rule) { out = append(out, [...]string{"spare: ", "soft: ", "raise: "}[r.kind]+r.say) })
	return out
}
