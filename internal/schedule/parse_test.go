package schedule

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"alongside/internal/directory"
)

const today directory.Date = "2026-02-10"

// rule writes a schedule in one line: the rule, the times, and what bounds it.
func line(s directory.Schedule) string {
	parts := []string{s.Rule}
	if s.Start != "" {
		parts = append(parts, "start "+string(s.Start))
	}
	if s.Opens != "" {
		parts = append(parts, strings.TrimSuffix(fmt.Sprintf("%s-%s", s.Opens, s.Closes), "-"))
	}
	if s.TermTime {
		parts = append(parts, "term")
	}
	if s.ValidFrom != "" || s.ValidTo != "" {
		parts = append(parts, fmt.Sprintf("%s..%s", s.ValidFrom, s.ValidTo))
	}
	return strings.TrimSpace(strings.Join(parts, " "))
}

func TestParseReads(t *testing.T) {
	w := func(days string) string { return "FREQ=WEEKLY;BYDAY=" + days }
	for _, tt := range []struct {
		text string
		want []string
	}{
		{"Tuesdays and Thursdays 9.30am - 3.30pm", []string{w("TU,TH") + " 09:30-15:30"}},
		{"Sundays 10am - 1pm", []string{w("SU") + " 10:00-13:00"}},
		{"Mondays", []string{w("MO")}},
		{"Tue", []string{w("TU")}},
		{"Monday to Friday", []string{w("MO,TU,WE,TH,FR")}},
		{"Tuesday - Friday, 11-3.30pm", []string{w("TU,WE,TH,FR") + " 11:00-15:30"}},
		{"Monday to Thursday, 8am till 2.45pm", []string{w("MO,TU,WE,TH") + " 08:00-14:45"}},
		{"6.45am - 8.15pm every day", []string{w("MO,TU,WE,TH,FR,SA,SU") + " 06:45-20:15"}},
		{"8 am - 6 pm Tuesday to Saturday.", []string{w("TU,WE,TH,FR,SA") + " 08:00-18:00"}},
		{"9am-1pm Mon, 2pm-4pm Wed", []string{w("MO") + " 09:00-13:00", w("WE") + " 14:00-16:00"}},
		{"Tue-Fri, 8am-12pm. Tue-Fri, 12.45pm-5:15pm. Sat, 8am-11:30am",
			[]string{w("TU,WE,TH,FR") + " 08:00-12:00", w("TU,WE,TH,FR") + " 12:45-17:15", w("SA") + " 08:00-11:30"}},
		{"Mon-Wed, 9am-5pm, 6pm-10pm. Sun, closed", []string{w("MO,TU,WE") + " 09:00-17:00", w("MO,TU,WE") + " 18:00-22:00"}},
		{"Mon, Wed & Fri 9am-5pm; Sat 10am-1pm", []string{w("MO,WE,FR") + " 09:00-17:00", w("SA") + " 10:00-13:00"}},
		{"Mon/Wed 6pm-8pm", []string{w("MO,WE") + " 18:00-20:00"}},
		{"Monday      1pm - 8pm\r\nTuesday     10am - 5pm\r\nThursday    closed\r\nFriday 10am - 5pm",
			[]string{w("MO") + " 13:00-20:00", w("TU,FR") + " 10:00-17:00"}},
		{"1st Monday of the month, 7pm", []string{"FREQ=MONTHLY;BYDAY=1MO 19:00"}},
		{"First and third Tuesday of every month at 10.30-11.15am", []string{"FREQ=MONTHLY;BYDAY=1TU,3TU 10:30-11:15"}},
		{"First, third and fifth Saturdays of the month, 10am - 4pm.", []string{"FREQ=MONTHLY;BYDAY=1SA,3SA,5SA 10:00-16:00"}},
		{"Last Wednesday of each month at 7pm", []string{"FREQ=MONTHLY;BYDAY=-1WE 19:00"}},
		{"Every 3rd Monday of the month 6-8pm", []string{"FREQ=MONTHLY;BYDAY=3MO 18:00-20:00"}},
		{"2nd & 4th Thursdays, 1pm to 3pm", []string{"FREQ=MONTHLY;BYDAY=2TH,4TH 13:00-15:00"}},
		{"Last Friday of the month 1.00pm - 2.30pm. Third Monday of the month 5.00pm - 7.00pm.",
			[]string{"FREQ=MONTHLY;BYDAY=-1FR 13:00-14:30", "FREQ=MONTHLY;BYDAY=3MO 17:00-19:00"}},
		{"Mon-Fri term time 10-12", []string{w("MO,TU,WE,TH,FR") + " 10:00-12:00 term"}},
		{"Tuesdays 4pm-6pm (term time only)", []string{w("TU") + " 16:00-18:00 term"}},
		{"Wednesdays 3.30pm-5pm during school term", []string{w("WE") + " 15:30-17:00 term"}},
		{"fortnightly on Thursdays from 6 Jan, 2-4", []string{"FREQ=WEEKLY;INTERVAL=2;BYDAY=TH start 2026-01-08 14:00-16:00 2026-01-06.."}},
		{"Every other Tuesday starting 3 March 2026, 10am-12 noon", []string{"FREQ=WEEKLY;INTERVAL=2;BYDAY=TU start 2026-03-03 10:00-12:00 2026-03-03.."}},
		{"alternate Wednesdays from 7 January 2026 at 6pm", []string{"FREQ=WEEKLY;INTERVAL=2;BYDAY=WE start 2026-01-07 18:00 2026-01-07.."}},
		{"Tuesdays 10am-12pm until 31 March 2026", []string{w("TU") + " 10:00-12:00 ..2026-03-31"}},
		{"Tuesdays 10am-12pm, 6 January 2026 to 24 March 2026", []string{w("TU") + " 10:00-12:00 2026-01-06..2026-03-24"}},
		{"April to September: Mon-Fri 9am-9pm", []string{w("MO,TU,WE,TH,FR") + ";BYMONTH=4,5,6,7,8,9 09:00-21:00"}},
		{"October to March: Sat 10am-3pm\nApril to September: Sat 10am-6pm",
			[]string{w("SA") + ";BYMONTH=10,11,12,1,2,3 10:00-15:00", w("SA") + ";BYMONTH=4,5,6,7,8,9 10:00-18:00"}},
		{"Until 31st March 2026:\nMon & Wed 1-8pm\nFrom 1st April 2026:\nTues 10am-5pm",
			[]string{w("MO,WE") + " 13:00-20:00 ..2026-03-31", w("TU") + " 10:00-17:00 2026-04-01.."}},
		{"Saturday 14 March 2026, 10am-2pm", []string{"start 2026-03-14 10:00-14:00"}},
		{"14/03/2026 7pm-9pm", []string{"start 2026-03-14 19:00-21:00"}},
		{"Daily 10am-4pm", []string{w("MO,TU,WE,TH,FR,SA,SU") + " 10:00-16:00"}},
		{"Weekdays 9-5", []string{w("MO,TU,WE,TH,FR") + " 09:00-17:00"}},
		{"Weekends 10am-12 noon", []string{w("SA,SU") + " 10:00-12:00"}},
		{"Every day except Friday, 2pm", []string{w("MO,TU,WE,TH,SA,SU") + " 14:00"}},
		{"24 hours a day, 7 days a week", []string{w("MO,TU,WE,TH,FR,SA,SU") + " 00:00-24:00"}},
		{"Fri 8pm-1am", []string{w("FR") + " 20:00-01:00"}},
		{"Fridays 9pm to midnight", []string{w("FR") + " 21:00-24:00"}},
		{"Mondays 17:30-19:00", []string{w("MO") + " 17:30-19:00"}},
		{"Mondays 17.00pm-22.00pm", []string{w("MO") + " 17:00-22:00"}},
		{"Thursdays 9.30am to 12 noon", []string{w("TH") + " 09:30-12:00"}},
		{"Thursdays, 2-4", []string{w("TH") + " 14:00-16:00"}},
		{"Thursdays 9.30am - 3.30", []string{w("TH") + " 09:30-15:30"}},
		{"Wednesdays 7pm", []string{w("WE") + " 19:00"}},
		{"Wednesdays at 7 p.m.", []string{w("WE") + " 19:00"}},
		{"Sunday – 11am–1pm", []string{w("SU") + " 11:00-13:00"}},
		{"The singing group meets on Mondays, 7pm-9pm", []string{w("MO") + " 19:00-21:00"}},
		{"A free hour for babies and their grown-ups. Every Friday from 10.30-11am", []string{w("FR") + " 10:30-11:00"}},
		{"Second Tuesday of the month at 7pm. Ask at the desk for details.", []string{"FREQ=MONTHLY;BYDAY=2TU 19:00"}},
		{"Wed 2pm - 4pm - just come in", []string{w("WE") + " 14:00-16:00"}},
		{"Mondays 10am–12pm and Thursdays 2pm–4pm", []string{w("MO") + " 10:00-12:00", w("TH") + " 14:00-16:00"}},
		{"TUESDAY 7PM", []string{w("TU") + " 19:00"}},
		{"every Mon and Weds 1:15pm-2:45pm", []string{w("MO,WE") + " 13:15-14:45"}},
		{"Thurs 08:30–10:00", []string{w("TH") + " 08:30-10:00"}},
		{"Every Saturday from 9 until 11am", []string{w("SA") + " 09:00-11:00"}},
		{"Chess club: Fridays 4.00 - 5.30pm", []string{w("FR") + " 16:00-17:30"}},
		{"Reading group for 9 - 12 year olds: 2nd Monday of the month from 4.15 - 5pm.", []string{"FREQ=MONTHLY;BYDAY=2MO 16:15-17:00"}},
		{"SPARK: Girls' Boxing/Fitness Group for 11-15yrs, every Thursday 5-6pm", []string{w("TH") + " 17:00-18:00"}},
		{"Mother tongue storytime: Mondays at 10am", []string{w("MO") + " 10:00"}},
		{"Debt advice surgery: last Friday of the month at 2.30pm", []string{"FREQ=MONTHLY;BYDAY=-1FR 14:30"}},
		{"Language Class: Mon to Wed: 1pm-2.30pm. Fri: 1pm-2pm", []string{w("MO,TU,WE") + " 13:00-14:30", w("FR") + " 13:00-14:00"}},
		{"Two groups: one on the first Thursday of every month at 7.15pm and another on the second Friday of every month at 11am", []string{"FREQ=MONTHLY;BYDAY=1TH 19:15", "FREQ=MONTHLY;BYDAY=2FR 11:00"}},
		{"There are two choirs. One meets on the last Sunday of the month at 3pm and the other meets on the first Monday of the month at 8pm", []string{"FREQ=MONTHLY;BYDAY=-1SU 15:00", "FREQ=MONTHLY;BYDAY=1MO 20:00"}},
		{"Sewing. Every Sunday morning from 10.15 - 11.45am", []string{w("SU") + " 10:15-11:45"}},
		{"Tuesday evenings 7-9, Thursday mornings 8-9", []string{w("TU") + " 19:00-21:00", w("TH") + " 08:00-09:00"}},
		{"Friday evenings at 7.30", []string{w("FR") + " 19:30"}},
		{"First Sunday afternoon of the month, 2-4", []string{"FREQ=MONTHLY;BYDAY=1SU 14:00-16:00"}},
		{"Crafts every Monday afternoon start at 1pm until 2.30pm", []string{w("MO") + " 13:00-14:30"}},
		{"Mon-Sat, 9am-6pmSun, 11am-4pm", []string{w("MO,TU,WE,TH,FR,SA") + " 09:00-18:00", w("SU") + " 11:00-16:00"}},
		{"May through August:Every day except Mon, 1pmSeptember through April:Sat, 1pm", []string{w("TU,WE,TH,FR,SA,SU") + ";BYMONTH=5,6,7,8 13:00", w("SA") + ";BYMONTH=9,10,11,12,1,2,3,4 13:00"}},
		{"Pottery (Tuesdays)", []string{w("TU")}},
		{"Bread making (Tuesdays, 7pm-9pm)", []string{w("TU") + " 19:00-21:00"}},
		{"Singing: Folk Songs (Adult Class - Thursday)", []string{w("TH")}},
		{"Mon-Fri, 7am-9pm\nSat, 8am-4pm\n\nCafé:\nMon-Wed, 10am-3pm\nSat, 10am-2pm", []string{w("MO,TU,WE,TH,FR") + " 07:00-21:00", w("SA") + " 08:00-16:00"}},
		{"Mon-Fri 9am-9pm. Gym: Mon-Fri 6am-10pm", []string{w("MO,TU,WE,TH,FR") + " 09:00-21:00"}},
		{"Bowls on the green, Wednesdays 2-4pm. Ask Pat or Kim, 0131 496 0123.", []string{w("WE") + " 14:00-16:00"}},
		{"Tuesdays 1-3pm. There may be a small charge.", []string{w("TU") + " 13:00-15:00"}},
		{"Tuesdays 1-3pm - no need to book", []string{w("TU") + " 13:00-15:00"}},
		{"Tuesdays 1-3pm in the upstairs hall", []string{w("TU") + " 13:00-15:00"}},
		{"Mon-Fri 9am-5pm. Answerphone outwith these hours.", []string{w("MO,TU,WE,TH,FR") + " 09:00-17:00"}},
		{"Chess club: weekly from Wednesday 7 January 6.30pm", []string{w("WE") + " 18:30 2026-01-07.."}},
		{"fortnightly from Tuesday 3 March 6.45pm", []string{"FREQ=WEEKLY;INTERVAL=2;BYDAY=TU start 2026-03-03 18:45 2026-03-03.."}},
		{"Mon - Sat 7.00-22.00", []string{w("MO,TU,WE,TH,FR,SA") + " 07:00-22:00"}},
		{"School term: Mon 8am-6pm, Tue 9am-5pm", []string{w("MO") + " 08:00-18:00 term", w("TU") + " 09:00-17:00 term"}},
		{"Mon 10am-5pm, Tue closed, Wed 10am-4pm", []string{w("MO") + " 10:00-17:00", w("WE") + " 10:00-16:00"}},
		{"Mondays 4-6pm during term time and Saturdays 10am-12pm", []string{w("MO") + " 16:00-18:00 term", w("SA") + " 10:00-12:00"}},
		{"Mon-Fri 7am-9pm\n(last sauna admission is 7.45pm except Thu which is 6pm)\nSat / Sun 8am-4pm (last entry 3.15pm)",
			[]string{w("MO,TU,WE,TH,FR") + " 07:00-21:00", w("SA,SU") + " 08:00-16:00"}},
		{"Mon-Fri 7am-9pm, Sat 8am-4pm (pool closes at 2pm), Sun 10am-1pm",
			[]string{w("MO,TU,WE,TH,FR") + " 07:00-21:00", w("SA") + " 08:00-16:00", w("SU") + " 10:00-13:00"}},
		{"Saturdays, 10.30am for an hour", nil},
	} {
		r := Parse(tt.text, today)
		if tt.want == nil {
			continue
		}
		var got []string
		for _, s := range r.Schedules {
			got = append(got, line(s))
		}
		if !r.Understood {
			t.Errorf("%q: not understood", tt.text)
			continue
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%q: %s", tt.text, diff)
		}
		if r.Schedules[0].Text != strings.TrimSpace(tt.text) {
			t.Errorf("%q: text kept as %q", tt.text, r.Schedules[0].Text)
		}
	}
}

