package web

import (
	"net/http"
	"strconv"
	"strings"

	"rsc.io/qr"
)

type flyerView struct {
	Name, When, Place, Street string
	Off, Summary, Free        string
	Code                      qrView
	Address                   string
	Phone                     link
}

// qrView is a code that telephones read: its modules as one path.
type qrView struct {
	Size        int
	Path, Label string
}

// codeOf draws an address; an address that is too long for a code is drawn as nothing, and stands beside it in words.
func codeOf(address, label string) qrView {
	const quiet = 4
	code, err := qr.Encode(address, qr.M)
	if err != nil {
		return qrView{Size: 1, Label: label}
	}
	var path strings.Builder
	for y := range code.Size {
		for x := range code.Size {
			if code.Black(x, y) {
				path.WriteString("M" + strconv.Itoa(x+quiet) + " " + strconv.Itoa(y+quiet) + "h1v1h-1z")
			}
		}
	}
	return qrView{Size: code.Size + 2*quiet, Path: path.String(), Label: label}
}

// showFlyer is one page to print and put up.
func (s *Server) showFlyer(w http.ResponseWriter, q *request) error {
	o, err := s.organization(q)
	if err != nil {
		return err
	}
	a, g, err := s.gatheringOf(q, o.Key)
	if err != nil {
		return err
	}
	say := q.say()
	c := s.calendar(say, o.Key)
	place, address := a.Place(g), s.PublicURL+gatheringPath(a.Program, g.Key)
	body := flyerView{
		Name: a.Name(g, q.language()), When: s.whenWords(c, g), Place: place.Name, Street: place.Street, Summary: a.Program.Summary.In(q.language()),
		Free: say("page.gathering.everybody"), Address: address, Phone: *phoneLink(a.Program.Phone), Code: codeOf(address, say("page.flyer.code_label")),
	}
	if g.Because != "" {
		body.Off = say("gathering.because." + g.Because)
	}
	view := q.page(say("page.flyer.title", body.Name), body).within(o, a.Program.Phone)
	view.Back = &link{Href: gatheringPath(a.Program, g.Key), Label: say("layout.back")}
	return s.show(w, http.StatusOK, "flyer", view)
}
