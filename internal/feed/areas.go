package feed

import (
	"slices"
	"strings"

	"alongside/internal/directory"
)

// areas fills in the areas served.
func (b *builder) areas(rec *record) []directory.ServiceArea {
	var out []directory.ServiceArea
	for i := range b.m.Areas {
		a := &b.m.Areas[i]
		if !rec.holds(a.When) {
			continue
		}
		s := a.Constant
		if a.Column != "" {
			s = rec.cell(a.Column).text
		}
		for _, name := range a.names(s) {
			area := a.area(name)
			if !slices.ContainsFunc(out, func(o directory.ServiceArea) bool { return key(o.Name) == key(area.Name) }) {
				out = append(out, area)
			}
		}
	}
	if len(b.m.Areas) == 0 {
		if s := rec.text(b.m.Fields["area"], ", "); s != "" {
			out = append(out, (&area{Outcodes: true}).area(s))
		}
	}
	return out
}

// names parts a cell into names of areas.
func (a *area) names(s string) []string {
	if !a.Find {
		if a.Split == "" {
			if s = strings.TrimSpace(s); s != "" {
				return []string{s}
			}
			return nil
		}
		return list(s, a.Split)
	}
	var out []string
	for _, n := range append(slices.Clone(a.Whole), a.Districts...) {
		if strings.Contains(key(s), key(n)) {
			out = append(out, n)
		}
	}
	return out
}

// area gives a name as an area: the whole council area, a district of it, an
// outward code, or words alone.
func (a *area) area(name string) directory.ServiceArea {
	out := directory.ServiceArea{Name: name}
	same := func(n string) bool { return key(n) == key(name) }
	switch {
	case a.Council != "" && (slices.ContainsFunc(a.Whole, same) || (a.Constant != "" && len(a.Whole)+len(a.Districts) == 0)):
		out.Kind, out.Code = directory.AreaCouncil, a.Council
	case a.Council != "" && slices.ContainsFunc(a.Districts, same):
		out.Kind, out.Code = directory.AreaDistrict, a.Council+":"+key(name)
	case a.Outcodes && directory.Outcode(name) == strings.ToUpper(name):
		out.Kind, out.Code = directory.AreaOutcode, strings.ToUpper(name)
	}
	return out
}
