package hsds

import (
	"net/mail"
	"net/url"
	"strings"

	"github.com/paulmach/orb"

	"alongside/internal/directory"
)

var languages = entity[directory.Language]{
	members: "code name note",
	decode: func(in object) directory.Language {
		r := reader{in}
		return directory.Language{Code: strings.ToLower(r.text("code")), Name: r.text("name"), Note: r.text("note")}
	},
	encode: func(l directory.Language) object {
		w := writer{object{}}
		w.text("code", l.Code)
		w.text("name", l.Name)
		w.text("note", l.Note)
		return w.out
	},
	extra: func(l *directory.Language) *directory.Extra { return &l.Extra },
}

var phones = entity[directory.Phone]{
	members: "number extension type description languages",
	decode: func(in object) directory.Phone {
		r := reader{in}
		return directory.Phone{Number: r.text("number"), Extension: r.word("extension"), Type: r.text("type"),
			Description: r.text("description"), Languages: languages.takeAll(in["languages"])}
	},
	encode: func(p directory.Phone) object {
		w := writer{object{}}
		w.text("number", p.Number)
		w.text("extension", p.Extension)
		w.text("type", p.Type)
		w.text("description", p.Description)
		list(w, "languages", languages, p.Languages)
		return w.out
	},
	extra: func(p *directory.Phone) *directory.Extra { return &p.Extra },
}

var contacts = entity[directory.Contact]{
	members: "name title department email phones",
	decode: func(in object) directory.Contact {
		r := reader{in}
		return directory.Contact{Name: r.text("name"), Title: r.text("title"), Department: r.text("department"),
			Email: email(r.text("email")), Phones: phones.takeAll(in["phones"])}
	},
	encode: func(c directory.Contact) object {
		w := writer{object{}}
		w.text("name", c.Name)
		w.text("title", c.Title)
		w.text("department", c.Department)
		w.text("email", c.Email)
		list(w, "phones", phones, c.Phones)
		return w.out
	},
	extra: func(c *directory.Contact) *directory.Extra { return &c.Extra },
}

var links = entity[directory.Link]{
	members: "label url",
	decode: func(in object) directory.Link {
		r := reader{in}
		return directory.Link{Label: r.text("label"), URL: web(r.text("url"))}
	},
	encode: func(l directory.Link) object {
		w := writer{object{}}
		w.text("label", l.Label)
		w.text("url", l.URL)
		return w.out
	},
	extra: func(l *directory.Link) *directory.Extra { return &l.Extra },
}

var addresses = entity[directory.Address]{
	members: "attention address_1 address_2 city region state_province postal_code country address_type",
	decode: func(in object) directory.Address {
		r := reader{in}
		return directory.Address{Attention: r.text("attention"), Address1: r.text("address_1"), Address2: r.text("address_2"),
			City: r.text("city"), Region: r.text("region"), State: r.text("state_province"), PostalCode: r.text("postal_code"),
			Country: r.text("country"), Type: r.text("address_type")}
	},
	encode: func(a directory.Address) object {
		w := writer{object{}}
		for _, m := range []struct{ name, value string }{
			{"attention", a.Attention}, {"address_1", a.Address1}, {"address_2", a.Address2}, {"city", a.City}, {"region", a.Region},
			{"state_province", a.State}, {"postal_code", a.PostalCode}, {"country", a.Country}, {"address_type", a.Type},
		} {
			w.text(m.name, m.value)
		}
		return w.out
	},
	extra: func(a *directory.Address) *directory.Extra { return &a.Extra },
}

var accessibility = entity[directory.Accessibility]{
	members: "description details url",
	decode: func(in object) directory.Accessibility {
		r := reader{in}
		return directory.Accessibility{Description: r.text("description"), Details: r.text("details"), URL: web(r.text("url"))}
	},
	encode: func(a directory.Accessibility) object {
		w := writer{object{}}
		w.text("description", a.Description)
		w.text("details", a.Details)
		w.text("url", a.URL)
		return w.out
	},
	extra: func(a *directory.Accessibility) *directory.Extra { return &a.Extra },
}

