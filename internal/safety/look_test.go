package safety_test

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"alongside/internal/safety"
)

// TestLook tries what the issue names, and what is told of it.
func TestLook(t *testing.T) {
	g := guard(t)
	for _, tt := range []struct {
		say     string
		level   safety.Level
		sort    safety.Sort
		someone bool
	}{
		{"I want to end it all", safety.Now, safety.Suicide, false},
		{"my son said he wants to die", safety.Now, safety.Suicide, true},
		{"he makes me want to die", safety.Now, safety.Suicide, false},
		{"she says she's going to hang herself", safety.Now, safety.Suicide, true},
		{"cutting again", safety.Now, safety.SelfHarm, false},
		{"my daughter has been cutting herself", safety.Now, safety.SelfHarm, true},
		{"my partner is violent", safety.Now, safety.Abuse, false},
		{"my sister's man is knocking her about", safety.Now, safety.Abuse, true},
		{"they're making me marry a man I've never met", safety.Now, safety.Abuse, false},
		{"I was raped", safety.Now, safety.Sexual, false},
		{"I think the wee boy next door is being hit", safety.Now, safety.Child, true},
		{"took an overdose an hour ago", safety.Now, safety.Emergency, false},
		{"there's nothing I enjoy any more", safety.Gentle, safety.Worry, false},
		{"I'm worried about my friend, she isn't herself", safety.Gentle, safety.Worry, true},
		{"I'm not suicidal", safety.Gentle, safety.Worry, false},
		{"I'd never hurt myself", safety.Gentle, safety.Worry, false},
		{"lost my husband to suicide", safety.Gentle, safety.Worry, false},
		{"my wife died", safety.None, "", false},
		{"I could murder a curry", safety.None, "", false},
		{"", safety.None, "", false},
	} {
		l := g.Look(tt.say, "en")
		if l.Level != tt.level || l.Sort != tt.sort || l.Someone != tt.someone {
			t.Errorf("%q: level %d, %q, someone %v, want %d, %q, %v\n%q", tt.say, l.Level, l.Sort, l.Someone, tt.level, tt.sort, tt.someone, g.Why(tt.say))
		}
	}
}

// TestSpareTakesItsOwnWords: a look-alike never hides a neighbour that raises,
// nor a denial one that follows it.
func TestSpareTakesItsOwnWords(t *testing.T) {
	g := guard(t)
	for _, say := range []string{
		"I could murder a curry and then I want to die",
		"My feet are killing me. I want to kill myself",
		"dying for a cuppa, my partner hits me",
		"I'm not suicidal, I just want to go to sleep and not wake up",
		"I don't want to die but I can't go on",
		"love crime novels, cutting myself again",
	} {
		if l := g.Look(say, "en"); l.Level != safety.Now {
			t.Errorf("%q is level %d\n%q", say, l.Level, g.Why(say))
		}
	}
}

// TestSlips: a slip of the keyboard, letters held down and text-speak change
// nothing.
func TestSlips(t *testing.T) {
	g := guard(t)
	for _, say := range []string{
		"i want to kil myself", "i wnat to die", "im sucidal", "I WANT TO DIEEEE", "i dont wanna b here anymore", "kms",
		"my partnr hits me", "he stangled me last night", "I’m going to kill myself", "cutting myslef again",
	} {
		if l := g.Look(say, "en"); l.Level != safety.Now {
			t.Errorf("%q is level %d\n%q", say, l.Level, g.Why(say))
		}
	}
}

func TestCut(t *testing.T) {
	g := guard(t)
	for text, want := range map[string]string{
		"I like gardening.":                                             "I like gardening.",
		"I like gardening. I want to die.":                              "I like gardening.",
		"I want to die but I like knitting":                             "I like knitting",
		"I like knitting but mostly I think about killing myself":       "I like knitting",
		"I used to garden. Now I just think about dying":                "I used to garden.",
		"He hits me and I hide in the bedroom. I like chess.":           "I like chess.",
		"looking for a walking group because otherwise I'll top myself": "looking for a walking group",
		"He hits me, the kids and the dog":                              "",
		"there's nothing I enjoy any more":                              "",
	} {
		if diff := cmp.Diff(want, g.Look(text, "en").Cut(text)); diff != "" {
			t.Errorf("%q: %s", text, diff)
		}
	}
}

// paragraph is some 300 letters of what a person might write, and nothing that
// raises but the end.
const paragraph = "I was a joiner for thirty-two years till my knees went and I've still got all my tools. " +
	"I miss the banter more than the money. The house is awful quiet since my wife died, so I'd like to be making " +
	"something again near Leith, in the mornings. Some days I don't want to be here any more."

// TestQuick: a look is short, and a long text is no worse than its length.
func TestQuick(t *testing.T) {
	g := guard(t)
	for name, text := range map[string]string{
		"sentences":   strings.Repeat(paragraph+" ", 175),
		"no stops":    strings.Repeat(strings.NewReplacer(".", "", ",", "").Replace(paragraph)+" ", 168),
		"all raising": strings.Repeat("he hits me and i want to kill myself not to be here ", 1000),
		"letters":     strings.Repeat("k m s a word ", 4000),
		"one letter":  strings.Repeat("a ", 25_000),
		"one word":    strings.Repeat("a", 50_000),
		"no letters":  strings.Repeat("?!. ", 12_500),
	} {
		began := time.Now()
		l := g.Look(text, "en")
		l.Cut(text)
		if took := time.Since(began); took > 2*time.Second {
			t.Errorf("%s: %v for %d bytes", name, took, len(text))
		}
	}
}

func BenchmarkLook(b *testing.B) {
	g := guard(b)
	b.Run("300", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			g.Look(paragraph, "en")
		}
	})
	long := strings.Repeat(paragraph+" ", 175)
	b.Run("50000", func(b *testing.B) {
		for b.Loop() {
			g.Look(long, "en")
		}
	})
}

func FuzzLook(f *testing.F) {
	g := guard(f)
	for _, s := range []string{"", "I want to die", "I’m not suicidal, kms", "he won't let me ó\xff out", "don't don''t 'nae nae' '' a’’", "الموت وأخاف", strings.Repeat("not to be here ", 40)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		l := g.Look(s, "en")
		end := 0
		for _, span := range l.Spans {
			if span.Start < end || span.End <= span.Start || span.End > len(s) {
				t.Fatalf("%q: span %v after %d", s, span, end)
			}
			if utf8.ValidString(s) && !utf8.ValidString(s[span.Start:span.End]) {
				t.Fatalf("%q: span %v cuts a letter", s, span)
			}
			end = span.End
		}
		if (l.Level == safety.None) != (len(l.Spans) == 0) {
			t.Fatalf("%q: level %d with %d spans", s, l.Level, len(l.Spans))
		}
		cut := l.Cut(s)
		if len(cut) > len(s) {
			t.Fatalf("%q: cut grew to %q", s, cut)
		}
		if utf8.ValidString(s) && !utf8.ValidString(cut) {
			t.Fatalf("%q: cut to %q", s, cut)
		}
		for _, span := range l.Spans {
			if words := strings.TrimSpace(s[span.Start:span.End]); len(words) > 12 && strings.Count(s, words) == 1 && strings.Contains(cut, words) {
				t.Fatalf("%q: %q is left", s, words)
			}
		}
	})
}
