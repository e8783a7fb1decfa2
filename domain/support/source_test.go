package support_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"reflect"
	"strings"
	"testing"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/support"
)

// receivers reads from the sources of this package which types have a method, and what constant it returns.
func receivers(t *testing.T, method string) map[string]string {
	t.Helper()
	files, err := parser.ParseDir(token.NewFileSet(), ".", nil, 0) //nolint:staticcheck // the files of one folder are all that is asked for
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]string{}
	ast.Inspect(files["support"], func(n ast.Node) bool {
		f, ok := n.(*ast.FuncDecl)
		if !ok || f.Name.Name != method || f.Recv == nil {
			return true
		}
		returned := f.Body.List[0].(*ast.ReturnStmt).Results[0]
		if literal, ok := returned.(*ast.BasicLit); ok {
			found[f.Recv.List[0].Type.(*ast.Ident).Name] = strings.Trim(literal.Value, `"`)
		} else {
			found[f.Recv.List[0].Type.(*ast.Ident).Name] = ""
		}
		return true
	})
	return found
}

// commands is one of each, by name.
func commands(t *testing.T) map[string]support.Command {
	t.Helper()
	byName := map[string]support.Command{}
	for _, c := range []support.Command{
		support.Refer{},
		support.ReferAgain{},
		support.RecordNotified{},
		support.Proceed{},
		support.Decline{},
		support.NotReached{},
		support.Divert{},
		support.OfferNext{},
		support.Accept{},
		support.Pass{},
		support.SearchAgain{},
		support.Assign{},
		support.HandOver{},
		support.Attempt{},
		support.Made{},
		support.CheckIn{},
		support.CheckOut{},
		support.MarkAddress{},
		support.FoundSafe{},
		support.ReadAgain{},
		support.SettleJoined{},
		support.AddDocument{},
		support.RemoveDocument{},
		support.WriteNote{},
		support.AddRelative{},
		support.Reach{},
		support.OptIn{},
		support.Followed{},
		support.PauseFollowUp{},
		support.AddDate{},
		support.RemoveDate{},
		support.SkipDate{},
		support.Remembered{},
		support.RaiseConcern{},
		support.SettleConcern{},
		support.SignRelease{},
		support.RevokeRelease{},
		support.ReferToPartner{},
		support.OpenClaim{},
		support.TickPaper{},
		support.FileClaim{},
		support.PostNeed{},
		support.NoteNeed{},
		support.Debriefed{},
		support.Link{},
		support.Merge{},
		support.Close{},
		support.Reopen{},
		support.Withdraw{},
		support.NeedCall{},
		support.Called{},
		support.Wake{},
	} {
		byName[c.CommandName()] = c
	}
	if known := receivers(t, "CommandName"); len(known) != len(byName) {
		t.Fatalf("%d commands in the sources, %d here", len(known), len(byName))
	}
	return byName
}

func TestNeeds(t *testing.T) {
	t.Parallel()
	hash := []byte{1}
	for name, c := range commands(t) {
		if refer, ok := c.(support.Refer); ok {
			refer.ContactHash = hash
			c = refer
		}
		n := support.NeedsOf(c)
		rota := name == "offer_next" || name == "accept" || name == "assign"
		if n.Candidates != rota || (n.Contact != nil) != (name == "refer") {
			t.Errorf("%s needs %+v", name, n)
		}
	}
}

func TestFactsReachExactlyTheCommandsThatHaveThem(t *testing.T) {
	t.Parallel()
	for name, c := range commands(t) {
		_, has := reflect.TypeOf(c).FieldByName("Facts")
		given := support.WithFacts(c, facts(ann))
		if reflect.TypeOf(given) != reflect.TypeOf(c) || reflect.DeepEqual(given, c) == has {
			t.Errorf("%s, with facts %v: %+v", name, has, given)
		}
		if has && !reflect.DeepEqual(reflect.ValueOf(given).FieldByName("Facts").Interface(), facts(ann)) {
			t.Errorf("%s has other facts", name)
		}
	}
	if c := support.WithFacts(foreign{}, facts(ann)); c != (foreign{}) {
		t.Errorf("another workflow's command became %v", c)
	}
}

type foreign struct{}

