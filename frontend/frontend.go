// Package frontend embeds what browsers are sent: templates, messages, and the
// styles, scripts and fonts that `npm run build` leaves in dist.
package frontend

import "embed"

// Templates holds templates/: the pages.
//
//go:embed templates
var Templates embed.FS

// Messages holds messages/: every public word, a file for each language.
//
//go:embed messages
var Messages embed.FS

// Dist holds dist/: nothing but .keep until the front end is built.
//
//go:embed all:dist
var Dist embed.FS
