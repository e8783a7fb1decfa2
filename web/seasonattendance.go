package web

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/season"
)

// attendancePage is one meeting of a group: who is there, by name. On paper it is a list with empty boxes.
type attendancePage struct {
	Group, Session, Action string
	Done                   *noticeView
	Rows                   []summaryRow
	Notices                []noticeView
	Roll                   []rollView
	Recorded, Open         bool
	Missed                 []missedView
	Links                  []link
}

// rollView asks for one person whether they are there.
type rollView struct {
	ID, Name, Field, Remark, Error string
	Options                        []optionView
	MadeUp, Unrecorded             string // Unrecorded stands in the place of the boxes, but on paper
}

// missedView is somebody who was not there, with the one button that lets the meeting count all the same.
type missedView struct {
	Action, Name string
	ID           string
	Button       buttonView
}

// The three words of attendance.
const (
	wasPresent = "present"
	wasExcused = "excused"
	wasAbsent  = "absent"
)

// sessionOf finds the meeting of the page's address.
func (g groupFile) sessionOf(q *request) (season.Meeting, error) {
	number, err := strconv.Atoi(q.PathValue("number"))
	if i := slices.IndexFunc(g.meetings, func(m season.Meeting) bool { return m.Number == number }); err == nil && i >= 0 {
		return g.meetings[i], nil
	}
	return season.Meeting{}, domain.Errorf(domain.NotFound, "This group has no such session.")
}

func (s *Server) showAttendance(w http.ResponseWriter, q *request) error {
	g, err := s.groupFor(q)
	if err != nil {
		return err
	}
	m, err := g.sessionOf(q)
	if err != nil {
		return err
	}
	return s.attendancePage(w, q, g, m, g.recorded(m.Number), nil, tried{status: http.StatusOK})
}

// recorded is what stands of a meeting, by application; empty when nothing was recorded.
func (g groupFile) recorded(number int) map[uuid.UUID]string {
	words := map[uuid.UUID]string{}
	met, taken := g.group.Met[number]
	if !taken {
		return words
	}
	for _, child := range g.children {
		switch {
		case slices.Contains(met.Present, child.ID):
			words[child.ID] = wasPresent
		case slices.Contains(met.Excused, child.ID):
			words[child.ID] = wasExcused
		default:
			words[child.ID] = wasAbsent
		}
	}
	return words
}

func (s *Server) attendancePage(w http.ResponseWriter, q *request, g groupFile, m season.Meeting, marked map[uuid.UUID]string, unmarked []uuid.UUID, refused tried) error {
	v, say := g.words, g.words.c.say
	path := g.path() + "/sessions/" + strconv.Itoa(m.Number)
	_, taken := g.group.Met[m.Number]
	body := attendancePage{Group: g.name(), Session: g.sessionName(m), Action: path, Done: seasonDone(q), Recorded: taken}
	if place := placeOf(g.terms.Program, g.group.Like, m.Topic); place != "" {
		body.Rows = append(body.Rows, v.row("head.place", place))
	}
	if topic := topicTitle(g.terms.Program, m.Topic, v.language); topic != "" {
		body.Rows = append(body.Rows, v.row("head.topic", topic))
	}
	body.Open = !m.Cancelled() && !g.season().Over && !m.StartsAt.After(v.c.now.Add(time.Hour))
	body.Notices = g.attendanceNotices(m)
	for _, child := range g.children {
		row := v.roll(child, marked[child.ID], slices.Contains(unmarked, child.ID))
		if c := g.season().Candidates[child.ID]; c != nil && slices.Contains(c.MadeUp, m.Number) {
			row.MadeUp = say("page.attendance.made_up")
		} else if taken && body.Open && !slices.Contains(g.group.Met[m.Number].Present, child.ID) {
			body.Missed = append(body.Missed, missedView{
				Action: path + "/made-up", Name: child.applicant(), ID: child.ID.String(), Button: buttonView{Label: say("page.attendance.make_up"), Kind: "quiet", Unseen: child.applicant()},
			})
		}
		if !taken && row.MadeUp == "" {
			row.Unrecorded = say("page.group.unrecorded")
			if m.StartsAt.After(v.c.now) || m.Cancelled() {
				row.Unrecorded = say("page.group.ahead")
			}
		}
		body.Roll = append(body.Roll, row)
	}
	body.Links = []link{{Href: g.path() + "/emergency", Label: say("page.group.emergency")}}
	var problems []problemLine
	for _, row := range body.Roll {
		if row.Error != "" {
			problems = append(problems, problemLine{Href: "#" + row.ID, Text: row.Name + ": " + row.Error})
		}
	}
	if refused.reason != "" {
		problems = append(problems, problemLine{Text: refused.reason})
	}
	view := q.page(say("page.attendance.title", body.Group, body.Session), body)
	view.Problems, view.Back = problems, &link{Href: g.path(), Label: body.Group}
	return s.show(w, refused.status, "season_attendance", view)
}

