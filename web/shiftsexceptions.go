package web

import (
	"net/url"
	"strconv"
)

// exceptions is what a coordinator changes about the date itself.
func (d *shiftDate) exceptions(refused refusedChange) shiftsSection {
	section := shiftsSection{Title: d.c.say("shifts.date.change")}
	action := d.datePath(d.slot.Date)
	if !d.slot.Until.After(d.c.now) {
		section.Text = d.c.say("shifts.date.over_change")
		return section
	}
	given := url.Values{
		"day": {writtenDay(d.slot.From.In(d.c.zone))}, "from": {d.clock(d.slot.From)}, "until": {d.clock(d.slot.Until)}, "places": {strconv.Itoa(d.slot.Places)},
	}
	if d.slot.Canceled || d.slot.Moved {
		section.Forms = append(section.Forms, d.form("restore_date", action, "", nil, nil, refused))
	}
	if !d.slot.Canceled {
		section.Forms = append(section.Forms,
			d.form("set_places", action, "", []shiftField{{name: "places", kind: "text"}}, given, refused),
			d.form("move_date", action, "", []shiftField{{name: "day", kind: "text"}, {name: "from", kind: "text"}, {name: "until", kind: "text"}}, given, refused),
			d.form("cancel_date", action, "", nil, nil, refused))
	}
	return section
}
