package web

import (
	"net/http"
	"slices"
	"strconv"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/application"
	"github.com/almoner/almoner/domain/welfare"
	"github.com/almoner/almoner/programs"
)

type landingView struct {
	Organizations []organizationDoors
	Status        link
}

type organizationDoors struct {
	Name     string
	Phone    *link
	Programs []link
}

func (s *Server) showLanding(w http.ResponseWriter, q *request) error {
	say := q.say()
	if s.Demo != nil {
		return s.show(w, http.StatusOK, "demo", q.page(say("page.demo.title"), s.demoLanding(q)).staff())
	}
	body := landingView{Status: link{Href: "/status", Label: say("layout.status")}}
	for _, o := range s.Catalog.Organizations() {
		body.Organizations = append(body.Organizations, organizationDoors{Name: o.Name, Phone: phoneLink(o.Phone), Programs: s.openDoors(o.Key, q.language())})
	}
	return s.show(w, http.StatusOK, "landing", q.page(say("page.landing.title"), body))
}

// openDoors are the programs that take requests now.
func (s *Server) openDoors(organization, language string) (doors []link) {
	for _, p := range s.Catalog.Programs(organization) {
		if p.Open {
			doors = append(doors, link{Href: programPath(p), Label: p.Name.In(language), Text: p.Summary.In(language)})
		}
	}
	return doors
}

func programPath(p programs.Program) string { return "/p/" + p.Organization + "/" + p.Key }

type demoView struct {
	Steps    []string
	Begin    buttonView
	Stories  []storyView
	Groups   []personaGroup
	Programs []organizationDoors
}

// storyView is a story under way, with the button that leads into it.
type storyView struct {
	Text, Story string
	Button      buttonView
}

type personaCard struct {
	Persona
	Waits string // how many things wait for them
}

type personaGroup struct {
	Title  string
	People []personaCard
}

// demoGroups are what people of the demo do, by role.
var demoGroups = []struct {
	title string
	roles []domain.Role
}{
	{"page.demo.ask", []domain.Role{domain.RoleMember, domain.RoleGuardian}},
	{"page.demo.confirm", []domain.Role{domain.RoleClerk, domain.RoleDesk, domain.RoleCoordinator}},
	{"page.demo.decide", []domain.Role{domain.RoleInterpreter, domain.RoleTrustee}},
	{"page.demo.pay", []domain.Role{domain.RoleTreasurer, domain.RoleSignatory}},
	{"page.demo.visit", []domain.Role{domain.RoleMinister, domain.RoleVolunteer}},
	{"page.demo.oversee", []domain.Role{domain.RoleChief, domain.RoleSafeguard, domain.RoleAdmin, domain.RoleAuditor}},
}

// demoLanding shows the people of organizations that take requests, by what they do.
func (s *Server) demoLanding(q *request) demoView {
	say := q.say()
	var body demoView
	for step := range s.Demo.Guide {
		body.Steps = append(body.Steps, say("guide.step."+strconv.Itoa(step+1)))
	}
	body.Begin = buttonView{Label: say("guide.begin"), Name: "step", Value: "1"}
	for _, story := range s.Demo.Stories {
		v := storyView{Text: say("story." + story.Key), Story: story.Key, Button: buttonView{Label: say("story.open"), Kind: "quiet", Unseen: say("story." + story.Key)}}
		if p := s.persona(story.Be); p != nil {
			v.Button = buttonView{Label: say("story.be", p.Name), Kind: "quiet"}
		}
		body.Stories = append(body.Stories, v)
	}
	open := map[string]bool{}
	for _, o := range s.Catalog.Organizations() {
		doors := s.openDoors(o.Key, q.language())
		if open[o.Key] = len(doors) > 0; open[o.Key] {
			body.Programs = append(body.Programs, organizationDoors{Name: o.Name, Programs: doors})
		}
	}
	waits := s.waitingFor(q, open)
	for _, g := range demoGroups {
		group := personaGroup{Title: say(g.title)}
		for _, p := range s.Demo.Personas {
			if open[p.Organization] && slices.ContainsFunc(p.Roles, func(r domain.Role) bool { return slices.Contains(g.roles, r) }) {
				card := personaCard{Persona: p, Waits: waits[p.Organization+"/"+p.Key]}
				card.Key = p.Organization + "/" + p.Key
				group.People = append(group.People, card)
			}
		}
		if len(group.People) > 0 {
			body.Groups = append(body.Groups, group)
		}
	}
	return body
}

