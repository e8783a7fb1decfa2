package web

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/application"
)

// equipmentPage hands out to a group, and takes back, for many at once.
type equipmentPage struct {
	Group, Action string
	Done          *noticeView
	Give, Take    *equipmentForm
	Totals, Table *tableView
	Costs         []summaryRow
	Billed        string
}

// equipmentForm is one act for everybody who is ticked.
type equipmentForm struct {
	Title, Once string
	Fields      []fieldView
	People      fieldView
	Buttons     []buttonView
}

func (s *Server) showEquipment(w http.ResponseWriter, q *request) error {
	g, err := s.groupFor(q)
	if err != nil {
		return err
	}
	return s.equipmentPage(w, q, g, http.StatusOK, nil)
}

func (s *Server) equipmentPage(w http.ResponseWriter, q *request, g groupFile, status int, failed []string) error {
	say := g.words.c.say
	body := equipmentPage{Group: g.name(), Action: g.path() + "/equipment", Billed: say("page.equipment.nobody"), Done: seasonDone(q)}
	body.Give, body.Take = g.giveForm(s.Desk.Handler.NewID(), q), g.takeForm(q)
	body.Totals, body.Table = g.equipmentTotals(), g.equipmentTable()
	if q.who.Has(domain.RoleCoordinator) {
		var sum int64
		for _, child := range g.children {
			sum += child.application().BorneCents
			body.Costs = append(body.Costs, summaryRow{Label: child.applicant(), Value: g.words.c.say.usd(child.application().BorneCents)})
		}
		body.Costs = append(body.Costs, g.words.row("page.equipment.sum", g.words.c.say.usd(sum)))
	}
	view := q.page(say("page.equipment.title", body.Group), body).staff()
	view.Back = &link{Href: g.path(), Label: body.Group}
	for _, line := range failed {
		view.Problems = append(view.Problems, problemLine{Text: line})
	}
	return s.show(w, status, "season_equipment", view)
}

// giveForm asks what is handed out to whom; whoever was ticked before and failed is ticked again.
func (g groupFile) giveForm(once uuid.UUID, q *request) *equipmentForm {
	say := g.words.c.say
	if len(g.children) == 0 || g.season().Over {
		return nil
	}
	item := textField("item", "select", say("act.application.issue.item"), q.PostForm.Get("item"))
	size := textField("size", "select", say("act.application.issue.size"), q.PostForm.Get("size"))
	for _, field := range []*fieldView{&item, &size} {
		g.words.applicationOptions(field, "issue")
		g.words.toChoose(field)
		g.words.chooseAgain(field)
	}
	people := textField("child", "checks", say("page.equipment.whom"), "")
	for _, child := range g.children {
		people.choose(child.ID.String(), child.applicant(), "")
		people.Options[len(people.Options)-1].Chosen = slices.Contains(q.PostForm["child"], child.ID.String())
	}
	return &equipmentForm{
		Title: say("page.equipment.give"), Once: once.String(), Fields: []fieldView{item, size}, People: people,
		Buttons: []buttonView{{Label: say("page.equipment.give.button"), Name: "do", Value: "issue"}},
	}
}

// takeForm lists everything that is out, to be taken back or given up.
func (g groupFile) takeForm(q *request) *equipmentForm {
	say := g.words.c.say
	things := textField("handing", "checks", say("page.equipment.what"), "")
	for _, child := range g.children {
		for _, h := range child.application().Handings {
			if h.Status != "out" {
				continue
			}
			things.choose(child.ID.String()+"/"+h.ID.String(), child.applicant()+": "+strings.TrimSpace(itemTitle(g.terms.Program, h.Item, g.words.language)+" "+h.Size), "")
			things.Options[len(things.Options)-1].Chosen = slices.Contains(q.PostForm["handing"], child.ID.String()+"/"+h.ID.String())
		}
	}
	if len(things.Options) == 0 {
		return nil
	}
	return &equipmentForm{Title: say("page.equipment.take"), People: things, Buttons: []buttonView{
		{Label: say("page.equipment.take.button"), Name: "do", Value: "return"}, {Label: say("page.equipment.lost.button"), Name: "do", Value: "lost", Kind: "second"},
	}}
}

// overdue tells whether something should be back.
func (g groupFile) overdue(h application.Handing) bool {
	return h.Status == "out" && !h.DueAt.IsZero() && h.DueAt.Before(g.words.c.now)
}