// roll asks for one person. What they lack to take part is said in words.
func (v taskWords) roll(child *caseFile, marked string, unmarked bool) rollView {
	id := child.ID.String()
	row := rollView{ID: "at-" + id, Field: "at-" + id, Name: child.applicant(), Remark: v.missing(child, v.c.today())}
	for _, word := range []string{wasPresent, wasExcused, wasAbsent} {
		row.Options = append(row.Options, optionView{ID: "at-" + id + "-" + word, Value: word, Label: v.c.say("page.attendance." + word), Chosen: marked == word})
	}
	if unmarked {
		row.Error = v.c.say("page.attendance.unmarked")
	}
	return row
}

func (g groupFile) attendanceNotices(m season.Meeting) (list []noticeView) {
	say := g.words.c.say
	switch {
	case m.Cancelled():
		list = append(list, noticeView{Kind: "late", Lines: []string{say("page.attendance.off")}})
	case g.season().Over:
		list = append(list, noticeView{Lines: []string{say("page.attendance.over")}})
	case m.StartsAt.After(g.words.c.now.Add(time.Hour)):
		list = append(list, noticeView{Lines: []string{say("page.attendance.early")}})
	}
	if !m.Cancelled() && !g.season().Over && m.EndsAt.After(g.words.c.now) && len(g.group.Coaches) == 0 && g.terms.Program.Application.Watched() {
		list = append(list, noticeView{Kind: "late", Lines: []string{say("page.attendance.nobody")}})
	}
	return list
}

// marksOf reads what was sent about a meeting of a group.
func (s *Server) marksOf(q *request) (g groupFile, m season.Meeting, err error) {
	if err = readForm(q); err != nil {
		return g, m, err
	}
	if g, err = s.groupFor(q); err == nil {
		m, err = g.sessionOf(q)
	}
	return g, m, err
}

// takeAttendance saves a meeting in one go. Whoever is not marked is asked for, unless the page says that they were there.
func (s *Server) takeAttendance(w http.ResponseWriter, q *request) error {
	g, m, err := s.marksOf(q)
	if err != nil {
		return err
	}
	marked := map[uuid.UUID]string{}
	var unmarked []uuid.UUID
	for _, child := range g.children {
		word := q.PostForm.Get("at-" + child.ID.String())
		if word == "" && q.PostForm.Get("rest") == wasPresent {
			word = wasPresent
		}
		if !slices.Contains([]string{wasPresent, wasExcused, wasAbsent}, word) {
			unmarked = append(unmarked, child.ID)
			continue
		}
		marked[child.ID] = word
	}
	if len(unmarked) > 0 {
		return s.attendancePage(w, q, g, m, marked, unmarked, tried{status: http.StatusBadRequest})
	}
	refused, err := s.tryAct(q, "attendance", nil, func([]byte) error {
		body, err := attendanceBody(g, m.Number, marked)
		if err == nil {
			_, err = s.Desk.ActOnCase(q.Context(), q.who, g.Case, "attendance", "", body)
		}
		return err
	})
	switch {
	case err != nil:
		return err
	case refused != nil:
		return s.attendancePage(w, q, g, m, marked, nil, *refused)
	}
	return seeOther(w, g.path()+"/sessions/"+strconv.Itoa(m.Number)+"?done=attendance")
}

func attendanceBody(g groupFile, number int, marked map[uuid.UUID]string) ([]byte, error) {
	in := map[string]any{"group": g.group.Key, "number": number}
	for _, word := range []string{wasPresent, wasExcused} {
		ids := []uuid.UUID{}
		for _, child := range g.children {
			if marked[child.ID] == word {
				ids = append(ids, child.ID)
			}
		}
		in[word] = ids
	}
	return json.Marshal(in)
}

// makeUpOnPage lets somebody who missed a meeting count as having been there.
func (s *Server) makeUpOnPage(w http.ResponseWriter, q *request) error {
	g, m, err := s.marksOf(q)
	if err != nil {
		return err
	}
	id, err := uuid.Parse(q.PostForm.Get("application"))
	if err != nil || !slices.ContainsFunc(g.children, func(child *caseFile) bool { return child.ID == id }) {
		return domain.Errorf(domain.NotFound, "They have no place in this group.")
	}
	refused, err := s.tryAct(q, "make_up", nil, func([]byte) error {
		body, err := json.Marshal(map[string]any{"application": id, "number": m.Number})
		if err == nil {
			_, err = s.Desk.ActOnCase(q.Context(), q.who, g.Case, "make_up", "", body)
		}
		return err
	})
	switch {
	case err != nil:
		return err
	case refused != nil:
		return s.attendancePage(w, q, g, m, g.recorded(m.Number), nil, *refused)
	}
	return seeOther(w, g.path()+"/sessions/"+strconv.Itoa(m.Number)+"?done=make_up")
}