var documents = entity[directory.RequiredDocument]{
	members: "document uri",
	decode: func(in object) directory.RequiredDocument {
		r := reader{in}
		return directory.RequiredDocument{Document: r.text("document"), URI: r.text("uri")}
	},
	encode: func(d directory.RequiredDocument) object {
		w := writer{object{}}
		w.text("document", d.Document)
		w.text("uri", d.URI)
		return w.out
	},
	extra: func(d *directory.RequiredDocument) *directory.Extra { return &d.Extra },
}

var identifiers = entity[directory.Identifier]{
	members: "identifier_scheme identifier_type identifier",
	decode: func(in object) directory.Identifier {
		r := reader{in}
		return directory.Identifier{Scheme: r.text("identifier_scheme"), Type: r.text("identifier_type"), Value: r.text("identifier")}
	},
	encode: func(i directory.Identifier) object {
		w := writer{object{}}
		w.text("identifier_scheme", i.Scheme)
		w.text("identifier_type", i.Type)
		w.text("identifier", i.Value)
		return w.out
	},
	extra: func(i *directory.Identifier) *directory.Extra { return &i.Extra },
}

// areaExtension is an area served in a form that can be tested.
type areaExtension struct {
	Kind   directory.AreaKind `json:"kind,omitempty"`
	Code   string             `json:"code,omitempty"`
	Centre *orb.Point         `json:"centre,omitempty"`
	Metres float64            `json:"metres,omitempty"`
}

var areas = entity[directory.ServiceArea]{
	members: "name description uri alongside",
	decode: func(in object) directory.ServiceArea {
		r := reader{in}
		x := fromExtension(in, areaExtension{})
		return directory.ServiceArea{Name: r.text("name"), Description: r.text("description"), URI: r.text("uri"),
			Kind: x.Kind, Code: x.Code, Centre: x.Centre, Metres: x.Metres}
	},
	encode: func(a directory.ServiceArea) object {
		w := writer{object{}}
		w.text("name", a.Name)
		w.text("description", a.Description)
		w.text("uri", a.URI)
		extension(w, areaExtension{}, areaExtension{a.Kind, a.Code, a.Centre, a.Metres})
		return w.out
	},
	extra: func(a *directory.ServiceArea) *directory.Extra { return &a.Extra },
}

// mostPence is the greatest price that is read as one.
const mostPence = 100_000_00

var costs = entity[directory.CostOption]{
	members: "option amount_description currency valid_from valid_to amount",
	decode: func(in object) directory.CostOption {
		r := reader{in}
		c := directory.CostOption{Option: r.text("option"), Description: r.text("amount_description"), Currency: r.text("currency"),
			ValidFrom: r.date("valid_from"), ValidTo: r.date("valid_to")}
		if f, ok := r.number("amount"); ok && f >= 0 && f*100 <= mostPence {
			pence := int64(f*100 + 0.5)
			c.Pence = &pence
		}
		return c
	},
	encode: func(c directory.CostOption) object {
		w := writer{object{}}
		w.text("option", c.Option)
		w.text("amount_description", c.Description)
		w.text("currency", c.Currency)
		w.text("valid_from", string(c.ValidFrom))
		w.text("valid_to", string(c.ValidTo))
		if c.Pence != nil {
			w.value("amount", float64(*c.Pence)/100)
		}
		return w.out
	},
	extra: func(c *directory.CostOption) *directory.Extra { return &c.Extra },
}

// email gives an address that is one; else nothing.
func email(s string) string {
	if a, err := mail.ParseAddress(s); err != nil || a.Address != s {
		return ""
	}
	return s
}

// web gives a web address that is one; else nothing.
func web(s string) string {
	u, err := url.Parse(s)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" {
		return ""
	}
	return s
}
