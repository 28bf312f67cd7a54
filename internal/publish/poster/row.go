package poster

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// rows finds events that stand each in a line: "Monday 10-12 Lunch club".
func (r *reader) rows() []event {
	var out []event
	firstRow := -1
	names := map[string]bool{}
	named := r.namedColumn()
	for i, l := range r.lines {
		if !r.timed(i, i+1) || l.end-l.start > 160 {
			continue
		}
		name := r.rowName(i, named)
		if name.empty() {
			continue
		}
		if firstRow < 0 {
			firstRow = i
		}
		names[r.low[name.start:name.end]] = true
		out = append(out, event{name: name, first: i, end: i + 1, all: l.span})
	}
	if len(names) < 2 || len(names) < len(out) {
		return nil
	}
	if named < 0 && r.headed(firstRow) {
		return nil
	}
	return out
}

var columnName = regexp.MustCompile(`^(?:what|activity|class|group|session|event|club|course|name)$`)

// namedColumn gives the column of a table that is headed "Activity" or the like;
// -1 for none.
func (r *reader) namedColumn() int {
	for i := range r.lines {
		if cells := r.cells(i); len(cells) > 1 {
			for c, cell := range cells {
				if columnName.MatchString(r.low[cell.start:cell.end]) {
					return c
				}
			}
		}
	}
	return -1
}

// cells gives the cells of a line of a table.
func (r *reader) cells(i int) []span {
	l := r.lines[i]
	if !strings.Contains(r.text[l.start:l.end], "\t") {
		return nil
	}
	var out []span
	from := l.start
	for at := l.start; at <= l.end; at++ {
		if at == l.end || r.text[at] == '\t' {
			out = append(out, r.trim(span{from, at}))
			from = at + 1
		}
	}
	return out
}

// rowName gives what a line calls the thing whose times it says.
func (r *reader) rowName(i, column int) span {
	if cells := r.cells(i); column >= 0 && len(cells) > column {
		return cells[column]
	}
	best := span{}
	for _, part := range r.unread(r.lines[i].span) {
		if thing.MatchString(r.low[part.start:part.end]) && !venue.MatchString(r.low[part.start:part.end]) && best.empty() && !slogan.MatchString(r.low[part.start:part.end]) {
			best = part
		}
	}
	if best.empty() {
		best = r.before(i)
	}
	if n := len(strings.Fields(r.text[best.start:best.end])); n > 8 {
		return span{}
	}
	return best
}

var (
	thenTimes = regexp.MustCompile(`^\s*(?:[-–—:]|\t)\s*$`)
	levels    = regexp.MustCompile(`^(?:beginners?|improvers?|intermediates?|advanced|adults?|juniors?|seniors?|children|women|men|ladies|mixed|mornings?|afternoons?|evenings?|term|times?|when|dates?|group \d|session|class|level|matinee|doors|open|from|until|next|new|week)\b`)
)

// before gives what stands before the times of a line and a dash or a colon: "Baby
// massage - Mondays 10-11".
func (r *reader) before(i int) span {
	l := r.lines[i]
	for _, u := range r.runs {
		if u.line != i || u.start <= l.start {
			continue
		}
		name := r.trimJoins(span{l.start, u.start})
		first, _ := utf8.DecodeRuneInString(r.text[name.start:])
		if !name.empty() && l.label == noLabel && thenTimes.MatchString(r.low[name.end:u.start]) && unicode.IsUpper(first) && len(strings.Fields(r.text[name.start:name.end])) <= 5 &&
			!levels.MatchString(r.lower(name)) && !venue.MatchString(r.lower(name)) && !r.town(name) {
			return name
		}
		break
	}
	return span{}
}

// headed reports whether a line above names one thing that the rows are sessions
// of.
func (r *reader) headed(row int) bool {
	for _, l := range r.lines[:row] {
		text := r.low[l.start:l.end]
		if thing.MatchString(text) && !slogan.MatchString(text) && !generic.MatchString(text) && !onlyPlace(text) && len(text) < 80 {
			return true
		}
		// "Free English classes" are many, and one thing.
		if strings.Contains(text, "classes") && thing.MatchString(strings.ReplaceAll(text, "classes", "")) && len(text) < 80 {
			return true
		}
	}
	return false
}

// orgCover are the words of an organisation's name that are of nothing else.
var orgCover = regexp.MustCompile(`\b(?:project|church|kirk|parish|trust|association|society|charity|council|partnership|foundation|federation|centre|center|university|college|school|library|museum|mosque|housing|leisure|guild|union|institute)\b`)

// onlyPlace reports whether the only things named in a line are parts of the name
// of a building or of who runs it.
func onlyPlace(text string) bool {
	covers := append(venue.FindAllStringIndex(text, -1), orgCover.FindAllStringIndex(text, -1)...)
	for _, m := range thing.FindAllStringIndex(text, -1) {
		if !slices.ContainsFunc(covers, func(c []int) bool { return c[0] <= m[0] && m[1] <= c[1] }) {
			return false
		}
	}
	return true
}