// TestParseLeaves holds what must stay text, since any rule would be a guess.
func TestParseLeaves(t *testing.T) {
	for _, text := range []string{
		"Various", "Times vary", "By appointment", "By arrangement.", "See website", "Please phone for times",
		"Daily service", "Normal office hours", "Monday to Friday, office hours",
		"Tuesdays 7-9", "Mondays 8am-9", "Saturdays at 10.30", "Third Friday of the month at 7.00", "6-8",
		"9am-5pm", "7pm", "10.30 to 12.30", "Mornings", "Tuesday mornings", "Weekday evenings",
		"fortnightly on Thursdays, 2-4", "Every other Friday 10am-11am", "alternate Wednesdays 6pm", "Every second Thursday 2pm-3pm",
		"every 2 weeks on Wednesday, 6 - 8pm", "Monday - Thursday, 8am - 3pm. Tuesday, 8am - 8pm.",
		"Monday to Friday 9am-5pm, except on Wednesday 10am-5pm", "Mondays 10am-12pm (not bank holidays)",
		"Mon-Fri 9am-5pm. Weekends by arrangement", "Mon-Fri, 9am-9pm. Sat, varies", "Mid-April to September: Mon-Fri 9am-9pm",
		"Winter: Mon-Fri 9am-4pm. Summer: Mon-Fri 9am-7pm", "Café: Mon-Fri 9am-5pm", "Office:\nMon-Fri 9am-5pm\n\nGym:\nMon-Sun 7am-10pm",
		"Mondays 10-12. Polish group: Tuesdays 2-4pm", "Tuesdays 10am-12pm. Art class on Thursdays 2pm-4pm",
		"Dawn to dusk", "April through September: 10am-7pm", "Monday 10am. To 3.30pm", "Fri 09.00-5.00pm Sat 9.00-01.30",
		"08.00am-08.00pm Thu 08.00-4.00pm Sun 8.00-12.30", "Wednesday, Friday, soup served at 12.15",
		"No sessions on Mondays", "Closed Mondays", "Some Saturdays 10am-12pm", "Usually Tuesdays 7pm", "Saturday - Sunday:",
		"Monday or Tuesday 10am-12pm", "Monday 25pm", "Monday 13:75", "On 3rd March we walk", "14 March", "Sunday 14 March 2026 10am",
		"Tuesday 31 February 2026", "Helpline 10am-10pm, 365 days a year", "Once a month on Tuesdays, 7pm", "Tuesdays 7pm. Once a month.", "One Saturday each month, 10am-12pm",
		"Two Saturdays a month 10am-12pm", "One Saturday, 10am-12pm", "This Saturday 10am-12pm", "Mon until 8pm", "Mon 12-12",
		"Open daily, closed Mondays, 10am-4pm", "Tuesdays, 10am for 10.30am start", "Tuesdays 7pm, doors 6.30pm", "Monday 10am-12pm, Wednesday",
		"The Sunday Club meets Mondays 2-4pm", "Mon-Wed-Fri 10am", "Tuesday 3 March 2026 to Thursday 5 March 2026",
		"Term time Mondays 4-6pm, Saturdays 10am-12pm", "Mondays 4-6pm, Saturdays 10am-12pm (term time only)", "Weekend", "Weekend course",
		"Swimming 2 daily", "Tuesdays from Friday 6 January 2026 2pm", "fortnightly from Friday 6 January 2026 2pm",
		"Monday mornings and Tuesday evenings 7-9", "Tuesday afternoons 10am-12pm", "Fridays 6pm and Monday mornings", "Tuesdays 7pm. Subject to change.",
		"Tuesdays 10am-12pm. No yoga on the 3rd.", "Tuesdays 10am-12pm (not every week)", "Tuesdays 10am-12pm. We may not run every week.",
		"Tuesdays 10am-12pm if there is enough interest", "Tuesdays 10am-12pm for six weeks", "Mondays 10am-12pm and other days",
		"Mon-Fri 9am-9pm. Exceptions: Wed 10am-5pm", "Mon-Fri 9am-9pm. Gym: Mon-Fri 6am-10pm. Sat 9-5", "Sports hall: Mon-Fri 9am-5pm",
		"Pottery (Mondays at the hall)", "Mon-Sat 9am-5pmSunny days later", "Polish club: every second Saturday at 2pm",
		"Mon-Fri 7am-9pm (closed 12-1pm)", "Mon-Fri 7am-9pm (last Friday until 5pm)", "Sat 8am-4pm (from May 9am", "🙂", "<script>alert(1)</script>", "Monday\x00 10am-12pm…?",
	} {
		r := Parse(text, today)
		if r.Understood {
			var got []string
			for _, s := range r.Schedules {
				got = append(got, line(s))
			}
			t.Errorf("%q was read as %q", text, got)
			continue
		}
		if len(r.Schedules) != 1 || r.Schedules[0].Text != strings.TrimSpace(text) || r.Schedules[0].Known() {
			t.Errorf("%q was not kept as text: %+v", text, r.Schedules)
		}
	}
	if r := Parse("  ", today); len(r.Schedules) != 0 {
		t.Errorf("nothing gave %+v", r)
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"Mon-Fri 9-5", "1st Monday of the month, 7pm", "Until 31st March 2026:\nMon & Wed 1-8pm", "24 hours a day, 7 days a week", "every (", "Sat 8am-4pm (pool 2pm)", "Sat 8am-4pm (", "Art club: (Mon 9am-5pmSun", "other weekly from Tuesday 6 January", "from", "1st 2nd"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		r := Parse(s, today)
		if !r.Understood {
			return
		}
		for _, sch := range r.Schedules {
			if faults := Validate(sch); len(faults) > 0 || !sch.Known() {
				t.Fatalf("%q: %+v: %v", s, sch, faults)
			}
		}
	})
}
