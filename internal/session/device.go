package session

import (
	"slices"
	"strings"
)

// Device is what sort of browser on what sort of machine a session is in: no
// version, no model, no address.
type Device struct {
	// Browser is one of Browsers, System one of Systems; either may be empty
	// for what we don't know.
	Browser, System string
}

// marks is a name, and what a User-Agent header that means it has in it.
type marks struct {
	name string
	in   []string
}

// Most browsers say that they are others too: the first that fits counts.
var (
	browserMarks = []marks{
		{"Edge", []string{"Edg/", "EdgA/", "EdgiOS/", "Edge/"}},
		{"Opera", []string{"OPR/", "OPT/", "Opera"}},
		{"Samsung Internet", []string{"SamsungBrowser/"}},
		{"DuckDuckGo", []string{"DuckDuckGo/", "Ddg/"}},
		{"Firefox", []string{"Firefox/", "FxiOS/"}},
		{"Chrome", []string{"Chrome/", "CriOS/", "Chromium/"}},
		{"Safari", []string{"Safari/"}},
	}
	systemMarks = []marks{
		{"iPhone", []string{"iPhone"}},
		{"iPad", []string{"iPad"}},
		{"Android", []string{"Android"}},
		{"Chromebook", []string{"CrOS"}},
		{"Windows", []string{"Windows"}},
		{"Mac", []string{"Macintosh"}},
		{"Linux", []string{"Linux"}},
	}
)

// Browsers gives the names of all browsers that a Device tells apart.
func Browsers() []string { return names(browserMarks) }

// Systems gives the names of all systems that a Device tells apart.
func Systems() []string { return names(systemMarks) }

func names(all []marks) (out []string) {
	for _, m := range all {
		out = append(out, m.name)
	}
	return out
}

// DeviceOf gives what a User-Agent header says.
func DeviceOf(agent string) Device {
	return Device{Browser: find(browserMarks, agent), System: find(systemMarks, agent)}
}

func find(all []marks, agent string) string {
	i := slices.IndexFunc(all, func(m marks) bool {
		return slices.ContainsFunc(m.in, func(s string) bool { return strings.Contains(agent, s) })
	})
	if i < 0 {
		return ""
	}
	return all[i].name
}

// String gives the device in English: "Firefox on Android".
func (d Device) String() string {
	switch {
	case d == Device{}:
		return "A browser that we don't know"
	case d.System == "":
		return d.Browser
	case d.Browser == "":
		return "A browser on " + d.System
	}
	return d.Browser + " on " + d.System
}
