package web

import (
	"net/http"
	"slices"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/rota"
)

// rotaChangesPage is what a coordinator plans for single days.
type rotaChangesPage struct {
	Title, Lead                        string
	Done                               *noticeView
	Overrides, Temporaries, Holidays   []rotaEntry
	Override, SetTemporary, SetHoliday rotaForm
}

func (s *Server) showRotaChanges(w http.ResponseWriter, q *request) error {
	v, err := s.rotaOf(q)
	if err != nil {
		return err
	}
	return v.showChanges(w, refusedChange{status: http.StatusOK})
}

func (s *Server) changeRotaDays(w http.ResponseWriter, q *request) error {
	if err := readRotaForm(q); err != nil {
		return err
	}
	v, err := s.rotaOf(q)
	if err != nil {
		return err
	}
	if _, err := (rotaChange{Do: q.PostForm.Get("do")}).dayCommand(uuid.Nil); err != nil {
		return domain.Errorf(domain.NotFound, "That cannot be done on this page.")
	}
	refused, err := v.takeForm(uuid.Nil)
	switch {
	case err != nil:
		return err
	case refused.status == 0:
		return seeOther(w, v.path("changes")+"?done=rota."+refused.do)
	}
	return v.showChanges(w, refused)
}

func (v *rotaView) showChanges(w http.ResponseWriter, refused refusedChange) error {
	action := v.path("changes")
	body := rotaChangesPage{
		Title: v.c.say("rota.changes.title"), Lead: v.c.say("rota.changes.lead"), Done: doneNotice(v.request),
		Override: v.form("override", action, nil, refused), SetTemporary: v.form("set_temporary", action, nil, refused), SetHoliday: v.form("set_holiday", action, nil, refused),
	}
	if refused.status != http.StatusOK {
		body.Done = nil
	}
	entry := func(text, more, do, name, value string) rotaEntry {
		return rotaEntry{Text: text, More: more, Action: action, Do: do, Name: name, Value: value, Button: buttonView{Label: v.c.say("rota.do." + do), Kind: "quiet", Unseen: text}}
	}
	for _, o := range v.coming() {
		body.Overrides = append(body.Overrides, entry(v.overrideWords(o), v.interval(o.From, o.Until), "clear_override", "id", o.ID.String()))
	}
	temporaries := slices.DeleteFunc(slices.Clone(v.state.Temporaries), func(t rota.Temporary) bool { return !t.Until.After(v.c.now) })
	slices.SortFunc(temporaries, func(a, b rota.Temporary) int { return a.From.Compare(b.From) })
	for _, t := range temporaries {
		body.Temporaries = append(body.Temporaries, entry(v.temporaryWords(t), v.interval(t.From, t.Until), "clear_temporary", "id", t.ID.String()))
	}
	for _, day := range slices.Sorted(slices.Values(v.state.Holidays)) {
		body.Holidays = append(body.Holidays, entry(v.c.written(string(day)), "", "clear_holiday", "day", string(day)))
	}
	p := v.page(body.Title, body)
	p.Problems = refused.problems(&body.Override, &body.SetTemporary, &body.SetHoliday)
	p.Back = v.backToCalendar()
	return v.server.show(w, refused.status, "rota_changes", p)
}

// coming are the overrides that are not over.
func (v *rotaView) coming() []rota.StandIn {
	list := slices.DeleteFunc(slices.Clone(v.state.StandIns), func(o rota.StandIn) bool { return !o.Until.After(v.c.now) })
	slices.SortFunc(list, func(a, b rota.StandIn) int { return a.From.Compare(b.From) })
	return list
}

func (v *rotaView) overrideWords(o rota.StandIn) string {
	switch {
	case o.In == uuid.Nil:
		return v.c.say("rota.override.out", v.area(o.Area), v.name(o.Out))
	case o.Out == uuid.Nil:
		return v.c.say("rota.override.in", v.area(o.Area), v.name(o.In))
	}
	return v.c.say("rota.override.both", v.area(o.Area), v.name(o.In), v.name(o.Out))
}

func (v *rotaView) temporaryWords(t rota.Temporary) string {
	if len(t.Ministers) == 0 {
		return v.c.say("rota.temporary.nobody", v.area(t.Area))
	}
	return v.c.say("rota.temporary.words", v.area(t.Area), v.names(t.Ministers))
}
