package web

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"regexp"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/welfare"
	"github.com/almoner/almoner/handlers"
	"github.com/almoner/almoner/programs"
)

func (s *Server) listOrganizations(w http.ResponseWriter, _ *request) error {
	list := []map[string]string{}
	for _, o := range s.Catalog.Organizations() {
		list = append(list, map[string]string{"key": o.Key, "name": o.Name})
	}
	return writeJSON(w, http.StatusOK, map[string]any{"organizations": list})
}

func (s *Server) organization(q *request) (programs.Organization, error) {
	o, ok := s.Catalog.Organization(q.PathValue("org"))
	if !ok {
		return o, domain.Errorf(domain.NotFound, "We know no organization of that name.")
	}
	return o, nil
}

func (s *Server) program(q *request) (programs.Program, error) {
	p, ok := s.Catalog.Find(q.PathValue("org"), q.PathValue("program"))
	if !ok {
		return p, domain.Errorf(domain.NotFound, "We know no program of that name.")
	}
	return p, nil
}

func (s *Server) listPrograms(w http.ResponseWriter, q *request) error {
	o, err := s.organization(q)
	if err != nil {
		return err
	}
	list := []map[string]any{}
	for _, p := range s.Catalog.Programs(o.Key) {
		if p.Kind == programs.KindConcern {
			continue // no program, but a way past all of them
		}
		list = append(list, map[string]any{"key": p.Key, "name": p.Name.In(q.language()), "kind": p.Kind, "open": p.Open})
	}
	return writeJSON(w, http.StatusOK, map[string]any{"programs": list})
}

type formField struct {
	Key      string       `json:"key"`
	Label    string       `json:"label"`
	Type     string       `json:"type"`
	Required bool         `json:"required"`
	Options  []formOption `json:"options"`
	Help     string       `json:"help"`
}

type formOption struct {
	Key   string `json:"key"`
	Label string `json:"label"`
}

func (s *Server) showForm(w http.ResponseWriter, q *request) error {
	p, err := s.program(q)
	if err != nil {
		return err
	}
	p = s.withDays(q.Context(), p, q.say())
	fields := []formField{}
	for _, f := range p.Form.Fields {
		out := formField{Key: f.Key, Label: f.Label.In(q.language()), Type: string(f.Type), Required: f.Required, Options: []formOption{}, Help: f.Help.In(q.language())}
		for _, o := range f.Options {
			out.Options = append(out.Options, formOption{Key: o.Key, Label: o.Label.In(q.language())})
		}
		fields = append(fields, out)
	}
	return writeJSON(w, http.StatusOK, map[string]any{"key": p.Key, "name": p.Name.In(q.language()), "kind": p.Kind, "fields": fields})
}

// readBody reads a bounded body.
func readBody(q *request) ([]byte, error) {
	body, err := io.ReadAll(q.Body)
	if err != nil {
		if tooLarge(err) {
			return nil, err
		}
		return nil, domain.Because(err, domain.Invalid, "The body could not be read to its end. Nothing was recorded; please send it again.")
	}
	return body, nil
}

var keyPattern = regexp.MustCompile(`^[\x21-\x7e]{8,128}$`)

func idempotencyKey(q *request) (string, error) {
	values := q.Header.Values("Idempotency-Key")
	if len(values) == 0 {
		return "", nil
	}
	if len(values) > 1 || !keyPattern.MatchString(values[0]) {
		return "", domain.Errorf(domain.Invalid, "An Idempotency-Key has 8 to 128 visible characters.")
	}
	return values[0], nil
}

