package poster_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"alongside/internal/publish/poster"
)

// TestWhen reads times as posters write them, in several lines and with what makes
// them doubtful.
func TestWhen(t *testing.T) {
	w := func(rest string) string { return "FREQ=WEEKLY;BYDAY=" + rest }
	for _, tt := range []struct {
		text string
		want []string
		asks []poster.Ask
	}{
		{"Tuesdays 10-12", []string{w("TU 10:00-12:00")}, nil},
		{"Tuesday 10-12", []string{w("TU 10:00-12:00")}, []poster.Ask{poster.AskRepeat}},
		{"every 2nd Thurs 7pm", []string{"text"}, []poster.Ask{poster.AskNth}},
		{"Sat 14 March 2-4", []string{"start 2026-03-14 14:00-16:00"}, []poster.Ask{poster.AskYear}},
		{"Sat 14 March 2026 2-4", []string{"start 2026-03-14 14:00-16:00"}, nil},
		{"Sun 14 March 2-4pm", []string{"text"}, []poster.Ask{poster.AskWeekday}},
		{"Sat 24 Jan 2-4pm", []string{"start 2026-01-24 14:00-16:00"}, []poster.Ask{poster.AskPast}},
		{"Saturday 14th 2-4pm", []string{"text"}, []poster.Ask{poster.AskMonth}},
		{"this Saturday 2-4pm", []string{"text"}, []poster.Ask{poster.AskRelative}},
		{"Tuesdays 10-12 from 6th Jan for 8 weeks", []string{w("TU 10:00-12:00 2026-01-06..2026-02-24")}, nil},
		{"6 week course\nstarts Thurs 5th March\n6.30pm - 8pm", []string{w("TH 18:30-20:00 2026-03-05..2026-04-09")}, nil},
		{"Starts Thursday 5th March 6.30pm", []string{"text"}, []poster.Ask{poster.AskRepeat}},
		{"Mondays 4-6pm\n(term time only)", []string{w("MO 16:00-18:00 term")}, nil},
		{"Mondays 4-6pm, not in the school holidays", []string{w("MO 16:00-18:00 term")}, nil},
		{"Mon 9.30am-5pm, Tue 9.30am-4pm term time only", []string{w("MO 09:30-17:00"), w("TU 09:30-16:00 term")}, []poster.Ask{poster.AskBoth}},
		{"Wed 1-3pm, Sat 10am-1pm, April to September", []string{w("WE;BYMONTH=4,5,6,7,8,9 13:00-15:00"), w("SA;BYMONTH=4,5,6,7,8,9 10:00-13:00")}, nil},
		{"Friday 6 March, doors 7 for 7.30pm", []string{"start 2026-03-06 19:30"}, []poster.Ask{poster.AskTwice, poster.AskYear}},
		{"Friday 6 March 2026 7pm for 7.30pm", []string{"start 2026-03-06 19:30"}, []poster.Ask{poster.AskTwice}},
		{"Tuesdays 7-9", []string{"text"}, []poster.Ask{poster.AskHalf}},
		{"Alternate Fridays 2-4pm", []string{"text"}, []poster.Ask{poster.AskFirst}},
		{"Every other Friday from 20 Feb, 2-4pm", []string{"FREQ=WEEKLY;INTERVAL=2;BYDAY=FR start 2026-02-20 14:00-16:00 2026-02-20.."}, nil},
		{"7th, 14th and 21st March, 2-4pm", []string{"start 2026-03-07 14:00-16:00", "start 2026-03-14 14:00-16:00", "start 2026-03-21 14:00-16:00"}, []poster.Ask{poster.AskYear}},
		{"Sat 14 & Sun 15 March 10am-4pm", []string{"start 2026-03-14 10:00-16:00", "start 2026-03-15 10:00-16:00"}, []poster.Ask{poster.AskYear}},
		{"Mondays 2 March - 6 April, 6-8pm", []string{w("MO 18:00-20:00 2026-03-02..2026-04-06")}, nil},
		{"Every day\n10am til 4pm", []string{w("MO,TU,WE,TH,FR,SA,SU 10:00-16:00")}, nil},
		{"10am - 12 noon\nEvery Tuesday", []string{w("TU 10:00-12:00")}, nil},
		{"Tues10am-12pm", []string{w("TU 10:00-12:00")}, []poster.Ask{poster.AskRepeat}},
		{"Ilka Tuesday, hauf past ten in the forenoon tae noon", []string{w("TU 10:30-12:00")}, nil},
		{"Mondays 2 March, 9 March & 16 March, 6-8pm", []string{"start 2026-03-02 18:00-20:00", "start 2026-03-09 18:00-20:00", "start 2026-03-16 18:00-20:00"}, []poster.Ask{poster.AskYear}},
		{"Dimàirt 10m - Tuesdays 10am-11am", []string{w("TU 10:00-11:00")}, nil},
		{"most Tuesdays 10am-11am", []string{"text"}, []poster.Ask{poster.AskTimes}},
		{"one Saturday a month 10am-11am", []string{"text"}, []poster.Ask{poster.AskTimes}},
		{"once a month on Saturdays 10am-11am", []string{"text"}, []poster.Ask{poster.AskTimes}},
		{"A 6 week block, Tuesdays 10am-11am", []string{w("TU 10:00-11:00")}, []poster.Ask{poster.AskStart}},
		{"Mondays 10am-11am\nPhone the office Mon-Fri 9-5", []string{w("MO 10:00-11:00")}, nil},
		{"Mondays 10am-11am\nBook by Friday 12 noon", []string{w("MO 10:00-11:00")}, nil},
		{"Mondays 10am-11am\nNo class on 6 April", []string{w("MO 10:00-11:00")}, []poster.Ask{poster.AskExcept}},
		{"Mondays 10am-11am (closed bank holidays)", []string{w("MO 10:00-11:00")}, []poster.Ask{poster.AskExcept}},
		{"Mondays 10-11.30am\nages 10-12", []string{w("MO 10:00-11:30")}, nil},
		{"Mondays 10am-11am\nMondays 10.30am-11.30am", []string{w("MO 10:00-11:00"), w("MO 10:30-11:30")}, []poster.Ask{poster.AskTwice}},
		{"Day\tTime\nMon\t10-11am\nWed\t2-3pm", []string{w("MO 10:00-11:00"), w("WE 14:00-15:00")}, nil},
		{"1900hrs Wednesdays", []string{w("WE 19:00")}, nil},
		{"call 0131 496 1012 for times", nil, []poster.Ask{poster.AskWhen}},
		{"We sat in the sun", nil, []poster.Ask{poster.AskWhen}},
		{"24/7 support", nil, []poster.Ask{poster.AskWhen}},
	} {
		text := "The Blether Club\n" + tt.text + "\nFree"
		d := poster.Read(text, options())
		invented(t, tt.text, text, d)
		if diff := cmp.Diff(tt.want, lines(d)); diff != "" {
			t.Errorf("%q: %s", tt.text, diff)
		}
		for _, a := range tt.asks {
			if !slices.ContainsFunc(d.Questions, func(q poster.Question) bool { return q.Ask == a }) {
				t.Errorf("%q: %s is not asked", tt.text, a)
			}
		}
		for _, q := range d.Questions {
			if ofTime := []poster.Ask{poster.AskTimes, poster.AskHalf, poster.AskNth, poster.AskFirst, poster.AskRepeat, poster.AskYear, poster.AskMonth, poster.AskWeekday,
				poster.AskPast, poster.AskTwice, poster.AskRelative, poster.AskBoth, poster.AskExcept, poster.AskWhen}; slices.Contains(ofTime, q.Ask) && !slices.Contains(tt.asks, q.Ask) {
				t.Errorf("%q: %s is asked", tt.text, q.Ask)
			}
		}
	}
}

// TestHalf holds that a time which may be in either half of the day comes with
// both.
func TestHalf(t *testing.T) {
	d := poster.Read("The Blether Club\nTuesdays 7-9", options())
	i := slices.IndexFunc(d.Questions, func(q poster.Question) bool { return q.Ask == poster.AskHalf })
	if i < 0 {
		t.Fatal("not asked")
	}
	var got []string
	for _, c := range d.Questions[i].Choices {
		got = append(got, line(c))
	}
	if diff := cmp.Diff([]string{"FREQ=WEEKLY;BYDAY=TU 07:00-09:00", "FREQ=WEEKLY;BYDAY=TU 19:00-21:00"}, got); diff != "" {
		t.Error(diff)
	}
	if d := poster.Read("Quiz night\nTuesdays 7-9", options()); lines(d)[0] != "FREQ=WEEKLY;BYDAY=TU 19:00-21:00" {
		t.Errorf("by the name: %q", lines(d))
	}
}