type programView struct {
	Name, Summary, Note string
	Open                bool
	Before, Then        []string
	Conditions          []string
	Opens               string      // when requests are taken again
	Choices             []fieldView // what has to be chosen: whom it serves and with what
	Start, Phone        link
	Lines               []lineView // outside the organization
	Speak               *link      // where a report about an adult goes
	Risk                *noticeView
}

// lineView is a telephone line outside the organization.
type lineView struct {
	Name  string
	Phone link
}

func linesOf(p programs.Program, language string) (lines []lineView) {
	for _, line := range p.Lines {
		lines = append(lines, lineView{Name: line.Name.In(language), Phone: *phoneLink(line.Phone)})
	}
	return lines
}

// speakUp leads to where a report about an adult of an organization's programs goes; nil where none is taken.
func (s *Server) speakUp(organization, language string) *link {
	for _, p := range s.Catalog.Programs(organization) {
		if p.Kind == programs.KindConcern && p.Open {
			return &link{Href: programPath(p), Label: p.Name.In(language)}
		}
	}
	return nil
}

// mostOf says what a fund gives for one request.
func mostOf(say speaker, g welfare.Guideline) string {
	if g.Exception.CapCents > g.CapCents {
		return say("page.program.most_more", say.usd(g.CapCents), say.usd(g.Exception.CapCents))
	}
	return say("page.program.most", say.usd(g.CapCents))
}

func (s *Server) showProgram(w http.ResponseWriter, q *request) error {
	p, err := s.program(q)
	if err != nil {
		return err
	}
	o, err := s.organization(q)
	if err != nil {
		return err
	}
	say, language := q.say(), q.language()
	body := programView{
		Name: p.Name.In(language), Summary: p.Summary.In(language), Open: p.Open,
		Start: link{Href: programPath(p) + "/ask", Label: say("page.program.start")}, Phone: *phoneLink(p.Phone),
		Before: []string{say("page.program.minutes"), say("page.program.no_account"), say("page.program.save"), say("page.program.no_papers")},
	}
	for _, f := range p.OfferedTo(q.rolesIn(p.Organization)).Form.Fields {
		if f.Type == programs.TypeChoice && f.Required {
			body.Choices = append(body.Choices, fieldOf(f, language, say, nil, nil))
		}
	}
	body.Lines = linesOf(p, language)
	if p.Kind == programs.KindConcern {
		body.Choices = nil
		body.Before = []string{say("page.concern.before_name"), say("page.program.no_account"), say("page.concern.before_who")}
		body.Then = []string{say("page.concern.then_receipt"), say("page.concern.then_look"), say("page.concern.then_duty")}
	}
	if p.Application != nil {
		if p.Application.For == application.ForChildren {
			body.Speak = s.speakUp(p.Organization, language)
		}
		body.describe(*p.Application, o, s.calendar(say, o.Key), language, s.Now())
	}
	if p.Protocol != nil {
		c := s.calendar(say, o.Key)
		body.Then = []string{say("page.program.then_receipt"), say("page.program.then_call", c.span(p.Protocol.CallBack)), say("page.program.then_people", p.Protocol.Dispatch.Pair), say("page.program.then_yours")}
	}
	if p.Gathering != nil {
		body.Start = link{Href: "/g/" + o.Key, Label: say("page.program.gatherings")}
		body.Choices = nil
		body.Before = []string{say("page.program.no_account"), say("page.program.come_anyway")}
		body.Then = []string{say("page.program.then_receipt"), say("page.program.then_place"), say("page.program.then_remind")}
	}
	if p.Guideline != nil {
		g := p.Guideline
		c := s.calendar(say, o.Key)
		body.Before = append(body.Before, mostOf(say, *g))
		body.Then = []string{
			say("page.program.then_receipt"),
			say("page.program.then_confirm", c.span(g.Deadlines.Confirm)),
			say("page.program.then_decide", g.Panel, c.span(g.Deadlines.Vote.Replace), c.span(g.Emergency.Replace)),
			say("page.program.then_paid", c.span(g.Deadlines.Prepare+g.Deadlines.Release)),
		}
	}
	if s.Demo != nil {
		body.Note = p.Note.In(language) // for whoever looks at a demo; families have no use for where a rule comes from
	}
	body.Risk = riskNotice(say, p)
	view := q.page(body.Name, body).within(o, p.Phone).leavable(p)
	view.Back = &link{Href: "/", Label: say("layout.back")}
	return s.show(w, http.StatusOK, "program", view)
}