func (s *Server) submitRequest(w http.ResponseWriter, q *request) error {
	p, err := s.program(q)
	if err != nil {
		return err
	}
	if s.Demo == nil && !s.limit.allow(q, s.Now()) {
		return domain.Errorf(domain.RateLimited, "That is a lot of requests from one place. Please wait a minute, or call the number on our page.")
	}
	key, err := idempotencyKey(q)
	if err != nil {
		return err
	}
	body, err := readBody(q)
	if err != nil {
		return err
	}
	var in struct {
		Language string                     `json:"language"`
		Channel  string                     `json:"channel"`
		Reason   string                     `json:"exception"` // why a coordinator makes an exception of the rules
		With     *papers                    `json:"with"`      // an application of the same guardian for another child
		Answers  map[string]json.RawMessage `json:"answers"`
	}
	if len(bytes.TrimSpace(body)) == 0 {
		return domain.Errorf(domain.Invalid, "The body is empty; a JSON object with \"answers\" is wanted.")
	}
	if err := handlers.ReadJSON(body, &in); err != nil {
		return err
	}
	sub := handlers.Submission{Program: p, Language: in.Language, Key: key, Channel: string(welfare.API)}
	if err := s.entered(q, &sub, in.Channel); err != nil {
		return err
	}
	if sub.Reason = domain.CleanText(in.Reason); sub.Reason != "" && sub.EnteredAs != domain.RoleCoordinator {
		return fieldProblem("exception", "Only a coordinator of the program makes an exception.")
	}
	if utf8.RuneCountInString(sub.Reason) > 4000 || domain.HasControl(sub.Reason) {
		return fieldProblem("exception", "Please keep it below 4000 characters that can be read.")
	}
	if in.With != nil {
		if sub.Household, err = s.householdOf(q, *in.With, p); err != nil {
			return err
		}
	}
	if sub.Answers, err = p.Check(in.Answers); err != nil {
		return err
	}
	if err := s.mayCome(q.Context(), p, sub.Answers, key); err != nil {
		return err
	}
	receipt, err := s.Desk.Submit(q.Context(), sub)
	if err != nil {
		return err
	}
	s.recent.add(receipt, p)
	if receipt.Replayed {
		w.Header().Set("Idempotent-Replay", "true")
	}
	return writeJSON(w, http.StatusAccepted, map[string]any{
		"id": receipt.ID, "reference": receipt.Reference, "token": receipt.Token,
		"status_url": s.PublicURL + v1 + "/requests/" + receipt.Reference, "received_at": receipt.ReceivedAt,
	})
}

// papers are what opens an application.
type papers struct {
	Reference string `json:"reference"`
	Token     string `json:"token"`
}

// householdOf finds the household of an application of the same organization by its first contact's paper.
func (s *Server) householdOf(q *request, with papers, p programs.Program) (uuid.UUID, error) {
	r, err := s.opened(q.Context(), with.Reference, with.Token)
	if err != nil {
		return uuid.Nil, err
	}
	file, err := s.familyFile(q.Context(), r)
	switch {
	case err != nil:
		return uuid.Nil, err
	case r.number != 0 || file.Workflow != "application" || file.Organization != p.Organization || p.Application == nil:
		return uuid.Nil, fieldProblem("with", "This is no application that another one can stand beside.")
	}
	return file.application().Household, nil
}

// entered checks language and channel, and who typed the request in.
func (s *Server) entered(q *request, sub *handlers.Submission, channel string) error {
	if sub.Language == "" {
		sub.Language = "en"
	}
	if !regexp.MustCompile(`^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$`).MatchString(sub.Language) {
		return fieldProblem("language", "This is no language tag, for example en or es.")
	}
	if q.signedIn() {
		if q.who.Organization != sub.Program.Organization {
			return domain.Errorf(domain.Forbidden, "You belong to another organization. Ask somebody there to enter this, or sign out to send it yourself.")
		}
		sub.EnteredBy, sub.EnteredAs, sub.Channel = q.who.ID, roleFor(q.who, sub.Program), string(welfare.Telephone)
		if sub.EnteredAs == domain.RoleDesk {
			sub.Channel = string(domain.RoleDesk)
		}
	}
	switch welfare.Channel(channel) {
	case "":
	case welfare.Telephone, welfare.WalkIn, welfare.Paper:
		if !q.signedIn() {
			return fieldProblem("channel", "Only staff enter requests that came another way.")
		}
		sub.Channel = channel
	case welfare.API, welfare.Web:
		sub.Channel = channel
	default:
		return fieldProblem("channel", "This channel is not known; there are web, api, telephone, walk_in and paper.")
	}
	return nil
}

func fieldProblem(field, message string) error {
	e := domain.Errorf(domain.Invalid, "%s", message)
	e.Fields = []domain.FieldError{{Field: field, Message: message}}
	return e
}

// newID makes a key for a page's form, so that a double click does nothing twice.
func newID() string { return uuid.NewString() }
