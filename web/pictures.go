package web

import (
	"encoding/json"
	"net/http"
	"slices"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/handlers"
)

// pictureAct is what a family just tried when it adds a picture.
const pictureAct = "picture"

// pictureReaders may be among those who decide about a request; which of them, the request says.
var pictureReaders = only(domain.RoleTrustee, domain.RoleCoordinator)

// picturePages is the part of the table about pictures that families add.
func (s *Server) picturePages() []route {
	return []route{
		onPage("POST", "/r/{reference}/{token}/picture", byReceipt, (*Server).addPicture),
		onPage("GET", "/cases/{reference}/pictures/{picture}", pictureReaders, (*Server).showPicture),
	}
}

// picturesView is the part of a receipt's page where pictures are added.
type picturesView struct {
	Action, Who, Kept string
	Field             *fieldView // nil once no more can be added
}

// pictureFacts is one picture as it lies in a case.
type pictureFacts struct {
	id, data uuid.UUID
	handlers.File
}

// pictures are those of a case that are not erased.
func (f *caseFile) pictures() (list []pictureFacts) {
	add := func(id, data uuid.UUID) {
		p := pictureFacts{id: id, data: data}
		if json.Unmarshal([]byte(f.texts[id]), &p.File) == nil {
			list = append(list, p)
		}
	}
	for _, p := range f.welfare().Pictures {
		add(p.ID, p.Data)
	}
	for _, p := range f.application().Pictures {
		add(p.ID, p.Data)
	}
	return list
}

// takesPictures tells whether the family can add one (more) now.
func (f *caseFile) takesPictures() bool {
	most := f.terms.Program.Pictures
	switch f.Workflow {
	case "welfare":
		return len(f.welfare().Pictures) < most && !f.welfare().Phase.Decided()
	case "application":
		return len(f.application().Pictures) < most && f.ClosedAt == nil
	}
	return false
}

// showsPictures tells whether somebody is among those who decide about the case: a trustee of its panel, a coordinator of the program.
func (f *caseFile) showsPictures(who handlers.Person) bool {
	switch f.Workflow {
	case "welfare":
		return f.panelist
	case "application":
		return f.looksAfter(who)
	}
	return false
}

func familyPictures(f *caseFile, path string, say speaker, refused tried) *picturesView {
	have := len(f.pictures())
	if have == 0 && !f.takesPictures() {
		return nil
	}
	v := &picturesView{Action: path + "/picture", Who: say("page.picture.who." + f.Workflow)}
	switch have {
	case 0:
	case 1:
		v.Kept = say("page.picture.one")
	default:
		v.Kept = say("page.picture.several", have)
	}
	if f.takesPictures() {
		field := textField("file", "file", say("page.picture.file"), "")
		field.Help, field.Accept = say("page.picture.kinds", f.terms.Program.Pictures), "image/jpeg,image/png"
		if refused.action == pictureAct {
			if field.Error = refused.reason; len(refused.wrong) > 0 {
				field.Error = refused.wrong[0].Message
			}
		}
		v.Field = &field
	}
	return v
}

// addPicture takes one picture of a family. Whatever it is refused for, the page is shown again with why.
func (s *Server) addPicture(w http.ResponseWriter, q *request) error {
	o, err := s.openReceipt(q)
	if err != nil {
		return err
	}
	_, data, err := upload(q)
	switch {
	case o.file == nil && err == nil:
		err = domain.Errorf(domain.Unavailable, "Our database does not answer at the moment. The picture was not kept; please add it again in a few minutes.")
	case err == nil && s.Demo == nil && !s.limit.allow(q, s.Now()):
		err = domain.Errorf(domain.RateLimited, "That is a lot of requests from one place. Please wait a minute, or call us.")
	case err == nil:
		p := handlers.NewPicture{Number: len(o.file.pictures()) + 1, Most: o.file.terms.Program.Pictures, Reader: o.file.reader, Data: data}
		err = s.Desk.AddPicture(q.Context(), o.of, p)
	}
	code := domain.CodeOf(err)
	switch {
	case err == nil:
		return seeOther(w, receiptPath(o.status.Reference, q.PathValue("token"))+"?chosen=picture#pictures")
	case o.file != nil && slices.Contains([]domain.Code{domain.Invalid, domain.Rejected, domain.TooLarge, domain.Conflict, domain.Unavailable, domain.RateLimited}, code):
		refused := tried{status: statusOf(code), action: pictureAct, typed: map[string]string{}, wrong: fieldsOf(err), reason: domain.MessageOf(err)}
		return s.receiptPage(w, q, o, refused.status, "", "", refused)
	}
	return err
}

// pictureLinks lead those who decide to the pictures.
func (f *caseFile) pictureLinks(say speaker) (links []link) {
	for i, p := range f.pictures() {
		links = append(links, link{Href: "/cases/" + f.Reference + "/pictures/" + p.id.String(), Label: say("page.picture.number", i+1, max(1, p.Size>>10))})
	}
	return links
}

// showPicture sends a picture as something to keep, to those who decide about its case and to nobody else.
func (s *Server) showPicture(w http.ResponseWriter, q *request) error {
	gone := domain.Errorf(domain.NotFound, "That picture is not with this request (any more).")
	file, err := s.caseFor(q)
	if err != nil {
		return err
	}
	id, err := uuid.Parse(q.PathValue("picture"))
	if err != nil || !file.showsPictures(q.who) {
		return gone
	}
	for _, p := range file.pictures() {
		if p.id != id {
			continue
		}
		data, err := s.bytesOf(q, file.Case, p.data)
		if err != nil {
			return err
		}
		s.noteReading(q.Context(), q.who, file.Case, s.factsFor(q.who, file)["application"])
		return sendFile(w, p.File, data)
	}
	return gone
}
