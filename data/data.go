// Package data embeds the readable files that Alongside ships: places, import
// mappings and the demo directory.
package data

import "embed"

// Places holds places/: outward codes, councils, coast and named places, with
// their sources in places/SOURCES.md.
//
//go:embed places
var Places embed.FS

// Demo holds demo/: the invented listings of the demo directory, as YAML.
//
//go:embed demo
var Demo embed.FS

// Mappings holds mappings/: how spreadsheets of known publishers are read.
//
//go:embed mappings
var Mappings embed.FS

// Concepts holds concepts/, cues/, everyday.tsv and vocabulary.tsv: what people
// say of themselves and what listings are about.
//
//go:embed concepts cues everyday.tsv vocabulary.tsv
var Concepts embed.FS

// Safety holds safety/: the words that suggest danger, and whom to call.
//
//go:embed safety
var Safety embed.FS
