package bench

import (
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/handlers"
	"github.com/almoner/almoner/node"
	"github.com/almoner/almoner/programs"
	"github.com/almoner/almoner/store"
)

const (
	organizations  = 1
	funds          = 100
	trustees       = 30   // in office in each organization
	members        = 8192 // on each roll
	membersAtOnce  = 512
	awardCents     = 25_00
	depositCents   = 50_000_000_00
	organizationOf = "bench-%d"
)

// since is when everybody took office.
var since = time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)

// writePrograms writes the county's guideline down once for each fund, as programs of made-up organizations.
func writePrograms(dir string) error {
	guideline, err := fs.ReadFile(programs.Builtin(), "county/welfare.yaml")
	if err != nil {
		return fmt.Errorf("read guideline: %w", err)
	}
	for n := range funds {
		organization, key := fmt.Sprintf(organizationOf, n%organizations), fmt.Sprintf("fund-%d", n)
		folder := filepath.Join(dir, organization)
		if err := os.MkdirAll(folder, 0o700); err != nil {
			return fmt.Errorf("write programs: %w", err)
		}
		about := fmt.Sprintf("key: %s\nname: Made-up organization\nphone: (314) 555-0100\ntime_zone: America/Chicago\n", organization)
		text := strings.NewReplacer("organization: county\n", "organization: "+organization+"\n", "key: welfare\nkind:", "key: "+key+"\nkind:",
			"\n  fund: welfare\n", "\n  fund: "+key+"\n").Replace(string(guideline))
		for name, content := range map[string]string{"organization.yaml": about, key + ".yaml": text} {
			if err := os.WriteFile(filepath.Join(folder, name), []byte(content), 0o600); err != nil {
				return fmt.Errorf("write programs: %w", err)
			}
		}
	}
	return nil
}

// world is who takes part: programs to ask, members who ask, people in office.
type world struct {
	programs  []programs.Program
	people    map[uuid.UUID]handlers.Person // trustees by id
	treasurer map[string]handlers.Person    // by organization
	signatory map[string]handlers.Person
	answers   programs.Answers
}

// populate puts people on the rolls and in office, and money into the funds.
func populate(ctx context.Context, n *node.Node) (*world, error) {
	w := &world{people: map[uuid.UUID]handlers.Person{}, treasurer: map[string]handlers.Person{}, signatory: map[string]handlers.Person{}}
	for i := range funds {
		p, ok := n.Catalog.Find(fmt.Sprintf(organizationOf, i%organizations), fmt.Sprintf("fund-%d", i))
		if !ok {
			return nil, fmt.Errorf("program of fund %d is missing", i)
		}
		w.programs = append(w.programs, p)
	}
	var err error
	if w.answers, err = w.programs[0].Check(rawAnswers()); err != nil {
		return nil, fmt.Errorf("check answers: %w", err)
	}
	for i := range organizations {
		if err := w.staff(ctx, n, fmt.Sprintf(organizationOf, i)); err != nil {
			return nil, err
		}
	}
	for i, p := range w.programs {
		if err := n.Desk.Deposit(ctx, w.treasurer[p.Organization], "the first of all", p.Guideline.Fund, depositCents); err != nil {
			return nil, fmt.Errorf("deposit into fund %d: %w", i, err)
		}
	}
	return w, nil
}

func (w *world) staff(ctx context.Context, n *node.Node, organization string) error {
	for i := range trustees {
		p, err := office(ctx, n, organization, fmt.Sprintf("trustee-%d", i), domain.RoleTrustee)
		if err != nil {
			return err
		}
		w.people[p.ID] = p
	}
	var err error
	if w.treasurer[organization], err = office(ctx, n, organization, "treasurer", domain.RoleTreasurer); err != nil {
		return err
	}
	if w.signatory[organization], err = office(ctx, n, organization, "signatory", domain.RoleSignatory); err != nil {
		return err
	}
	return roll(ctx, n, organization)
}

func scopeOf(organization string) store.Scope {
	return store.Scope{Organization: organization, Compartments: []domain.Compartment{domain.Welfare}}
}

