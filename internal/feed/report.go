package feed

import (
	"fmt"
	"io"
	"strings"
	"time"
)

// The most rejections, warnings and duplicates that a report names; all are
// counted.
const maxNamed = 1_000

// Report says what became of an import.
type Report struct {
	Source string       `json:"source"`
	DryRun bool         `json:"dry_run,omitempty"`
	Files  []FileReport `json:"files"`

	// Listings counts what was taken: created, updated and unchanged, or in a
	// dry run what would be.
	Listings  int `json:"listings"`
	Created   int `json:"created"`
	Updated   int `json:"updated"`
	Unchanged int `json:"unchanged"`
	Retired   int `json:"retired"`
	// Rejected and Warnings count all; the first are in the lists.
	Rejected int `json:"rejected"`
	Warnings int `json:"warnings"`

	Rejections   []Rejection `json:"rejections,omitempty"`
	WarningsList []Rejection `json:"warnings_list,omitempty"`
	// Duplicates are listings that look the same; nothing is merged.
	Duplicates      []Duplicate `json:"duplicates,omitempty"`
	DuplicatesFound int         `json:"duplicates_found"`

	// Truncated is true when a file stopped before its end: what was read
	// stays, and nothing is retired.
	Truncated bool `json:"truncated"`
	// NotRetired says why a full feed retired nothing; empty when it did.
	NotRetired string        `json:"not_retired,omitempty"`
	Took       time.Duration `json:"took_ns"`
}

// FileReport says what became of one file.
type FileReport struct {
	Name    string `json:"name"`
	Format  Format `json:"format,omitempty"`
	Mapping string `json:"mapping,omitempty"`
	// Rows counts the rows or entries read, those left out by the mapping
	// (Skipped) and those rejected included; Listings what they made.
	Rows     int `json:"rows"`
	Skipped  int `json:"skipped,omitempty"`
	Listings int `json:"listings"`
	Rejected int `json:"rejected"`
	// TimesRead counts times that were understood, TimesText those that stay
	// as words.
	TimesRead int `json:"times_read"`
	TimesText int `json:"times_text"`
	// Note says why a file holds no listings; Error where and why it could not
	// be read to its end.
	Note  string `json:"note,omitempty"`
	Error string `json:"error,omitempty"`
}

// Rejection is a row that was not taken, or a warning of one that was.
type Rejection struct {
	File string `json:"file"`
	// Line is the file's line on which the row begins, or the sheet's row.
	Line   int    `json:"line"`
	Column string `json:"column,omitempty"`
	Name   string `json:"name,omitempty"`
	Reason string `json:"reason"`
}

// String gives it as one line.
func (r Rejection) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s, line %d", r.File, r.Line)
	if r.Name != "" {
		fmt.Fprintf(&b, " (%s)", cut(r.Name, 50))
	}
	if r.Column != "" {
		fmt.Fprintf(&b, ", column %q", cut(r.Column, 50))
	}
	fmt.Fprintf(&b, ": %s", r.Reason)
	return b.String()
}

// Duplicate is a listing that looks like another one.
type Duplicate struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	File string `json:"file"`
	Line int    `json:"line"`
	// OtherID and OtherSource are the one that it looks like; OtherFile and
	// OtherLine say where that was read, when it came in the same import.
	OtherID     string `json:"other_id"`
	OtherSource string `json:"other_source"`
	OtherFile   string `json:"other_file,omitempty"`
	OtherLine   int    `json:"other_line,omitempty"`
	// Same says what they share besides the name: place, phone or web.
	Same string `json:"same"`
}

// Exit gives the command's exit status: 0 when all was taken, 1 when something
// was not, 2 when nothing could be read.
func (r Report) Exit() int {
	read, failed := false, false
	for _, f := range r.Files {
		failed = failed || f.Error != ""
		read = read || f.Listings > 0 || (f.Error == "" && f.Rejected == 0)
	}
	switch {
	case !read:
		return 2
	case failed || r.Rejected > 0 || r.NotRetired != "":
		return 1
	}
	return 0
}

// Text writes the report for people.
func (r Report) Text(w io.Writer) error {
	p := &printer{w: w}
	p.line("Source %s, in %s.", r.Source, r.Took.Round(time.Millisecond))
	for _, f := range r.Files {
		p.file(f)
	}
	if r.DryRun {
		p.line("\nThis was a dry run: %s would go in, and nothing was written.", count(r.Listings, "listing"))
	} else {
		p.line("\n%d created, %d updated, %d unchanged, %d retired, %d rejected.", r.Created, r.Updated, r.Unchanged, r.Retired, r.Rejected)
	}
	if r.NotRetired != "" {
		p.line("Nothing was retired: %s", r.NotRetired)
	}
	p.list("Rejected", r.Rejected, r.Rejections)
	p.list("Warnings", r.Warnings, r.WarningsList)
	if r.DuplicatesFound > 0 {
		p.line("\nThese look the same (%d). Nothing was merged:", r.DuplicatesFound)
		for i, d := range r.Duplicates {
			if i == 20 {
				p.line("  and %d more", r.DuplicatesFound-i)
				break
			}
			other := fmt.Sprintf("line %d", d.OtherLine)
			switch {
			case d.OtherLine == 0:
				other = "one from " + d.OtherSource
			case d.OtherFile != d.File:
				other += " of " + d.OtherFile
			}
			p.line("  %s, line %d: %s is like %s (same %s)", d.File, d.Line, cut(d.Name, 60), other, d.Same)
		}
	}
	return p.err
}

// printer writes lines and keeps the first error.
type printer struct {
	w   io.Writer
	err error
}

func (p *printer) line(format string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintf(p.w, format+"\n", args...)
	}
}

func (p *printer) file(f FileReport) {
	p.line("\n%s", f.Name)
	if f.Note != "" {
		p.line("  %s", f.Note)
	}
	if f.Rows > 0 {
		s := fmt.Sprintf("  %s made %s", count(f.Rows, "row"), count(f.Listings, "listing"))
		if f.Skipped > 0 {
			s += fmt.Sprintf("; %d left out by the mapping", f.Skipped)
		}
		if f.Rejected > 0 {
			s += fmt.Sprintf("; %d rejected", f.Rejected)
		}
		p.line("%s.", s)
	}
	if n := f.TimesRead + f.TimesText; n > 0 {
		p.line("  Times: %d understood, %d kept as words.", f.TimesRead, f.TimesText)
	}
	if f.Error != "" {
		p.line("  It could not be read to its end: %s", f.Error)
	}
}

func (p *printer) list(title string, all int, some []Rejection) {
	if all == 0 {
		return
	}
	p.line("\n%s (%d):", title, all)
	for i, r := range some {
		if i == 20 {
			break
		}
		p.line("  %s", r)
	}
	if all > min(20, len(some)) {
		p.line("  and %d more; --report json lists the first %d.", all-min(20, len(some)), maxNamed)
	}
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
