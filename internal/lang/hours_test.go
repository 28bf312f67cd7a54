package lang_test

import (
	"testing"
	"time"

	"alongside/internal/directory"
)

func TestHours(t *testing.T) {
	w := words(t)
	for want, h := range map[string]*directory.Hours{
		"Check their hours":   nil,
		"24 hours, every day": {Always: true},
		"Monday to Thursday 6pm to 2am, Friday 6pm to Monday 6am": {Spans: []directory.HoursSpan{
			{First: time.Monday, Last: time.Thursday, Opens: "18:00", Closes: "02:00"},
			{First: time.Friday, Last: time.Monday, Opens: "18:00", Closes: "06:00", Through: true},
		}},
		"Sunday 9:30am to 12 noon": {Spans: []directory.HoursSpan{{First: time.Sunday, Last: time.Sunday, Opens: "09:30", Closes: "12:00"}}},
	} {
		if got := w.Hours(h); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