func (g groupFile) equipmentTotals() *tableView {
	say := g.words.c.say
	t := &tableView{Caption: say("page.equipment.totals"), Heads: []tableHead{
		{Label: say("head.item")}, {Label: say("item.out"), Number: true}, {Label: say("page.equipment.overdue"), Number: true}, {Label: say("item.returned"), Number: true}, {Label: say("item.lost"), Number: true},
	}}
	for _, item := range g.terms.Program.Application.Equipment {
		var out, late, back, lost int
		for _, child := range g.children {
			for _, h := range child.application().Handings {
				switch {
				case h.Item != item.Key:
				case h.Status == "returned":
					back++
				case h.Status == "lost":
					lost++
				default:
					out++
					if g.overdue(h) {
						late++
					}
				}
			}
		}
		t.row(tableCell{Text: item.Title.In(g.words.language)}, tableCell{Text: strconv.Itoa(out)}, tableCell{Text: strconv.Itoa(late)}, tableCell{Text: strconv.Itoa(back)}, tableCell{Text: strconv.Itoa(lost)})
	}
	return t
}

func (g groupFile) equipmentTable() *tableView {
	say := g.words.c.say
	t := &tableView{Caption: say("page.application.items"), Heads: []tableHead{{Label: say("fact.applicant")}, {Label: say("head.item")}, {Label: say("head.status")}, {Label: say("head.due")}}}
	for _, child := range g.children {
		for _, h := range child.application().Handings {
			due, status := tableCell{Text: say("item.kept")}, say("item."+h.Status)
			if !h.DueAt.IsZero() {
				at := g.words.c.stamp(h.DueAt)
				due = tableCell{Date: &at}
			}
			if g.overdue(h) {
				status = say("page.equipment.overdue")
			}
			t.row(tableCell{Text: child.applicant()}, tableCell{Text: strings.TrimSpace(itemTitle(g.terms.Program, h.Item, g.words.language) + " " + h.Size)}, tableCell{Text: status}, due)
		}
	}
	if len(t.Rows) == 0 {
		return nil
	}
	return t
}

// tickedMax bounds what is handed out or taken back at once.
const tickedMax = 500

// handOut does one act for everybody who is ticked. Whoever it failed for is named, with the reason, and the others are done.
func (s *Server) handOut(w http.ResponseWriter, q *request) error {
	if err := readForm(q); err != nil {
		return err
	}
	g, err := s.groupFor(q)
	if err != nil {
		return err
	}
	do, say := q.PostForm.Get("do"), q.say()
	ticked := q.PostForm["handing"]
	if do == "issue" {
		ticked = q.PostForm["child"]
	}
	if !slices.Contains([]string{"issue", "return", "lost"}, do) {
		return domain.Errorf(domain.NotFound, "That cannot be done with this group.")
	}
	if len(ticked) > tickedMax {
		return domain.Errorf(domain.Invalid, "That is more than one group can have. Nothing was recorded; please go back and tick fewer.")
	}
	if len(ticked) == 0 {
		return s.equipmentPage(w, q, g, http.StatusBadRequest, []string{say("page.equipment.nobody_ticked")})
	}
	if do == "issue" && q.PostForm.Get("item") == "" {
		return s.equipmentPage(w, q, g, http.StatusBadRequest, []string{say(notChosen(actField{"item", "select"}))})
	}
	var failed, again []string
	for _, one := range ticked {
		child, err := s.handOne(q, g, do, one)
		switch domain.CodeOf(err) {
		case "":
			continue
		case domain.Invalid, domain.Rejected, domain.Conflict, domain.NotFound, domain.Forbidden, domain.Unavailable:
			failed, again = append(failed, say("page.equipment.failed_for", child, say(domain.MessageOf(err)))), append(again, one)
		default:
			return err
		}
	}
	if len(failed) == 0 {
		return seeOther(w, g.path()+"/equipment?done="+do)
	}
	if g, err = s.groupFor(q); err != nil {
		return err
	}
	q.PostForm["handing"], q.PostForm["child"] = again, again
	return s.equipmentPage(w, q, g, http.StatusConflict, failed)
}

// handOne does the act for one child of the group, and names the child.
func (s *Server) handOne(q *request, g groupFile, do, ticked string) (name string, err error) {
	id, handing, _ := strings.Cut(ticked, "/")
	i := slices.IndexFunc(g.children, func(child *caseFile) bool { return child.ID.String() == id })
	if i < 0 {
		return q.say()("page.equipment.gone"), domain.Errorf(domain.NotFound, "They have no place in this group any more.")
	}
	child, in, key := g.children[i], map[string]string{"handing": handing}, ""
	if do == "issue" {
		in, key = map[string]string{"item": q.PostForm.Get("item"), "size": g.sizeOf(q)}, q.PostForm.Get("once")
	}
	body, err := json.Marshal(in)
	if err == nil {
		_, err = s.Desk.ActOnCase(q.Context(), q.who, child.Case, do, key, body)
	}
	return child.applicant(), err
}

// sizeOf is the size that was chosen, for an item that has sizes.
func (g groupFile) sizeOf(q *request) string {
	for _, item := range g.terms.Program.Application.Equipment {
		if item.Key == q.PostForm.Get("item") && len(item.Sizes) > 0 {
			return q.PostForm.Get("size")
		}
	}
	return ""
}