func office(ctx context.Context, n *node.Node, organization, key string, role domain.Role) (p handlers.Person, err error) {
	p = handlers.Person{Organization: organization, Name: key + " Fictional", Roles: []domain.Role{role}}
	p.ID, err = n.Desk.AddPerson(ctx, handlers.NewPerson{
		Organization: organization, Compartment: domain.Welfare, Unit: "office of " + key,
		Contact: handlers.Contact{Name: p.Name, Email: key + "@" + organization + ".invalid"},
	})
	if err != nil {
		return p, fmt.Errorf("add %s: %w", key, err)
	}
	if err := n.Store.Grant(ctx, scopeOf(organization), p.ID, role, since, time.Time{}); err != nil {
		return p, fmt.Errorf("grant to %s: %w", key, err)
	}
	return p, nil
}

// roll writes members down many at once: there is no such road in the product, and it is not what is measured.
func roll(ctx context.Context, n *node.Node, organization string) error {
	keys := n.Keys.Organization(organization)
	for first := 0; first < members; first += membersAtOnce {
		var write store.Write
		for i := first; i < min(first+membersAtOnce, members); i++ {
			id, keyID := uuid.New(), uuid.New()
			key, wrapped, err := keys.NewDataKey(keyID)
			if err != nil {
				return fmt.Errorf("key of a member: %w", err)
			}
			sealed, err := key.Seal("contact/"+id.String(), fmt.Appendf(nil, `{"name":"Member %d Fictional"}`, i))
			if err != nil {
				return fmt.Errorf("seal a member: %w", err)
			}
			write.Keys = append(write.Keys, store.DataKey{ID: keyID, Wrapped: wrapped})
			write.People = append(write.People, store.NewPerson{
				ID: id, KeyID: keyID, Household: id, Sealed: sealed, MemberHash: handlers.MemberHash(keys, number(i)),
				NameHash: handlers.NameHash(keys, fmt.Sprintf("Member %d Fictional", i)), Unit: fmt.Sprintf("unit %d", i),
			})
		}
		err := n.Store.Decide(ctx, scopeOf(organization), func(tx store.Tx) error { return n.Store.Save(ctx, tx, scopeOf(organization), &write) })
		if err != nil {
			return fmt.Errorf("write the roll: %w", err)
		}
	}
	return nil
}

func number(member int) string { return fmt.Sprintf("B-%d", member%members) }

// submission is the n-th request: the members ask in turn, each time another fund.
func (w *world) submission(n int) handlers.Submission {
	p := w.programs[n%len(w.programs)]
	answers := maps.Clone(w.answers)
	answers["member_number"], answers["member_name"] = number(n), fmt.Sprintf("Member %d Fictional", n%members)
	return handlers.Submission{Program: p, Language: "en", Channel: "api", Answers: answers, Key: fmt.Sprintf("bench-%d", n)}
}

const story = "The roof was torn off in last week's storm and the landlord cannot say when it is repaired. We stay with friends until then; " +
	"what we need is the deposit for a small apartment near the school, so that the children need not change it in the middle of the year."

// rawAnswers are what a form sends: about 600 bytes of JSON once they are checked.
func rawAnswers() map[string]json.RawMessage {
	raw := map[string]json.RawMessage{}
	for key, value := range map[string]any{
		"for_whom": "self", "member_name": "Member 0 Fictional", "member_number": "B-0", "contact_phone": "(314) 555-0142",
		"contact_email": "member@bench.invalid", "safe_to_text": true, "need": "housing", "amount_cents": awardCents, "emergency": false,
		"payee_name": "Made-up Landlord Company", "what_happened": story,
	} {
		raw[key], _ = json.Marshal(value) // because strings, numbers and booleans always can be
	}
	return raw
}

// answersJSON is the same for the floor, which knows no forms.
func answersJSON(n int) string {
	return fmt.Sprintf(`{"for_whom":"self","member_name":"Member %d Fictional","member_number":"B-%d","contact_phone":"+13145550142",`+
		`"contact_email":"member@bench.invalid","safe_to_text":true,"need":"housing","amount_cents":%d,"emergency":false,`+
		`"payee_name":"Made-up Landlord Company","what_happened":%q}`, n, n, awardCents, story)
}