func (foreign) CommandName() string { return "deposit" }

// TestWhoIsWhoSays gives every command somebody who may nothing, and finds that it is noticed.
func TestWhoIsWhoSays(t *testing.T) {
	t.Parallel()
	anybodys := map[string]bool{"refer": true}
	for name, c := range commands(t) {
		v := reflect.New(reflect.TypeOf(c)).Elem()
		v.Set(reflect.ValueOf(support.WithFacts(c, facts())))
		field := v.FieldByName("Who")
		if !field.IsValid() || anybodys[name] {
			continue
		}
		field.Set(reflect.ValueOf(byStranger))
		switch _, err := support.Decide(fold(met(support.CallNeeded{}, support.VisitBegun{Minister: ann})), v.Interface().(support.Command), noon); domain.CodeOf(err) {
		case domain.Forbidden, domain.Conflict, domain.NotFound:
		default:
			t.Errorf("%s of a stranger: %v", name, err)
		}
	}
}

// TestTheWall finds every event that names the stream on the desk's side. One more is a hole in the wall.
func TestTheWall(t *testing.T) {
	t.Parallel()
	passes := []domain.Elsewhere{
		support.ReferredAgain{Referral: desk},
		support.FamilyReferred{Referral: desk},
		support.RelativeNotified{Referral: desk},
		support.DispatchAccepted{Referral: desk},
		support.ContactMade{Referral: desk},
		support.CaseClosed{Referral: desk},
		support.ReleaseSigned{Referral: desk},
		support.ReleaseRevoked{Referral: desk},
		support.ReleaseExpired{Referral: desk},
	}
	others := []domain.Elsewhere{support.ReferralMerged{Into: other}, support.NeedPosted{Need: other}, support.FamilyDiverted{Known: other}, support.JoinedRead{Request: other}}
	named := map[string]bool{}
	for _, e := range append(passes, others...) {
		named[reflect.TypeOf(e).Name()] = true
		if id := e.Leads(); id != desk && id != other {
			t.Errorf("%s leads to %v", e.EventType(), id)
		}
	}
	leads := receivers(t, "Leads")
	if len(leads) != len(named) {
		t.Errorf("%d events lead elsewhere, %d are known: %v", len(leads), len(named), leads)
	}
	for name := range leads {
		if !named[name] {
			t.Errorf("%s leads elsewhere", name)
		}
	}
	types, seen := receivers(t, "EventType"), map[string]bool{}
	for name, stored := range types {
		if !strings.HasPrefix(stored, "support.") || seen[stored] {
			t.Errorf("%s is stored as %q", name, stored)
		}
		seen[stored] = true
	}
	if len(types) != 68 {
		t.Errorf("%d events; is the new one among those that pass the wall?", len(types))
	}
	for name := range referralFields(t) {
		if !named[name] {
			t.Errorf("%s has a field Referral", name)
		}
	}
}

// referralFields are the types of this package with such a field, but for the state, and the commands that bring it.
func referralFields(t *testing.T) map[string]bool {
	t.Helper()
	files, err := parser.ParseDir(token.NewFileSet(), ".", nil, 0) //nolint:staticcheck // as above
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	ast.Inspect(files["support"], func(n ast.Node) bool {
		spec, ok := n.(*ast.TypeSpec)
		if !ok {
			return true
		}
		if s, ok := spec.Type.(*ast.StructType); ok && spec.Name.Name != "State" && spec.Name.Name != "Refer" && spec.Name.Name != "ReferAgain" {
			for _, field := range s.Fields.List {
				for _, name := range field.Names {
					if name.Name == "Referral" {
						found[spec.Name.Name] = true
					}
				}
			}
		}
		return true
	})
	return found
}

func TestOnlyTheDeskItselfHasASideOfTheWall(t *testing.T) {
	t.Parallel()
	for _, who := range []support.Who{byCoordinator, byStranger, family} {
		c := request()
		c.Who = who
		got, err := support.Decide(support.State{}, c, noon)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range got {
			if e, leads := e.(domain.Elsewhere); leads && e.Leads() == desk {
				t.Errorf("a referral of %q opens the desk's side by %s", who.As, e.EventType())
			}
		}
	}
}
