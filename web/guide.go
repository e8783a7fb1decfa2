package web

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"

	"github.com/almoner/almoner/domain"
)

// guideCookie keeps how far a visitor of the demo has come on the guided path. Nothing in it is secret: everybody in a demo is made up.
const guideCookie = "guide"

// GuideStep does one step of the guided path and says where it leads.
type GuideStep func(ctx context.Context, at Guided) (Guided, error)

// Guided is how far a visitor has come.
type Guided struct {
	Step      int    `json:"step"` // that was done last, from 1
	Reference string `json:"reference"`
	Token     string `json:"token"`
	Be        string `json:"-"` // whom the visitor becomes, as organization/key; empty for nobody who signs in
	Path      string `json:"-"` // where the step leads
}

// guideView is the path as pages of the demo show it.
type guideView struct {
	Done string // what the last step did
	Next *buttonView
	End  bool
}

// guided reads how far the visitor has come.
func (q *request) guided() (at Guided) {
	c, err := q.Cookie(guideCookie)
	if err != nil {
		return at
	}
	raw, err := base64.RawURLEncoding.DecodeString(c.Value)
	if err != nil || json.Unmarshal(raw, &at) != nil || at.Step < 0 || at.Step > len(q.server.Demo.Guide) {
		return Guided{}
	}
	return at
}

// guide shows a visitor who is on the path where they are; nil for everybody else.
func (q *request) guide() *guideView {
	if q.server.Demo == nil {
		return nil
	}
	at := q.guided()
	if at.Step == 0 {
		return nil
	}
	say, steps := q.say(), len(q.server.Demo.Guide)
	if at.Step == steps && !strings.HasSuffix(q.URL.Path, "/"+at.Reference) {
		return nil // the path has been walked, and the visitor goes on alone
	}
	v := &guideView{Done: say("guide.done."+strconv.Itoa(at.Step), at.Step, steps), End: at.Step == steps}
	if !v.End {
		v.Next = &buttonView{Label: say("guide.next."+strconv.Itoa(at.Step+1), at.Step+1, steps), Name: "step", Value: strconv.Itoa(at.Step + 1)}
	}
	return v
}

// walkOn does the next step of the path, or begins it anew.
func (s *Server) walkOn(w http.ResponseWriter, q *request) error {
	if err := readForm(q); err != nil {
		return err
	}
	at, wish := q.guided(), q.PostForm.Get("step")
	switch {
	case wish == "1":
		at = Guided{}
	case wish != strconv.Itoa(at.Step+1) || at.Step >= len(s.Demo.Guide):
		return seeOther(w, "/") // a page from before; the first one says how far the path was walked
	}
	at, err := s.Demo.Guide[at.Step](q.Context(), at)
	if err != nil {
		return domain.Because(err, domain.Unavailable, "This step could not be done. Press the button once more; what was done before is kept.")
	}
	at.Step++
	kept, err := json.Marshal(at)
	if err != nil {
		return err
	}
	s.remember(w, guideCookie, base64.RawURLEncoding.EncodeToString(kept), 0)
	if at.Be == "" {
		s.setSession(w, "", -1)
		return seeOther(w, at.Path)
	}
	if p := s.persona(at.Be); p != nil {
		if err := s.become(w, q, *p); err != nil {
			return err
		}
	}
	return seeOther(w, at.Path)
}
