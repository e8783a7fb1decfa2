package web

import (
	"encoding/json"
	"io"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/handlers"
	"github.com/almoner/almoner/store"
	"github.com/almoner/almoner/workflows"
)

// documentPages is the part of the table about the files of a case.
func (s *Server) documentPages() []route {
	return []route{
		{"POST", v1 + "/cases/{reference}/documents", casePeople, (*Server).addDocument, true, false, "Add a file to a case: multipart, its field is called file"},
		{"GET", v1 + "/cases/{reference}/documents/{document}", casePeople, (*Server).showDocument, true, false, "One file of a case"},
		onPage("POST", "/cases/{reference}/documents", casePeople, (*Server).addDocumentOnPage),
		onPage("GET", "/cases/{reference}/documents/{document}", casePeople, (*Server).showDocument),
	}
}

// bodyLimit is how many bytes a route takes.
func (r route) bodyLimit() int64 {
	if r.method == http.MethodPost && (strings.HasSuffix(r.pattern, "/documents") || strings.HasSuffix(r.pattern, "/picture")) {
		return handlers.FileMax + bodyMax
	}
	if r.method == http.MethodPost && (strings.HasPrefix(r.pattern, importPath) || strings.HasPrefix(r.pattern, rollPath) || strings.HasPrefix(r.pattern, rosterPath)) {
		return 2*importMax + bodyMax // what was read travels sealed with the page, as text
	}
	return bodyMax
}

// documentFacts is one file of a case, as its people see it.
type documentFacts struct {
	ID uuid.UUID `json:"id"`
	By uuid.UUID `json:"by"`
	handlers.File
}

// documents opens what the files of a case are called.
func (f *caseFile) documents() []documentFacts {
	list := []documentFacts{}
	for _, d := range f.support().Documents {
		facts := documentFacts{ID: d.ID, By: d.By}
		if json.Unmarshal([]byte(f.texts[d.ID]), &facts.File) == nil {
			list = append(list, facts)
		}
	}
	return list
}

// withFamily finds a case of support for those who are with the family; NotFound for everybody else.
func (s *Server) withFamily(q *request) (*caseFile, error) {
	file, err := s.caseFor(q)
	if err == nil && (file.Workflow != "support" || !file.openTo(q.who)) {
		err = domain.Errorf(domain.NotFound, "We find no request with that reference.")
	}
	return file, err
}

// upload reads the file that a form brings.
func upload(q *request) (name string, data []byte, err error) {
	if err := q.ParseMultipartForm(bodyMax); err != nil {
		if tooLarge(err) {
			return "", nil, domain.Because(err, domain.TooLarge, "The file is larger than 5 MB. Nothing was kept; please photograph or scan it smaller.")
		}
		return "", nil, domain.Because(err, domain.Invalid, "What was sent is not a form with a file. Nothing was kept.")
	}
	defer q.MultipartForm.RemoveAll() //nolint:errcheck // what is left in the folder for temporary files is the system's to clean
	from, header, err := q.FormFile("file")
	if err != nil {
		return "", nil, nil // no file was chosen
	}
	defer from.Close() //nolint:errcheck // it was only read
	data, err = io.ReadAll(from)
	return header.Filename, data, err
}

func (s *Server) addDocument(w http.ResponseWriter, q *request) error {
	file, err := s.withFamily(q)
	if err != nil {
		return err
	}
	name, data, err := upload(q)
	if err != nil {
		return err
	}
	added, err := s.Desk.AddDocument(q.Context(), q.who, file.Case, name, data)
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, added)
}

func (s *Server) addDocumentOnPage(w http.ResponseWriter, q *request) error {
	file, err := s.withFamily(q)
	if err != nil {
		return err
	}
	name, data, err := upload(q)
	if err == nil {
		_, err = s.Desk.AddDocument(q.Context(), q.who, file.Case, name, data)
	}
	code := domain.CodeOf(err)
	switch {
	case err == nil:
		return seeOther(w, "/cases/"+file.Reference+"?done=add_document")
	case slices.Contains([]domain.Code{domain.Invalid, domain.Rejected, domain.TooLarge, domain.Conflict, domain.Unavailable}, code):
		refused := tried{status: statusOf(code), action: "add_document", typed: map[string]string{}, wrong: fieldsOf(err), reason: domain.MessageOf(err)}
		return s.familyCase(w, q, file, refused)
	}
	return err
}

// showDocument sends a file as something to keep. It is not shown within a page of ours, and nothing in it can run there.
func (s *Server) showDocument(w http.ResponseWriter, q *request) error {
	file, err := s.withFamily(q)
	if err != nil {
		return err
	}
	id, err := uuid.Parse(q.PathValue("document"))
	if err != nil {
		return domain.Errorf(domain.NotFound, "That document is not with this case (any more).")
	}
	for i, d := range file.documents() {
		if d.ID != id {
			continue
		}
		data, err := s.bytesOf(q, file.Case, file.support().Documents[i].Data)
		if err != nil {
			return err
		}
		s.noteReading(q.Context(), q.who, file.Case, s.supportFacts(q.who, store.TaskRow{Kind: workflows.TaskContact}, file))
		return sendFile(w, d.File, data)
	}
	return domain.Errorf(domain.NotFound, "That document is not with this case (any more).")
}

// bytesOf opens the bytes of a file, within the walls of whoever asks.
func (s *Server) bytesOf(q *request, of store.Case, id uuid.UUID) ([]byte, error) {
	var sealed store.TextRow
	if err := s.Store.Read(q.Context(), q.who.Scope(), func(tx store.Tx) (err error) {
		sealed, err = s.Store.SealedFile(q.Context(), tx, of.ID, id)
		return err
	}); err != nil {
		return nil, err
	}
	return s.Desk.OpenFile(of.Organization, sealed)
}

func sendFile(w http.ResponseWriter, file handlers.File, data []byte) error {
	h := w.Header()
	h.Set("Content-Type", file.Type)
	h.Set("Content-Length", strconv.Itoa(len(data)))
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": file.Name}))
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	h.Set("Cache-Control", "no-store")
	_, err := w.Write(data)
	return err
}

// documentTable lists the files of a case, each with its link.
func (v taskWords) documentTable(list []documentFacts, names map[uuid.UUID]string) *tableView {
	if len(list) == 0 {
		return nil
	}
	t := &tableView{Caption: v.c.say("page.care.documents"), Heads: []tableHead{{Label: v.c.say("head.name")}, {Label: v.c.say("head.size")}, {Label: v.c.say("head.who")}}}
	for _, d := range list {
		by := names[d.By]
		switch {
		case d.By == v.who:
			by = v.c.say("by.you")
		case by == "":
			by = v.c.say("reader." + string(domain.RoleCoordinator))
		}
		to := "/cases/" + v.file.Reference + "/documents/" + d.ID.String()
		t.row(tableCell{Text: d.Name, Href: to}, tableCell{Text: v.c.say("page.care.kilobytes", max(1, d.Size>>10))}, tableCell{Text: by})
	}
	return t
}
