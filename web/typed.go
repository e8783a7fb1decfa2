package web

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/handlers"
)

// What pages carry sealed for their own people: who opened a form, and what was typed into it when the session had ended.
const (
	whoseContext = "whose"
	typedContext = "typed"
)

// keptTyped is what somebody typed into a form of a task after their session had ended. It travels sealed through the sign-in, and opens for the same
// person alone, because the next one at a shared computer sees the same page.
type keptTyped struct {
	Who    uuid.UUID         `json:"who"`
	At     time.Time         `json:"at"`
	Task   string            `json:"task"`
	Action string            `json:"action"`
	Typed  map[string]string `json:"typed"`
}

// sealFor seals something for an organization; its name stands before it, because whoever sends it back is not signed in.
func (s *Server) sealFor(organization, context string, v any) (string, error) {
	plain, err := json.Marshal(v)
	if err != nil {
		return "", err
	}
	sealed, err := s.Keys.Organization(organization).SealForm(context, plain)
	return organization + "." + base64.RawURLEncoding.EncodeToString(sealed), err
}

// openFor undoes sealFor; ok is false for anything else.
func (s *Server) openFor(context, text string, into any) (organization string, ok bool) {
	organization, state, found := strings.Cut(text, ".")
	if _, known := s.Catalog.Organization(organization); !found || !known {
		return "", false
	}
	sealed, err := base64.RawURLEncoding.DecodeString(state)
	if err != nil {
		return "", false
	}
	plain, err := s.Keys.Organization(organization).OpenForm(context, sealed)
	return organization, err == nil && json.Unmarshal(plain, into) == nil
}

func (s *Server) sealWhose(who handlers.Person) (string, error) {
	return s.sealFor(who.Organization, whoseContext, who.ID)
}

// keepTyped seals what a form of a task brought from somebody who is not signed in any more; ok is false for every other form, and for one that does
// not say who opened it.
func (s *Server) keepTyped(q *request) (kept string, ok bool) {
	if q.route.pattern != "/tasks/{id}/{action}" || readForm(q) != nil {
		return "", false
	}
	t := keptTyped{At: s.Now(), Task: q.PathValue("id"), Action: q.PathValue("action"), Typed: typedIn(q)}
	organization, ok := s.openFor(whoseContext, q.PostForm.Get("whose"), &t.Who)
	delete(t.Typed, "whose")
	size := 0
	for name, text := range t.Typed {
		size += len(name) + len(text)
		ok = ok && utf8.ValidString(name+text)
	}
	if !ok || size > typedMax {
		return "", false
	}
	kept, err := s.sealFor(organization, typedContext, t)
	return kept, err == nil
}

// openTyped gives back what keepTyped kept, to the person who typed it and for as long as a session lasts.
func (s *Server) openTyped(kept string, who handlers.Person) (t keptTyped, ok bool) {
	organization, ok := s.openFor(typedContext, kept, &t)
	return t, ok && organization == who.Organization && t.Who == who.ID && s.Now().Before(t.At.Add(sessionFor))
}

// resume shows a task to somebody who has signed in again, with what they had typed. Nothing of it is done before they send it.
func (s *Server) resume(w http.ResponseWriter, q *request, who handlers.Person, typed keptTyped) error {
	there := &request{Request: q.Clone(q.Context()), server: s, route: q.route, who: who, chosen: q.chosen}
	there.URL.Path, there.URL.RawQuery = "/tasks/"+typed.Task+"/"+typed.Action, ""
	there.SetPathValue("id", typed.Task)
	there.PostForm = map[string][]string{}
	for name, text := range typed.Typed {
		there.PostForm.Set(name, text)
	}
	t, err := s.taskFor(there)
	if err != nil {
		s.failPage(w, there, err)
		return nil
	}
	return s.renderTask(w, there, t, tried{status: http.StatusOK, action: typed.Action, typed: typed.Typed, again: true})
}

// secretFields are what nobody is shown again: tokens, codes, and what a minister's notes are locked with.
var secretFields = []string{"token", "pin", "code", "passphrase", "again", "next"}

// proseMax is how many texts of one form are shown again at most.
const proseMax = 20

// prose are the texts that somebody wrote into a form which was not taken, so that they can copy them: what has spaces in it was written by a person,
// and is no choice, id or secret.
func (q *request) prose() (texts []titled) {
	if q.route.pattern == "" || readForm(q) != nil { // what no route has taken in is not read
		return nil
	}
	names := make([]string, 0, len(q.PostForm))
	for name := range q.PostForm {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		text := domain.CleanText(q.PostForm.Get(name))
		if len(texts) < proseMax && !slices.Contains(secretFields, name) && strings.Contains(text, " ") && utf8.ValidString(text) && !domain.HasControl(text) {
			texts = append(texts, titled{Text: text})
		}
	}
	return texts
}

// typedTexts are the texts of an act that came too late, under their labels.
func (v taskWords) typedTexts(refused tried) (texts []titled) {
	key := v.Kind + "." + refused.action
	for _, f := range actFields[key] {
		text := domain.CleanText(refused.typed[f.name])
		if text != "" && slices.Contains([]string{"text", "long_text", "money"}, f.kind) && utf8.ValidString(text) && !domain.HasControl(text) {
			texts = append(texts, titled{Title: v.c.say("act." + key + "." + f.name), Text: text})
		}
	}
	return texts
}

// happened says when a task was settled, by whom and how, as far as its reader may know.
func (v taskWords) happened() []string {
	when := v.c.moment(*v.ClosedAt).Words
	if of := views[v.file.Workflow]; of.opens != nil && !of.opens(v.person, v.file) {
		return []string{when}
	}
	what, by := "", ""
	_, seated := v.file.welfare().Seat(v.who)
	v.file.panelist = v.file.panelist || seated
	for _, r := range v.file.visibleEvents(v.person) {
		if !r.At.Equal(*v.ClosedAt) {
			continue
		}
		if !strings.HasSuffix(r.Event.EventType(), ".case_closed") {
			what = eventWords(v.c.say, r.Event)
		}
		if who := byWords(v.c.say, r, v.who.String()); who != "" {
			by = who
		}
	}
	same := strings.TrimSuffix(what, ".") == v.c.say("closed."+v.ClosedAs) // the heading says it
	switch {
	case what == "" || same && by == "":
		return []string{when}
	case same:
		return []string{v.c.say("page.task.happened_by", when, by)}
	case by == "":
		return []string{v.c.say("page.task.happened_alone", when, what)}
	}
	return []string{v.c.say("page.task.happened", when, by, what)}
}
