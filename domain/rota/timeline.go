package rota

import (
	"cmp"
	"slices"
	"time"

	"github.com/google/uuid"
)

// Because says why somebody is on duty.
type Because string

// The reasons; the empty one is that of nobody.
const (
	ByShift     Because = "shift"
	ByOverride  Because = "override"
	ByTemporary Because = "temporary"
)

// timeline is what counts in one area during an interval: every moment at which something begins or ends to count, and
// how often each thing counts right now.
type timeline struct {
	from, until time.Time
	marks       []mark
	shifts      []int // by minister: running shifts
	blocked     []int // by minister: whatever keeps them from standing
	holidays    int
	layers      []layer
	active      []int // by layer
}

// mark changes one count.
type mark struct {
	at    time.Time
	count *int
	by    int
}

// layer is an override or a temporary schedule; ministers are given by their index.
type layer struct {
	order    int
	from     time.Time
	until    time.Time
	replaces bool // everything before it
	out      int  // below zero for nobody
	in       []int
	because  Because
}

func (s State) timeline(r Rules, area string, from, until time.Time) *timeline {
	n := len(s.Ministers)
	l := &timeline{from: from.UTC(), until: until.UTC(), shifts: make([]int, n), blocked: make([]int, n), layers: s.layers(area, from, until)}
	l.active = make([]int, len(l.layers))
	c := newClock(r.zone(), from, until)
	involved := make([]bool, n)
	for _, shift := range s.Regular {
		if i, found := s.index(shift.Minister); found && shift.Area == area {
			involved[i] = true
			c.each(shift.weekly(), func(from, until time.Time) { l.mark(from, until, &l.shifts[i]) })
		}
	}
	for _, day := range s.Holidays {
		if number, valid := day.number(); valid {
			c.each(weekly{weekdays: 127, first: number, last: number}, func(from, until time.Time) { l.mark(from, until, &l.holidays) })
		}
	}
	for j, layer := range l.layers {
		l.mark(layer.from, layer.until, &l.active[j])
		for _, i := range layer.in {
			involved[i] = true
		}
	}
	for i, m := range s.Ministers {
		if involved[i] {
			l.block(c, m, &l.blocked[i])
		}
	}
	slices.SortFunc(l.marks, func(a, b mark) int { return a.at.Compare(b.at) })
	return l
}

// layers gives those of an area that touch the interval, in the order in which they were set.
func (s State) layers(area string, from, until time.Time) []layer {
	var layers []layer
	touches := func(a string, f, u time.Time) bool { return a == area && f.Before(until) && from.Before(u) }
	for _, o := range s.StandIns {
		if touches(o.Area, o.From, o.Until) {
			l := layer{order: o.Layer, from: o.From, until: o.Until, out: -1, in: s.indexes(o.In), because: ByOverride}
			if i, found := s.index(o.Out); found {
				l.out = i
			}
			layers = append(layers, l)
		}
	}
	for _, t := range s.Temporaries {
		if touches(t.Area, t.From, t.Until) {
			l := layer{order: t.Layer, from: t.From, until: t.Until, replaces: true, out: -1, in: s.indexes(t.Ministers...), because: ByTemporary}
			layers = append(layers, l)
		}
	}
	slices.SortFunc(layers, func(a, b layer) int { return cmp.Compare(a.order, b.order) })
	return layers
}

func (s State) indexes(ministers ...uuid.UUID) []int {
	var indexes []int
	for _, id := range ministers {
		if i, found := s.index(id); found {
			indexes = append(indexes, i)
		}
	}
	return indexes
}

// block counts whatever keeps a minister from standing.
func (l *timeline) block(c clock, m Minister, count *int) {
	if !m.Reachable() {
		*count++
	}
	for _, q := range m.Quiet {
		c.each(q.weekly(), func(from, until time.Time) { l.mark(from, until, count) })
	}
	for _, a := range m.Absences {
		l.mark(a.From, a.Until, count)
	}
}

// mark counts something for as long as it lies in the interval.
func (l *timeline) mark(from, until time.Time, count *int) {
	if from.Before(l.from) {
		from = l.from
	}
	if !from.Before(until) || !from.Before(l.until) {
		return
	}
	l.marks = append(l.marks, mark{at: from, count: count, by: 1})
	if until.Before(l.until) {
		l.marks = append(l.marks, mark{at: until, count: count, by: -1})
	}
}

// walk visits the interval piece by piece with the reason of each minister, which is empty for whoever does not stand. The
// reasons are written over afterwards. It can be walked once.
func (l *timeline) walk(visit func(from, until time.Time, reasons []Because)) {
	reasons, next := make([]Because, len(l.shifts)), make([]Because, len(l.shifts))
	from := l.from
	for i := 0; i < len(l.marks); {
		at := l.marks[i].at
		for ; i < len(l.marks) && l.marks[i].at.Equal(at); i++ {
			*l.marks[i].count += l.marks[i].by
		}
		l.settle(next)
		if slices.Equal(reasons, next) {
			continue
		}
		if from.Before(at) {
			visit(from, at, reasons)
		}
		from, reasons, next = at, next, reasons
	}
	visit(from, l.until, reasons)
}

// settle lets the layers speak one after the other, each on what those before it left.
func (l *timeline) settle(reasons []Because) {
	clear(reasons)
	for i, running := range l.shifts {
		if running > 0 && l.holidays == 0 {
			reasons[i] = ByShift
		}
	}
	for j, active := range l.active {
		if active == 0 {
			continue
		}
		layer := &l.layers[j]
		if layer.replaces {
			clear(reasons)
		}
		if layer.out >= 0 {
			reasons[layer.out] = ""
		}
		for _, i := range layer.in {
			reasons[i] = layer.because
		}
	}
	for i, blocked := range l.blocked {
		if blocked > 0 {
			reasons[i] = ""
		}
	}
}
